//! The code is ours and the upstream only sends it: checks are decided here.

use super::{ALICE, Verify, asks, is_sent, on_both_engines_with_an_upstream, types};
use crate::delivery::latest_attempt;
use crate::support::{TestApp, WRONG};

on_both_engines_with_an_upstream!(
    true;
    our_code_is_sent_and_checked_here_and_the_approval_told,
    five_wrong_ones_free_the_address_there,
    a_verification_of_somebody_else_s_there_gives_way,
    one_that_won_t_give_way_is_no_success,
    a_resend_carries_the_same_code,
    a_caller_s_own_code_is_passed_on,
    a_busy_upstream_is_asked_again_with_the_same_code,
);

async fn our_code_is_sent_and_checked_here_and_the_approval_told(app: TestApp, verify: Verify) {
    let (service, _, there) = is_sent(&app, &verify).await;
    assert!(there.code.len() == 6 && there.code.bytes().all(|byte| byte.is_ascii_digit()), "{there:?}");
    types(&service, WRONG).await.shows("pending");
    types(&service, &there.code).await.shows("approved");
    types(&service, &there.code).await.finds_nothing();
    verify.hears_of_end(&there.sid, "approved").await;
    assert_eq!((verify.count("VerificationCheck"), app.mailbox.given().len()), (0, 0));
}

async fn five_wrong_ones_free_the_address_there(app: TestApp, verify: Verify) {
    let (service, _, there) = is_sent(&app, &verify).await;
    for _ in 0..5 {
        types(&service, WRONG).await.shows("pending");
    }
    types(&service, &there.code).await.refuses(429, 60202);
    verify.hears_of_end(&there.sid, "canceled").await;
}

async fn a_verification_of_somebody_else_s_there_gives_way(app: TestApp, verify: Verify) {
    // An instance of the application that still asks Twilio itself.
    verify.has_sent(ALICE);
    let (service, _, there) = is_sent(&app, &verify).await;
    let all = verify.all();
    assert_eq!((all.len(), all[0].status), (2, "canceled"));
    assert!(verify.asked().iter().all(|(_, fields)| fields.get("Code").is_none()));
    types(&service, &all[0].code).await.shows("pending");
    types(&service, &there.code).await.shows("approved");
}

async fn one_that_won_t_give_way_is_no_success(app: TestApp, verify: Verify) {
    verify.has_sent(ALICE);
    verify.refuses("update", 404, 20404);
    let service = app.service(&[]).await;
    let created = service.create(&[("To", ALICE), ("Channel", "sms")]).await.is(201);
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!(attempt.state.as_str(), "failed");
    assert!(attempt.error.is_some_and(|error| error.contains("another verification lives there")));
}

async fn a_resend_carries_the_same_code(app: TestApp, verify: Verify) {
    let (service, sid, there) = is_sent(&app, &verify).await;
    assert_eq!(asks(&app, &service).await.sid(), sid);
    let codes: Vec<_> = verify.asked().into_iter().map(|(_, fields)| fields["CustomCode"].clone()).collect();
    assert_eq!(codes, [there.code.clone(), there.code]);
    assert_eq!(verify.all().len(), 1);
}

async fn a_caller_s_own_code_is_passed_on(app: TestApp, verify: Verify) {
    let service = app.service(&[("CustomCodeEnabled", "true")]).await;
    let pairs = [("To", ALICE), ("Channel", "sms"), ("CustomCode", "Ab4815")];
    let created = service.create(&pairs).await.is(201);
    app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!(verify.all()[0].code, "Ab4815");
    types(&service, "Ab4815").await.shows("approved");
}

async fn a_busy_upstream_is_asked_again_with_the_same_code(app: TestApp, verify: Verify) {
    let service = app.service(&[]).await;
    verify.asks_for_time("Verifications", 1);
    let created = service.create(&[("To", ALICE), ("Channel", "sms")]).await.is(201);
    app.attempt(&latest_attempt(&created), |attempt| attempt.tries == 1).await;
    app.advance(60_000);
    app.ended_attempt(&latest_attempt(&created)).await;
    let codes: Vec<_> = verify.asked().into_iter().map(|(_, fields)| fields["CustomCode"].clone()).collect();
    assert!(codes.len() == 2 && codes[0] == codes[1], "{codes:?}");
    types(&service, &codes[0]).await.shows("approved");
}
