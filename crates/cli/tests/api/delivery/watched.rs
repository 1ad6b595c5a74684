//! What operators see of providers.

use countersign_engine::provider::{ProviderStatus, Standing};
use countersign_model::{Cost, Fate};

use super::{busy, latest_attempt};
use crate::support::{HOUR, MINUTE, SECOND, TestApp, on_both_engines};

on_both_engines!(
    what_became_of_messages_is_told_of_each_provider,
    who_is_left_alone_is_told_with_its_reason_until_it_works_again,
    only_sends_of_the_time_asked_for_are_walked_newest_first,
);

async fn status(app: &TestApp, since_millis: i64) -> Vec<ProviderStatus> {
    let since = app.engine.now().plus_millis(-since_millis);
    app.engine.providers_status(since, |_| {}).await.expect("the store")
}

async fn what_became_of_messages_is_told_of_each_provider(app: TestApp) {
    app.mailbox.will_tell();
    let service = app.service(&[]).await;
    // The first fails once; then it takes two, of which one is approved and arrives.
    for (n, fails) in [(1, true), (2, false), (3, false)] {
        if fails {
            app.mailbox.will(busy());
        }
        let person = service.person(&format!("+150171226{n:02}"));
        let created = person.asks().await.is(201);
        let code = person.reads().await;
        app.ended_attempt(&latest_attempt(&created)).await;
        if n != 3 {
            person.types(&code).await.shows("approved");
        }
    }
    let found = status(&app, HOUR).await;
    let told: Vec<_> = found
        .iter()
        .map(|one| {
            let record = &one.record;
            (
                one.now.name.as_str(),
                record.asked,
                record.accepted,
                record.failed(),
                record.taken,
                record.approved,
            )
        })
        .collect();
    assert_eq!(told, [("first", 3, 2, 1, 2, 1), ("spare", 1, 1, 0, 1, 1)]);
    assert_eq!((found[0].tells, found[1].tells), (true, false));
    assert!(found.iter().all(|one| one.now.standing == Standing::Works && one.now.in_flight == 0));
    assert!(found.iter().all(|one| one.record.took(95).is_some() && one.balance == Ok(None)));
    // Later nobody has done anything lately.
    app.advance(2 * HOUR);
    assert!(status(&app, HOUR).await.iter().all(|one| one.record == Default::default()));
}

async fn who_is_left_alone_is_told_with_its_reason_until_it_works_again(app: TestApp) {
    let alice = app.alice().await;
    app.mailbox.will(Fate::NoFunds { reason: "the account is empty".to_owned() });
    let created = alice.asks().await.is(201);
    app.ended_attempt(&latest_attempt(&created)).await;
    let why = || Some("the account is empty".to_owned());
    let until = app.engine.now().plus_millis(MINUTE);
    // What this node knows at once it tells the database a moment later.
    let standing = loop {
        let standing = app.engine.providers_now().await.expect("the store").remove(0).standing;
        if standing != (Standing::LeftAlone { until, why: None }) {
            break standing;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    };
    assert_eq!(standing, Standing::LeftAlone { until, why: why() });
    assert_eq!(app.engine.providers_here()[0], ("first".to_owned(), true, 0));
    app.advance(MINUTE);
    let found = app.engine.providers_now().await.expect("the store");
    assert_eq!(found[0].standing, Standing::OnTrial { why: why() });
    assert_eq!(found[1].standing, Standing::Works);
    assert_eq!(app.engine.providers_here()[0], ("first".to_owned(), false, 0));
}

async fn only_sends_of_the_time_asked_for_are_walked_newest_first(app: TestApp) {
    let alice = app.alice().await;
    let cost = Cost::read("0.05", "EUR");
    let mut made = Vec::new();
    for _ in 0..3 {
        app.mailbox.will(Fate::Accepted { provider_id: None, parts: Some(1), cost });
        let created = alice.asks().await.is(201);
        made.push(latest_attempt(&created));
        app.ended_attempt(&latest_attempt(&created)).await;
        app.advance(31 * SECOND);
    }
    let mut walked = Vec::new();
    let since = app.engine.now().plus_millis(-70 * SECOND);
    let each = |delivery: countersign_store::deliveries::Delivery| {
        assert_eq!(delivery.recipient.as_ref().map(|to| to.as_str()), Some("+15017122661"));
        assert_eq!(delivery.attempt.journal.iter().find_map(|line| line.cost()), cost);
        walked.push((delivery.attempt.sid.to_string(), delivery.is_last));
        std::ops::ControlFlow::Continue(())
    };
    app.engine.walk_deliveries(since, each).await.expect("the store");
    assert_eq!(walked, [(made[2].clone(), true), (made[1].clone(), false)]);
}
