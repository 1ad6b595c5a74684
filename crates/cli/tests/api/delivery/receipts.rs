//! What providers tell later: believed when it is theirs, once, in whatever order it comes.

use axum::body::Body;
use countersign_model::{Line, ReceiptState, Recipient};
use http::{Request, StatusCode};
use tower::ServiceExt;

use super::latest_attempt;
use crate::support::{PUBLIC_URL, TestApp, on_both_engines, ops};

on_both_engines!(
    a_receipt_at_the_message_s_address_is_written_down,
    a_forged_receipt_or_address_is_refused_and_changes_nothing,
    a_receipt_told_twice_changes_nothing,
    whatever_the_order_the_first_end_stays_and_delivered_beats_expired,
    a_receipt_by_the_provider_s_own_id_finds_its_message,
    a_receipt_that_overtakes_the_answer_waits_for_it,
    a_provider_can_tell_only_of_messages_that_it_was_given,
    a_receipt_for_a_message_that_is_gone_is_answered_well,
    nobody_is_told_apart_from_a_stranger,
);

/// The path of an address that was given to a provider.
pub(crate) fn path(url: &str) -> String {
    url.strip_prefix(PUBLIC_URL).expect("an address under the public URL").to_owned()
}

/// A provider calls.
pub(crate) async fn calls(app: &TestApp, provider: &str, path: &str, body: &str) -> StatusCode {
    let request = Request::post(path).header("mailbox-signature", provider).body(Body::from(body.to_owned()));
    let Ok(answer) = app.router.clone().oneshot(request.expect("a request")).await;
    answer.status()
}

impl TestApp {
    /// What is known of an attempt, and how often it was told.
    async fn receipt(&self, sid: &str) -> (Option<ReceiptState>, usize) {
        let attempt = self.attempt(sid, |_| true).await;
        let told = attempt.journal.iter().filter(|line| matches!(line, Line::Told(_))).count();
        (attempt.receipt, told)
    }
}

async fn a_receipt_at_the_message_s_address_is_written_down(app: TestApp) {
    let alice = app.alice().await;
    let sid = latest_attempt(&alice.asks().await.is(201));
    let url = alice.gets().await.receipt_url.expect("an address");
    let (sent, _) = url.rsplit_once('.').expect("a token");
    assert_eq!(sent, format!("{PUBLIC_URL}/receipts/first/{sid}"));
    assert_eq!(calls(&app, "first", &path(&url), "sent").await, 200);
    assert_eq!(app.receipt(&sid).await, (Some(ReceiptState::Sent), 1));
    assert_eq!(calls(&app, "first", &path(&url), "delivered").await, 200);
    assert_eq!(app.receipt(&sid).await, (Some(ReceiptState::Delivered), 2));
}

async fn a_forged_receipt_or_address_is_refused_and_changes_nothing(app: TestApp) {
    let alice = app.alice().await;
    let sid = latest_attempt(&alice.asks().await.is(201));
    let good = path(&alice.gets().await.receipt_url.expect("an address"));
    let bob = alice.service.person("+4915112345678");
    let others = latest_attempt(&bob.asks().await.is(201));
    let (_, token) = good.rsplit_once('.').expect("a token");
    // Not signed, or not by this provider.
    assert_eq!(calls(&app, "spare", &good, "failed").await, 403);
    // Another message's SID under this one's token, a token with a digit more or less, another provider's path.
    for path in [
        good.replace(&sid, &others),
        format!("{good}0"),
        good[..good.len() - 1].to_owned(),
        good.to_uppercase().replace("/RECEIPTS/FIRST", "/receipts/first"),
        format!("/receipts/first/{token}"),
        format!("/receipts/first/{sid}"),
        format!("/receipts/first/{sid}."),
    ] {
        assert_eq!(calls(&app, "first", &path, "failed").await, 403);
    }
    assert_eq!(calls(&app, "spare", &good.replace("/first/", "/spare/"), "failed").await, 403);
    assert_eq!(calls(&app, "first", &good, "read by the cat").await, 400);
    for sid in [&sid, &others] {
        assert_eq!(app.receipt(sid).await, (None, 0));
    }
}

