//! What webhooks are told, and that it is signed.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Holder, Receiver, TestApp, on_both_engines};

on_both_engines!(carried crate::support::with_webhooks;
    a_factors_life_is_told_in_its_order_and_signed_with_the_primary_token,
    a_challenge_is_told_with_what_was_asked,
    the_first_version_is_told_names_only,
    only_what_is_wanted_is_told,
    what_is_refused_or_wrong_is_not_told,
    a_finished_rotation_signs_with_the_new_token,
    every_webhook_of_the_service_is_told_the_same,
);

async fn a_factors_life_is_told_in_its_order_and_signed_with_the_primary_token(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    receiver.subscribes(&service, &["*"]).await;
    let ann = Holder::enrolled(&app, &service, "ann-00001").await;
    ann.logs_in(&ann.code()).await.is(201);
    service.api.delete(&ann.factor_path()).await.is(204);
    let told = receiver.hears(4).await;
    let types: Vec<_> = told.iter().map(|told| told.get("type")).collect();
    assert_eq!(types, ["factor.created", "factor.verified", "challenge.approved", "factor.deleted"]);
    for told in &told {
        assert!(told.is_signed(&receiver.url(), &app.token));
        assert!(!told.is_signed(&receiver.base, &app.token) && !told.is_signed(&receiver.url(), "other"));
        assert_eq!(told.get("account_sid"), app.account.to_string());
        assert_eq!(told.get("service_sid"), service.sid);
        assert_eq!(told.get("entity_identity"), "ann-00001");
        assert_eq!(told.get("factor_sid"), ann.factor);
        assert_eq!((told.get("factor_type"), told.get("factor_friendly_name")), ("totp", "Phone"));
        assert_eq!(told.get("uuid"), told.token);
        let shown = format!("{told:?}");
        assert!(!shown.contains("secret") && !shown.contains("otpauth"), "{shown}");
    }
    let uuids: BTreeSet<_> = told.iter().map(|told| told.get("uuid")).collect();
    assert_eq!(uuids.len(), 4);
}

async fn a_challenge_is_told_with_what_was_asked(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    receiver.subscribes(&service, &["challenge.approved", "challenge.denied"]).await;
    let ann = Holder::enrolled(&app, &service, "ann-00001").await;
    let asked = [
        ("Details.Message", "Do you want to pay 10 & more?"),
        ("Details.Fields", r#"{"label":"To","value":"Bob = Böb"}"#),
        ("HiddenDetails", r#"{"ip":"172.16.1.1"}"#),
    ];
    let challenge = ann.asked_with(&asked).await.is(201).sid();
    ann.answers(&challenge, &ann.code()).await.is(200);
    let told = &receiver.hears(1).await[0];
    assert!(told.is_signed(&receiver.url(), &app.token));
    assert_eq!((told.get("type"), told.get("challenge_sid")), ("challenge.approved", challenge.as_str()));
    let json = |name: &str| serde_json::from_str::<Value>(told.get(name)).expect("JSON");
    let details = json("challenge_details");
    assert_eq!(details["message"], "Do you want to pay 10 & more?");
    assert_eq!(details["fields"], json!([{"label": "To", "value": "Bob = Böb"}]));
    assert_eq!(json("challenge_hidden_details"), json!({"ip": "172.16.1.1"}));
}

async fn the_first_version_is_told_names_only(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    let sid = receiver.subscribes(&service, &["challenge.approved"]).await;
    service.api.post(&service.path(&format!("/Webhooks/{sid}")), &[("Version", "v1")]).await.is(200);
    let ann = Holder::enrolled(&app, &service, "ann-00001").await;
    ann.asked_with(&[("AuthPayload", &ann.code()), ("HiddenDetails", r#"{"a":"b"}"#)]).await.is(201);
    let told = &receiver.hears(1).await[0];
    assert!(told.is_signed(&receiver.url(), &app.token));
    let names: Vec<_> = told.fields.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "account_sid",
            "challenge_sid",
            "entity_identity",
            "factor_sid",
            "factor_type",
            "service_sid",
            "type",
            "uuid"
        ]
    );
}

async fn only_what_is_wanted_is_told(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let (service, other) = (app.service(&[]).await, app.service(&[]).await);
    let stranger = app.stranger().await.has_service(&app, &[]).await;
    receiver.subscribes(&service, &["factor.deleted"]).await;
    for service in [&other, &stranger, &service] {
        let ann = Holder::enrolled(&app, service, "ann-00001").await;
        ann.logs_in(&ann.code()).await.is(201);
        service.api.delete(&ann.factor_path()).await.is(204);
    }
    assert_eq!(receiver.types(1).await, ["factor.deleted"]);
    // Nothing else waits either.
    let waiting = app.engine.store().read(countersign_store::webhook_events::next_due).await;
    let told = receiver.heard();
    assert!(waiting.expect("the store").is_none() || told.len() == 1);
    assert_eq!((told.len(), told[0].get("service_sid")), (1, service.sid.as_str()));
}

async fn what_is_refused_or_wrong_is_not_told(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    receiver.subscribes(&service, &["*"]).await;
    let ann = Holder::scans(&app, &service, "ann-00001", &[]).await;
    ann.verifies(&ann.wrong()).await.is(200);
    service.api.post(&ann.factor_path(), &[("FriendlyName", "Other")]).await.is(200);
    ann.verifies(&ann.code()).await.is(200);
    app.advance(60_000);
    ann.logs_in(&ann.wrong()).await.is(201);
    service.api.delete(&ann.path("/Factors/YF00000000000000000000000000000000")).await.finds_nothing();
    service.api.delete(&ann.factor_path()).await.is(204);
    assert_eq!(receiver.types(3).await, ["factor.created", "factor.verified", "factor.deleted"]);
}

async fn a_finished_rotation_signs_with_the_new_token(app: TestApp) {
    use countersign_engine::account::Rotation;
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    receiver.subscribes(&service, &["factor.created"]).await;
    let by = crate::support::ops;
    let anew = app.engine.rotate_token(app.account, Rotation::Begin, by()).await.expect("begun");
    let anew = anew.expect("a token");
    Holder::scans(&app, &service, "ann-00001", &[]).await;
    assert!(receiver.hears(1).await[0].is_signed(&receiver.url(), &app.token));
    app.engine.rotate_token(app.account, Rotation::Finish, by()).await.expect("finished");
    let api = crate::support::Api::with(&app.router, &app.account.to_string(), &anew);
    let service = crate::support::Service { api, ..service };
    Holder::scans(&app, &service, "bob-00001", &[]).await;
    let told = &receiver.hears(2).await[1];
    assert!(told.is_signed(&receiver.url(), &anew) && !told.is_signed(&receiver.url(), &app.token));
}

async fn every_webhook_of_the_service_is_told_the_same(app: TestApp) {
    let (one, other) = (Receiver::listens(&app).await, Receiver::alone().await);
    let service = app.service(&[]).await;
    one.subscribes(&service, &["*"]).await;
    other.subscribes(&service, &["factor.created"]).await;
    Holder::scans(&app, &service, "ann-00001", &[]).await;
    let (one, other) = (one.hears(1).await, other.hears(1).await);
    assert_eq!(one[0].fields, other[0].fields);
    assert_ne!(one[0].signature, other[0].signature);
}
