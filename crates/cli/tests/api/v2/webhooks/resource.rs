//! `/v2/Services/{VA}/Webhooks`: what is made, shown, changed and deleted.

use serde_json::json;

use crate::support::{Receiver, Service, TestApp, on_both_engines};

on_both_engines!(carried crate::support::with_webhooks;
    a_webhook_is_made_shown_changed_and_deleted,
    what_is_missing_or_wrong_is_named,
    an_eleventh_webhook_is_refused_and_a_deleted_one_makes_room,
    webhooks_are_listed_in_pages,
    another_account_finds_no_webhook_on_any_path,
    a_webhook_is_found_under_its_own_service_only,
    each_change_is_a_line_of_the_audit_trail,
);

const GOOD: &[(&str, &str)] =
    &[("FriendlyName", "name"), ("EventTypes", "*"), ("WebhookUrl", "https://owlbank.twilio.com")];

async fn made(service: &Service) -> String {
    service.api.post(&service.path("/Webhooks"), GOOD).await.is(201).sid()
}

async fn a_webhook_is_made_shown_changed_and_deleted(app: TestApp) {
    let service = app.service(&[]).await;
    let asked = [
        ("FriendlyName", "name"),
        ("EventTypes", "factor.deleted"),
        ("EventTypes", "factor.verified"),
        ("WebhookUrl", "https://owlbank.twilio.com"),
    ];
    let made = service.api.post(&service.path("/Webhooks"), &asked).await.is(201);
    let path = service.path(&format!("/Webhooks/{}", made.sid()));
    assert!(made.sid().starts_with("YW"));
    let mut expected = json!({
        "sid": made.sid(),
        "service_sid": service.sid,
        "account_sid": app.account.to_string(),
        "friendly_name": "name",
        "event_types": ["factor.deleted", "factor.verified"],
        "status": "enabled",
        "version": "v2",
        "webhook_url": "https://owlbank.twilio.com",
        "webhook_method": "POST",
        "date_created": "2026-01-01T00:00:00Z",
        "date_updated": "2026-01-01T00:00:00Z",
        "url": format!("http://verify.test{path}"),
    });
    assert_eq!(made.body, expected);
    assert_eq!(service.api.get(&path).await.is(200).body, expected);
    app.advance(5000);
    let change = [("Status", "disabled"), ("Version", "v1"), ("EventTypes", "*"), ("FriendlyName", "other")];
    let changed = service.api.post(&path, &change).await.is(200);
    expected["status"] = json!("disabled");
    expected["version"] = json!("v1");
    expected["event_types"] = json!(["*"]);
    expected["friendly_name"] = json!("other");
    expected["date_updated"] = json!("2026-01-01T00:00:05Z");
    assert_eq!(changed.body, expected);
    assert_eq!(service.api.get(&path).await.is(200).body, expected);
    assert_eq!(service.api.post(&path, &[]).await.is(200).body, expected);
    service.api.delete(&path).await.is(204);
    service.api.get(&path).await.finds_nothing();
    service.api.delete(&path).await.finds_nothing();
    service.api.post(&path, GOOD).await.finds_nothing();
}

async fn what_is_missing_or_wrong_is_named(app: TestApp) {
    let service = app.service(&[]).await;
    let path = service.path("/Webhooks");
    for name in ["FriendlyName", "EventTypes", "WebhookUrl"] {
        let pairs: Vec<_> = GOOD.iter().copied().filter(|(other, _)| *other != name).collect();
        service.api.post(&path, &pairs).await.refuses(400, 20001);
    }
    let one = service.path(&format!("/Webhooks/{}", made(&service).await));
    for (name, value) in [
        ("FriendlyName", ""),
        ("FriendlyName", "a\nb"),
        ("EventTypes", "factor.exploded"),
        ("EventTypes", "verification.no"),
        ("EventTypes", "factor.*"),
        ("EventTypes", ""),
        ("Status", "Enabled"),
        ("Version", "v3"),
        ("WebhookUrl", "example.com"),
        ("WebhookUrl", "ftp://example.com/"),
        ("WebhookUrl", "https://user:secret@example.com/"),
        ("WebhookUrl", "https://example.com/\r\nHost: evil.test"),
        ("WebhookUrl", "https://10.0.0.1/"),
        ("WebhookUrl", "https://[::1]/"),
        ("WebhookUrl", "https://0x0a.1/"),
        ("WebhookUrl", "https://169.254.169.254/latest/meta-data"),
    ] {
        let mut pairs: Vec<_> = GOOD.iter().copied().filter(|(other, _)| *other != name).collect();
        pairs.push((name, value));
        for path in [&path, &one] {
            let answer = service.api.post(path, &pairs).await.refuses(400, 60306);
            assert_eq!(answer.text("message"), format!("Invalid parameter: {name}"), "{value}");
        }
    }
}

