use countersign_delivery::Noticed;
use countersign_model::Platform;
use serde_json::{Value, json};

use crate::support::{Answer, MINUTE, Phone, SECOND, TestApp, on_both_engines};

on_both_engines!(
    a_phone_is_woken_with_the_challenge_and_when_the_application_asks,
    three_may_be_asked_for_and_no_more,
    a_phone_that_nobody_wakes_is_refused_and_asks_by_itself,
    nobody_is_woken_for_what_is_answered_or_over,
    a_device_that_the_platform_knows_no_more_is_forgotten,
    what_fails_is_tried_again_until_its_time_is_over,
    a_platform_that_fails_is_left_alone_until_it_works_again,
    credentials_that_the_platform_refuses_may_be_mended_in_time,
    a_devices_token_is_shown_by_the_api_and_stands_sealed,
    a_bad_ttl_is_named_and_strangers_find_nothing,
);

const DEVICE: &str = "device-token-of-the-tests-0123456789";

/// A verified phone that Google wakes.
async fn woken(app: &TestApp, identity: &str) -> Phone {
    let phone = Phone::verified(app, &app.service(&[]).await, identity).await;
    phone
        .calls(
            "POST",
            &phone.factor_path(),
            &[("Config.NotificationPlatform", "fcm"), ("Config.NotificationToken", DEVICE)],
        )
        .await
        .is(200);
    phone
}

async fn asks(phone: &Phone, challenge: &str, pairs: &[(&str, &str)]) -> Answer {
    phone.service.api.post(&format!("{}/Notifications", phone.challenge_path(challenge)), pairs).await
}

/// What the row of the only notification of this challenge says, once `is_there` holds for it.
async fn outcome(app: &TestApp, challenge: &str, is_there: impl Fn(&(String, i64)) -> bool) -> (String, i64) {
    for _ in 0..2400 {
        let of = challenge.to_owned();
        let found = app.engine.store().read(move |tx| {
            let sql = "SELECT COALESCE(outcome, '') || CASE WHEN due_at IS NULL THEN '.' ELSE '' END, tries
                FROM notifications WHERE challenge_sid = $1";
            tx.one(sql, &[(&of).into()], |row| Ok((row.text(0)?, row.int(1)?)))
        });
        if let Some(found) = found.await.expect("a row").filter(|found| is_there(found)) {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("the notification of {challenge} never came so far");
}

async fn token_of(phone: &Phone) -> Value {
    phone.service.api.get(&phone.factor_path()).await.is(200).body["config"]["notification_token"].clone()
}

async fn a_phone_is_woken_with_the_challenge_and_when_the_application_asks(app: TestApp) {
    let phone = woken(&app, "ann-0001").await;
    let challenge = phone.is_asked("Log in?").await;
    let notice = app.mailbox.nth_notice(0).await;
    assert_eq!((notice.to.platform, notice.to.token.as_str()), (Platform::Fcm, DEVICE));
    assert_eq!((&notice.challenge_sid, &notice.factor_sid), (&challenge, &phone.factor));
    assert_eq!((notice.message.as_str(), notice.ttl), ("Log in?", 300));
    let asked = asks(&phone, &challenge, &[("Ttl", "150")]).await.is(201);
    assert!(asked.sid().starts_with("NT"));
    let expected = json!({
        "sid": asked.sid(),
        "account_sid": app.account.to_string(),
        "service_sid": phone.service.sid,
        "entity_sid": asked.text("entity_sid"),
        "identity": "ann-0001",
        "challenge_sid": challenge,
        "priority": "high",
        "ttl": 150,
        "date_created": "2026-01-01T00:00:00Z",
    });
    assert_eq!(asked.body, expected);
    let again = app.mailbox.nth_notice(1).await;
    assert_eq!((again.challenge_sid, again.ttl), (challenge, 150));
}

async fn three_may_be_asked_for_and_no_more(app: TestApp) {
    let phone = woken(&app, "ann-0001").await;
    let challenge = phone.is_asked("Log in?").await;
    let path = format!("{}/Notifications", phone.challenge_path(&challenge));
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let (api, path) = (phone.service.api.clone(), path.clone());
            tokio::spawn(async move { api.post(&path, &[]).await })
        })
        .collect();
    let mut made = 0;
    for tried in tries {
        let answer = tried.await.expect("an answer");
        if answer.status == 201 {
            made += 1;
        } else {
            answer.refuses(429, 60309);
        }
    }
    assert_eq!(made, 3);
    // Another challenge has its own.
    let other = phone.is_asked("Log in?").await;
    asks(&phone, &other, &[]).await.is(201);
}

