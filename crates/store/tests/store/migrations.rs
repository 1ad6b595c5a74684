use countersign_store::{Store, StoreError, marks};

use crate::engines::{on_both_engines, open};
use crate::nouns::{keep, look};

on_both_engines!(
    tables_are_made_once_and_found_again,
    ten_that_open_at_once_all_find_their_tables,
    a_database_of_a_later_version_is_refused,
    a_migration_changed_after_it_was_applied_is_refused,
);

/// What the database remembers of its migrations.
async fn book(store: &Store) -> Vec<(String, String)> {
    look(store, |tx| {
        tx.all("SELECT name, checksum FROM schema_migrations ORDER BY name", &[], |row| {
            Ok((row.text(0)?, row.text(1)?))
        })
    })
    .await
}

async fn close(store: Store) {
    tokio::task::spawn_blocking(move || store.close()).await.expect("a clean end");
}

async fn tables_are_made_once_and_found_again(store: Store) {
    let before = book(&store).await;
    assert!(before.iter().any(|(name, _)| name == "0001_foundation"), "{before:?}");
    keep(&store, |tx| marks::set(tx, "kept", "yes")).await;
    let again = open(store.engine().clone()).await.expect("the same database");
    assert_eq!(book(&again).await, before);
    assert_eq!(look(&again, |tx| marks::get(tx, "kept")).await.as_deref(), Some("yes"));
    close(again).await;
}

async fn ten_that_open_at_once_all_find_their_tables(store: Store) {
    // Back to before the first migration.
    let tables = [
        "DROP TABLE accounts",
        "DROP TABLE api_keys",
        "DROP TABLE services",
        "DROP TABLE verifications",
        "DROP TABLE live_slots",
        "DROP TABLE wrong_checks",
        "DROP TABLE address_sends",
        "DROP TABLE spend",
        "DROP TABLE blocks",
        "DROP TABLE safe_list",
        "DROP TABLE audit",
        "DROP TABLE leases",
        "DROP TABLE attempts",
        "DROP TABLE outbox",
        "DROP TABLE purges",
        "DROP TABLE keys",
        "DROP TABLE nodes",
        "DROP TABLE idempotency_keys",
        "DROP TABLE marks",
        "DROP TABLE schema_migrations",
    ];
    keep(&store, move |tx| tables.iter().try_for_each(|sql| tx.change(sql, &[]).map(drop))).await;
    let opening: Vec<_> = (0..10).map(|_| tokio::spawn(open(store.engine().clone()))).collect();
    let mut stores = Vec::new();
    for opened in opening {
        stores.push(opened.await.expect("no panic").expect("a store"));
    }
    for store in &stores {
        store.check_statements().await.expect("every table is there");
        assert_eq!(book(store).await, book(&stores[0]).await);
    }
    for store in stores {
        close(store).await;
    }
}

/// Opens again after the book of migrations was changed, which must be refused; gives what the operator is told.
async fn refusal(store: &Store, sql: &'static str) -> String {
    assert_eq!(keep(store, move |tx| tx.change(sql, &[])).await, 1);
    let before = book(store).await;
    let told = open(store.engine().clone()).await.map(drop).expect_err("a refusal");
    assert!(matches!(told, StoreError::Db(_)));
    assert_eq!(book(store).await, before, "a database that is refused is left as it was");
    told.to_string()
}

async fn a_database_of_a_later_version_is_refused(store: Store) {
    let told =
        refusal(&store, "INSERT INTO schema_migrations (name, checksum) VALUES ('9999_later', 'x')").await;
    assert!(told.contains("9999_later") && told.contains("later version"), "{told}");
}

async fn a_migration_changed_after_it_was_applied_is_refused(store: Store) {
    let told =
        refusal(&store, "UPDATE schema_migrations SET checksum = 'x' WHERE name = '0001_foundation'").await;
    assert!(told.contains("0001_foundation") && told.contains("changed"), "{told}");
}
