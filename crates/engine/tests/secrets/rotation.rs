use countersign_store::Engine as Database;
use countersign_store::keys::KeyState;

use crate::node::{KeyFile, only_key, ops};
use crate::{Node, on_both_engines};

on_both_engines!(
    codes_made_before_between_and_after_the_steps_are_all_good,
    steps_in_the_wrong_order_are_refused_with_what_to_do,
    a_key_in_use_is_not_dropped,
    a_create_is_repeated_after_the_key_of_the_first_was_dropped,
    steps_that_were_cut_off_are_taken_up_again,
    an_abandoned_key_is_dropped_and_another_one_begun,
    every_step_is_a_line_of_the_audit_trail_and_what_changed_nothing_is_none,
    a_key_that_nobody_began_is_written_down_too,
);

async fn codes_made_before_between_and_after_the_steps_are_all_good(database: Database) {
    let node = Node::first(database).await;
    let old = only_key(&node.file);
    let before = node.send(1).await;
    let custom = node.send_with(2, Some("31415926")).await;
    let new = node.engine.begin_key(ops()).await.expect("a key").key_id;
    assert_eq!(node.status(&new).await.state, KeyState::OpenOnly);
    let between = node.send(3).await;
    assert_eq!(node.status(&old).await.live_codes, 2, "a key that waits derives nothing");
    node.engine.promote_key(None, ops()).await.expect("everybody holds it");
    let after = node.send(4).await;
    let (retired, active) = (node.status(&old).await, node.status(&new).await);
    assert_eq!((retired.state, retired.live_codes, retired.sealed), (KeyState::Retired, 2, 2));
    assert_eq!((active.state, active.live_codes, active.sealed), (KeyState::Active, 1, 0));
    // The account's token and the caller's own code.
    assert_eq!(node.reseal().await, 2);
    assert_eq!(node.reseal().await, 0);
    assert_eq!((node.status(&old).await.sealed, node.status(&new).await.sealed), (0, 2));
    for sent in [&before, &custom, &between, &after] {
        node.approves(sent).await;
    }
    assert_eq!(custom.code, "31415926");
    node.clock.advance_seconds(31);
    node.engine.drop_key(&old, ops()).await.expect("nothing needs it");
    assert!(!node.file.text().contains(&old));
    let last = node.send(5).await;
    node.approves(&last).await;
}

async fn steps_in_the_wrong_order_are_refused_with_what_to_do(database: Database) {
    let node = Node::first(database).await;
    let old = only_key(&node.file);
    assert!(node.refused_promotion(None).await.contains("secrets rotate begin"));
    assert!(node.refused_promotion(Some("k9")).await.contains("secrets status"));
    assert!(node.refused_drop(&old).await.contains("promote another one first"));
    assert!(node.refused_drop("k9").await.contains("there is no key k9"));
    let new = node.engine.begin_key(ops()).await.expect("a key").key_id;
    let told = node.engine.begin_key(ops()).await.expect_err("one waits").to_string();
    assert!(told.contains(&new) && told.contains("promote it"), "{told}");
    node.engine.promote_key(None, ops()).await.expect("everybody holds it");
    assert!(node.refused_promotion(Some(&old)).await.contains("begin with a new one"));
    assert_eq!(node.engine.promote_key(Some(new.clone()), ops()).await.expect("it is active already"), new);
    // A file that lost what the database needs: what is at hand stays, and the sentence says what to do.
    node.file.remove_line(&old);
    let told = node.engine.beat().await.expect_err("a key is missing").to_string();
    assert!(told.contains(&old) && told.contains("copy its line"), "{told}");
    let sent = node.send(1).await;
    node.approves(&sent).await;
}

async fn a_key_in_use_is_not_dropped(database: Database) {
    let node = Node::first(database).await;
    let old = only_key(&node.file);
    let sent = node.send(1).await;
    node.turn().await;
    let told = node.refused_drop(&old).await;
    assert!(told.contains("try again in 31 s"), "{told}");
    node.clock.advance_seconds(31);
    let told = node.refused_drop(&old).await;
    assert!(told.contains("1 rows are sealed") && told.contains("1 codes that are still good"), "{told}");
    node.reseal().await;
    let told = node.refused_drop(&old).await;
    assert!(told.contains("0 rows are sealed") && told.contains("1 codes that are still good"), "{told}");
    assert!(node.file.text().contains(&old));
    node.approves(&sent).await;
    node.engine.drop_key(&old, ops()).await.expect("nothing needs it");
    assert_eq!(node.status(&old).await.state, KeyState::Dropped);
}