async fn a_receipt_told_twice_changes_nothing(app: TestApp) {
    let alice = app.alice().await;
    let sid = latest_attempt(&alice.asks().await.is(201));
    let path = path(&alice.gets().await.receipt_url.expect("an address"));
    app.ended_attempt(&sid).await;
    for _ in 0..3 {
        assert_eq!(calls(&app, "first", &path, "delivered").await, 200);
    }
    assert_eq!(app.receipt(&sid).await, (Some(ReceiptState::Delivered), 1));
}

async fn whatever_the_order_the_first_end_stays_and_delivered_beats_expired(app: TestApp) {
    let alice = app.alice().await;
    for (n, (told, best)) in [
        (&["delivered", "sent", "failed"][..], ReceiptState::Delivered),
        (&["failed", "sent", "expired"], ReceiptState::Failed),
        (&["expired", "delivered"], ReceiptState::Delivered),
        (&["unknown", "queued", "delivered", "expired"], ReceiptState::Delivered),
    ]
    .into_iter()
    .enumerate()
    {
        let person = alice.service.person(&format!("+150171226{n:02}"));
        let sid = latest_attempt(&person.asks().await.is(201));
        let path = path(&person.gets().await.receipt_url.expect("an address"));
        app.ended_attempt(&sid).await;
        for state in told {
            assert_eq!(calls(&app, "first", &path, state).await, 200);
        }
        assert_eq!(app.receipt(&sid).await.0, Some(best), "{told:?}");
    }
}

async fn a_receipt_by_the_provider_s_own_id_finds_its_message(app: TestApp) {
    app.mailbox.will_tell();
    let alice = app.alice().await;
    let sid = latest_attempt(&alice.asks().await.is(201));
    let id = app.ended_attempt(&sid).await.provider_id.expect("an id");
    assert_eq!(calls(&app, "first", "/receipts/first", &format!("{id} delivered")).await, 200);
    assert_eq!(app.receipt(&sid).await, (Some(ReceiptState::Delivered), 1));
}

async fn a_receipt_that_overtakes_the_answer_waits_for_it(app: TestApp) {
    app.mailbox.will_tell();
    let alice = app.alice().await;
    let held = app.mailbox.will_wait();
    let sid = latest_attempt(&alice.asks().await.is(201));
    alice.sees().await;
    for state in ["sent", "delivered", "sent"] {
        assert_eq!(calls(&app, "first", "/receipts/first", &format!("m-1 {state}")).await, 200);
    }
    assert_eq!(app.receipt(&sid).await, (None, 0));
    held.end(countersign_model::Fate::accepted(Some("m-1".to_owned())));
    assert_eq!(app.ended_attempt(&sid).await.state.as_str(), "sent");
    assert_eq!(app.receipt(&sid).await, (Some(ReceiptState::Delivered), 2));
}

async fn a_provider_can_tell_only_of_messages_that_it_was_given(app: TestApp) {
    app.spare.will_tell();
    let alice = app.alice().await;
    let sid = latest_attempt(&alice.asks().await.is(201));
    let id = app.ended_attempt(&sid).await.provider_id.expect("an id");
    assert_eq!(calls(&app, "spare", "/receipts/spare", &format!("{id} failed")).await, 200);
    assert_eq!(app.receipt(&sid).await, (None, 0));
}

async fn a_receipt_for_a_message_that_is_gone_is_answered_well(app: TestApp) {
    let alice = app.alice().await;
    let sid = latest_attempt(&alice.asks().await.is(201));
    let path = path(&alice.gets().await.receipt_url.expect("an address"));
    app.ended_attempt(&sid).await;
    let alice = Recipient::parse("+15017122661").expect("a number");
    app.engine.erase_address(&alice, ops(), |_| ()).await.expect("erased");
    assert_eq!(calls(&app, "first", &path, "delivered").await, 200);
}

async fn nobody_is_told_apart_from_a_stranger(app: TestApp) {
    for path in ["/receipts/nobody", "/receipts/nobody/x"] {
        assert_eq!(calls(&app, "nobody", path, "delivered").await, 404);
    }
}
