//! What the local inbox promises to somebody who develops with it.

use std::fs;
use std::io::Write;
use std::path::Path;

use countersign_delivery::Provider;
use countersign_delivery::providers::Inbox;
use countersign_model::Fate;

use crate::{NOW, message};

const ALICE: &str = "+15017122661";
const BOB: &str = "bob@example.com";

fn open(path: &Path) -> Inbox {
    Inbox::open(Some(path.to_owned())).expect("an inbox")
}

async fn deliver(inbox: &Inbox, to: &str, number: u32) {
    let fate = inbox.send(&message(to, number), NOW).await;
    assert_eq!(fate, Fate::accepted(None));
}

fn ids(inbox: &Inbox) -> Vec<u64> {
    inbox.list(None, usize::MAX).iter().map(|message| message.id).collect()
}

#[tokio::test]
async fn messages_are_listed_newest_first_and_by_address() {
    let inbox = Inbox::open(None).expect("an inbox");
    for (number, to) in [(1, ALICE), (2, BOB), (3, ALICE)] {
        deliver(&inbox, to, number).await;
    }
    assert_eq!(ids(&inbox), [3, 2, 1]);
    assert_eq!(inbox.list(None, 2).len(), 2);
    let to_bob = inbox.list(Some(BOB), 10);
    assert_eq!(
        serde_json::to_value(&to_bob).expect("JSON"),
        serde_json::json!([{
            "id": 2, "to": BOB, "channel": "email", "code": "481516", "text": "Your Acme code is 481 516",
            "locale": "en", "sender": "Acme", "attempt_sid": format!("VL{:032x}", 2), "at": "2023-11-14T22:13:20Z",
        }])
    );
}

#[tokio::test]
async fn a_restart_keeps_the_messages_and_goes_on_counting() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("inbox.jsonl");
    let before = open(&path);
    deliver(&before, ALICE, 1).await;
    deliver(&before, BOB, 2).await;
    let listed = before.list(None, 10);
    // The first inbox is still open, as after a `kill -9`: nothing was said goodbye to.
    let after = open(&path);
    assert_eq!(after.list(None, 10), listed);
    deliver(&after, ALICE, 3).await;
    assert_eq!(ids(&after), [3, 2, 1]);
    assert_eq!(ids(&open(&path)), [3, 2, 1]);
}

#[tokio::test]
async fn the_same_delivery_is_shown_once_also_across_a_restart() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("inbox.jsonl");
    let inbox = open(&path);
    deliver(&inbox, ALICE, 1).await;
    deliver(&inbox, ALICE, 1).await;
    assert_eq!(ids(&inbox), [1]);
    let inbox = open(&path);
    deliver(&inbox, ALICE, 1).await;
    assert_eq!(ids(&inbox), [1]);
    assert_eq!(fs::read_to_string(&path).expect("the file").lines().count(), 1);
}

#[tokio::test]
async fn a_torn_last_line_costs_that_line_only() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("inbox.jsonl");
    deliver(&open(&path), ALICE, 1).await;
    let mut file = fs::File::options().append(true).open(&path).expect("the file");
    file.write_all(b"{\"id\":2,\"to\":\"+1501\xc3").expect("half a line");
    let inbox = open(&path);
    assert_eq!(ids(&inbox), [1]);
    deliver(&inbox, ALICE, 3).await;
    assert_eq!(ids(&open(&path)), [2, 1]);
}

#[tokio::test]
#[cfg(unix)]
async fn the_file_is_its_owner_s_alone_also_when_it_was_not() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("inbox.jsonl");
    let mode = || fs::metadata(&path).expect("the file").permissions().mode() & 0o777;
    let inbox = open(&path);
    assert_eq!(mode(), 0o600);
    deliver(&inbox, ALICE, 1).await;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("permissions");
    assert_eq!(ids(&open(&path)), [1]);
    assert_eq!(mode(), 0o600);
}

#[tokio::test]
async fn the_last_thousand_are_kept() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("inbox.jsonl");
    let inbox = open(&path);
    for number in 1..=1005 {
        deliver(&inbox, ALICE, number).await;
    }
    let kept: Vec<u64> = (6..=1005).rev().collect();
    assert_eq!(ids(&inbox), kept);
    assert_eq!(ids(&open(&path)), kept);
    assert_eq!(fs::read_to_string(&path).expect("the file").lines().count(), 1000);
}

#[tokio::test]
async fn a_subscriber_hears_of_every_message_once_and_in_order() {
    let inbox = Inbox::open(None).expect("an inbox");
    deliver(&inbox, ALICE, 1).await;
    let mut news = inbox.subscribe();
    for number in [2, 3, 3, 4] {
        deliver(&inbox, ALICE, number).await;
    }
    for id in [2, 3, 4] {
        assert_eq!(news.try_recv().expect("a message").id, id);
    }
    assert!(news.try_recv().is_err());
}

#[test]
fn a_file_that_can_t_be_made_is_an_error_and_no_inbox() {
    let dir = tempfile::tempdir().expect("a directory");
    assert!(Inbox::open(Some(dir.path().join("missing/inbox.jsonl"))).is_err());
}
