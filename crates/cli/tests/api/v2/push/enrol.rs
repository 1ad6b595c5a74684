use countersign_testkit::Device;
use serde_json::json;

use crate::support::phone::{bearer, enrolment};
use crate::support::{HOUR, Phone, TestApp, on_both_engines};

on_both_engines!(
    a_phone_enrols_by_itself_and_is_shown_as_twilio_does,
    a_key_that_another_phone_of_the_service_has_is_refused,
    what_is_no_key_is_refused_and_makes_nobody,
    only_a_signature_by_the_key_verifies_and_another_is_403,
    a_phone_changes_how_it_is_told_and_deletes_itself,
    a_person_has_twenty_phones_at_most,
    a_phone_that_never_verified_itself_is_gone_after_a_day,
    keys_stand_sealed_and_one_that_was_moved_does_not_open,
);

async fn a_phone_enrols_by_itself_and_is_shown_as_twilio_does(app: TestApp) {
    let service = app.service(&[]).await;
    let access = service.gives_access("ann-0001", &[]).await.is(201).text("token");
    let device = Device::new();
    let key = device.public_key();
    let token = "t".repeat(64);
    let pairs = [("Config.NotificationPlatform", "fcm"), ("Config.NotificationToken", token.as_str())];
    let api = bearer(&service.api, &access);
    let path = service.path("/Entities/ann-0001/Factors");
    let made = api.post(&path, &enrolment(&key, &pairs)).await.is(201);
    let credential = format!("CR{}", &made.sid()[2..]);
    assert_eq!(made.body["binding"], json!({ "alg": "ES256", "public_key": key }));
    let config = json!({ "sdk_version": "1.0", "app_id": "com.example.app", "notification_platform": "fcm",
        "notification_token": token, "credential_sid": credential });
    assert_eq!(made.body["config"], config);
    assert_eq!(
        (&made.body["metadata"], &made.body["status"], &made.body["factor_type"], &made.body["options"]),
        (&json!({ "os": "Android" }), &json!("unverified"), &json!("push"), &json!(null))
    );
    let fetched = service.api.get(&format!("{path}/{}", made.sid())).await.is(200);
    assert_eq!((&fetched.body["config"], fetched.body.get("binding")), (&config, None));
}

