use std::sync::atomic::Ordering;

use serde_json::json;

use crate::support::phone::{bearer, enrolment};
use crate::support::{Answer, Api, HOUR, MINUTE, Phone, TestApp, on_both_engines};

on_both_engines!(
    a_phone_may_do_nothing_but_its_own,
    an_access_token_may_do_nothing_but_enrol,
    a_token_that_is_over_early_or_forged_is_nobodys_and_tells_the_time,
    a_phone_whose_clock_is_wrong_sets_it_and_gets_through,
    a_phone_of_another_account_gets_nowhere_here,
    a_phone_sees_nothing_of_another_phone_of_the_same_person,
);

async fn ask(api: &Api, method: &str, path: &str) -> Answer {
    if method == "POST" {
        return api
            .post(path, &[("FriendlyName", "x"), ("To", "+15017122661"), ("Status", "canceled")])
            .await;
    }
    api.call(method, path).await
}

/// Every call of the API but those that a phone may make about itself.
fn elsewhere(phone: &Phone, other: &Phone, challenge: &str) -> Vec<(&'static str, String)> {
    let service = &phone.service;
    let mut calls = vec![
        ("GET", "/v2/Services".to_owned()),
        ("POST", "/v2/Services".to_owned()),
        ("GET", "/v2/Forms/form-push".to_owned()),
        ("POST", "/v2/SafeList/Numbers".to_owned()),
        ("GET", "/v2/SafeList/Numbers/+15017122661".to_owned()),
        ("DELETE", "/v2/SafeList/Numbers/+15017122661".to_owned()),
    ];
    for (method, below) in [
        ("GET", ""),
        ("POST", ""),
        ("DELETE", ""),
        ("POST", "/Verifications"),
        ("GET", "/Verifications/+15017122661"),
        ("POST", "/Verifications/+15017122661"),
        ("POST", "/VerificationCheck"),
        ("POST", "/AccessTokens"),
        ("GET", "/AccessTokens/YK0123456789abcdef0123456789abcdef"),
        ("GET", "/Entities"),
        ("POST", "/Entities"),
    ] {
        calls.push((method, service.path(below)));
    }
    for (method, below) in [("GET", ""), ("DELETE", ""), ("GET", "/Factors"), ("POST", "/Challenges")] {
        calls.push((method, phone.path(below)));
        calls.push((method, other.path(below)));
    }
    for method in ["GET", "POST", "DELETE"] {
        calls.push((method, other.factor_path()));
        // Its own factor under another's name.
        calls.push((method, other.path(&format!("/Factors/{}", phone.factor))));
    }
    for method in ["GET", "POST"] {
        calls.push((method, other.challenge_path(challenge)));
    }
    calls.push(("GET", other.path("/Challenges")));
    calls
}

