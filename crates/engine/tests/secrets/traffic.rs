//! Rotation while requests run.

use countersign_engine::account::Rotation;
use countersign_engine::secrets::KeySource;
use countersign_keyring::{Place, hash_token};
use countersign_store::{Engine as Database, accounts};

use crate::node::{KeyFile, engine, only_key, ops};
use crate::{Node, on_both_engines, postgres, run};

on_both_engines!(sealing_anew_loses_no_token_that_changes_meanwhile);

async fn sealing_anew_loses_no_token_that_changes_meanwhile(database: Database) {
    let node = Node::first(database).await;
    let mut accounts = vec![node.account()];
    // More than a chunk of them.
    for _ in 0..120 {
        accounts.push(node.engine.create_account("Shop", ops()).await.expect("an account").account.sid);
    }
    let old = only_key(&node.file);
    node.turn().await;
    let changing = node.clone();
    let changed = tokio::spawn(async move {
        for _ in 0..3 {
            for account in &accounts {
                for step in [Rotation::Begin, Rotation::Finish] {
                    changing.engine.rotate_token(*account, step, ops()).await.expect("a step");
                }
            }
        }
    });
    while !changed.is_finished() {
        node.reseal().await;
    }
    changed.await.expect("tokens that changed");
    // What a change moved while a pass looked elsewhere is for the next.
    node.reseal().await;
    assert_eq!(node.status(&old).await.sealed, 0);
    let ring = node.file.read().expect("keys");
    for account in node.engine.store().read(accounts::list).await.expect("the accounts") {
        let sid = account.sid.to_string();
        let place = Place { table: "accounts", row: &sid, column: "token" };
        let token = ring.open(place, &account.primary_sealed).expect("it opens");
        let token = String::from_utf8(token.to_vec()).expect("letters");
        assert_eq!(hash_token(&token), account.primary.0, "the sealed token is the one that logs in");
    }
    node.clock.advance_seconds(31);
    node.engine.drop_key(&old, ops()).await.expect("nothing needs it");
}

#[test]
fn two_nodes_go_on_serving_while_keys_turn_twice() {
    run(async {
        let a = Node::first(postgres()).await;
        let copied = KeyFile::default();
        copied.write(&a.file.text());
        let b = a.join("node-b", copied).await.expect("a second node");
        let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let traffic: Vec<_> = [(a.clone(), b.clone(), 1000), (b.clone(), a.clone(), 5000)]
            .into_iter()
            .map(|(sends, checks, from)| {
                let stop = std::sync::Arc::clone(&stop);
                tokio::spawn(async move {
                    let (mut n, mut waiting) = (from, Vec::new());
                    while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                        waiting.push(sends.send(n).await);
                        n += 1;
                        // Checked later and elsewhere: keys change while a code is on its way.
                        if waiting.len() > 5 {
                            checks.approves(&waiting.remove(0)).await;
                        }
                    }
                    for sent in &waiting {
                        checks.approves(sent).await;
                    }
                    n - from
                })
            })
            .collect();
        for _ in 0..2 {
            let old = a.engine.key_status().await.expect("a status");
            let new = a.engine.begin_key(ops()).await.expect("a key").key_id;
            b.file.copy_from(&a.file, &new);
            b.engine.beat().await.expect("a heartbeat");
            a.engine.promote_key(None, ops()).await.expect("everybody holds it");
            b.send_with(u32::try_from(old.len()).expect("few"), Some("27182818")).await;
            b.engine.beat().await.expect("a heartbeat");
            b.engine.beat().await.expect("a heartbeat");
            a.reseal().await;
            let all = a.engine.key_status().await.expect("a status");
            let left: i64 = all.iter().filter(|key| key.key_id != new).map(|key| key.sealed).sum();
            assert_eq!(left, 0, "{all:?}");
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        for served in traffic {
            assert!(served.await.expect("every code was good") > 0);
        }
        let third = engine(a.database(), "node-c", &a.file, &a.clock, a.mailbox()).await;
        third.map(drop).expect("every key that is needed is in the file");
    });
}
