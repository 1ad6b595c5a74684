//! `POST /v2/Services/{ServiceSid}/Entities` and what it makes (behaviour map 8.1).

use crate::support::{SECOND, Service, TestApp, assert_json, on_both_engines};

on_both_engines!(
    an_entity_is_shown_as_twilio_shows_it,
    an_identity_is_one_person_in_whatever_case_it_is_written,
    another_service_has_people_of_its_own,
    what_cannot_be_an_identity_is_named,
    an_unknown_service_has_no_people,
);

const ANN: &str = "ff483d1ff591898a9942916050d2ca3f";

async fn make(service: &Service, identity: &str) -> crate::support::Answer {
    service.api.post(&service.path("/Entities"), &[("Identity", identity)]).await
}

async fn an_entity_is_shown_as_twilio_shows_it(app: TestApp) {
    let service = app.service(&[]).await;
    let made = make(&service, ANN).await.is(201);
    let url = format!("http://verify.test{}", service.path(&format!("/Entities/{ANN}")));
    assert_eq!(made.text("url"), url);
    assert_eq!(made.body["links"]["factors"], format!("{url}/Factors"));
    assert_eq!(made.body["links"]["new_factors"], format!("{url}/Factors"));
    assert_eq!(made.body["links"]["challenges"], format!("{url}/Challenges"));
    assert!(made.sid().starts_with("YE"));
    assert_json!(made.body, {
        ".sid" => "[YE]", ".account_sid" => "[AC]", ".service_sid" => "[VA]", ".url" => "[url]", ".links" => "[links]"
    }, @r#"
    {
      "account_sid": "[AC]",
      "date_created": "2026-01-01T00:00:00Z",
      "date_updated": "2026-01-01T00:00:00Z",
      "identity": "ff483d1ff591898a9942916050d2ca3f",
      "links": "[links]",
      "service_sid": "[VA]",
      "sid": "[YE]",
      "url": "[url]"
    }
    "#);
    assert_eq!(service.api.get(&service.path(&format!("/Entities/{ANN}"))).await.is(200).body, made.body);
}

async fn an_identity_is_one_person_in_whatever_case_it_is_written(app: TestApp) {
    let service = app.service(&[]).await;
    let made = make(&service, "DD6840aec40ad01e").await.is(201);
    assert_eq!(made.text("identity"), "DD6840aec40ad01e");
    app.advance(SECOND);
    for spelling in ["DD6840aec40ad01e", "dd6840aec40ad01e", "DD6840AEC40AD01E"] {
        make(&service, spelling).await.refuses(409, 60301);
        let found = service.api.get(&service.path(&format!("/Entities/{spelling}"))).await.is(200);
        assert_eq!(found.body, made.body, "shown as it was first given");
    }
}

async fn another_service_has_people_of_its_own(app: TestApp) {
    let (service, other) = (app.service(&[]).await, app.service(&[]).await);
    let made = make(&service, ANN).await.is(201);
    other.api.get(&other.path(&format!("/Entities/{ANN}"))).await.finds_nothing();
    assert_ne!(make(&other, ANN).await.is(201).sid(), made.sid());
}

async fn what_cannot_be_an_identity_is_named(app: TestApp) {
    let service = app.service(&[]).await;
    service.api.post(&service.path("/Entities"), &[]).await.refuses(400, 20001);
    let too_long = "a".repeat(65);
    for identity in
        ["", "1234567", &too_long, "ann@example.com", "ann smith", "ann_smith", "änn-smith", "../../../.."]
    {
        make(&service, identity).await.blames_factor("Identity");
    }
    for identity in ["1234567", "ann@example.com", "%00%00%00%00%00%00%00%00", "ann_smith1"] {
        service.api.get(&service.path(&format!("/Entities/{identity}"))).await.finds_nothing();
        service.makes_factor(identity, &[]).await.finds_nothing();
    }
}

async fn an_unknown_service_has_no_people(app: TestApp) {
    let (service, gone) = (app.service(&[]).await, app.service(&[]).await);
    app.api().delete(&gone.path("")).await.is(204);
    make(&gone, ANN).await.finds_nothing();
    gone.makes_factor(ANN, &[]).await.finds_nothing();
    for path in
        ["/Entities", "/Entities/12345678", "/Entities/12345678/Factors", "/Entities/12345678/Challenges"]
    {
        gone.api.get(&gone.path(path)).await.finds_nothing();
    }
    service.api.get("/v2/Services/VAx/Entities").await.finds_nothing();
}
