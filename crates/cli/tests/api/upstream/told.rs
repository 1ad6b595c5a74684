//! What webhooks are told of verifications whose codes an upstream makes.

use super::{ALICE, Verify, on_both_engines_with_an_upstream, types};
use crate::delivery::latest_attempt;
use crate::support::{Service, TestApp, WRONG};

on_both_engines_with_an_upstream!(
    false;
    what_an_upstream_approves_is_told_once,
    wrong_codes_that_use_it_up_are_told_once,
    what_the_upstream_has_no_longer_or_has_none_left_of_is_told,
);

/// Alice was sent a code at a service that listens: its code.
async fn is_sent(app: &TestApp, verify: &Verify, service: &Service) -> String {
    let created = service.create(&[("To", ALICE), ("Channel", "sms")]).await.is(201);
    app.ended_attempt(&latest_attempt(&created)).await;
    verify.all().pop().expect("a verification there").code
}

async fn listens(app: &TestApp) -> Service {
    let service = app.service(&[]).await;
    service.subscribes(&["verification.*"]).await;
    service
}

async fn what_an_upstream_approves_is_told_once(app: TestApp, verify: Verify) {
    let service = listens(&app).await;
    let code = is_sent(&app, &verify, &service).await;
    types(&service, WRONG).await.shows("pending");
    types(&service, &code).await.shows("approved");
    types(&service, &code).await.finds_nothing();
    assert_eq!(service.told().await, ["created", "sent", "approved"]);
}

async fn wrong_codes_that_use_it_up_are_told_once(app: TestApp, verify: Verify) {
    let service = listens(&app).await;
    let code = is_sent(&app, &verify, &service).await;
    for _ in 0..5 {
        types(&service, WRONG).await.shows("pending");
    }
    types(&service, &code).await.refuses(429, 60202);
    assert_eq!(service.told().await, ["created", "sent", "max_attempts_reached"]);
}

async fn what_the_upstream_has_no_longer_or_has_none_left_of_is_told(app: TestApp, verify: Verify) {
    for (status, error, end) in [(404, 20404, "expired"), (429, 60202, "max_attempts_reached")] {
        let service = listens(&app).await;
        let code = is_sent(&app, &verify, &service).await;
        verify.refuses("VerificationCheck", status, error);
        for _ in 0..2 {
            types(&service, &code).await.is(status);
        }
        assert_eq!(service.told().await, ["created", "sent", end]);
    }
}
