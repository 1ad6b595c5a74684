//! `/v2/Services/{ServiceSid}/MessagingConfigurations` (behaviour map 6).

use countersign_delivery::{MessagingService, Seat};
use countersign_engine::Delivery;
use serde_json::{Value, json};

use crate::support::{Answer, Service, TestApp, by_rules, on_both_engines};

pub(crate) const SPARE: &str = "MG00000000000000000000000000000001";
const BOTH: &str = "MG00000000000000000000000000000002";
const UNKNOWN: &str = "MG00000000000000000000000000000003";

/// One that names the second provider, and one that names both, the second first.
pub(crate) fn with_messaging_services(seats: Vec<Seat>) -> Delivery {
    let service = |sid: &str, providers: &[&str]| MessagingService {
        sid: sid.parse().expect("a SID"),
        providers: providers.iter().map(|name| (*name).to_owned()).collect(),
    };
    let delivery = by_rules(seats, Vec::new());
    let services = vec![service(SPARE, &["spare"]), service(BOTH, &["spare", "first"])];
    let routes = delivery.routes.with_messaging_services(services).expect("messaging services");
    Delivery { routes, ..delivery }
}

on_both_engines!(
    carried crate::v2::messaging_configurations::with_messaging_services;
    a_configuration_is_made_fetched_changed_listed_and_removed,
    a_country_has_one_configuration_and_a_messaging_service_must_be_known,
    text_messages_to_the_country_go_through_its_messaging_service_first,
    a_messaging_service_that_fails_is_followed_by_the_others,
    another_account_s_configurations_are_not_there,
    a_deleted_service_s_configurations_go_with_it,
    pages_are_walked_forwards_and_back,
);

async fn configure(service: &Service, country: &str, through: &str) -> Answer {
    let pairs = [("Country", country), ("MessagingServiceSid", through)];
    service.api.post(&service.path("/MessagingConfigurations"), &pairs).await
}

async fn a_configuration_is_made_fetched_changed_listed_and_removed(app: TestApp) {
    let service = app.service(&[]).await;
    let made = configure(&service, "DK", SPARE).await.is(201);
    let path = service.path("/MessagingConfigurations/DK");
    let expected = json!({
        "account_sid": app.account.to_string(),
        "service_sid": service.sid,
        "country": "DK",
        "messaging_service_sid": SPARE,
        "date_created": "2026-01-01T00:00:00Z",
        "date_updated": "2026-01-01T00:00:00Z",
        "url": format!("http://verify.test{path}"),
    });
    assert_eq!(made.body, expected);
    let api = app.api();
    assert_eq!(api.get(&path).await.is(200).body, expected);
    let listed = api.get(&service.path("/MessagingConfigurations")).await.is(200);
    assert_eq!(listed.body["messaging_configurations"], json!([expected]));
    app.advance(1000);
    let changed = api.post(&path, &[("MessagingServiceSid", BOTH)]).await.is(200);
    assert_eq!(changed.text("messaging_service_sid"), BOTH);
    assert_eq!(changed.text("date_updated"), "2026-01-01T00:00:01Z");
    assert_eq!(api.post(&path, &[]).await.is(200).text("messaging_service_sid"), BOTH);
    api.delete(&path).await.is(204);
    for gone in [api.get(&path).await, api.post(&path, &[("MessagingServiceSid", BOTH)]).await] {
        gone.finds_nothing();
    }
    api.delete(&path).await.finds_nothing();
}

async fn a_country_has_one_configuration_and_a_messaging_service_must_be_known(app: TestApp) {
    let service = app.service(&[]).await;
    configure(&service, "DK", SPARE).await.is(201);
    configure(&service, "DK", BOTH).await.refuses(400, 60213);
    configure(&service, "all", BOTH).await.is(201);
    configure(&service, "all", BOTH).await.refuses(400, 60213);
    for (country, through, name) in [
        ("SE", UNKNOWN, "MessagingServiceSid"),
        ("SE", "MG1", "MessagingServiceSid"),
        ("dk", SPARE, "Country"),
        ("UK", SPARE, "Country"),
        ("ALL", SPARE, "Country"),
        ("", SPARE, "Country"),
    ] {
        configure(&service, country, through).await.blames(name);
    }
    let path = service.path("/MessagingConfigurations/DK");
    app.api().post(&path, &[("MessagingServiceSid", UNKNOWN)]).await.blames("MessagingServiceSid");
    assert_eq!(app.api().get(&path).await.is(200).text("messaging_service_sid"), SPARE);
    let missing = [("Country", "SE")];
    app.api().post(&service.path("/MessagingConfigurations"), &missing).await.refuses(400, 20001);
    for nowhere in ["dk", "XX", "%00", "all%20"] {
        app.api().get(&service.path(&format!("/MessagingConfigurations/{nowhere}"))).await.finds_nothing();
    }
    // Two at once: one of them is made.
    let (one, other) = tokio::join!(configure(&service, "NO", SPARE), configure(&service, "NO", BOTH));
    let mut told = [one.status.as_u16(), other.status.as_u16()];
    told.sort_unstable();
    assert_eq!(told, [201, 400]);
}

