//! What becomes of messages whose provider is busy, slow, broken or right to refuse. The clock stands still, so a
//! message comes again only when a test says so.

mod breaker;
mod orders;
mod receipts;
mod silent;
mod watched;

pub(crate) use self::receipts::{calls, path as path_of};

use countersign_delivery::Message;
use countersign_model::Fate;
use countersign_store::outbox;

use crate::support::{Answer, MINUTE, SECOND, TestApp, WRONG, on_both_engines};

on_both_engines!(
    a_message_that_is_taken_is_recorded_as_sent,
    a_busy_provider_is_asked_again_with_the_same_message,
    the_next_provider_is_asked_at_once_when_the_first_is_busy,
    a_provider_that_asks_for_time_is_given_it,
    a_wish_beyond_the_life_of_the_code_ends_the_attempt,
    a_recipient_that_cannot_be_reached_is_not_tried_elsewhere,
    an_uncertain_send_is_repeated_with_the_same_name,
    nothing_is_sent_after_an_approval_or_a_cancel,
    nothing_is_sent_after_the_code_has_expired,
    a_slow_provider_keeps_nobody_else_waiting,
    who_waited_behind_a_slow_provider_is_sent_nothing_once_it_is_over,
    a_send_that_outlived_its_lease_records_nothing,
    pauses_between_tries_grow,
);

fn busy() -> Fate {
    Fate::Retryable { reason: "the line is busy".to_owned() }
}

/// The SID of the attempt that an answer shows last.
pub(crate) fn latest_attempt(created: &Answer) -> String {
    let sends = created.body["send_code_attempts"].as_array().expect("sends");
    sends.last().expect("a send")["attempt_sid"].as_str().expect("a SID").to_owned()
}

impl TestApp {
    /// Both providers will refuse their next message so.
    fn nobody_can(&self, fate: &Fate) {
        self.mailbox.will(fate.clone());
        self.spare.will(fate.clone());
    }

    /// Milliseconds from now until the next message is due.
    async fn next_due(&self) -> i64 {
        let due = self.engine.store().read(outbox::next_due).await.expect("the store").expect("a row");
        due.millis_since(self.engine.now())
    }

    /// The attempt after `tries` tries that were written down.
    async fn tried(&self, sid: &str, tries: i64) -> countersign_model::Attempt {
        self.attempt(sid, |attempt| attempt.tries == tries).await
    }
}

async fn a_message_that_is_taken_is_recorded_as_sent(app: TestApp) {
    let alice = app.alice().await;
    let created = alice.asks().await.is(201);
    let message = alice.gets().await;
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!((attempt.state.as_str(), attempt.tries, attempt.error), ("sent", 1, None));
    let id = format!("first-{}", message.delivery_id);
    assert_eq!((attempt.provider.as_deref(), attempt.provider_id), (Some("first"), Some(id)));
    assert_eq!(attempt.sid.to_string(), message.delivery_id);
    assert_eq!((message.attempt, message.expires_at), (1, app.engine.now().plus_millis(10 * MINUTE)));
    assert!(app.spare.given().is_empty());
    let left = app.engine.store().read(outbox::waiting).await.expect("the store");
    assert_eq!(left, 0);
}

async fn a_busy_provider_is_asked_again_with_the_same_message(app: TestApp) {
    let alice = app.alice().await;
    app.nobody_can(&busy());
    let created = alice.asks().await.is(201);
    let first = alice.gets().await;
    let attempt = app.tried(&latest_attempt(&created), 1).await;
    assert_eq!(attempt.state.as_str(), "queued");
    assert_eq!(attempt.error.as_deref(), Some("retryable: the line is busy"));
    assert_eq!(app.next_due().await, SECOND);

    app.advance(SECOND);
    let second = alice.gets().await;
    assert_eq!((second.attempt, &second.code), (2, &first.code));
    assert_eq!((&second.delivery_id, &second.text), (&first.delivery_id, &first.text));
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!((attempt.state.as_str(), attempt.tries, attempt.error), ("sent", 2, None));
    // A try is not a send: neither the limit nor the answer counts it.
    assert_eq!(alice.service.fetch(&alice.to).await.sends(), 1);
    alice.types(&first.code).await.shows("approved");
}

