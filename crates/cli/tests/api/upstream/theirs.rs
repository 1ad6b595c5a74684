//! The upstream makes the code: each check is reserved here, asked there, and settled here.

use tokio::task::JoinSet;

use super::{ALICE, Verify, asks, is_sent, on_both_engines_with_an_upstream, types};
use crate::delivery::latest_attempt;
use crate::support::{Answer, SECOND, TestApp, WRONG, ops};

on_both_engines_with_an_upstream!(
    false;
    a_code_that_the_upstream_made_lets_in_once,
    it_is_told_what_the_create_said_and_no_code,
    wrong_codes_are_counted_here_and_there,
    of_200_checks_at_once_five_are_asked_and_one_is_let_in_by_an_upstream_that_says_yes_to_all,
    a_resend_goes_where_the_code_was_made,
    a_payment_is_bound_there_too_and_another_amount_is_not_even_asked,
    another_amount_ends_the_first_there_before_the_second_begins,
    a_cancel_and_an_approval_are_told,
    an_end_that_is_not_heard_is_told_again,
    what_the_upstream_has_no_longer_ends_here,
    what_our_own_limits_stop_reaches_nobody,
    what_the_upstream_could_not_do_stays_here,
    a_send_that_the_upstream_takes_for_fraud_is_not_bought_elsewhere,
);

fn count(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status == status).count()
}

async fn a_code_that_the_upstream_made_lets_in_once(app: TestApp, verify: Verify) {
    let (service, sid, there) = is_sent(&app, &verify).await;
    assert!(app.mailbox.given().is_empty() && app.spare.given().is_empty());
    let attempt = app.ended_attempt(&latest_attempt(&service.fetch(&sid).await)).await;
    assert_eq!(
        (attempt.provider.as_deref(), attempt.provider_id),
        (Some("upstream:twilio"), Some(there.sid))
    );
    types(&service, WRONG).await.shows("pending");
    let approved = types(&service, &there.code).await.shows("approved");
    // It is our verification that the application hears of.
    assert_eq!(approved.sid(), sid);
    types(&service, &there.code).await.finds_nothing();
    service.fetch(&sid).await.finds_nothing();
    assert_eq!(verify.count("VerificationCheck"), 2);
    // A right code counts in no budget of wrong ones: of this address's day, only those are used that were wrong.
    for _ in 0..15 {
        app.advance(60 * SECOND);
        asks(&app, &service).await;
        types(&service, WRONG).await.shows("pending");
        types(&service, &verify.all().pop().expect("one").code).await.shows("approved");
    }
}

