//! Who may call, and for whom (behaviour map 1.2).

use axum::body::Body;
use countersign_engine::account::Rotation;
use countersign_keyring::hash_token;
use http::{HeaderValue, Request, header};

use crate::support::{Api, TestApp, assert_json, basic, on_both_engines, ops};

on_both_engines!(
    nobody_gets_in_without_credentials,
    wrong_credentials_are_refused_alike_whatever_is_wrong,
    two_credentials_are_none,
    the_secondary_token_is_as_good_as_the_primary,
    an_api_key_acts_for_its_account_until_it_is_revoked,
    a_refused_caller_does_nothing,
    a_service_of_another_account_looks_as_if_it_were_not_there,
);

const LIST: &str = "/v2/Services";

async fn nobody_gets_in_without_credentials(app: TestApp) {
    let nobody = app.api().authorized_by(None);
    let refused = nobody.get(LIST).await.refuses(401, 20003);
    assert_json!(refused.body, @r#"
    {
      "code": 20003,
      "message": "Authenticate",
      "more_info": "https://www.twilio.com/docs/errors/20003",
      "status": 401
    }
    "#);
    assert_eq!(refused.headers["www-authenticate"], "Basic realm=\"Countersign API\", charset=\"UTF-8\"");
    let alice = app.alice().await;
    let service = &alice.service;
    for (method, path) in every_route(&service.sid, "VE00000000000000000000000000000000") {
        nobody.call(method, &path).await.refuses(401, 20003);
    }
    let document = countersign_api::openapi_document();
    let mut asked = 0;
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in ["get", "post", "delete"].into_iter().filter(|method| item.get(method).is_some()) {
            // Public keys are for anybody, and nothing else is.
            if item[method]["security"] == serde_json::json!([]) {
                assert_eq!((method, path.rsplit('/').next()), ("get", Some("jwks.json")));
                continue;
            }
            // Names stay as they are: who has no credentials learns nothing about what is there.
            let path = path.replace(['{', '}'], "");
            nobody.call(&method.to_uppercase(), &path).await.refuses(401, 20003);
            asked += 1;
        }
    }
    assert!(asked >= 22, "{asked}");
}

/// Every route that names a service, and every method that it takes.
fn every_route(service: &str, target: &str) -> Vec<(&'static str, String)> {
    let service = format!("{LIST}/{service}");
    vec![
        ("GET", service.clone()),
        ("POST", service.clone()),
        ("DELETE", service.clone()),
        ("POST", format!("{service}/Verifications")),
        ("GET", format!("{service}/Verifications/{target}")),
        ("POST", format!("{service}/Verifications/{target}")),
        ("POST", format!("{service}/VerificationCheck")),
    ]
}

async fn wrong_credentials_are_refused_alike_whatever_is_wrong(app: TestApp) {
    let api = app.api();
    let (sid, token) = (app.account.to_string(), app.token.as_str());
    let other = "AC00000000000000000000000000000000";
    let mut wrong: Vec<HeaderValue> = [
        (sid.as_str(), ""),
        (&sid, &token[1..]),
        (&sid, &token.to_lowercase()),
        (&sid, &format!("{token} ")),
        (&sid, &format!("{token}\0")),
        (&sid, &hash_token(token)),
        (other, token),
        ("", token),
        ("token", token),
        ("SK00000000000000000000000000000000", token),
        (&format!("{sid}0"), token),
        (token, &sid),
    ]
    .map(|(user, secret)| basic(user, secret))
    .to_vec();
    let right = basic(&sid, token);
    let encoded = right.to_str().expect("text").trim_start_matches("Basic ").to_owned();
    for text in [
        String::new(),
        "Basic".to_owned(),
        "Basic ".to_owned(),
        encoded.clone(),
        format!("Bearer {encoded}"),
        format!("Digest {encoded}"),
        format!("Basic {}", &encoded[1..]),
        format!("Basic {encoded}*"),
        format!("Basic {encoded}, Basic {encoded}"),
        "Basic ÿþ".to_owned(),
        format!("Basic {}", "A".repeat(100_000)),
    ] {
        wrong.push(HeaderValue::from_bytes(text.as_bytes()).expect("a header"));
    }
    let expected = api.authorized_by(None).get(LIST).await.body;
    for header in wrong {
        let refused = api.authorized_by(Some(header)).get(LIST).await.refuses(401, 20003);
        assert_eq!(refused.body, expected);
        assert!(refused.headers.contains_key("www-authenticate"));
    }
    api.authorized_by(Some(right)).get(LIST).await.is(200);
    let small = HeaderValue::try_from(format!("basic  {encoded}")).expect("a header");
    api.authorized_by(Some(small)).get(LIST).await.is(200);
    let upper = app.account.to_string().replace("AC", "").to_uppercase();
    Api::with(&app.router, &format!("AC{upper}"), token).get(LIST).await.is(200);
}

