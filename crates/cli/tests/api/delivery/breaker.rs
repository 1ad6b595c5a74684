//! A provider that fails is left alone, by every node, and taken back when it works again.

use countersign_model::{Fate, Limits, Line};
use countersign_store::breakers;

use super::{busy, latest_attempt};
use crate::support::{SECOND, TestApp, on_both_engines, run_on_two_nodes};

on_both_engines!(
    after_five_faults_nobody_waits_for_it_any_more,
    once_its_time_is_over_one_message_goes_there_and_it_is_taken_back,
    a_message_that_nobody_may_carry_waits_and_then_goes_out,
    every_hop_is_written_down,
);

/// The first provider fails `times` times; the other one takes all of them.
async fn fails(app: &TestApp, times: usize) {
    let service = app.service(&[]).await;
    for n in 0..times {
        app.mailbox.will(busy());
        let bob = service.person(&format!("+150171226{n:02}"));
        let created = bob.asks().await.is(201);
        assert_eq!(app.ended_attempt(&latest_attempt(&created)).await.provider.as_deref(), Some("spare"));
    }
}

/// Waits until the other nodes can know that the first provider is left alone.
async fn told(app: &TestApp) -> breakers::Seen {
    loop {
        let seen = app.engine.store().read(breakers::all).await.expect("the store");
        if let Some(seen) = seen.into_iter().find(|seen| seen.open_until.is_some()) {
            return seen;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

async fn after_five_faults_nobody_waits_for_it_any_more(app: TestApp) {
    fails(&app, 5).await;
    let asked = app.mailbox.given().len();
    let alice = app.alice().await;
    let created = alice.asks().await.is(201);
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!((attempt.state.as_str(), attempt.provider.as_deref()), ("sent", Some("spare")));
    assert_eq!(app.mailbox.given().len(), asked, "it was not asked");
    let seen = told(&app).await;
    assert_eq!((seen.provider.as_str(), seen.reason.as_deref()), ("first", Some("the line is busy")));
}

async fn once_its_time_is_over_one_message_goes_there_and_it_is_taken_back(app: TestApp) {
    fails(&app, 5).await;
    told(&app).await;
    app.advance(5 * SECOND);
    let service = app.service(&[]).await;
    let held = app.mailbox.will_wait();
    let probe = service.person("+4915112345678");
    let created = probe.asks().await.is(201);
    probe.sees().await;
    // While it is looked at nobody else is sent there.
    let bob = service.person("+447400123456").asks().await.is(201);
    assert_eq!(app.ended_attempt(&latest_attempt(&bob)).await.provider.as_deref(), Some("spare"));
    held.end(Fate::accepted(None));
    assert_eq!(app.ended_attempt(&latest_attempt(&created)).await.provider.as_deref(), Some("first"));
    let carol = service.person("+447400123457").asks().await.is(201);
    assert_eq!(app.ended_attempt(&latest_attempt(&carol)).await.provider.as_deref(), Some("first"));
}

async fn a_message_that_nobody_may_carry_waits_and_then_goes_out(app: TestApp) {
    let alice = app.alice().await;
    let empty = Fate::NoFunds { reason: "the account is empty".to_owned() };
    app.nobody_can(&empty);
    let created = alice.asks().await.is(201);
    alice.gets().await;
    let sid = latest_attempt(&created);
    // Both are left alone for a minute; the message is as patient.
    for due in [60, 0] {
        let attempt = app.attempt(&sid, |attempt| attempt.tries >= 1).await;
        assert_eq!(attempt.state.as_str(), "queued");
        if due > 0 {
            assert_eq!(app.next_due().await, due * SECOND);
            app.advance(due * SECOND);
        }
    }
    assert_eq!(app.ended_attempt(&sid).await.state.as_str(), "sent");
}

async fn every_hop_is_written_down(app: TestApp) {
    let alice = app.alice().await;
    app.mailbox.will(busy());
    app.spare.will(Fate::Ambiguous { reason: "no answer in time".to_owned() });
    let created = alice.asks().await.is(201);
    alice.gets().await;
    app.tried(&latest_attempt(&created), 1).await;
    app.advance(SECOND);
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    let hops: Vec<_> = attempt
        .journal
        .iter()
        .map(|line| match line {
            Line::Hop(hop) => (hop.provider.as_str(), hop.fate.as_str(), hop.reason.as_deref()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        hops,
        [
            ("first", "retryable", Some("the line is busy")),
            ("spare", "ambiguous", Some("no answer in time")),
            ("first", "accepted", None),
        ]
    );
}

#[test]
fn what_one_node_found_out_the_other_knows() {
    run_on_two_nodes(Limits::development(), |one, other| async move {
        fails(&one, 5).await;
        told(&one).await;
        let service = other.service(&[]).await;
        // The other node looks every quarter of a second.
        for n in 0.. {
            assert!(n < 400, "the other node never heard of it");
            let person = service.person(&format!("+1501712{:04}", 2700 + n));
            let created = person.asks().await.is(201);
            let attempt = other.ended_attempt(&latest_attempt(&created)).await;
            if attempt.provider.as_deref() == Some("spare") {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    });
}
