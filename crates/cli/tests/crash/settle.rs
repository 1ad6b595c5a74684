//! The questioning after a restart: does what the server says now agree with what it acknowledged?

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::client::{Answer, Client};
use crate::ledger::{Doubt, Entry, Known, other_than};

/// Puts every entry to the question. Entries of one number stand in the order of their creates.
pub(crate) async fn settle_all(entries: Vec<Entry>, client: &Client) {
    let mut numbers: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        numbers.entry(entry.to.clone()).or_default().push(entry);
    }
    let places = Arc::new(Semaphore::new(8));
    let mut asked = JoinSet::new();
    for (index, (_, mut history)) in numbers.into_iter().enumerate() {
        let (client, places) = (client.clone(), Arc::clone(&places));
        asked.spawn(async move {
            let _place = places.acquire().await.expect("a place");
            // The latest first: it is the one that may live, and asking ends it.
            while let Some(entry) = history.pop() {
                let earlier = history.iter().flat_map(|entry| entry.attempts.clone()).collect();
                settle(entry, &client, &earlier, index % 2 == 0).await;
            }
        });
    }
    while let Some(done) = asked.join_next().await {
        if let Err(panicked) = done {
            std::panic::resume_unwind(panicked.into_panic());
        }
    }
    client.sink.assert_consistent();
}

async fn settle(mut entry: Entry, client: &Client, earlier: &HashSet<String>, guess_on: bool) {
    if entry.sid.is_none() {
        match find_unanswered(&entry, client, earlier).await {
            Some(found) => {
                (entry.sid, entry.attempts, entry.doubt) = (Some(found.text("sid")), found.attempts(), None)
            }
            None => return begin_again(entry, client).await,
        }
    }
    let shown = entry.fetch(client, entry.sid()).await.expect("an answer");
    match (entry.known, shown.status, shown.body["status"].as_str()) {
        (Known::Approved, 404, _) => assert_spent(&entry, client).await,
        (Known::Pending, 404, _) if entry.doubt == Some(Doubt::RightCheck) => {
            assert_spent(&entry, client).await
        }
        (Known::Canceled, 200, Some("canceled")) => assert_spent(&entry, client).await,
        (Known::Pending, 200, Some("canceled")) if entry.doubt == Some(Doubt::Cancel) => {
            assert_spent(&entry, client).await;
        }
        (Known::Pending, 200, Some("pending")) => {
            assert_eq!(shown.text("sid"), entry.sid());
            settle_pending(entry, &shown, client, guess_on).await;
        }
        (Known::Pending, 200, Some("max_attempts_reached")) => {
            assert!(most_checks(&entry) >= 5, "ended after too few checks: {entry:?}");
            assert_no_check_left(&entry, client).await;
        }
        _ => panic!("acknowledged {entry:?}, but found {shown:?}"),
    }
}

/// Checks that may have been counted.
fn most_checks(entry: &Entry) -> u32 {
    entry.checks + u32::from(entry.doubt == Some(Doubt::WrongCheck))
}

/// What became of a create that was never answered: all of it or nothing.
async fn find_unanswered(entry: &Entry, client: &Client, earlier: &HashSet<String>) -> Option<Answer> {
    let found = entry.fetch(client, &entry.to.replace('+', "%2B")).await.expect("an answer");
    let replaced = match &entry.replaces {
        Some(sid) => Some((sid, entry.fetch(client, sid).await.expect("an answer"))),
        None => None,
    };
    let is_there = match &replaced {
        Some((sid, _)) => found.status == 200 && found.text("sid") != **sid,
        None => found.status == 200,
    };
    if let Some((_, old)) = &replaced {
        let expected = if is_there { "canceled" } else { "pending" };
        assert_eq!(
            old.text("status"),
            expected,
            "the old one and the new one don't agree: {old:?} {found:?}"
        );
    }
    if is_there {
        assert!(found.attempts().iter().all(|attempt| !earlier.contains(attempt)), "{found:?}");
        return Some(found);
    }
    let mut arrived = client.sink.attempts_to(&entry.to);
    arrived.retain(|attempt| !earlier.contains(attempt));
    assert!(arrived.is_empty(), "a code arrived that no verification knows: {entry:?} {arrived:?}");
    None
}

/// A create that didn't happen leaves nothing in the way of the next.
async fn begin_again(mut entry: Entry, client: &Client) {
    entry.create(client).await.expect("an answer");
    let code = entry.code(client).await.expect("a code");
    entry.check_rightly(client, &code).await.expect("an answer");
}

async fn settle_pending(mut entry: Entry, shown: &Answer, client: &Client, guess_on: bool) {
    assert!(entry.checks < 5, "lives although its checks are used up: {entry:?}");
    let attempts = shown.attempts();
    let may_be_new = usize::from(entry.doubt == Some(Doubt::Resend));
    assert!(attempts.starts_with(&entry.attempts), "{entry:?} {attempts:?}");
    assert!(attempts.len() <= entry.attempts.len() + may_be_new, "{entry:?} {attempts:?}");
    entry.attempts = attempts;
    let mut codes = HashSet::new();
    for attempt in &entry.attempts {
        codes.insert(client.code(attempt).await.expect("a code"));
    }
    assert_eq!(codes.len(), 1, "one verification, several codes: {entry:?}");
    let code = codes.into_iter().next().expect("a code");
    if guess_on {
        let counted = guess_to_the_end(&entry, client, &code).await;
        assert!(
            (entry.checks..=most_checks(&entry)).any(|before| before + counted == 5),
            "{entry:?} {counted}"
        );
        return assert_no_check_left(&entry, client).await;
    }
    entry.check_twice_at_once(client, &code).await.expect("answers");
    assert_spent(&entry, client).await;
}

/// Spends what checks are left and tells how many there were.
async fn guess_to_the_end(entry: &Entry, client: &Client, code: &str) -> u32 {
    let mut counted = 0;
    while counted <= 5 && entry.ask(client, &other_than(code)).await.expect("an answer").status == 200 {
        counted += 1;
    }
    counted
}

/// The code that arrived, if one did: it needn't have when the verification ended first.
fn arrived_code(entry: &Entry, client: &Client) -> String {
    let found = entry.attempts.iter().find_map(|attempt| client.sink.find(attempt));
    found.map_or_else(|| "000000".to_owned(), |delivery| delivery.code)
}

/// The right code lets nobody in any more.
async fn assert_spent(entry: &Entry, client: &Client) {
    let answer = entry.ask(client, &arrived_code(entry, client)).await.expect("an answer");
    assert_eq!(answer.status, 404, "a code that had ended was taken: {entry:?} {answer:?}");
}

async fn assert_no_check_left(entry: &Entry, client: &Client) {
    let answer = entry.ask(client, &arrived_code(entry, client)).await.expect("an answer");
    assert_eq!((answer.status, &answer.body["code"]), (429, &60202.into()), "{entry:?} {answer:?}");
}