async fn a_key_that_another_phone_of_the_service_has_is_refused(app: TestApp) {
    let service = app.service(&[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let key = phone.device.public_key();
    for identity in ["ann-0001", "eve-0001"] {
        let path = service.path(&format!("/Entities/{identity}/Factors"));
        service.api.post(&path, &enrolment(&key, &[])).await.refuses(409, 60317);
    }
    service.api.get(&service.path("/Entities/eve-0001")).await.finds_nothing();
    // Another service is another application.
    let other = app.service(&[]).await;
    other.api.post(&other.path("/Entities/ann-0001/Factors"), &enrolment(&key, &[])).await.is(201);
}

async fn what_is_no_key_is_refused_and_makes_nobody(app: TestApp) {
    let service = app.service(&[]).await;
    let path = service.path("/Entities/ann-0001/Factors");
    let key = Device::new().public_key();
    let mut off_curve = key.clone();
    let swapped = if off_curve.as_bytes()[60] == b'A' { "B" } else { "A" };
    off_curve.replace_range(60..61, swapped);
    for pair in [
        ("Binding.PublicKey", "dGVzdF9rZXk="),
        ("Binding.PublicKey", off_curve.as_str()),
        ("Binding.PublicKey", ""),
        ("Binding.Alg", "RS256"),
    ] {
        service.api.post(&path, &enrolment(&key, &[pair])).await.refuses(400, 60314);
    }
    for (name, value) in [("Config.NotificationPlatform", "gcm"), ("Config.AppId", "")] {
        let answer = service.api.post(&path, &enrolment(&key, &[(name, value)])).await.refuses(400, 60306);
        assert_eq!(answer.text("message"), format!("Invalid parameter: {name}"));
    }
    service.api.get(&service.path("/Entities/ann-0001")).await.finds_nothing();
}

async fn only_a_signature_by_the_key_verifies_and_another_is_403(app: TestApp) {
    let service = app.service(&[]).await;
    let ann = Phone::enrolls(&app, &service, "ann-0001").await;
    let eve = Phone::enrolls(&app, &service, "eve-0001").await;
    let path = ann.factor_path();
    for proof in [eve.device.proof(&ann.factor), ann.device.proof(&eve.factor), "x".to_owned(), String::new()]
    {
        ann.calls("POST", &path, &[("AuthPayload", &proof)]).await.refuses(403, 60311);
    }
    // However many were wrong, the right one is right.
    assert_eq!(ann.proves_itself().await.is(200).text("status"), "verified");
    ann.proves_itself().await.refuses(403, 60311);
}

async fn a_phone_changes_how_it_is_told_and_deletes_itself(app: TestApp) {
    let service = app.service(&[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let token = "n".repeat(40);
    let pairs = [
        ("Config.NotificationPlatform", "apn"),
        ("Config.NotificationToken", token.as_str()),
        ("FriendlyName", "New phone"),
    ];
    let changed = phone.calls("POST", &phone.factor_path(), &pairs).await.is(200);
    assert_eq!(changed.body["config"]["notification_token"], token);
    assert_eq!(changed.text("friendly_name"), "New phone");
    phone.calls("DELETE", &phone.factor_path(), &[]).await.is(204);
    // Once more, for its first answer may have been lost: apps take this for done.
    phone.calls("DELETE", &phone.factor_path(), &[]).await.finds_nothing();
    phone.calls("GET", &phone.path("/Challenges"), &[]).await.refuses(401, 20003);
}

async fn a_person_has_twenty_phones_at_most(app: TestApp) {
    let service = app.service(&[]).await;
    let path = service.path("/Entities/ann-0001/Factors");
    for _ in 0..20 {
        service.api.post(&path, &enrolment(&Device::new().public_key(), &[])).await.is(201);
    }
    service.api.post(&path, &enrolment(&Device::new().public_key(), &[])).await.refuses(400, 60315);
}

async fn a_phone_that_never_verified_itself_is_gone_after_a_day(app: TestApp) {
    let service = app.service(&[]).await;
    let phone = Phone::enrolls(&app, &service, "ann-0001").await;
    app.advance(24 * HOUR);
    phone.proves_itself().await.finds_nothing();
    service.api.get(&phone.factor_path()).await.finds_nothing();
}

async fn keys_stand_sealed_and_one_that_was_moved_does_not_open(app: TestApp) {
    let service = app.service(&[]).await;
    let ann = Phone::verified(&app, &service, "ann-0001").await;
    let eve = Phone::verified(&app, &service, "eve-0001").await;
    let rows = app.engine.store().read(|tx| {
        let sql = "SELECT public || COALESCE(lookup, '') || COALESCE(secret_sealed, '') FROM factors";
        tx.all(sql, &[], |row| row.text(0))
    });
    let rows = rows.await.expect("rows").join("\n");
    let key = ann.device.public_key();
    assert!(rows.contains("v1.") && !rows.contains(&key[36..60]), "{rows}");
    let challenge = ann.is_asked("Log in?").await;
    let (from, to) = (eve.factor.clone(), ann.factor.clone());
    let copy = app.engine.store().write(move |tx| {
        let sql =
            "UPDATE factors SET secret_sealed = (SELECT f.secret_sealed FROM factors f WHERE f.sid = $1)
            WHERE sid = $2";
        tx.change(sql, &[(&from).into(), (&to).into()])?;
        Ok(countersign_store::End::Commit(()))
    });
    copy.await.expect("a copy");
    // Neither Ann's own phone nor Eve's gets anywhere with the row that was changed.
    ann.calls("GET", &ann.factor_path(), &[]).await.refuses(500, 20500);
    ann.is_asked_with(&[("Details.Message", "Log in?")]).await.refuses(500, 20500);
    let read = service.api.get(&ann.challenge_path(&challenge)).await.is(200);
    let fields = read.headers["twilio-verify-signature-fields"].to_str().expect("text").to_owned();
    let forged = eve.device.answer(&fields, &read.body, "approved");
    service.api.post(&ann.challenge_path(&challenge), &[("AuthPayload", &forged)]).await.refuses(500, 20500);
}
