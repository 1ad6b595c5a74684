//! `POST …/Factors`: making a TOTP factor (behaviour map 8.2).

use crate::support::{TestApp, assert_json, on_both_engines};

on_both_engines!(
    a_factor_is_shown_as_twilio_shows_it_and_its_secret_once,
    a_factor_for_somebody_new_makes_them_too,
    a_service_says_what_its_factors_are_like_and_a_request_says_otherwise,
    a_secret_can_be_brought,
    what_cannot_be_taken_is_named_and_nothing_is_made,
    a_type_that_is_made_elsewhere_or_nowhere_is_refused,
);

const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

async fn a_factor_is_shown_as_twilio_shows_it_and_its_secret_once(app: TestApp) {
    let service = app.service(&[]).await;
    let pairs = [
        ("FriendlyName", "John\u{2019}s Account Name"),
        ("Binding.Secret", SECRET),
        ("Metadata", r#"{"os":"Android"}"#),
    ];
    let mut made = service.makes_factor("ann-0001", &pairs).await.is(201);
    let url =
        format!("http://verify.test{}", service.path(&format!("/Entities/ann-0001/Factors/{}", made.sid())));
    assert_eq!(made.text("url"), url);
    assert!(made.sid().starts_with("YF") && made.text("entity_sid").starts_with("YE"));
    assert_json!(made.body, {
        ".sid" => "[YF]", ".account_sid" => "[AC]", ".service_sid" => "[VA]", ".entity_sid" => "[YE]", ".url" => "[url]"
    }, @r#"
    {
      "account_sid": "[AC]",
      "binding": {
        "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "uri": "otpauth://totp/Acme:John%E2%80%99s%20Account%20Name?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme&algorithm=SHA1&digits=6&period=30"
      },
      "config": {
        "alg": "sha1",
        "code_length": 6,
        "skew": 1,
        "time_step": 30
      },
      "date_created": "2026-01-01T00:00:00Z",
      "date_updated": "2026-01-01T00:00:00Z",
      "entity_sid": "[YE]",
      "factor_type": "totp",
      "friendly_name": "John’s Account Name",
      "identity": "ann-0001",
      "metadata": {
        "os": "Android"
      },
      "options": null,
      "service_sid": "[VA]",
      "sid": "[YF]",
      "status": "unverified",
      "url": "[url]"
    }
    "#);
    let path = service.path(&format!("/Entities/ann-0001/Factors/{}", made.sid()));
    let fetched = service.api.get(&path).await.is(200);
    let body = made.body.as_object_mut().expect("an object");
    body.remove("binding");
    body.remove("options");
    assert_eq!(fetched.body, made.body);
}

async fn a_factor_for_somebody_new_makes_them_too(app: TestApp) {
    let service = app.service(&[]).await;
    let made = service.makes_factor("Ann-0001", &[]).await.is(201);
    let entity = service.api.get(&service.path("/Entities/ann-0001")).await.is(200);
    assert_eq!((entity.sid(), entity.text("identity")), (made.text("entity_sid"), "Ann-0001".to_owned()));
    let again = service.makes_factor("ANN-0001", &[]).await.is(201);
    assert_eq!((again.text("entity_sid"), again.text("identity")), (entity.sid(), "Ann-0001".to_owned()));
}

async fn a_service_says_what_its_factors_are_like_and_a_request_says_otherwise(app: TestApp) {
    let settings =
        [("Totp.Issuer", "Shop & Co"), ("Totp.TimeStep", "60"), ("Totp.CodeLength", "8"), ("Totp.Skew", "2")];
    let service = app.service(&settings).await;
    let made = service.makes_factor("ann-0001", &[]).await.is(201);
    let uri = made.body["binding"]["uri"].as_str().expect("a URI");
    assert!(uri.starts_with("otpauth://totp/Shop%20%26%20Co:Phone?secret="), "{uri}");
    assert!(uri.ends_with("&issuer=Shop%20%26%20Co&algorithm=SHA1&digits=8&period=60"), "{uri}");
    let config = &made.body["config"];
    assert_eq!(*config, serde_json::json!({"alg": "sha1", "skew": 2, "code_length": 8, "time_step": 60}));
    let pairs = [
        ("Config.Alg", "sha512"),
        ("Config.TimeStep", "20"),
        ("Config.CodeLength", "3"),
        ("Config.Skew", "0"),
    ];
    let made = service.makes_factor("ann-0001", &pairs).await.is(201);
    let config = &made.body["config"];
    assert_eq!(*config, serde_json::json!({"alg": "sha512", "skew": 0, "code_length": 3, "time_step": 20}));
}

async fn a_secret_can_be_brought(app: TestApp) {
    let service = app.service(&[]).await;
    for (given, shown) in
        [(SECRET, SECRET), ("gezdgnbvgy3tqojq", "GEZDGNBVGY3TQOJQ"), ("MZXW6YTBOJRGC4Q=", "MZXW6YTBOJRGC4Q")]
    {
        let made = service.makes_factor("ann-0001", &[("Binding.Secret", given)]).await;
        if given.len() >= 16 && given != "MZXW6YTBOJRGC4Q=" {
            assert_eq!(made.is(201).body["binding"]["secret"], shown);
        } else {
            // Nine octets: too easily guessed from one code.
            made.blames_factor("Binding.Secret");
        }
    }
    let (one, other) =
        (service.makes_factor("ann-0001", &[]).await, service.makes_factor("ann-0001", &[]).await);
    let secret =
        |made: &crate::support::Answer| made.body["binding"]["secret"].as_str().expect("a secret").to_owned();
    assert_eq!(secret(&one).len(), 32);
    assert_ne!(secret(&one), secret(&other));
}

async fn what_cannot_be_taken_is_named_and_nothing_is_made(app: TestApp) {
    let service = app.service(&[]).await;
    let path = service.path("/Entities/ann-0001/Factors");
    service.api.post(&path, &[("FactorType", "totp")]).await.refuses(400, 20001);
    service.api.post(&path, &[("FriendlyName", "x")]).await.refuses(400, 20001);
    let (long_name, long_metadata) = ("x".repeat(65), format!(r#"{{"a":"{}"}}"#, "x".repeat(1024)));
    for (name, value) in [
        ("FriendlyName", ""),
        ("FriendlyName", &long_name),
        ("FriendlyName", "a\nb"),
        ("Binding.Secret", "not base32!"),
        ("Binding.Secret", ""),
        ("Config.Alg", "sha384"),
        ("Config.Skew", "3"),
        ("Config.CodeLength", "9"),
        ("Config.TimeStep", "61"),
        ("Config.TimeStep", "+30"),
        ("Metadata", "x"),
        ("Metadata", r#"{"a":1}"#),
        ("Metadata", &long_metadata),
    ] {
        service.makes_factor("ann-0001", &[(name, value)]).await.blames_factor(name);
    }
    service.api.get(&service.path("/Entities/ann-0001")).await.finds_nothing();
    // What another type takes means nothing here.
    service
        .makes_factor(
            "ann-0001",
            &[("Binding.PublicKey", "x"), ("Config.AppId", "y"), ("Config.Nothing", "z")],
        )
        .await
        .is(201);
}

async fn a_type_that_is_made_elsewhere_or_nowhere_is_refused(app: TestApp) {
    let service = app.service(&[]).await;
    service.makes_factor("ann-0001", &[("FactorType", "passkeys")]).await.refuses(400, 60369);
    for kind in ["", "TOTP", "hotp", "sms", "totp "] {
        service.makes_factor("ann-0001", &[("FactorType", kind)]).await.blames_factor("FactorType");
    }
}
