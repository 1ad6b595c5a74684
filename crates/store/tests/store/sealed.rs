use countersign_model::CodeSource;
use countersign_store::sealed::{COLUMNS, SealedColumn};
use countersign_store::{Store, accounts, verifications};

use crate::engines::on_both_engines;
use crate::nouns::{Maker, keep, look, take};

on_both_engines!(
    what_another_key_sealed_is_found_in_order_and_counted,
    a_text_that_changed_meanwhile_is_not_replaced,
    the_code_of_an_ended_verification_is_left_alone,
);

fn column(name: &str) -> &'static SealedColumn {
    COLUMNS.iter().find(|column| column.column == name).expect("a column")
}

async fn with_accounts(store: &Store, sealed: &[&str]) -> Vec<String> {
    let mut sids = Vec::new();
    for text in sealed {
        let maker = Maker::new();
        let mut account = maker.account();
        account.sid = format!("AC{:032}", sids.len()).parse().expect("a SID");
        account.primary_sealed = (*text).to_owned();
        sids.push(account.sid.to_string());
        keep(store, move |tx| accounts::insert(tx, &account)).await;
    }
    sids
}

async fn what_another_key_sealed_is_found_in_order_and_counted(store: Store) {
    let sids = with_accounts(&store, &["v1.k1.a", "v1.k2.b", "v1.k1.c", "v1.k11.d"]).await;
    let column = column("primary_sealed");
    let found = look(&store, |tx| column.others(tx, "", "v1.k2.", 2)).await;
    assert_eq!(found.iter().map(|row| row.key.clone()).collect::<Vec<_>>(), [&*sids[0], &*sids[2]]);
    let after = sids[2].clone();
    let rest = look(&store, move |tx| column.others(tx, &after, "v1.k2.", 2)).await;
    assert_eq!((rest.len(), &*rest[0].sealed), (1, "v1.k11.d"));
    assert_eq!(look(&store, |tx| column.count(tx, "v1.k1.")).await, 2);
    assert_eq!(look(&store, |tx| column.count(tx, "v1.")).await, 4);
}

async fn a_text_that_changed_meanwhile_is_not_replaced(store: Store) {
    with_accounts(&store, &["v1.k1.a"]).await;
    let column = column("primary_sealed");
    let was = look(&store, |tx| column.others(tx, "", "v1.k2.", 9)).await.remove(0);
    let swapped = |text: &'static str| {
        let was = was.clone();
        keep(&store, move |tx| column.swap(tx, &was, text))
    };
    assert!(swapped("v1.k2.first").await);
    assert!(!swapped("v1.k2.second").await);
    let stands = look(&store, |tx| column.others(tx, "", "v1.k3.", 9)).await.remove(0);
    assert_eq!(stands.sealed, "v1.k2.first");
}

async fn the_code_of_an_ended_verification_is_left_alone(store: Store) {
    let maker = Maker::new();
    let mut live = maker.verification("+15017122661");
    live.code = CodeSource::Custom { sealed: "v1.k1.a".to_owned() };
    let (sid, until) = (live.sid, live.expires_at);
    keep(&store, move |tx| {
        take(tx, &live)?;
        verifications::insert(tx, &live)
    })
    .await;
    let column = column("code_sealed");
    assert_eq!(look(&store, |tx| column.count(tx, "v1.k1.")).await, 1);
    keep(&store, move |tx| verifications::expire(tx, sid, until)).await;
    assert_eq!(look(&store, |tx| column.count(tx, "v1.k1.")).await, 0);
    assert!(look(&store, |tx| column.others(tx, "", "v1.k2.", 9)).await.is_empty());
}
