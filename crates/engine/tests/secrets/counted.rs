//! What a rate limit has counted outlives the master key that its own key was sealed with.

use countersign_store::Engine as Database;

use crate::node::{only_key, ops};
use crate::{Node, on_both_engines};

on_both_engines!(what_was_counted_counts_after_the_key_of_then_was_dropped);

async fn what_was_counted_counts_after_the_key_of_then_was_dropped(database: Database) {
    let node = Node::first(database).await;
    let old = only_key(&node.file);
    node.limits(2).await;
    let first = node.send_counted(1, "203.0.113.7").await.expect("the first passes");
    node.approves(&first).await;
    node.turn().await;
    node.clock.advance_seconds(31);
    assert_eq!(node.status(&old).await.sealed, 2, "the account's token and the limit's key");
    assert!(node.refused_drop(&old).await.contains("reseal"));
    assert_eq!(node.reseal().await, 2);
    node.engine.drop_key(&old, ops()).await.expect("nothing needs it");
    assert!(node.send_counted(2, "203.0.113.7").await.is_some());
    assert!(node.send_counted(3, "203.0.113.7").await.is_none());
    assert!(node.send_counted(3, "203.0.113.8").await.is_some());
}