async fn a_create_is_repeated_after_the_key_of_the_first_was_dropped(database: Database) {
    let node = Node::first(database).await;
    let old = only_key(&node.file);
    // More than a chunk of them.
    let mut first = Vec::new();
    for n in 0..130 {
        first.push(node.send_once(n).await);
    }
    node.turn().await;
    assert_eq!(node.reseal().await, 131, "theirs and the account's token");
    node.clock.advance_seconds(601);
    node.engine.drop_key(&old, ops()).await.expect("nothing needs it");
    for (n, sid) in (0..).zip(first) {
        assert_eq!(node.send_once(n).await, sid);
    }
}

async fn steps_that_were_cut_off_are_taken_up_again(database: Database) {
    let node = Node::first(database).await;
    let old = only_key(&node.file);
    // Killed after the line was written and before the database heard of it.
    let line = KeyFile::new(7);
    let new = only_key(&line);
    node.file.copy_from(&line, &new);
    let told = node.engine.begin_key(ops()).await.expect_err("it is there").to_string();
    assert!(told.contains(&new), "{told}");
    // Started again before the promotion, and after it: the database says which key is active, not the file's order.
    let again = node.join("node-a", node.file.clone()).await.expect("a node");
    assert_eq!(again.status(&old).await.state, KeyState::Active);
    again.engine.promote_key(None, ops()).await.expect("everybody holds it");
    let turned: String = again.file.text().lines().rev().map(|line| format!("{line}\n")).collect();
    again.file.write(&turned);
    let again = again.join("node-a", again.file.clone()).await.expect("a node");
    assert_eq!(again.status(&new).await.state, KeyState::Active);
    assert_eq!(again.reseal().await, 1);
    // Killed after the database dropped it and before the line was removed.
    again.clock.advance_seconds(31);
    let before = again.file.text();
    again.engine.drop_key(&old, ops()).await.expect("nothing needs it");
    again.file.write(&before);
    let again = again.join("node-a", again.file.clone()).await.expect("a file that is ahead does no harm");
    again.engine.drop_key(&old, ops()).await.expect("dropped already");
    assert!(!again.file.text().contains(&old));
}

async fn an_abandoned_key_is_dropped_and_another_one_begun(database: Database) {
    let node = Node::first(database).await;
    let first = node.engine.begin_key(ops()).await.expect("a key").key_id;
    node.engine.drop_key(&first, ops()).await.expect("it never sealed");
    assert!(!node.file.text().contains(&first));
    let second = node.engine.begin_key(ops()).await.expect("another key").key_id;
    assert_ne!(first, second);
    assert!(node.refused_promotion(Some(&first)).await.contains(&first));
    assert_eq!(node.engine.promote_key(None, ops()).await.expect("the only one that waits"), second);
}

fn line(what: &str, who: &str, key_id: &str) -> (String, String, String) {
    (format!("master_key.{what}"), format!("operator:{who}"), key_id.to_owned())
}

async fn every_step_is_a_line_of_the_audit_trail_and_what_changed_nothing_is_none(database: Database) {
    let node = Node::first(database).await;
    let old = only_key(&node.file);
    // Each step at a moment of its own: lines of one moment have no order.
    let step = || node.clock.advance_seconds(1);
    step();
    let new = node.engine.begin_key(ops()).await.expect("a key").key_id;
    node.engine.begin_key(ops()).await.expect_err("one waits");
    step();
    node.engine.promote_key(None, ops()).await.expect("everybody holds it");
    node.engine.promote_key(Some(new.clone()), ops()).await.expect("it is active already");
    node.refused_drop(&old).await;
    step();
    node.reseal().await;
    node.clock.advance_seconds(31);
    node.engine.drop_key(&old, ops()).await.expect("nothing needs it");
    node.engine.drop_key(&old, ops()).await.expect("dropped already");
    let expected = [
        line("added", "ops", &new),
        line("promoted", "ops", &new),
        line("resealing", "ops", &new),
        line("dropped", "ops", &old),
    ];
    assert_eq!(node.key_trail().await, expected);
}

async fn a_key_that_nobody_began_is_written_down_too(database: Database) {
    let node = Node::first(database).await;
    let line_of = KeyFile::new(7);
    let new = only_key(&line_of);
    node.clock.advance_seconds(1);
    node.file.copy_from(&line_of, &new);
    node.engine.beat().await.expect("a heartbeat");
    node.engine.beat().await.expect("a heartbeat");
    assert_eq!(node.key_trail().await, [line("added", "key file", &new)]);
}
