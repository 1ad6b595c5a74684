//! Logging in with a passkey.

use serde_json::{Value, json};

use crate::support::{Authenticator, MINUTE, PASSKEYS, TestApp, assert_json, base64url, on_both_engines};

on_both_engines!(
    whoever_has_a_passkey_is_found_by_it,
    a_person_who_is_named_is_asked_for_theirs,
    one_of_several_passkeys_is_asked_for_by_its_sid,
    what_nobody_has_is_not_asked_for,
    a_challenge_is_shown_with_the_persons_others,
    logins_come_from_where_the_service_says_at_that_time,
    a_passkey_of_another_domain_than_the_services_keeps_its_own,
    an_app_on_android_has_an_origin_of_its_own,
    a_login_is_over_after_five_minutes,
    bytes_may_be_written_as_twilio_does,
);

async fn whoever_has_a_passkey_is_found_by_it(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let mut laptop = Authenticator::new(1);
    let factor = service.has_passkey("ann-0001", &mut laptop).await;
    let asked = service.passkeys("Challenges", &json!({})).await.is(201).stands("pending");
    assert_json!(asked.body, {
        ".sid" => "YC", ".account_sid" => "AC", ".service_sid" => "VA", ".url" => "url",
        ".options.publicKey.challenge" => "challenge",
    }, @r#"
    {
      "account_sid": "AC",
      "date_created": "2026-01-01T00:00:00Z",
      "date_responded": null,
      "date_updated": "2026-01-01T00:00:00Z",
      "details": null,
      "entity_sid": "",
      "expiration_date": null,
      "factor_sid": "",
      "factor_type": "passkeys",
      "hidden_details": null,
      "identity": "",
      "links": null,
      "metadata": null,
      "options": {
        "publicKey": {
          "allowCredentials": [],
          "challenge": "challenge",
          "rpId": "example.com",
          "timeout": 300000,
          "userVerification": "preferred"
        }
      },
      "responded_reason": "none",
      "service_sid": "VA",
      "sid": "YC",
      "status": "pending",
      "url": "url"
    }
    "#);
    let approved = service.passkeys("ApproveChallenge", &laptop.signs(&asked.body["options"])).await;
    let approved = approved.is(200).stands("approved");
    assert_eq!(approved.sid(), asked.sid());
    assert_eq!(approved.body["factor_sid"], factor);
    assert_eq!(approved.body["identity"], "ann-0001");
    assert!(approved.text("entity_sid").starts_with("YE"));
    assert_eq!(approved.body["date_responded"], approved.body["date_updated"]);
}

async fn a_person_who_is_named_is_asked_for_theirs(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let (mut laptop, mut key) = (Authenticator::new(1), Authenticator::new(2));
    let first = service.has_passkey("ann-0001", &mut laptop).await;
    let one = service.passkeys("Challenges", &json!({ "identity": "ann-0001" })).await.is(201);
    assert_eq!((&one.body["identity"], &one.body["factor_sid"]), (&json!("ann-0001"), &json!(first)));
    app.advance(MINUTE);
    let second = service.has_passkey("ann-0001", &mut key).await;
    let asked =
        service.passkeys("Challenges", &json!({ "identity": "ANN-0001", "factor_sid": "" })).await.is(201);
    assert_eq!((&asked.body["identity"], &asked.body["factor_sid"]), (&json!("ann-0001"), &json!("")));
    let allowed: Vec<&Value> = asked.body["options"]["publicKey"]["allowCredentials"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| &it["id"])
        .collect();
    assert_eq!(allowed, [&json!(base64url(&laptop.id)), &json!(base64url(&key.id))]);
    // A security key that stores nothing doesn't say whose it is.
    key.handle = None;
    let approved = service.passkeys("ApproveChallenge", &key.signs(&asked.body["options"])).await;
    assert_eq!(approved.is(200).stands("approved").body["factor_sid"], second);
}

async fn one_of_several_passkeys_is_asked_for_by_its_sid(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let (mut laptop, mut key) = (Authenticator::new(1), Authenticator::new(2));
    let first = service.has_passkey("ann-0001", &mut laptop).await;
    service.has_passkey("ann-0001", &mut key).await;
    for of in [json!({ "factor_sid": first }), json!({ "identity": "ann-0001", "factor_sid": first })] {
        let options = service.asks_for_passkey(&of).await;
        assert_eq!(options["publicKey"]["allowCredentials"].as_array().map(Vec::len), Some(1));
        service.passkeys("ApproveChallenge", &key.signs(&options)).await.refuses(403, 60324);
        service.passkeys("ApproveChallenge", &laptop.signs(&options)).await.stands("approved");
    }
}

async fn what_nobody_has_is_not_asked_for(app: TestApp) {
    let service = app.service(&[]).await;
    service.passkeys("Challenges", &json!({})).await.refuses(400, 60372);
    service.set(&PASSKEYS).await.is(200);
    let unverified = service.begins_passkey("ann-0001").await.is(201).sid();
    let sid = service.has_passkey("bob-0001", &mut Authenticator::new(1)).await;
    let totp = service.makes_factor("cyd-0001", &[]).await.is(201).sid();
    for (of, status, code) in [
        (json!({ "identity": "eve-0001" }), 404, 60392),
        (json!({ "identity": "eve" }), 400, 60367),
        (json!({ "identity": ["ann-0001"] }), 400, 60367),
        (json!({ "identity": "ann-0001" }), 404, 60390),
        (json!({ "identity": "cyd-0001" }), 404, 60390),
        (json!({ "factor_sid": unverified }), 403, 60318),
        (json!({ "factor_sid": totp }), 404, 60390),
        (json!({ "factor_sid": "YF0" }), 400, 60362),
        (json!({ "factor_sid": 7 }), 400, 60362),
        (json!({ "identity": "ann-0001", "factor_sid": sid }), 404, 60390),
    ] {
        service.passkeys("Challenges", &of).await.refuses(status, code);
    }
}

async fn a_challenge_is_shown_with_the_persons_others(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let mut laptop = Authenticator::new(1);
    service.has_passkey("ann-0001", &mut laptop).await;
    let asked = service.passkeys("Challenges", &json!({})).await.is(201);
    let path = service.path("/Entities/ann-0001/Challenges");
    let listed = service.api.get(&path).await.is(200);
    assert_eq!(listed.body["challenges"], json!([]));
    service.passkeys("ApproveChallenge", &laptop.signs(&asked.body["options"])).await.stands("approved");
    let fetched = service.api.get(&format!("{path}/{}", asked.sid())).await.stands("approved");
    assert_eq!(fetched.body["factor_type"], "passkeys");
    let listed = service.api.get(&path).await.is(200);
    assert_eq!(listed.body["challenges"], json!([fetched.body]));
}

async fn logins_come_from_where_the_service_says_at_that_time(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let mut laptop = Authenticator::new(1);
    service.has_passkey("ann-0001", &mut laptop).await;
    laptop.origin = "https://www.example.com".to_owned();
    let options = service.asks_for_passkey(&json!({})).await;
    service.passkeys("ApproveChallenge", &laptop.signs(&options)).await.stands("approved");
    service.set(&[("Passkeys.RelyingParty.Origins", "https://new.example.com")]).await.is(200);
    let options = service.asks_for_passkey(&json!({})).await;
    service.passkeys("ApproveChallenge", &laptop.signs(&options)).await.refuses(400, 60380);
    laptop.origin = "https://new.example.com".to_owned();
    service.passkeys("ApproveChallenge", &laptop.signs(&options)).await.stands("approved");
}

async fn a_passkey_of_another_domain_than_the_services_keeps_its_own(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let mut laptop = Authenticator::new(1);
    service.has_passkey("ann-0001", &mut laptop).await;
    service
        .set(&[("Passkeys.RelyingParty.Id", "example.org"), ("Passkeys.RelyingParty.Origins", "")])
        .await
        .is(200);
    let open = service.asks_for_passkey(&json!({})).await;
    assert_eq!(open["publicKey"]["rpId"], "example.org");
    service.passkeys("ApproveChallenge", &laptop.signs(&open)).await.refuses(400, 60382);
    let named = service.asks_for_passkey(&json!({ "identity": "ann-0001" })).await;
    assert_eq!(named["publicKey"]["rpId"], "example.com");
    service.passkeys("ApproveChallenge", &laptop.signs(&named)).await.stands("approved");
}

async fn an_app_on_android_has_an_origin_of_its_own(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let mut phone = Authenticator::new(1);
    phone.origin = format!("android:apk-key-hash:{}", base64url([7; 32]));
    let config = json!({ "relying_party": { "id": "example.com", "origins": [phone.origin] } });
    let asked = json!({ "friendly_name": "Phone", "identity": "ann-0001", "config": config });
    let made = service.passkeys("Factors", &asked).await.is(201);
    service.passkeys("VerifyFactor", &phone.registers(&made.body["options"])).await.stands("verified");
    let options = service.asks_for_passkey(&json!({})).await;
    service.passkeys("ApproveChallenge", &phone.signs(&options)).await.stands("approved");
    let options = service.asks_for_passkey(&json!({})).await;
    phone.origin = format!("android:apk-key-hash:{}", base64url([8; 32]));
    service.passkeys("ApproveChallenge", &phone.signs(&options)).await.refuses(400, 60380);
}

async fn a_login_is_over_after_five_minutes(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let mut laptop = Authenticator::new(1);
    service.has_passkey("ann-0001", &mut laptop).await;
    let options = service.asks_for_passkey(&json!({})).await;
    app.advance(5 * MINUTE);
    service.passkeys("ApproveChallenge", &laptop.signs(&options)).await.refuses(403, 60323);
}

async fn bytes_may_be_written_as_twilio_does(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let mut laptop = Authenticator::new(0xab);
    let made = service.begins_passkey("ann-0001").await.is(201);
    let mut answer = laptop.registers(&made.body["options"]);
    // Nothing but the response has to be there.
    for name in ["id", "rawId", "type", "authenticatorAttachment", "clientExtensionResults"] {
        answer.as_object_mut().expect("an object").remove(name);
    }
    service.passkeys("VerifyFactor", &answer).await.stands("verified");
    let options = service.asks_for_passkey(&json!({})).await;
    let mut answer = laptop.signs(&options);
    answer["rawId"] = "ab".repeat(32).into();
    answer["authenticatorAttachment"] = Value::Null;
    let padded = format!("{}=", answer["id"].as_str().expect("text"));
    answer["id"] = padded.into();
    service.passkeys("ApproveChallenge", &answer).await.stands("approved");
}
