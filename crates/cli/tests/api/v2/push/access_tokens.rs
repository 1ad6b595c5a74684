use countersign_testkit::Device;
use serde_json::json;

use crate::support::phone::{bearer, enrolment};
use crate::support::{Phone, SECOND, TestApp, on_both_engines};

on_both_engines!(
    a_token_is_shown_as_twilio_does_and_once_more,
    what_is_missing_or_wrong_is_60305,
    a_token_makes_one_factor_and_no_more,
    of_many_phones_with_one_token_one_gets_a_factor,
    a_token_is_for_one_identity_service_and_kind,
    a_token_is_over_when_its_time_is,
    a_forged_token_is_nobodys,
    a_token_of_somebody_who_was_deleted_enrolls_nobody,
    a_refused_enrolment_leaves_the_token_good,
    the_name_that_the_application_chose_counts,
    no_token_stands_in_the_database,
);

async fn a_token_is_shown_as_twilio_does_and_once_more(app: TestApp) {
    let service = app.service(&[]).await;
    let made =
        service.gives_access("ann-0001", &[("Ttl", "300"), ("FactorFriendlyName", "Ann's")]).await.is(201);
    let expected = json!({
        "sid": made.sid(),
        "account_sid": app.account.to_string(),
        "service_sid": service.sid,
        "entity_identity": "ann-0001",
        "factor_type": "push",
        "factor_friendly_name": "Ann's",
        "token": made.text("token"),
        "url": format!("http://verify.test{}", service.path(&format!("/AccessTokens/{}", made.sid()))),
        "ttl": 300,
        "date_created": "2026-01-01T00:00:00Z",
    });
    assert!(made.sid().starts_with("YK"));
    assert_eq!(made.body, expected);
    let path = service.path(&format!("/AccessTokens/{}", made.sid()));
    assert_eq!(service.api.get(&path).await.is(200).body, expected);
    app.stranger().await.get(&path).await.finds_nothing();
    let plain = service.gives_access("ann-0001", &[]).await.is(201);
    assert_eq!((&plain.body["ttl"], &plain.body["factor_friendly_name"]), (&json!(60), &json!(null)));
}

async fn what_is_missing_or_wrong_is_60305(app: TestApp) {
    let service = app.service(&[]).await;
    let path = service.path("/AccessTokens");
    for pairs in [
        &[("FactorType", "push")][..],
        &[("Identity", "ann-0001")],
        &[("Identity", "ann"), ("FactorType", "push")],
        &[("Identity", "ann-0001"), ("FactorType", "totp")],
        &[("Identity", "ann-0001"), ("FactorType", "push"), ("Ttl", "59")],
        &[("Identity", "ann-0001"), ("FactorType", "push"), ("Ttl", "301")],
        &[("Identity", "ann-0001"), ("FactorType", "push"), ("Ttl", "+60")],
        &[("Identity", "ann-0001"), ("FactorType", "push"), ("FactorFriendlyName", "")],
    ] {
        service.api.post(&path, pairs).await.refuses(400, 60305);
    }
    let stranger = app.stranger().await;
    let good = [("Identity", "ann-0001"), ("FactorType", "push")];
    stranger.post(&path, &good).await.finds_nothing();
}

async fn a_token_makes_one_factor_and_no_more(app: TestApp) {
    let service = app.service(&[]).await;
    let access = service.gives_access("ann-0001", &[]).await.is(201);
    let api = bearer(&service.api, &access.text("token"));
    let path = service.path("/Entities/ann-0001/Factors");
    api.post(&path, &enrolment(&Device::new().public_key(), &[])).await.is(201);
    api.post(&path, &enrolment(&Device::new().public_key(), &[])).await.refuses(401, 20003);
    // The application may look at it still.
    service.api.get(&service.path(&format!("/AccessTokens/{}", access.sid()))).await.is(200);
}

async fn of_many_phones_with_one_token_one_gets_a_factor(app: TestApp) {
    let service = app.service(&[]).await;
    let access = service.gives_access("ann-0001", &[]).await.is(201).text("token");
    let path = service.path("/Entities/ann-0001/Factors");
    let tries: Vec<_> = (0..10)
        .map(|_| {
            let (api, path) = (bearer(&service.api, &access), path.clone());
            tokio::spawn(async move { api.post(&path, &enrolment(&Device::new().public_key(), &[])).await })
        })
        .collect();
    let mut made = 0;
    for tried in tries {
        let answer = tried.await.expect("an answer");
        if answer.status == 201 {
            made += 1;
        } else {
            answer.refuses(401, 20003);
        }
    }
    let listed = service.api.get(&path).await.is(200).body["factors"].as_array().map(Vec::len);
    assert_eq!((made, listed), (1, Some(1)));
}

