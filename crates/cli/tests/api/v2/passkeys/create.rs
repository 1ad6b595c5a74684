//! Making a passkey.

use serde_json::{Value, json};

use crate::support::{Authenticator, MINUTE, PASSKEYS, TestApp, assert_json, on_both_engines};

on_both_engines!(
    the_answer_is_a_factor_with_options_for_the_browser,
    a_request_may_say_everything_itself,
    what_nobody_says_is_named,
    the_answer_of_an_authenticator_verifies_the_factor_once,
    the_second_passkey_of_a_person_excludes_the_first,
    one_credential_is_registered_once_in_a_service,
    a_registration_is_over_after_ten_minutes,
    a_passkey_is_fetched_listed_renamed_and_deleted_like_every_factor,
    it_can_not_be_made_as_other_factors_are,
    a_person_has_twenty_at_most,
    keys_of_the_kinds_that_were_asked_for_are_taken_and_no_others,
);

async fn the_answer_is_a_factor_with_options_for_the_browser(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let made = service.begins_passkey("ann-0001").await.is(201);
    let user = made.body["options"]["publicKey"]["user"]["id"].as_str().expect("a handle").to_owned();
    assert_eq!(user, crate::support::base64url(made.text("entity_sid")));
    assert_json!(made.body, {
        ".sid" => "YF", ".account_sid" => "AC", ".service_sid" => "VA", ".entity_sid" => "YE", ".url" => "url",
        ".options.publicKey.challenge" => "challenge", ".options.publicKey.user.id" => "handle",
    }, @r#"
    {
      "account_sid": "AC",
      "binding": null,
      "config": {
        "authenticator_attachment": "any",
        "discoverable_credentials": "preferred",
        "relying_party": {
          "id": "example.com",
          "name": "Example",
          "origins": [
            "https://example.com",
            "https://www.example.com"
          ]
        },
        "user_verification": "preferred"
      },
      "date_created": "2026-01-01T00:00:00Z",
      "date_updated": "2026-01-01T00:00:00Z",
      "entity_sid": "YE",
      "factor_type": "passkeys",
      "friendly_name": "Laptop",
      "identity": "ann-0001",
      "metadata": null,
      "options": {
        "publicKey": {
          "attestation": "none",
          "authenticatorSelection": {
            "requireResidentKey": false,
            "residentKey": "preferred",
            "userVerification": "preferred"
          },
          "challenge": "challenge",
          "excludeCredentials": [],
          "pubKeyCredParams": [
            {
              "alg": -7,
              "type": "public-key"
            },
            {
              "alg": -257,
              "type": "public-key"
            }
          ],
          "rp": {
            "id": "example.com",
            "name": "Example"
          },
          "timeout": 600000,
          "user": {
            "displayName": "Laptop",
            "id": "handle",
            "name": "Laptop"
          }
        }
      },
      "service_sid": "VA",
      "sid": "YF",
      "status": "unverified",
      "url": "url"
    }
    "#);
    service.api.get(&service.path("/Entities/ann-0001")).await.is(200);
    let again = service.begins_passkey("ann-0001").await.is(201);
    let challenge = |of: &Value| of["options"]["publicKey"]["challenge"].clone();
    assert_ne!(challenge(&again.body), challenge(&made.body));
    assert_eq!(challenge(&made.body).as_str().map(str::len), Some(43));
}

async fn a_request_may_say_everything_itself(app: TestApp) {
    let service = app.service(&[]).await;
    let config = json!({
        "relying_party": { "id": "Login.Example.com", "name": "Shop", "origins": ["login.example.com"] },
        "authenticator_attachment": "cross-platform",
        "discoverable_credentials": "required",
        "user_verification": "required",
    });
    let asked = json!({ "friendly_name": "Key", "identity": "ann-0001", "config": config, "more": [1] });
    let made = service.passkeys("Factors", &asked).await.is(201);
    assert_eq!(
        made.body["config"]["relying_party"],
        json!({ "id": "login.example.com", "name": "Shop", "origins": ["https://login.example.com"] })
    );
    let options = &made.body["options"]["publicKey"];
    assert_eq!(options["rp"], json!({ "id": "login.example.com", "name": "Shop" }));
    assert_eq!(
        options["authenticatorSelection"],
        json!({
            "authenticatorAttachment": "cross-platform",
            "requireResidentKey": true,
            "residentKey": "required",
            "userVerification": "required",
        })
    );
}

async fn what_nobody_says_is_named(app: TestApp) {
    let service = app.service(&[]).await;
    let with = |config: Value| json!({ "friendly_name": "Key", "identity": "ann-0001", "config": config });
    let party = json!({ "id": "example.com" });
    let criteria = |party: Value| {
        json!({
            "relying_party": party, "authenticator_attachment": "any", "discoverable_credentials": "preferred",
            "user_verification": "preferred",
        })
    };
    for (asked, code) in [
        (json!({ "identity": "ann-0001" }), 60388),
        (json!({ "friendly_name": "x".repeat(65), "identity": "ann-0001" }), 60388),
        (json!({ "friendly_name": 7, "identity": "ann-0001" }), 60388),
        (json!({ "friendly_name": "Key" }), 60367),
        (json!({ "friendly_name": "Key", "identity": "ann" }), 60367),
        (with(json!("all")), 60370),
        (with(json!({ "user_verification": "always", "relying_party": party })), 60370),
        (with(json!({ "authenticator_attachment": 1, "relying_party": party })), 60370),
        (with(criteria(json!(null))), 60372),
        (with(criteria(json!({ "id": "https://example.com" }))), 60372),
        (with(criteria(json!("example.com"))), 60371),
        (with(criteria(json!({ "id": "example.com", "origins": "example.com" }))), 60371),
        (with(criteria(json!({ "id": "example.com", "origins": ["http://example.com"] }))), 60371),
    ] {
        service.passkeys("Factors", &asked).await.refuses(400, code);
    }
    let silent = with(json!({ "relying_party": party, "user_verification": "" }));
    let missing = service.passkeys("Factors", &silent).await.refuses(400, 60393);
    let named =
        "Passkey criteria missing: authenticator_attachment, discoverable_credentials, user_verification";
    assert_eq!(missing.body["message"], named);
    service.set(&PASSKEYS).await.is(200);
    let partly = with(json!({ "user_verification": "required" }));
    let made = service.passkeys("Factors", &partly).await.is(201);
    assert_eq!(made.body["config"]["user_verification"], "required");
    assert_eq!(made.body["config"]["relying_party"]["origins"][1], "https://www.example.com");
}

async fn the_answer_of_an_authenticator_verifies_the_factor_once(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let made = service.begins_passkey("ann-0001").await.is(201);
    let answer = Authenticator::new(1).registers(&made.body["options"]);
    let verified = service.passkeys("VerifyFactor", &answer).await.is(200).stands("verified");
    assert_eq!(verified.sid(), made.sid());
    assert_eq!(verified.body["config"], made.body["config"]);
    let keys = verified.body.as_object().expect("an object");
    assert!(!keys.contains_key("options") && !keys.contains_key("binding"));
    service.passkeys("VerifyFactor", &answer).await.refuses(404, 60390);
}

async fn the_second_passkey_of_a_person_excludes_the_first(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let mut laptop = Authenticator::new(1);
    service.has_passkey("ann-0001", &mut laptop).await;
    // One that was never registered, and somebody else's, are not among them.
    service.begins_passkey("ann-0001").await.is(201);
    service.has_passkey("bob-0001", &mut Authenticator::new(2)).await;
    let second = service.begins_passkey("Ann-0001").await.is(201);
    assert_eq!(
        second.body["options"]["publicKey"]["excludeCredentials"],
        json!([{ "type": "public-key", "id": crate::support::base64url(&laptop.id), "transports": ["internal"] }])
    );
}

async fn one_credential_is_registered_once_in_a_service(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    service.has_passkey("ann-0001", &mut Authenticator::new(1)).await;
    for identity in ["ann-0001", "eve-0001"] {
        let made = service.begins_passkey(identity).await.is(201);
        let answer = Authenticator::new(1).registers(&made.body["options"]);
        service.passkeys("VerifyFactor", &answer).await.refuses(409, 60317);
        let path = format!("/Entities/{identity}/Factors/{}", made.sid());
        service.api.get(&service.path(&path)).await.stands("unverified");
    }
    // Another service has its own.
    app.service(&PASSKEYS).await.has_passkey("ann-0001", &mut Authenticator::new(1)).await;
}

async fn a_registration_is_over_after_ten_minutes(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let made = service.begins_passkey("ann-0001").await.is(201);
    let answer = Authenticator::new(1).registers(&made.body["options"]);
    app.advance(10 * MINUTE);
    service.passkeys("VerifyFactor", &answer).await.refuses(400, 60383);
    app.advance(24 * 60 * MINUTE);
    service.passkeys("VerifyFactor", &answer).await.refuses(404, 60390);
}

async fn a_passkey_is_fetched_listed_renamed_and_deleted_like_every_factor(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let mut laptop = Authenticator::new(1);
    let sid = service.has_passkey("ann-0001", &mut laptop).await;
    let path = service.path(&format!("/Entities/ann-0001/Factors/{sid}"));
    let fetched = service.api.get(&path).await.stands("verified");
    assert_eq!(
        (&fetched.body["factor_type"], &fetched.body["friendly_name"]),
        (&json!("passkeys"), &json!("Laptop"))
    );
    let listed = service.api.get(&service.path("/Entities/ann-0001/Factors")).await.is(200);
    assert_eq!(listed.body["factors"], json!([fetched.body]));
    let renamed = service.api.post(&path, &[("FriendlyName", "Old laptop")]).await.is(200);
    assert_eq!(renamed.body["friendly_name"], "Old laptop");
    let options = service.asks_for_passkey(&json!({})).await;
    service.api.delete(&path).await.is(204);
    service.passkeys("ApproveChallenge", &laptop.signs(&options)).await.refuses(404, 60390);
}

async fn it_can_not_be_made_as_other_factors_are(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let path = service.path("/Entities/ann-0001/Factors");
    let asked = [("FriendlyName", "Laptop"), ("FactorType", "passkeys")];
    service.api.post(&path, &asked).await.refuses(400, 60369);
    let sid = service.has_passkey("ann-0001", &mut Authenticator::new(1)).await;
    let path = service.path("/Entities/ann-0001/Challenges");
    service.api.post(&path, &[("FactorSid", &sid)]).await.refuses(400, 60306);
}

async fn a_person_has_twenty_at_most(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    for _ in 0..20 {
        service.begins_passkey("ann-0001").await.is(201);
    }
    service.begins_passkey("ann-0001").await.refuses(400, 60315);
    service.begins_passkey("bob-0001").await.is(201);
}

async fn keys_of_the_kinds_that_were_asked_for_are_taken_and_no_others(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let mut windows = Authenticator::rsa(1);
    service.has_passkey("ann-0001", &mut windows).await;
    let options = service.asks_for_passkey(&json!({})).await;
    service.passkeys("ApproveChallenge", &windows.signs(&options)).await.stands("approved");
    let mut thief = Authenticator::rsa(1);
    thief.handle = windows.handle.clone();
    let options = service.asks_for_passkey(&json!({})).await;
    service.passkeys("ApproveChallenge", &thief.signs(&options)).await.refuses(403, 60324);
    let made = service.begins_passkey("ann-0001").await.is(201);
    let octets = |head: &[u8], length: usize| [head, &vec![7; length]].concat();
    for key in [
        // Ed25519, which was not asked for.
        octets(&[0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20], 32),
        // A point that is not on the curve.
        [
            octets(&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20], 32),
            octets(&[0x22, 0x58, 0x20], 32),
        ]
        .concat(),
        // Nothing at all.
        vec![0xa0],
    ] {
        let mut strange = Authenticator::new(2);
        strange.said_key = Some(key);
        let answer = strange.registers(&made.body["options"]);
        service.passkeys("VerifyFactor", &answer).await.refuses(400, 60385);
    }
}
