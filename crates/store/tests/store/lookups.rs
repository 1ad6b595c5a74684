use std::sync::mpsc;
use std::time::Duration;

use countersign_model::{
    AccountSid, EntitySid, Factor, FactorName, FactorSid, FactorStatus, Identity, MockDice, Moments,
    ServiceSid,
};
use countersign_store::{End, Store, factors};
use serde_json::Value;

use crate::engines::on_both_engines;
use crate::nouns::{Maker, NOW, keep};

on_both_engines!(a_lookup_that_a_create_and_a_change_want_at_once_goes_to_one_of_them);

const WANTED: &str = "key:of-both";

fn factor(dice: &MockDice, account: AccountSid, service: ServiceSid, lookup: &str) -> Factor {
    Factor {
        sid: FactorSid::new(NOW, dice),
        account_sid: account,
        service_sid: service,
        entity_sid: EntitySid::new(NOW, dice),
        identity: Identity::parse("ann-0001").expect("an identity"),
        friendly_name: FactorName::parse("Key").expect("a name"),
        kind: "key".parse().expect("a kind"),
        status: FactorStatus::Unverified { wrong: 0 },
        public: Value::Null,
        sealed: None,
        lookup: Some(lookup.to_owned()),
        metadata: None,
        challenged: Moments::default(),
        wrong: Moments::default(),
        created_at: NOW,
        updated_at: NOW,
    }
}

async fn a_lookup_that_a_create_and_a_change_want_at_once_goes_to_one_of_them(store: Store) {
    let maker = Maker::new();
    let one = factor(maker.dice(), maker.account, maker.service, "key:before");
    let two = factor(maker.dice(), maker.account, maker.service, WANTED);
    let first = one.clone();
    keep(&store, move |tx| factors::insert(tx, &first)).await;
    // The change has found the lookup free when the create begins, and goes on once that has ended or waits.
    let (found_free, begin) = mpsc::channel::<()>();
    let (ended, wait) = mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let (changing, creating) = (store.clone(), store.clone());
    let change = tokio::spawn(async move {
        changing
            .write(move |tx| {
                let is_taken = factors::is_lookup_taken(tx, one.service_sid, WANTED)?;
                let _ = found_free.send(());
                let _ = wait.lock().expect("the end").recv_timeout(Duration::from_millis(300));
                let anew = Factor { lookup: Some(WANTED.to_owned()), ..one.clone() };
                if !is_taken {
                    factors::update(tx, &anew)?;
                }
                Ok(End::Commit(!is_taken))
            })
            .await
    });
    let create = tokio::spawn(async move {
        tokio::task::spawn_blocking(move || begin.recv()).await.expect("no panic").expect("it begins");
        let made = creating.write(move |tx| factors::insert(tx, &two).map(End::Commit)).await;
        let _ = ended.send(());
        made
    });
    let changed = change.await.expect("no panic").expect("an answer of the rules, whatever it is");
    let created = create.await.expect("no panic").expect("an answer of the rules, whatever it is");
    assert!(changed != created, "changed: {changed}, created: {created}");
}