async fn it_is_told_what_the_create_said_and_no_code(app: TestApp, verify: Verify) {
    let service = app.service(&[]).await;
    let more = [
        ("Locale", "de"),
        ("CustomFriendlyName", "Acme"),
        ("AppHash", "He42w354ol9"),
        ("Tags", "{\"a\":\"b\"}"),
    ];
    let mut pairs = vec![("To", ALICE), ("Channel", "sms")];
    pairs.extend(more);
    let created = service.create(&pairs).await.is(201);
    app.ended_attempt(&latest_attempt(&created)).await;
    let (path, fields) = verify.asked().remove(0);
    assert_eq!(path, "Verifications");
    assert_eq!(fields, pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
}

async fn wrong_codes_are_counted_here_and_there(app: TestApp, verify: Verify) {
    let (service, sid, there) = is_sent(&app, &verify).await;
    for _ in 0..5 {
        types(&service, WRONG).await.shows("pending");
    }
    types(&service, &there.code).await.refuses(429, 60202);
    service.fetch(&sid).await.shows("max_attempts_reached");
    assert_eq!(verify.count("VerificationCheck"), 5);
    // Ours frees the address in a quarter of an hour, so theirs must not be in the way.
    verify.hears_of_end(&there.sid, "canceled").await;
}

async fn of_200_checks_at_once_five_are_asked_and_one_is_let_in_by_an_upstream_that_says_yes_to_all(
    app: TestApp,
    verify: Verify,
) {
    let (service, ..) = is_sent(&app, &verify).await;
    verify.says_yes_to_everything();
    let held = verify.held.clone().lock_owned().await;
    let mut tasks = JoinSet::new();
    for _ in 0..200 {
        let service = service.clone();
        tasks.spawn(async move { types(&service, WRONG).await });
    }
    // All who may be asked are, before one of them is answered.
    verify.hears(|asked| asked.len() == 1 + 5).await;
    drop(held);
    let answers = tasks.join_all().await;
    assert_eq!(verify.count("VerificationCheck"), 5);
    let approved = answers.iter().filter(|answer| answer.body["status"] == "approved").count();
    assert_eq!((approved, count(&answers, 200)), (1, 1));
    assert_eq!(count(&answers, 404) + count(&answers, 429), 199);
}

async fn a_resend_goes_where_the_code_was_made(app: TestApp, verify: Verify) {
    let (service, sid, there) = is_sent(&app, &verify).await;
    let again = service.create(&[("To", ALICE), ("Channel", "call")]).await.is(201);
    app.ended_attempt(&latest_attempt(&again)).await;
    assert_eq!((again.sid(), again.sends(), verify.all().len()), (sid, 2, 1));
    assert_eq!(verify.asked()[1].1["Channel"], "call");
    types(&service, &there.code).await.shows("approved");
}

async fn a_payment_is_bound_there_too_and_another_amount_is_not_even_asked(app: TestApp, verify: Verify) {
    let service = app.service(&[("Psd2Enabled", "true")]).await;
    let paid = [("Amount", "39.99"), ("Payee", "Shop")];
    let mut pairs = vec![("To", ALICE), ("Channel", "sms")];
    pairs.extend(paid);
    let created = service.create(&pairs).await.is(201);
    app.ended_attempt(&latest_attempt(&created)).await;
    let there = verify.all().pop().expect("one");
    let check = async |amount: &str| {
        let pairs = [("To", ALICE), ("Code", there.code.as_str()), ("Amount", amount), ("Payee", "Shop")];
        service.check(&pairs).await
    };
    check("1.00").await.shows("pending");
    types(&service, &there.code).await.refuses(400, 60206);
    assert_eq!(verify.count("VerificationCheck"), 0);
    check("39.99").await.shows("approved");
    for (_, fields) in verify.asked() {
        assert_eq!((fields["Amount"].as_str(), fields["Payee"].as_str()), ("39.99", "Shop"));
    }
}

async fn another_amount_ends_the_first_there_before_the_second_begins(app: TestApp, verify: Verify) {
    let service = app.service(&[("Psd2Enabled", "true")]).await;
    for amount in ["10", "20"] {
        let pairs = [("To", ALICE), ("Channel", "sms"), ("Amount", amount), ("Payee", "Shop")];
        let created = service.create(&pairs).await.is(201);
        app.ended_attempt(&latest_attempt(&created)).await;
    }
    let all = verify.all();
    assert_eq!((all.len(), all[0].status, all[1].status), (2, "canceled", "pending"));
    let check = [("To", ALICE), ("Code", all[1].code.as_str()), ("Amount", "20"), ("Payee", "Shop")];
    service.check(&check).await.shows("approved");
}

async fn a_cancel_and_an_approval_are_told(app: TestApp, verify: Verify) {
    for status in ["canceled", "approved"] {
        let (service, sid, there) = is_sent(&app, &verify).await;
        service.update(&sid, status).await.shows(status);
        verify.hears_of_end(&there.sid, status).await;
        types(&service, &there.code).await.finds_nothing();
    }
    assert_eq!(verify.count("VerificationCheck"), 0);
}

async fn an_end_that_is_not_heard_is_told_again(app: TestApp, verify: Verify) {
    let (service, sid, there) = is_sent(&app, &verify).await;
    verify.refuses("update", 503, 20503);
    service.update(&sid, "canceled").await.shows("canceled");
    verify.hears(|asked| asked.len() == 2).await;
    assert_eq!(verify.all()[0].status, "pending");
    // Whoever asks for a code meanwhile has it told first: else the old one would be sent again, and then die.
    let created = asks(&app, &service).await;
    let all = verify.all();
    assert_eq!((all.len(), all[0].status, all[1].status), (2, "canceled", "pending"));
    assert_eq!(all[0].sid, there.sid);
    types(&service, &all[1].code).await.shows("approved");
    assert_ne!(created.sid(), sid);
}

async fn what_the_upstream_has_no_longer_ends_here(app: TestApp, verify: Verify) {
    let (service, sid, there) = is_sent(&app, &verify).await;
    verify.refuses("VerificationCheck", 404, 20404);
    types(&service, &there.code).await.finds_nothing();
    service.fetch(&sid).await.finds_nothing();
    assert_ne!(asks(&app, &service).await.sid(), sid);
    verify.refuses("VerificationCheck", 429, 60202);
    types(&service, &there.code).await.refuses(429, 60202);
    types(&service, &there.code).await.refuses(429, 60202);
    assert_eq!(verify.count("VerificationCheck"), 2);
}

async fn what_our_own_limits_stop_reaches_nobody(app: TestApp, verify: Verify) {
    let service = app.service(&[]).await;
    let block = app.engine.add_block("+1501".parse().expect("a prefix"), None, None, ops()).await;
    block.expect("a block");
    service.create(&[("To", ALICE), ("Channel", "sms")]).await.names_rule(403, 60410, "block");
    app.engine.remove_block("+1501".parse().expect("a prefix"), ops()).await.expect("an answer");
    for _ in 0..5 {
        asks(&app, &service).await;
    }
    service.create(&[("To", ALICE), ("Channel", "sms")]).await.refuses(429, 60203);
    assert_eq!(verify.count("Verifications"), 5);
}

async fn what_the_upstream_could_not_do_stays_here(app: TestApp, verify: Verify) {
    let service = app.service(&[("CustomCodeEnabled", "true")]).await;
    let bob = service.person("+15017122662");
    bob.asks_with(&[("CustomCode", "4815")]).await.is(201);
    assert_eq!(bob.reads().await, "4815");
    bob.types("4815").await.shows("approved");
    let carol = service.person("+15017122663");
    service.create(&[("To", &carol.to), ("Channel", "telegram")]).await.is(201);
    let code = carol.reads().await;
    carol.types(&code).await.shows("approved");
    assert!(verify.asked().is_empty());
    // And nothing brings what lives there to another channel than it has.
    asks(&app, &service).await;
    service.create(&[("To", ALICE), ("Channel", "telegram")]).await.refuses(403, 60223);
}

async fn a_send_that_the_upstream_takes_for_fraud_is_not_bought_elsewhere(app: TestApp, verify: Verify) {
    let service = app.service(&[]).await;
    for (status, code, fate) in
        [(403, 60410, "fraud"), (403, 60605, "fraud"), (429, 60203, "message"), (400, 60200, "message")]
    {
        verify.refuses("Verifications", status, code);
        let created = service.create(&[("To", ALICE), ("Channel", "sms")]).await.is(201);
        let attempt = app.ended_attempt(&latest_attempt(&created)).await;
        assert_eq!(attempt.state.as_str(), "failed");
        let told = format!("{fate}: answered {status}, error {code}");
        assert!(
            attempt.error.as_deref().is_some_and(|error| error.starts_with(&told)),
            "{:?}",
            attempt.error
        );
    }
    assert!(app.mailbox.given().is_empty() && app.spare.given().is_empty());
}
