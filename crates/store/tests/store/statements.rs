use countersign_store::{Store, StoreError, statements};

use crate::engines::on_both_engines;
use crate::nouns::keep;

on_both_engines!(every_statement_is_understood, a_table_changed_by_hand_is_noticed);

async fn every_statement_is_understood(store: Store) {
    assert!(statements().len() > 40);
    store.check_statements().await.expect("every statement prepares");
}

async fn a_table_changed_by_hand_is_noticed(store: Store) {
    keep(&store, |tx| tx.change("ALTER TABLE outbox RENAME COLUMN fence TO hedge", &[])).await;
    let told = store.check_statements().await.expect_err("a column is missing");
    assert!(matches!(told, StoreError::Db(_)) && told.to_string().contains("fence"), "{told}");
}