async fn an_eleventh_webhook_is_refused_and_a_deleted_one_makes_room(app: TestApp) {
    let service = app.service(&[]).await;
    let first = made(&service).await;
    for _ in 1..10 {
        made(&service).await;
    }
    service.api.post(&service.path("/Webhooks"), GOOD).await.refuses(400, 60306);
    service.api.delete(&service.path(&format!("/Webhooks/{first}"))).await.is(204);
    made(&service).await;
    // Each service has its own.
    made(&app.service(&[]).await).await;
}

async fn webhooks_are_listed_in_pages(app: TestApp) {
    let service = app.service(&[]).await;
    let empty = service.api.get(&service.path("/Webhooks")).await.is(200);
    assert_eq!(empty.body["webhooks"], json!([]));
    assert_eq!(empty.body["meta"]["key"], "webhooks");
    let mut sids = Vec::new();
    for _ in 0..3 {
        app.advance(1);
        sids.push(made(&service).await);
    }
    let (mut walked, mut path) = (Vec::new(), service.path("/Webhooks?PageSize=2"));
    loop {
        let page = service.api.get(&path).await.is(200);
        let records = page.body["webhooks"].as_array().expect("webhooks");
        walked.extend(records.iter().map(|it| it["sid"].as_str().expect("a SID").to_owned()));
        let Some(next) = page.body["meta"]["next_page_url"].as_str() else { break };
        path = next.strip_prefix("http://verify.test").expect("a URL that leads back").to_owned();
    }
    assert_eq!(walked, sids);
    for query in ["PageSize=0", "Page=x", "PageToken=x"] {
        service.api.get(&service.path(&format!("/Webhooks?{query}"))).await.refuses(400, 60306);
    }
}

async fn another_account_finds_no_webhook_on_any_path(app: TestApp) {
    let service = app.service(&[]).await;
    let sid = made(&service).await;
    let stranger = app.stranger().await;
    let theirs = stranger.has_service(&app, &[]).await;
    for path in [service.path(&format!("/Webhooks/{sid}")), theirs.path(&format!("/Webhooks/{sid}"))] {
        stranger.get(&path).await.finds_nothing();
        stranger.post(&path, &[("Status", "disabled")]).await.finds_nothing();
        stranger.delete(&path).await.finds_nothing();
    }
    stranger.get(&service.path("/Webhooks")).await.finds_nothing();
    stranger.post(&service.path("/Webhooks"), GOOD).await.finds_nothing();
    // A page token is a place in a list and no key to another's.
    let page = stranger.get(&theirs.path(&format!("/Webhooks?PageToken=PAnYW{:032}", 0))).await.is(200);
    assert_eq!(page.body["webhooks"], json!([]));
    let mine = service.api.get(&service.path(&format!("/Webhooks/{sid}"))).await.is(200);
    assert_eq!(mine.body["status"], "enabled");
}

async fn a_webhook_is_found_under_its_own_service_only(app: TestApp) {
    let (one, other) = (app.service(&[]).await, app.service(&[]).await);
    let sid = made(&one).await;
    let path = other.path(&format!("/Webhooks/{sid}"));
    other.api.get(&path).await.finds_nothing();
    other.api.delete(&path).await.finds_nothing();
    for nonsense in ["/Webhooks/YWx", "/Webhooks/VA00000000000000000000000000000000"] {
        one.api.get(&one.path(nonsense)).await.finds_nothing();
    }
}

async fn each_change_is_a_line_of_the_audit_trail(app: TestApp) {
    let receiver = Receiver::alone().await;
    let service = app.service(&[]).await;
    let sid = receiver.subscribes(&service, &["*"]).await;
    let path = service.path(&format!("/Webhooks/{sid}"));
    service.api.post(&path, &[("Status", "disabled")]).await.is(200);
    service.api.delete(&path).await.is(204);
    app.engine.tidy_audit().await.expect("linked");
    let links = app.engine.store().read(|tx| countersign_store::audit::links(tx, 0, 1000)).await;
    let links = links.expect("links");
    let lines = links.iter().filter(|line| line.subject == sid);
    let words: Vec<_> = lines.map(|line| line.what.as_str()).collect();
    assert_eq!(words, ["webhook.created", "webhook.updated", "webhook.deleted"]);
    assert!(links.iter().all(|line| !line.subject.contains("hook?app")), "no address in the trail");
}
