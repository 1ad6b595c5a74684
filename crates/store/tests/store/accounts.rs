use countersign_model::{AccountSid, TokenHash};
use countersign_store::{Store, accounts};

use crate::engines::on_both_engines;
use crate::nouns::{Maker, NOW, keep, look};

on_both_engines!(
    an_account_reads_back_as_written,
    a_new_token_replaces_the_old_one,
    the_oldest_account_is_the_one_made_first,
    an_api_key_is_found_until_its_own_account_deletes_it,
);

async fn an_account_reads_back_as_written(store: Store) {
    let account = Maker::new().account();
    let (written, sid) = (account.clone(), account.sid);
    keep(&store, move |tx| accounts::insert(tx, &written)).await;
    assert_eq!(look(&store, move |tx| accounts::find(tx, sid)).await, Some(account));
}

async fn a_new_token_replaces_the_old_one(store: Store) {
    let mut account = Maker::new().account();
    let (written, sid) = (account.clone(), account.sid);
    keep(&store, move |tx| accounts::insert(tx, &written)).await;
    account.secondary = Some(account.primary);
    account.secondary_sealed = Some(account.primary_sealed);
    account.primary = TokenHash("new".into());
    account.primary_sealed = "sealed new".into();
    let changed = account.clone();
    keep(&store, move |tx| accounts::set_tokens(tx, &changed)).await;
    assert_eq!(look(&store, move |tx| accounts::find(tx, sid)).await, Some(account));
}

async fn the_oldest_account_is_the_one_made_first(store: Store) {
    assert_eq!(look(&store, accounts::oldest).await, None);
    let maker = Maker::new();
    let (first, mut second) = (maker.account(), maker.account());
    second.sid = AccountSid::new(NOW.plus_millis(1), maker.dice());
    let both = [second, first.clone()];
    keep(&store, move |tx| both.iter().try_for_each(|account| accounts::insert(tx, account))).await;
    assert_eq!(look(&store, accounts::oldest).await, Some(first));
}

async fn an_api_key_is_found_until_its_own_account_deletes_it(store: Store) {
    let maker = Maker::new();
    let key = maker.api_key();
    let (sid, own, other) = (key.sid, maker.account, AccountSid::new(NOW, maker.dice()));
    let written = key.clone();
    keep(&store, move |tx| accounts::insert_key(tx, &written)).await;
    assert!(!keep(&store, move |tx| accounts::delete_key(tx, other, sid)).await);
    assert_eq!(look(&store, move |tx| accounts::find_key(tx, sid)).await, Some(key));
    assert!(keep(&store, move |tx| accounts::delete_key(tx, own, sid)).await);
    assert!(!keep(&store, move |tx| accounts::delete_key(tx, own, sid)).await);
    assert_eq!(look(&store, move |tx| accounts::find_key(tx, sid)).await, None);
}