async fn a_token_is_for_one_identity_service_and_kind(app: TestApp) {
    let (service, other) = (app.service(&[]).await, app.service(&[]).await);
    let access = service.gives_access("ann-0001", &[]).await.is(201).text("token");
    let api = bearer(&service.api, &access);
    let key = Device::new().public_key();
    for path in [service.path("/Entities/eve-0001/Factors"), other.path("/Entities/ann-0001/Factors")] {
        api.post(&path, &enrolment(&key, &[])).await.refuses(401, 20003);
    }
    let path = service.path("/Entities/ann-0001/Factors");
    for kind in ["totp", "passkeys", "x", ""] {
        api.post(&path, &enrolment(&key, &[("FactorType", kind)])).await.refuses(401, 20003);
    }
    api.post(&path, &[("FriendlyName", "Phone")]).await.refuses(401, 20003);
    // It is good still, and its identity's case is as little to it as elsewhere.
    let path = service.path("/Entities/ANN-0001/Factors");
    api.post(&path, &enrolment(&key, &[])).await.is(201);
}

async fn a_token_is_over_when_its_time_is(app: TestApp) {
    let service = app.service(&[]).await;
    let access = service.gives_access("ann-0001", &[("Ttl", "120")]).await.is(201);
    let path = service.path(&format!("/AccessTokens/{}", access.sid()));
    app.advance(120 * SECOND - 1);
    service.api.get(&path).await.is(200);
    app.advance(1);
    service.api.get(&path).await.finds_nothing();
    let factors = service.path("/Entities/ann-0001/Factors");
    let api = bearer(&service.api, &access.text("token"));
    api.post(&factors, &enrolment(&Device::new().public_key(), &[])).await.refuses(401, 20003);
}

async fn a_forged_token_is_nobodys(app: TestApp) {
    let service = app.service(&[]).await;
    let access = service.gives_access("ann-0001", &[]).await.is(201);
    let other = service.gives_access("eve-0001", &[]).await.is(201);
    let (sid, token) = (access.sid(), access.text("token"));
    let proof = token.split_once('.').expect("two parts").1;
    let path = service.path("/Entities/ann-0001/Factors");
    for forged in [
        sid.clone(),
        format!("{sid}."),
        format!("{sid}.{}", "0".repeat(proof.len())),
        format!("{sid}.{}", &proof[1..]),
        format!("{}.{proof}", other.sid()),
        format!("{sid}.{}", other.text("token").split_once('.').expect("two parts").1),
        String::new(),
    ] {
        let api = bearer(&service.api, &forged);
        api.post(&path, &enrolment(&Device::new().public_key(), &[])).await.refuses(401, 20003);
    }
}

async fn a_token_of_somebody_who_was_deleted_enrolls_nobody(app: TestApp) {
    let service = app.service(&[]).await;
    Phone::verified(&app, &service, "ann-0001").await;
    let access = service.gives_access("ann-0001", &[]).await.is(201).text("token");
    service.api.delete(&service.path("/Entities/ann-0001")).await.is(204);
    let path = service.path("/Entities/ann-0001/Factors");
    let api = bearer(&service.api, &access);
    api.post(&path, &enrolment(&Device::new().public_key(), &[])).await.refuses(401, 20003);
    service.api.get(&service.path("/Entities/ann-0001")).await.finds_nothing();
}

async fn a_refused_enrolment_leaves_the_token_good(app: TestApp) {
    let service = app.service(&[]).await;
    let phone = Phone::verified(&app, &service, "eve-0001").await;
    let access = service.gives_access("ann-0001", &[]).await.is(201).text("token");
    let (api, path) = (bearer(&service.api, &access), service.path("/Entities/ann-0001/Factors"));
    api.post(&path, &enrolment("x", &[])).await.refuses(400, 60314);
    api.post(&path, &enrolment(&phone.device.public_key(), &[])).await.refuses(409, 60317);
    api.post(&path, &enrolment(&Device::new().public_key(), &[])).await.is(201);
}

async fn the_name_that_the_application_chose_counts(app: TestApp) {
    let service = app.service(&[]).await;
    let access =
        service.gives_access("ann-0001", &[("FactorFriendlyName", "Chosen")]).await.is(201).text("token");
    let path = service.path("/Entities/ann-0001/Factors");
    let api = bearer(&service.api, &access);
    let made = api.post(&path, &enrolment(&Device::new().public_key(), &[])).await.is(201);
    assert_eq!(made.text("friendly_name"), "Chosen");
}

async fn no_token_stands_in_the_database(app: TestApp) {
    let service = app.service(&[]).await;
    let access = service.gives_access("ann-0001", &[]).await.is(201).text("token");
    let proof = access.split_once('.').expect("two parts").1.to_owned();
    let rows = app.engine.store().read(|tx| {
        let sql = "SELECT sid || account_sid || service_sid || identity_key || identity || kind
            || COALESCE(factor_name, '') || COALESCE(factor_sid, '') FROM access_tokens";
        tx.all(sql, &[], |row| row.text(0))
    });
    let rows = rows.await.expect("rows").join("\n");
    assert!(rows.contains("ann-0001") && !rows.contains(&proof), "{rows}");
}
