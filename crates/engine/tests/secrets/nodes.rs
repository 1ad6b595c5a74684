//! Two nodes, two key files, one PostgreSQL.

use countersign_store::keys::KeyState;

use crate::node::{KeyFile, only_key, ops};
use crate::{Node, postgres, run};

async fn two() -> (Node, Node) {
    let a = Node::first(postgres()).await;
    let file = KeyFile::default();
    file.write(&a.file.text());
    let b = a.join("node-b", file).await.expect("a second node");
    (a, b)
}

#[test]
fn a_live_node_without_the_key_blocks_its_promotion_by_name() {
    run(async {
        let (a, b) = two().await;
        let new = a.engine.begin_key(ops()).await.expect("a key").key_id;
        let told = a.refused_promotion(None).await;
        assert!(told.contains("node-b") && !told.contains("node-a") && told.contains(&new), "{told}");
        assert_eq!(a.status(&new).await.lacking, ["node-b"]);
        b.file.copy_from(&a.file, &new);
        assert!(a.refused_promotion(None).await.contains("node-b"), "nobody has heard of it yet");
        b.engine.beat().await.expect("a heartbeat");
        assert_eq!(a.status(&new).await.held_by, ["node-a", "node-b"]);
        assert_eq!(a.engine.promote_key(None, ops()).await.expect("everybody holds it"), new);
    });
}

#[test]
fn codes_of_either_node_are_good_on_the_other_through_every_step() {
    run(async {
        let (a, b) = two().await;
        let old = only_key(&a.file);
        let before = [a.send(1).await, b.send(2).await];
        let new = a.engine.begin_key(ops()).await.expect("a key").key_id;
        b.file.copy_from(&a.file, &new);
        b.engine.beat().await.expect("a heartbeat");
        a.engine.promote_key(None, ops()).await.expect("everybody holds it");
        // The other node has not heard of it, still derives with the old key, and opens what the new one made.
        let apart = [a.send(3).await, b.send(4).await];
        assert_eq!((b.status(&new).await.live_codes, b.status(&old).await.live_codes), (1, 3));
        b.approves(&apart[0]).await;
        a.approves(&apart[1]).await;
        let after = [a.send(5).await, b.send(6).await];
        assert_eq!(b.status(&new).await.live_codes, 2);
        b.approves(&after[0]).await;
        a.approves(&after[1]).await;
        b.approves(&before[0]).await;
        a.approves(&before[1]).await;
    });
}

#[test]
fn a_key_is_not_dropped_while_a_live_node_still_seals_with_it() {
    run(async {
        let (a, b) = two().await;
        let old = only_key(&a.file);
        let new = a.engine.begin_key(ops()).await.expect("a key").key_id;
        b.file.copy_from(&a.file, &new);
        b.engine.beat().await.expect("a heartbeat");
        a.engine.promote_key(None, ops()).await.expect("everybody holds it");
        assert_eq!(a.reseal().await, 1);
        a.clock.advance_seconds(29);
        let told = a.refused_drop(&old).await;
        assert!(told.contains("node-b") && told.contains("try again"), "{told}");
        // It hears of the promotion with one heartbeat and tells that it has turned with the next.
        b.engine.beat().await.expect("a heartbeat");
        assert!(a.refused_drop(&old).await.contains("node-b"));
        b.engine.beat().await.expect("a heartbeat");
        a.clock.advance_seconds(2);
        a.engine.drop_key(&old, ops()).await.expect("nothing needs it");
        // The other file still has the line, which does no harm, and need not have it.
        b.engine.beat().await.expect("a heartbeat");
        b.file.remove_line(&old);
        b.engine.beat().await.expect("a heartbeat");
        let sent = b.send(1).await;
        a.approves(&sent).await;
    });
}

#[test]
fn nodes_that_have_left_or_died_block_nothing() {
    run(async {
        let (a, b) = two().await;
        let first = a.engine.begin_key(ops()).await.expect("a key").key_id;
        assert!(a.refused_promotion(None).await.contains("node-b"));
        b.engine.leave().await.expect("it is told");
        assert_eq!(a.engine.promote_key(None, ops()).await.expect("the other has left"), first);
        let c = a.join("node-c", copy(&a.file)).await.expect("a third node");
        let second = a.engine.begin_key(ops()).await.expect("a key").key_id;
        assert!(a.refused_promotion(None).await.contains("node-c"));
        c.clock.advance_seconds(30);
        assert_eq!(a.engine.promote_key(None, ops()).await.expect("the other is dead"), second);
    });
}

#[test]
fn a_node_that_slept_through_a_promotion_asks_before_it_seals() {
    run(async {
        let (a, b) = two().await;
        let new = a.engine.begin_key(ops()).await.expect("a key").key_id;
        b.file.copy_from(&a.file, &new);
        b.engine.beat().await.expect("a heartbeat");
        a.engine.promote_key(None, ops()).await.expect("everybody holds it");
        a.clock.advance_seconds(16);
        let sent = b.send(1).await;
        assert_eq!(a.status(&new).await.live_codes, 1);
        a.approves(&sent).await;
    });
}

#[test]
fn a_node_that_lacks_the_active_key_seals_nothing_once_it_knows() {
    run(async {
        let (a, b) = two().await;
        // Taken for dead while it was only cut off.
        a.clock.advance_seconds(31);
        let new = a.turn().await;
        assert!(b.engine.beat().await.expect_err("it lacks a key").to_string().contains(&new));
        assert!(b.engine.create_account("Shop", ops()).await.is_err());
        b.file.copy_from(&a.file, &new);
        b.engine.beat().await.expect("it holds the key now");
        b.engine.create_account("Shop", ops()).await.expect("an account");
        assert_eq!(a.status(&new).await.state, KeyState::Active);
        assert_eq!(a.status(&new).await.sealed, 1);
    });
}

fn copy(file: &KeyFile) -> KeyFile {
    let copied = KeyFile::default();
    copied.write(&file.text());
    copied
}
