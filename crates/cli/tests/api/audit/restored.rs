use countersign_engine::audit::{Damage, Verified};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::linked;
use crate::support::{Elsewhere, TestApp, backup, on_both_engines, ops};

on_both_engines!(
    a_restored_trail_is_whole_and_ends_with_its_restore,
    what_an_empty_server_wrote_down_stands_behind_what_is_restored,
    a_trail_that_was_changed_in_the_backup_is_found_out,
    a_trail_that_was_damaged_before_the_backup_stays_so,
);

/// The backup after `change` of its rows, with digests that fit: they prove nothing against somebody who means it.
fn forged(backup: &str, change: impl Fn(&mut Vec<Value>)) -> String {
    let hex =
        |sha: &Sha256| sha.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let mut sha = Sha256::new();
    let mut text = String::new();
    for line in backup.lines() {
        let written = match serde_json::from_str(line).expect("JSON") {
            Value::Array(mut row) => {
                row.pop();
                change(&mut row);
                let open = Value::Array(row).to_string();
                let open = open.trim_end_matches(']');
                sha.update(open);
                let end = format!(",\"{}\"]\n", &hex(&sha)[..8]);
                sha.update(&end);
                format!("{open}{end}")
            }
            mut trailer if trailer.get("sha256").is_some() => {
                trailer["sha256"] = json!(hex(&sha));
                format!("{trailer}\n")
            }
            _ => {
                sha.update(format!("{line}\n"));
                format!("{line}\n")
            }
        };
        text.push_str(&written);
    }
    text
}

async fn a_restored_trail_is_whole_and_ends_with_its_restore(app: TestApp) {
    linked(&app, 5).await;
    // One that is no link yet when the copy is taken.
    app.advance(60_000);
    app.engine.resume(None, ops()).await.expect("the store");
    let copy = backup(&app).await;
    let other = Elsewhere::new(&app).await;
    app.advance(60_000);
    other.restore(copy).await;
    assert_eq!(other.verified().await, Verified { links: 7, not_linked: 0, damage: None });
    assert_eq!(other.words().await[4..], ["paused", "resumed", "backup.restored"]);
    other.engine().pause(None, None, None, ops()).await.expect("a pause");
    other.engine().chain_audit().await.expect("the store");
    assert_eq!(other.verified().await, Verified { links: 8, not_linked: 0, damage: None });
}

async fn what_an_empty_server_wrote_down_stands_behind_what_is_restored(app: TestApp) {
    linked(&app, 5).await;
    let copy = backup(&app).await;
    let other = Elsewhere::new(&app).await;
    app.advance(60_000);
    other.engine().resume(None, ops()).await.expect("nothing to resume");
    let block = "+231".parse().map(countersign_model::limit::Blocked::Prefix).expect("a beginning");
    other.engine().add_block(block, None, None, ops()).await.expect("a block");
    other.engine().chain_audit().await.expect("the store");
    assert_eq!(other.verified().await, Verified { links: 1, not_linked: 0, damage: None });
    app.advance(60_000);
    other.restore(copy).await;
    assert_eq!(other.verified().await, Verified { links: 7, not_linked: 0, damage: None });
    assert_eq!(other.words().await[4..], ["paused", "block.added", "backup.restored"]);
}

async fn a_trail_that_was_changed_in_the_backup_is_found_out(app: TestApp) {
    linked(&app, 5).await;
    let copy = backup(&app).await;
    let is_third = |row: &[Value]| row[0] == "audit" && row[8] == 3;
    let unchanged = Elsewhere::new(&app).await;
    unchanged.restore(forged(&copy, |_| ())).await;
    assert_eq!(unchanged.verified().await.damage, None);
    let other = Elsewhere::new(&app).await;
    let forgery = forged(&copy, |row| {
        if is_third(row) {
            row[4] = json!("operator:somebody else");
        }
    });
    assert_ne!(forgery, copy);
    other.restore(forgery).await;
    let found = other.verified().await;
    assert!(matches!(found.damage, Some(Damage::Changed { number: 3, .. })), "{found:?}");
}

async fn a_trail_that_was_damaged_before_the_backup_stays_so(app: TestApp) {
    linked(&app, 5).await;
    super::by_hand(&app, |tx| tx.put("DELETE FROM audit WHERE chain_no = 2", &[])).await;
    let copy = backup(&app).await;
    let other = Elsewhere::new(&app).await;
    other.restore(copy).await;
    let found = other.verified().await;
    assert!(matches!(found.damage, Some(Damage::Missing { number: 2, .. })), "{found:?}");
}