async fn the_next_provider_is_asked_at_once_when_the_first_is_busy(app: TestApp) {
    let alice = app.alice().await;
    for fate in
        [busy(), Fate::BadCredentials { reason: "no".to_owned() }, Fate::NoFunds { reason: "no".to_owned() }]
    {
        app.mailbox.will(fate);
        let created = alice.asks().await.is(201);
        let message = alice.gets().await;
        let attempt = app.ended_attempt(&latest_attempt(&created)).await;
        assert_eq!((attempt.state.as_str(), attempt.tries), ("sent", 1));
        assert_eq!(attempt.provider.as_deref(), Some("spare"));
        // The same but for where each is to tell what became of it.
        let spares = app.spare.given().pop().expect("a message");
        assert_ne!(spares.receipt_url, message.receipt_url);
        assert_eq!(Message { receipt_url: None, ..spares }, Message { receipt_url: None, ..message });
        // Who has no credentials or no money is left alone for a minute.
        app.advance(MINUTE);
    }
}

async fn a_provider_that_asks_for_time_is_given_it(app: TestApp) {
    let alice = app.alice().await;
    app.nobody_can(&Fate::Throttled { retry_after_millis: Some(20 * SECOND) });
    let created = alice.asks().await.is(201);
    let code = alice.reads().await;
    let attempt = app.tried(&latest_attempt(&created), 1).await;
    assert_eq!((attempt.state.as_str(), attempt.error.as_deref()), ("queued", Some("throttled")));
    assert_eq!(app.next_due().await, 20 * SECOND);
    app.advance(20 * SECOND);
    assert_eq!(alice.reads().await, code);
    assert_eq!(app.ended_attempt(&latest_attempt(&created)).await.tries, 2);
}

async fn a_wish_beyond_the_life_of_the_code_ends_the_attempt(app: TestApp) {
    let alice = app.alice().await;
    app.nobody_can(&Fate::Throttled { retry_after_millis: Some(10 * MINUTE) });
    let created = alice.asks().await.is(201);
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!((attempt.state.as_str(), attempt.tries), ("failed", 1));
    assert_eq!(app.engine.store().read(outbox::waiting).await.expect("the store"), 0);
}

async fn a_recipient_that_cannot_be_reached_is_not_tried_elsewhere(app: TestApp) {
    let alice = app.alice().await;
    app.mailbox.will(Fate::BadRecipient { reason: "unknown subscriber".to_owned() });
    let created = alice.asks().await.is(201).shows("pending");
    let code = alice.reads().await;
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!((attempt.state.as_str(), attempt.tries), ("failed", 1));
    assert_eq!(attempt.error.as_deref(), Some("recipient: unknown subscriber"));
    assert!(app.spare.given().is_empty());
    // The verification goes on: another channel may reach the person.
    alice.service.create(&[("To", &alice.to), ("Channel", "call")]).await.is(201);
    assert_eq!(alice.reads().await, code);
    alice.types(&code).await.shows("approved");
}

async fn an_uncertain_send_is_repeated_with_the_same_name(app: TestApp) {
    let alice = app.alice().await;
    app.nobody_can(&Fate::Ambiguous { reason: "no answer in time".to_owned() });
    let created = alice.asks().await.is(201);
    let first = alice.gets().await;
    app.tried(&latest_attempt(&created), 1).await;
    app.advance(SECOND);
    let second = alice.gets().await;
    assert_eq!((&first.delivery_id, &first.code), (&second.delivery_id, &second.code));
    assert_eq!(app.ended_attempt(&latest_attempt(&created)).await.state.as_str(), "sent");
}

async fn nothing_is_sent_after_an_approval_or_a_cancel(app: TestApp) {
    let service = app.service(&[]).await;
    for (to, end) in [
        ("+15017122661", "approved"),
        ("+4915112345678", "canceled"),
        ("+447400123456", "max_attempts_reached"),
    ] {
        let person = service.person(to);
        app.nobody_can(&busy());
        let created = person.asks().await.is(201);
        let code = person.reads().await;
        app.tried(&latest_attempt(&created), 1).await;
        match end {
            "approved" => drop(person.types(&code).await.shows("approved")),
            "canceled" => drop(person.cancels().await.shows("canceled")),
            _ => person.guesses(5).await,
        }
        let given = app.mailbox.given().len();
        app.advance(SECOND);
        let attempt = app.ended_attempt(&latest_attempt(&created)).await;
        assert_eq!((attempt.state.as_str(), attempt.tries), ("dropped", 1));
        assert_eq!(attempt.error.as_deref(), Some(end));
        assert_eq!(app.mailbox.given().len(), given);
    }
}

async fn nothing_is_sent_after_the_code_has_expired(app: TestApp) {
    let alice = app.alice().await;
    app.nobody_can(&busy());
    let created = alice.asks().await.is(201);
    alice.gets().await;
    app.tried(&latest_attempt(&created), 1).await;
    app.advance(10 * MINUTE);
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!((attempt.state.as_str(), attempt.error.as_deref()), ("dropped", Some("expired")));
    assert_eq!((app.mailbox.given().len(), app.spare.given().len()), (1, 1));
}