async fn a_phone_may_do_nothing_but_its_own(app: TestApp) {
    let service = app.service(&[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let other = Phone::verified(&app, &service, "eve-0001").await;
    let challenge = other.is_asked("Log in?").await;
    for (method, path) in elsewhere(&phone, &other, &challenge) {
        let answer = ask(&phone.api(), method, &path).await;
        // What names its own factor under another's name is not there.
        let moved = path == other.path(&format!("/Factors/{}", phone.factor));
        assert_eq!(answer.status, if moved { 404 } else { 401 }, "{method} {path}: {}", answer.body);
    }
    phone.api().post(&phone.path("/Factors"), &enrolment("x", &[])).await.refuses(401, 20003);
    assert_eq!(service.api.get(&other.challenge_path(&challenge)).await.text("status"), "pending");
}

async fn an_access_token_may_do_nothing_but_enrol(app: TestApp) {
    let service = app.service(&[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let other = Phone::verified(&app, &service, "eve-0001").await;
    let challenge = phone.is_asked("Log in?").await;
    let api = bearer(&service.api, &service.gives_access("ann-0001", &[]).await.is(201).text("token"));
    let mut calls = elsewhere(&phone, &other, &challenge);
    calls.extend(["GET", "POST", "DELETE"].map(|method| (method, phone.factor_path())));
    calls.extend(["GET", "POST"].map(|method| (method, phone.challenge_path(&challenge))));
    calls.push(("GET", phone.path("/Challenges")));
    for (method, path) in calls {
        let answer = ask(&api, method, &path).await;
        assert_eq!(answer.status, 401, "{method} {path}: {}", answer.body);
    }
}

async fn a_token_that_is_over_early_or_forged_is_nobodys_and_tells_the_time(app: TestApp) {
    let service = app.service(&[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let stranger = Phone::verified(&app, &service, "eve-0001").await;
    let path = phone.factor_path();
    let old = phone.token();
    app.advance(10 * MINUTE);
    bearer(&service.api, &old).get(&path).await.refuses(401, 20003);
    phone.api().get(&path).await.is(200);
    for ahead in [61, -600, 3600] {
        phone.ahead.store(ahead, Ordering::SeqCst);
        let answer = phone.api().get(&path).await.refuses(401, 20003);
        assert_eq!(answer.headers["date"], "Thu, 01 Jan 2026 00:10:00 GMT");
    }
    phone.ahead.store(0, Ordering::SeqCst);
    let now = 1_767_225_600 + 600;
    let claims = json!({ "sub": app.account.to_string(), "exp": now + 600, "nbf": now });
    for header in [
        json!({ "alg": "none", "cty": "twilio-pba;v=1", "kid": phone.credential }),
        json!({ "alg": "HS256", "cty": "twilio-pba;v=1", "kid": phone.credential }),
        json!({ "alg": "ES256", "kid": phone.credential }),
        json!({ "alg": "ES256", "cty": "twilio-pba;v=1", "kid": stranger.credential }),
        json!({ "alg": "ES256", "cty": "twilio-pba;v=1" }),
    ] {
        let token = phone.device.jws(&header, &claims);
        bearer(&service.api, &token).get(&path).await.refuses(401, 20003);
    }
    let header = json!({ "alg": "ES256", "cty": "twilio-pba;v=1", "kid": phone.credential });
    let good = phone.device.jws(&header, &claims);
    bearer(&service.api, &good).get(&path).await.is(200);
    // Another's key under this phone's name.
    bearer(&service.api, &stranger.device.jws(&header, &claims)).get(&path).await.refuses(401, 20003);
    let (head, _) = good.rsplit_once('.').expect("three parts");
    for token in [format!("{head}."), head.to_owned(), String::new(), "a.b.c".to_owned()] {
        bearer(&service.api, &token).get(&path).await.refuses(401, 20003);
    }
}

async fn a_phone_whose_clock_is_wrong_sets_it_and_gets_through(app: TestApp) {
    let service = app.service(&[]).await;
    for ahead in [2 * HOUR / 1000, -3 * HOUR / 1000] {
        let phone = Phone::enrolls(&app, &service, "ann-0001").await;
        phone.ahead.store(ahead, Ordering::SeqCst);
        phone.api().get(&phone.factor_path()).await.refuses(401, 20003);
        assert_eq!(phone.proves_itself().await.is(200).text("status"), "verified");
        let challenge = phone.is_asked("Log in?").await;
        assert_eq!(phone.answers(&challenge, "approved").await.is(200).text("status"), "approved");
    }
}

async fn a_phone_of_another_account_gets_nowhere_here(app: TestApp) {
    let service = app.service(&[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let theirs = app.stranger().await.has_service(&app, &[]).await;
    let eve = Phone::verified(&app, &theirs, "ann-0001").await;
    eve.api().get(&phone.factor_path()).await.refuses(401, 20003);
    eve.api().get(&phone.path("/Challenges")).await.refuses(401, 20003);
    // Nor by saying that it is of this account.
    let now = 1_767_225_600;
    let token = eve.device.token(&app.account.to_string(), &eve.credential, now);
    bearer(&service.api, &token).get(&eve.factor_path()).await.refuses(404, 20404);
    bearer(&service.api, &token).get(&phone.factor_path()).await.refuses(401, 20003);
}

async fn a_phone_sees_nothing_of_another_phone_of_the_same_person(app: TestApp) {
    let service = app.service(&[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let tablet = Phone::verified(&app, &service, "ann-0001").await;
    let challenge = phone.is_asked("Log in?").await;
    for method in ["GET", "POST", "DELETE"] {
        ask(&tablet.api(), method, &phone.factor_path()).await.refuses(401, 20003);
    }
    tablet.api().get(&tablet.challenge_path(&challenge)).await.finds_nothing();
    tablet.api().post(&tablet.challenge_path(&challenge), &[("Metadata", "{}")]).await.finds_nothing();
    let answer = tablet.as_if("eve-0001").api().get(&service.path("/Entities/eve-0001/Challenges")).await;
    answer.refuses(401, 20003);
}
