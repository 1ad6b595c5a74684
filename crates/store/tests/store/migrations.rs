use countersign_store::{Standing, Store, StoreError, marks, migrations};

use crate::engines::{on_both_engines, open};
use crate::nouns::{keep, look};

on_both_engines!(
    tables_are_made_once_and_found_again,
    ten_that_open_at_once_all_find_their_tables,
    a_database_of_a_later_version_that_takes_away_is_refused,
    a_database_of_a_later_version_that_only_adds_is_used_and_left_as_it_is,
    a_book_that_does_not_say_which_releases_may_go_on_learns_to,
    ten_that_open_an_older_book_at_once_all_find_it_whole,
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
        "DROP TABLE rate_limits",
        "DROP TABLE buckets",
        "DROP TABLE bucket_tallies",
        "DROP TABLE bucket_purges",
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
        "DROP TABLE provider_messages",
        "DROP TABLE early_receipts",
        "DROP TABLE breakers",
        "DROP TABLE fallbacks",
        "DROP TABLE upstream_endings",
        "DROP TABLE entities",
        "DROP TABLE factors",
        "DROP TABLE challenges",
        "DROP TABLE entity_purges",
        "DROP TABLE attempt_sums",
        "DROP TABLE attempt_area_sums",
        "DROP TABLE templates",
        "DROP TABLE template_translations",
        "DROP TABLE messaging_configurations",
        "DROP TABLE access_tokens",
        "DROP TABLE webhooks",
        "DROP TABLE webhook_events",
        "DROP TABLE notifications",
        "DROP TABLE prompts",
        "DROP TABLE prompt_wrongs",
        "DROP TABLE prompt_pushes",
        "DROP TABLE signing_keys",
        "DROP TABLE token_imports",
        "DROP TABLE hardware_tokens",
        "DROP TABLE token_tries",
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
    assert!(matches!(told, StoreError::Db(_)) && told.is_unfit());
    assert_eq!(book(store).await, before, "a database that is refused is left as it was");
    told.to_string()
}

async fn a_database_of_a_later_version_that_takes_away_is_refused(store: Store) {
    let contracting =
        "INSERT INTO schema_migrations (name, checksum, oldest) VALUES ('9999_later', 'x', '99.0.0')";
    let told = refusal(&store, contracting).await;
    assert!(told.contains("9999_later") && told.contains("version 99.0.0"), "{told}");
    // What doesn't say may take away too.
    let told = refusal(&store, "UPDATE schema_migrations SET oldest = NULL WHERE name = '9999_later'").await;
    assert!(told.contains("9999_later") && told.contains("later version"), "{told}");
}

async fn a_database_of_a_later_version_that_only_adds_is_used_and_left_as_it_is(store: Store) {
    keep(&store, |tx| {
        tx.change("CREATE TABLE later (a TEXT)", &[])?;
        tx.change("ALTER TABLE accounts ADD COLUMN later BIGINT NOT NULL DEFAULT 7", &[])?;
        tx.put(
            "INSERT INTO schema_migrations (name, checksum, oldest) VALUES ('9999_later', 'x', 'any')",
            &[],
        )
    })
    .await;
    let before = book(&store).await;
    let engine = store.engine().clone();
    let looked = tokio::task::spawn_blocking(move || Store::look(&engine)).await.expect("no panic");
    let later = Standing { missing: Vec::new(), later: vec!["9999_later".to_owned()] };
    assert_eq!(looked.expect("no hindrance"), later);
    let again = open(store.engine().clone()).await.expect("no hindrance");
    assert_eq!(again.found(), later);
    assert_eq!(book(&again).await, before);
    again.check_statements().await.expect("its own statements go on working");
    assert_eq!(look(&again, migrations::later).await, ["9999_later"]);
    assert!(!look(&again, migrations::known).await.contains_key("9999_later"));
    close(again).await;
}

/// As it was before the book said which releases may go on.
async fn make_old(store: &Store) {
    keep(store, |tx| tx.change("ALTER TABLE schema_migrations DROP COLUMN oldest", &[]).map(drop)).await;
}

async fn a_book_that_does_not_say_which_releases_may_go_on_learns_to(store: Store) {
    make_old(&store).await;
    let engine = store.engine().clone();
    let looked = tokio::task::spawn_blocking(move || Store::look(&engine)).await.expect("no panic");
    assert_eq!(looked.expect("it is known"), Standing::default());
    let again = open(store.engine().clone()).await.expect("the same database");
    look(&again, |tx| tx.all("SELECT oldest FROM schema_migrations", &[], |row| row.maybe_text(0))).await;
    assert_eq!(again.found(), Standing::default());
    close(again).await;
}

async fn ten_that_open_an_older_book_at_once_all_find_it_whole(store: Store) {
    make_old(&store).await;
    let opening: Vec<_> = (0..10).map(|_| tokio::spawn(open(store.engine().clone()))).collect();
    for opened in opening {
        let store = opened.await.expect("no panic").expect("a store");
        look(&store, |tx| tx.all("SELECT oldest FROM schema_migrations", &[], |row| row.maybe_text(0))).await;
        close(store).await;
    }
}

async fn a_migration_changed_after_it_was_applied_is_refused(store: Store) {
    let told =
        refusal(&store, "UPDATE schema_migrations SET checksum = 'x' WHERE name = '0001_foundation'").await;
    assert!(told.contains("0001_foundation") && told.contains("changed"), "{told}");
}