async fn a_slow_provider_keeps_nobody_else_waiting(app: TestApp) {
    let alice = app.alice().await;
    let held = app.mailbox.will_wait();
    let slow = alice.asks().await.is(201);
    let code = alice.sees().await.code;
    for n in 0..20 {
        let bob = alice.service.person(&format!("+150171226{n:02}"));
        let created = bob.asks().await.is(201);
        let bobs = bob.reads().await;
        assert_eq!(app.ended_attempt(&latest_attempt(&created)).await.state.as_str(), "sent");
        bob.types(&bobs).await.shows("approved");
    }
    // Nor does it keep its own person from being checked.
    alice.types(WRONG).await.shows("pending");
    let attempt = app.attempt(&latest_attempt(&slow), |_| true).await;
    assert_eq!((attempt.state.as_str(), attempt.tries), ("queued", 0));
    held.end(Fate::accepted(None));
    assert_eq!(app.ended_attempt(&latest_attempt(&slow)).await.state.as_str(), "sent");
    alice.types(&code).await.shows("approved");
}

async fn who_waited_behind_a_slow_provider_is_sent_nothing_once_it_is_over(app: TestApp) {
    let alice = app.alice().await;
    // Every place of the worker is taken by a send that doesn't end: no provider gets all of them.
    let slow: Vec<_> = (0..192).map(|_| app.mailbox.will_wait()).collect();
    let spared: Vec<_> = (0..64).map(|_| app.spare.will_wait()).collect();
    for n in 0..256 {
        alice.service.person(&format!("+150171{:05}", 20_000 + n)).asks().await.is(201);
    }
    while (app.mailbox.given().len(), app.spare.given().len()) != (192, 64) {
        tokio::task::yield_now().await;
    }
    let canceled = alice.asks().await.is(201);
    alice.cancels().await.shows("canceled");
    let waiting = alice.service.person("+4915112345678");
    let late = waiting.asks().await.is(201);
    app.advance(25 * SECOND);
    for held in slow.into_iter().chain(spared) {
        held.end(Fate::accepted(None));
    }
    assert_eq!(app.ended_attempt(&latest_attempt(&canceled)).await.state.as_str(), "dropped");
    // Too near its lease's end for a send: it is put back, and goes out once.
    app.attempt(&latest_attempt(&late), |attempt| attempt.error.is_some()).await;
    assert!(!app.mailbox.given().iter().any(|message| message.to.as_str() == "+4915112345678"));
    app.advance(2 * SECOND);
    assert_eq!(app.ended_attempt(&latest_attempt(&late)).await.state.as_str(), "sent");
    app.advance(60 * SECOND);
    let to = |number: &str| app.mailbox.given().iter().filter(|it| it.to.as_str() == number).count();
    assert_eq!((to("+4915112345678"), to("+15017122661")), (1, 0));
}

async fn a_send_that_outlived_its_lease_records_nothing(app: TestApp) {
    let alice = app.alice().await;
    let held = app.mailbox.will_wait();
    let created = alice.asks().await.is(201);
    let first = alice.sees().await;
    // After 30 seconds the row is anybody's again, and is sent again.
    assert_eq!(app.next_due().await, 30 * SECOND);
    app.advance(30 * SECOND);
    let second = alice.gets().await;
    assert_eq!((&second.delivery_id, second.attempt), (&first.delivery_id, 2));
    let sid = latest_attempt(&created);
    let attempt = app.ended_attempt(&sid).await;
    assert_eq!((attempt.state.as_str(), attempt.tries), ("sent", 2));
    held.end(Fate::BadRecipient { reason: "too late".to_owned() });
    let engine = app.stop_worker().await;
    let sid = sid.parse().expect("a SID");
    let found = engine.store().read(move |tx| countersign_store::attempts::find(tx, sid)).await;
    assert_eq!(found.expect("the store"), Some(attempt));
}

async fn pauses_between_tries_grow(app: TestApp) {
    let alice = app.alice().await;
    for _ in 0..7 {
        app.nobody_can(&busy());
    }
    let created = alice.asks().await.is(201);
    let code = alice.reads().await;
    for (tries, seconds) in (1..).zip([1, 2, 4, 8, 16, 30, 30]) {
        app.tried(&latest_attempt(&created), tries).await;
        assert_eq!(app.next_due().await, seconds * SECOND);
        app.advance(seconds * SECOND);
        assert_eq!(alice.reads().await, code);
    }
    assert_eq!(app.ended_attempt(&latest_attempt(&created)).await.tries, 8);
}