async fn text_messages_to_the_country_go_through_its_messaging_service_first(app: TestApp) {
    let service = app.service(&[]).await;
    let carried = async |to: &str, channel: &str| {
        let created = service.create(&[("To", to), ("Channel", channel)]).await.is(201);
        let sends = created.body["send_code_attempts"].as_array().expect("sends").clone();
        let sid = sends.last().expect("a send")["attempt_sid"].as_str().expect("a SID").to_owned();
        app.ended_attempt(&sid).await.provider
    };
    let (first, spare) = (Some("first".to_owned()), Some("spare".to_owned()));
    assert_eq!(carried("+4520123456", "sms").await, first);
    configure(&service, "DK", SPARE).await.is(201);
    assert_eq!(carried("+4520123457", "sms").await, spare);
    assert_eq!(carried("+4520123457", "call").await, first, "calls are no text messages");
    assert_eq!(carried("+4915112345678", "sms").await, first);
    configure(&service, "all", BOTH).await.is(201);
    assert_eq!(carried("+4915112345679", "sms").await, spare);
    // Another service of the account has chosen nothing.
    let other = app.service(&[]).await;
    let created = other.create(&[("To", "+4520123458"), ("Channel", "sms")]).await.is(201);
    let sid = created.body["send_code_attempts"][0]["attempt_sid"].as_str().expect("a SID").to_owned();
    assert_eq!(app.ended_attempt(&sid).await.provider, first);
}

async fn a_messaging_service_that_fails_is_followed_by_the_others(app: TestApp) {
    let service = app.service(&[]).await;
    configure(&service, "DK", SPARE).await.is(201);
    app.spare.will(countersign_model::Fate::Retryable { reason: "later".to_owned() });
    let created = service.create(&[("To", "+4520123456"), ("Channel", "sms")]).await.is(201);
    let sid = created.body["send_code_attempts"][0]["attempt_sid"].as_str().expect("a SID").to_owned();
    let attempt = app.ended_attempt(&sid).await;
    assert_eq!((attempt.provider.as_deref(), attempt.journal.len()), (Some("first"), 2));
}

async fn another_account_s_configurations_are_not_there(app: TestApp) {
    let service = app.service(&[]).await;
    configure(&service, "DK", SPARE).await.is(201);
    let (path, all) = (service.path("/MessagingConfigurations/DK"), service.path("/MessagingConfigurations"));
    let stranger = app.stranger().await;
    stranger.get(&path).await.finds_nothing();
    stranger.get(&all).await.finds_nothing();
    stranger.post(&path, &[("MessagingServiceSid", BOTH)]).await.finds_nothing();
    stranger.delete(&path).await.finds_nothing();
    let pairs = [("Country", "SE"), ("MessagingServiceSid", SPARE)];
    stranger.post(&all, &pairs).await.finds_nothing();
    assert_eq!(app.api().get(&path).await.is(200).text("messaging_service_sid"), SPARE);
}

async fn a_deleted_service_s_configurations_go_with_it(app: TestApp) {
    let service = app.service(&[]).await;
    configure(&service, "DK", SPARE).await.is(201);
    app.api().delete(&service.path("")).await.is(204);
    app.api().get(&service.path("/MessagingConfigurations/DK")).await.finds_nothing();
    configure(&service, "SE", SPARE).await.finds_nothing();
    let sid = service.sid.parse().expect("a SID");
    let left = app
        .engine
        .store()
        .read(move |tx| countersign_store::messaging_configurations::list(tx, app.account, sid));
    assert_eq!(left.await.expect("the store"), []);
}

async fn pages_are_walked_forwards_and_back(app: TestApp) {
    let (service, api) = (app.service(&[]).await, app.api());
    for country in ["SE", "DK", "all"] {
        configure(&service, country, SPARE).await.is(201);
    }
    let countries = |page: &Answer| -> Vec<String> {
        let found = page.body["messaging_configurations"].as_array().expect("configurations");
        found.iter().map(|it| it["country"].as_str().expect("a country").to_owned()).collect()
    };
    let path = |url: &Value| {
        url.as_str().expect("a URL").strip_prefix("http://verify.test").expect("ours").to_owned()
    };
    let first = api.get(&service.path("/MessagingConfigurations?PageSize=2")).await.is(200);
    assert_eq!(countries(&first), ["DK", "SE"]);
    assert_eq!(first.body["meta"]["previous_page_url"], Value::Null);
    let second = api.get(&path(&first.body["meta"]["next_page_url"])).await.is(200);
    assert_eq!(countries(&second), ["all"]);
    assert_eq!(second.body["meta"]["next_page_url"], Value::Null);
    let back = api.get(&path(&second.body["meta"]["previous_page_url"])).await.is(200);
    assert_eq!(countries(&back), ["DK", "SE"]);
    for token in ["PA", "PAx", "x1", "PA-1", "PA99999"] {
        let path = service.path(&format!("/MessagingConfigurations?PageToken={token}"));
        api.get(&path).await.blames("PageToken");
    }
}
