//! A provider that takes messages and answers nobody, and what has waited: neither keeps those waiting who come now.

use countersign_model::Fate;

use super::{busy, latest_attempt};
use crate::support::{SECOND, TestApp, on_both_engines};

on_both_engines!(
    a_provider_that_answers_nobody_is_passed_over_before_any_send_has_ended,
    a_provider_that_answers_nobody_is_asked_when_nobody_else_is_left,
    after_two_tries_that_nobody_could_write_down_another_provider_comes_first,
    what_is_just_made_goes_out_before_a_backlog_that_fills_every_place_of_its_own,
);

/// So many messages are with the first provider, which answers none.
async fn hangs(app: &TestApp, many: usize) -> Vec<countersign_testkit::Held> {
    let service = app.service(&[]).await;
    let held: Vec<_> = (0..many).map(|_| app.mailbox.will_wait()).collect();
    for n in 0..many {
        let number = format!("+150171{:05}", 20_000 + n);
        service.person(&number).asks().await.is(201);
        app.mailbox.nth_for(&number, 0).await;
    }
    held
}

async fn a_provider_that_answers_nobody_is_passed_over_before_any_send_has_ended(app: TestApp) {
    let held = hangs(&app, 64).await;
    app.advance(SECOND);
    let alice = app.alice().await;
    let created = alice.asks().await.is(201);
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!((attempt.state.as_str(), attempt.provider.as_deref()), ("sent", Some("spare")));
    assert_eq!(attempt.journal.len(), 1, "nobody waited for the silent one: {attempt:?}");
    for held in held {
        held.end(Fate::accepted(None));
    }
    while app.engine.providers_here().iter().any(|(_, _, in_flight)| *in_flight > 0) {
        tokio::task::yield_now().await;
    }
    // It answers again, and has its turn again.
    let bob = alice.service.person("+447400123456");
    let created = bob.asks().await.is(201);
    app.mailbox.nth_for("+447400123456", 0).await;
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!(attempt.provider.as_deref(), Some("first"));
}

async fn a_provider_that_answers_nobody_is_asked_when_nobody_else_is_left(app: TestApp) {
    let held = hangs(&app, 64).await;
    app.advance(SECOND);
    app.spare.will(busy());
    let alice = app.alice().await;
    let created = alice.asks().await.is(201);
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!((attempt.state.as_str(), attempt.provider.as_deref()), ("sent", Some("first")));
    drop(held);
}

async fn after_two_tries_that_nobody_could_write_down_another_provider_comes_first(app: TestApp) {
    let alice = app.alice().await;
    let held = [app.mailbox.will_wait(), app.mailbox.will_wait()];
    let created = alice.asks().await.is(201);
    let first = alice.sees().await;
    // A node that died would have left the same behind: a lease that ran out.
    app.advance(30 * SECOND);
    let second = alice.sees().await;
    assert_eq!(first.delivery_id, second.delivery_id, "who may have it is asked again under the same name");
    app.advance(30 * SECOND);
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!((attempt.provider.as_deref(), attempt.tries), (Some("spare"), 3));
    assert_eq!(app.spare.nth_for(first.to.as_str(), 0).await.code, first.code);
    drop(held);
}

async fn what_is_just_made_goes_out_before_a_backlog_that_fills_every_place_of_its_own(app: TestApp) {
    const BACKLOG: usize = 300;
    let rest = Fate::Throttled { retry_after_millis: Some(60 * SECOND) };
    app.nobody_can(&rest);
    let service = app.service(&[]).await;
    let mut waiting = Vec::new();
    for n in 0..BACKLOG {
        let created = service.person(&format!("+150171{:05}", 20_000 + n)).asks().await.is(201);
        waiting.push(latest_attempt(&created));
    }
    for sid in &waiting {
        app.tried(sid, 1).await;
    }
    let asked = (app.mailbox.given().len(), app.spare.given().len());
    assert_eq!(asked, (1, 1), "both rest");
    let held: Vec<_> = (0..BACKLOG).map(|_| app.mailbox.will_wait()).collect();
    let spared: Vec<_> = (0..BACKLOG).map(|_| app.spare.will_wait()).collect();
    app.advance(60 * SECOND);
    while app.mailbox.given().len() + app.spare.given().len() < 2 + 256 {
        tokio::task::yield_now().await;
    }
    // All places of what was due are taken, by sends that don't end.
    let alice = service.person("+4915112345678");
    alice.asks().await.is(201);
    app.spare.nth_for("+4915112345678", 0).await;
    drop((held, spared));
}
