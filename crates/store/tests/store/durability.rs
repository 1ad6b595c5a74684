use countersign_store::{End, Store};

use crate::engines::{on, on_both_engines, on_sqlite, open, postgres, run, sqlite};
use crate::nouns::keep;

on_both_engines!(what_was_committed_is_there_when_opened_again_by_another);

async fn what_was_committed_is_there_when_opened_again_by_another(store: Store) {
    keep(&store, |tx| countersign_store::marks::set(tx, "kept", "yes")).await;
    let again = open(store.engine().clone()).await.expect("the same database");
    let found = again.read(|tx| countersign_store::marks::get(tx, "kept")).await.expect("a read");
    assert_eq!(found.as_deref(), Some("yes"));
    tokio::task::spawn_blocking(move || again.close()).await.expect("a clean end");
}

#[test]
fn sqlite_writes_through_its_log_and_waits_for_the_disk() {
    on_sqlite(async |store: Store| {
        let said = store.durability().await.expect("an answer");
        let settings = [("journal_mode", "wal"), ("synchronous", "2")];
        assert_eq!(said.settings, settings.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert!(said.is_durable);
    });
}

#[test]
fn no_transaction_can_make_sqlite_wait_less() {
    let directory = countersign_testkit::directory();
    on(sqlite(&directory), async |store: Store| {
        let refused =
            store.write(|tx| tx.all("PRAGMA synchronous = NORMAL", &[], |_| Ok(())).map(End::Commit));
        assert!(refused.await.is_err());
        assert!(store.durability().await.expect("an answer").is_durable);
    });
}

#[test]
fn postgres_tells_what_keeps_its_commits_and_what_loses_them() {
    let url = countersign_testkit::postgres_url();
    let said = |url: String| {
        run(async {
            let store = open(postgres(url, 1)).await.expect("a store");
            let said = store.durability().await.expect("an answer");
            tokio::task::spawn_blocking(move || store.close()).await.expect("a clean end");
            said
        })
    };
    let as_set = said(url.clone());
    let names: Vec<_> = as_set.settings.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["fsync", "full_page_writes", "synchronous_commit"]);
    assert!(as_set.settings.iter().all(|(_, value)| value == "on") && as_set.is_durable, "{as_set:?}");
    let asynchronous = said(format!("{url}?options=-c%20synchronous_commit%3Doff"));
    assert!(!asynchronous.is_durable, "{asynchronous:?}");
}