async fn two_credentials_are_none(app: TestApp) {
    let right = basic(&app.account.to_string(), &app.token);
    let request =
        Request::get(LIST).header(header::AUTHORIZATION, right).body(Body::empty()).expect("a request");
    app.api().send(request).await.refuses(401, 20003);
}

async fn the_secondary_token_is_as_good_as_the_primary(app: TestApp) {
    let sid = app.account;
    let rotate = async |step| {
        let secondary = app.engine.rotate_token(sid, step, ops()).await.expect("a step of a rotation");
        // Callers are remembered for five seconds.
        app.advance(5000);
        secondary
    };
    let secondary = rotate(Rotation::Begin).await.expect("a second token");
    let second = Api::with(&app.router, &sid.to_string(), &secondary);
    app.api().get(LIST).await.is(200);
    second.get(LIST).await.is(200);
    // A rotation ends: the second becomes the first, and the first is nobody's.
    rotate(Rotation::Finish).await;
    app.api().get(LIST).await.refuses(401, 20003);
    second.get(LIST).await.is(200);
    // One that is abandoned leaves the first.
    let abandoned = rotate(Rotation::Begin).await.expect("a third token");
    let third = Api::with(&app.router, &sid.to_string(), &abandoned);
    third.get(LIST).await.is(200);
    rotate(Rotation::Abandon).await;
    third.get(LIST).await.refuses(401, 20003);
    second.get(LIST).await.is(200);
}

async fn an_api_key_acts_for_its_account_until_it_is_revoked(app: TestApp) {
    let account = app.account;
    let made = app.engine.create_key(account, "CI", ops()).await.expect("the store").expect("a key");
    let (sid, secret) = (made.key.sid, made.secret);
    let alice = app.alice().await;
    let ci = Api::with(&app.router, &sid.to_string(), &secret);
    let fetched = ci.get(&alice.service.path("")).await.is(200);
    assert_eq!(fetched.text("account_sid"), account.to_string());
    Api::with(&app.router, &sid.to_string(), &app.token).get(LIST).await.refuses(401, 20003);
    Api::with(&app.router, &account.to_string(), &secret).get(LIST).await.refuses(401, 20003);

    assert!(app.engine.revoke_key(account, sid, ops()).await.expect("the store"));
    app.advance(5000);
    ci.get(LIST).await.refuses(401, 20003);
    app.api().get(LIST).await.is(200);
}

async fn a_refused_caller_does_nothing(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    let nobody = alice.service.api.authorized_by(None);
    for _ in 0..6 {
        let pairs = [("To", alice.to.as_str()), ("Code", "wrong!")];
        nobody.post(&alice.service.path("/VerificationCheck"), &pairs).await.refuses(401, 20003);
    }
    let path = alice.service.path(&format!("/Verifications/{sid}"));
    nobody.post(&path, &[("Status", "canceled")]).await.refuses(401, 20003);
    let create = [("To", alice.to.as_str()), ("Channel", "sms")];
    nobody.post(&alice.service.path("/Verifications"), &create).await.refuses(401, 20003);
    nobody.delete(&alice.service.path("")).await.refuses(401, 20003);
    // Nor is a body read for them: a stranger is told so before anything else.
    nobody.post_text(&path, vec![b'x'; 100_000]).await.refuses(401, 20003);
    alice.types(&code).await.shows("approved");
    assert_eq!(app.mailbox.given().len(), 1);
}

async fn a_service_of_another_account_looks_as_if_it_were_not_there(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    let stranger = app.stranger().await;
    // Their own service works, with the same number.
    let theirs = stranger.has_service(&app, &[]).await;
    assert_eq!(theirs.fetch(&sid).await.finds_nothing().status, 404);
    theirs.check(&[("VerificationSid", &sid), ("Code", &code)]).await.finds_nothing();

    let everything = [
        ("FriendlyName", "Mine"),
        ("To", alice.to.as_str()),
        ("Channel", "sms"),
        ("Code", &code),
        ("Status", "approved"),
    ];
    let absent = "VA00000000000000000000000000000000";
    for target in [sid.as_str(), &alice.to] {
        let foreign = every_route(&alice.service.sid, target);
        for ((method, path), (_, nowhere)) in foreign.into_iter().zip(every_route(absent, target)) {
            let (refused, expected) = match method {
                "POST" => {
                    (stranger.post(&path, &everything).await, stranger.post(&nowhere, &everything).await)
                }
                _ => (stranger.call(method, &path).await, stranger.call(method, &nowhere).await),
            };
            let (refused, expected) = (refused.finds_nothing(), expected.finds_nothing());
            let renamed = refused.text("message").replace(&alice.service.sid, absent);
            assert_eq!(renamed, expected.text("message"), "{method} {path}");
        }
    }
    assert_eq!(alice.service.api.get(&alice.service.path("")).await.is(200).body["friendly_name"], "Acme");
    alice.types(&code).await.shows("approved");
    assert_eq!(app.mailbox.given().len(), 1);
}