async fn a_phone_that_nobody_wakes_is_refused_and_asks_by_itself(app: TestApp) {
    let service = app.service(&[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let challenge = phone.is_asked("Log in?").await;
    asks(&phone, &challenge, &[]).await.refuses(400, 60307);
    // A platform that no provider here speaks to.
    let pairs = [("Config.NotificationPlatform", "apn"), ("Config.NotificationToken", DEVICE)];
    phone.calls("POST", &phone.factor_path(), &pairs).await.is(200);
    let other = phone.is_asked("Log in?").await;
    asks(&phone, &other, &[]).await.refuses(400, 60307);
    assert_eq!(phone.answers(&challenge, "approved").await.is(200).text("status"), "approved");
    assert_eq!(phone.answers(&other, "denied").await.is(200).text("status"), "denied");
    assert!(app.mailbox.notices().is_empty());
}

async fn nobody_is_woken_for_what_is_answered_or_over(app: TestApp) {
    let phone = woken(&app, "ann-0001").await;
    let (one, two) = (phone.is_asked("Log in?").await, phone.is_asked("Log in?").await);
    phone.answers(&one, "approved").await.is(200);
    asks(&phone, &one, &[]).await.refuses(403, 60322);
    app.advance(5 * MINUTE);
    asks(&phone, &two, &[]).await.refuses(403, 60323);
}

async fn a_device_that_the_platform_knows_no_more_is_forgotten(app: TestApp) {
    let phone = woken(&app, "ann-0001").await;
    app.mailbox.will_wake(Noticed::Gone);
    let challenge = phone.is_asked("Log in?").await;
    let (said, tries) = outcome(&app, &challenge, |(said, _)| said.ends_with('.')).await;
    assert_eq!((said.as_str(), tries), ("the platform knows no such device any more.", 1));
    assert_eq!(token_of(&phone).await, Value::Null);
    asks(&phone, &challenge, &[]).await.refuses(400, 60307);
    // The app gives a new one when it is opened next, and changes other things without one meanwhile.
    phone.calls("POST", &phone.factor_path(), &[("Config.SdkVersion", "2.0")]).await.is(200);
    let anew = "n".repeat(40);
    phone.calls("POST", &phone.factor_path(), &[("Config.NotificationToken", &anew)]).await.is(200);
    assert_eq!(token_of(&phone).await, anew);
    asks(&phone, &challenge, &[]).await.is(201);
}

async fn what_fails_is_tried_again_until_its_time_is_over(app: TestApp) {
    let phone = woken(&app, "ann-0001").await;
    let later = |reason: &str| Noticed::Later { reason: reason.to_owned(), retry_after_millis: None };
    app.mailbox.will_wake(later("busy"));
    app.mailbox.will_wake(later("busy still"));
    let challenge = phone.is_asked("Log in?").await;
    assert_eq!(outcome(&app, &challenge, |(said, _)| said == "busy").await.1, 1);
    app.advance(2 * SECOND);
    assert_eq!(outcome(&app, &challenge, |(said, _)| said == "busy still").await.1, 2);
    // Not before its time.
    assert_eq!(app.mailbox.notices().len(), 2);
    app.advance(4 * SECOND);
    assert_eq!(outcome(&app, &challenge, |(said, _)| said == "taken.").await.1, 3);
    assert_eq!(app.mailbox.nth_notice(2).await.ttl, 294);
    // One with no time left has one try.
    app.mailbox.will_wake(Noticed::Refused { reason: "it won't".to_owned() });
    let refused = phone.is_asked("Log in?").await;
    assert_eq!(outcome(&app, &refused, |(said, _)| said == "it won't.").await.1, 1);
    app.mailbox
        .will_wake(Noticed::Later { reason: "too late".to_owned(), retry_after_millis: Some(600_000) });
    let over = phone.is_asked("Log in?").await;
    assert_eq!(outcome(&app, &over, |(said, _)| said == "too late.").await.1, 1);
}

async fn a_platform_that_fails_is_left_alone_until_it_works_again(app: TestApp) {
    let phone = woken(&app, "ann-0001").await;
    for _ in 0..5 {
        app.mailbox.will_wake(Noticed::Failed { reason: "down".to_owned(), retry_after_millis: None });
        let challenge = phone.is_asked("Log in?").await;
        outcome(&app, &challenge, |(said, _)| said == "down").await;
    }
    // One of another kind is no fault of the platform's, and nobody hears of this one at all.
    let last = phone.is_asked("Log in?").await;
    assert_eq!(outcome(&app, &last, |(said, _)| !said.is_empty()).await.0, "it is left alone for now");
    assert_eq!(app.mailbox.notices().len(), 5);
    app.advance(6 * SECOND);
    // Whichever was let through to see, the others follow once it is known to have been taken.
    let first = app.mailbox.nth_notice(5).await.challenge_sid;
    outcome(&app, &first, |(said, _)| said == "taken.").await;
    app.advance(20 * SECOND);
    outcome(&app, &last, |(said, _)| said == "taken.").await;
}

async fn credentials_that_the_platform_refuses_may_be_mended_in_time(app: TestApp) {
    let phone = woken(&app, "ann-0001").await;
    app.mailbox.will_wake(Noticed::Unauthorized { reason: "who are you".to_owned() });
    let challenge = phone.is_asked("Log in?").await;
    assert_eq!(outcome(&app, &challenge, |(said, _)| said == "who are you").await.1, 1);
    app.advance(30 * SECOND);
    let other = phone.is_asked("Log in?").await;
    assert_eq!(outcome(&app, &other, |(said, _)| !said.is_empty()).await.0, "it is left alone for now");
    assert_eq!(app.mailbox.notices().len(), 1);
    app.advance(31 * SECOND);
    let first = app.mailbox.nth_notice(1).await.challenge_sid;
    outcome(&app, &first, |(said, _)| said == "taken.").await;
    app.advance(20 * SECOND);
    outcome(&app, &challenge, |(said, _)| said == "taken.").await;
    outcome(&app, &other, |(said, _)| said == "taken.").await;
}

async fn a_devices_token_is_shown_by_the_api_and_stands_sealed(app: TestApp) {
    let phone = woken(&app, "ann-0001").await;
    assert_eq!(token_of(&phone).await, DEVICE);
    let listed = phone.service.api.get(&phone.path("/Factors")).await.is(200);
    assert_eq!(listed.body["factors"][0]["config"]["notification_token"], DEVICE);
    let rows = app.engine.store().read(|tx| {
        tx.all("SELECT public, secret_sealed FROM factors", &[], |row| Ok(row.text(0)? + &row.text(1)?))
    });
    let rows = rows.await.expect("rows").concat();
    assert!(rows.contains("com.example.app") && !rows.contains(&DEVICE[..16]), "{rows}");
}

async fn a_bad_ttl_is_named_and_strangers_find_nothing(app: TestApp) {
    let phone = woken(&app, "ann-0001").await;
    let challenge = phone.is_asked("Log in?").await;
    for ttl in ["-1", "301", "+5", "x", ""] {
        asks(&phone, &challenge, &[("Ttl", ttl)]).await.blames_factor("Ttl");
    }
    asks(&phone, &challenge, &[("Ttl", "0")]).await.is(201);
    let path = format!("{}/Notifications", phone.challenge_path(&challenge));
    app.stranger().await.post(&path, &[]).await.finds_nothing();
    phone.api().post(&path, &[]).await.refuses(401, 20003);
    asks(&phone, "YC0123456789abcdef0123456789abcdef", &[]).await.finds_nothing();
}
