//! Endpoints that fail: what is repeated, in which order, and when it ends.

use countersign_model::WebhookStatus;
use countersign_store::{webhook_events, webhooks};

use crate::support::{HOUR, Holder, Receiver, Service, TestApp, on_both_engines};

on_both_engines!(carried crate::support::with_webhooks;
    what_was_not_taken_is_told_again_under_the_same_name,
    what_comes_later_waits_for_what_failed_about_the_same_factor,
    one_persons_trouble_holds_up_nobody_else,
    a_day_after_it_happened_an_event_is_given_up,
    after_three_days_without_success_a_webhook_is_disabled,
    a_success_forgives_what_failed_before,
    a_deleted_webhook_hears_nothing_more,
    a_disabled_webhook_hears_nothing_of_what_happened_meanwhile,
    a_deleted_services_webhooks_hear_nothing_more,
    two_workers_tell_each_thing_once,
);

async fn waiting(app: &TestApp) -> i64 {
    app.engine.store().read(webhook_events::waiting).await.expect("the store")
}

async fn kept(app: &TestApp, sid: &str) -> countersign_model::Webhook {
    let sid = sid.parse().expect("a SID");
    let found = app.engine.store().read(move |tx| webhooks::get(tx, sid)).await;
    found.expect("the store").expect("a webhook")
}

/// Waits until what was posted is written down.
async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    for _ in 0..60_000 / 5 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("{what}");
}

/// Lets a receiver hear `many` in all while time passes in steps of `millis`.
async fn hears_as_time_passes(app: &TestApp, receiver: &Receiver, many: usize, millis: i64) {
    until("it is told as time passes", async || {
        app.advance(millis);
        receiver.heard().len() >= many
    })
    .await;
}

async fn what_was_not_taken_is_told_again_under_the_same_name(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    receiver.subscribes(&service, &["*"]).await;
    for (many, status) in [(1, 500), (2, 404), (3, 302)] {
        receiver.answers(status);
        if many == 1 {
            Holder::scans(&app, &service, "ann-00001", &[]).await;
        }
        hears_as_time_passes(&app, &receiver, many, 1000).await;
    }
    receiver.answers(200);
    hears_as_time_passes(&app, &receiver, 4, 1000).await;
    until("it is over", async || waiting(&app).await == 0).await;
    let told = receiver.heard();
    assert!(told.iter().all(|it| it.fields == told[0].fields && it.token == told[0].token));
}

async fn what_comes_later_waits_for_what_failed_about_the_same_factor(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    receiver.subscribes(&service, &["*"]).await;
    receiver.answers(503);
    let ann = Holder::scans(&app, &service, "ann-00001", &[]).await;
    receiver.hears(1).await;
    ann.verifies(&ann.code()).await.is(200);
    service.api.delete(&ann.factor_path()).await.is(204);
    until("three wait", async || waiting(&app).await == 3).await;
    hears_as_time_passes(&app, &receiver, 3, 1000).await;
    assert!(receiver.heard().iter().all(|told| told.get("type") == "factor.created"));
    receiver.answers(200);
    until("all is told", async || {
        app.advance(1000);
        waiting(&app).await == 0
    })
    .await;
    let mut types: Vec<_> = receiver.heard().iter().map(|told| told.get("type").to_owned()).collect();
    types.dedup();
    assert_eq!(types, ["factor.created", "factor.verified", "factor.deleted"]);
}

async fn one_persons_trouble_holds_up_nobody_else(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    receiver.subscribes(&service, &["*"]).await;
    receiver.answers(500);
    Holder::scans(&app, &service, "ann-00001", &[]).await;
    receiver.hears(1).await;
    receiver.answers(200);
    Holder::scans(&app, &service, "bob-00001", &[]).await;
    assert_eq!(receiver.hears(2).await[1].get("entity_identity"), "bob-00001");
}

async fn a_day_after_it_happened_an_event_is_given_up(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    let sid = receiver.subscribes(&service, &["*"]).await;
    receiver.answers(500);
    Holder::scans(&app, &service, "ann-00001", &[]).await;
    receiver.hears(1).await;
    until("it is given up", async || {
        app.advance(HOUR);
        waiting(&app).await == 0
    })
    .await;
    let webhook = kept(&app, &sid).await;
    assert_eq!((webhook.status, webhook.failure.as_deref()), (WebhookStatus::Enabled, Some("answered 5xx")));
    assert!(receiver.heard().len() > 1);
}

async fn fails_for_a_while(app: &TestApp, service: &Service, receiver: &Receiver, identity: &str) {
    let before = receiver.heard().len();
    Holder::scans(app, service, identity, &[]).await;
    receiver.hears(before + 1).await;
}

async fn after_three_days_without_success_a_webhook_is_disabled(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    let sid = receiver.subscribes(&service, &["*"]).await;
    receiver.answers(500);
    fails_for_a_while(&app, &service, &receiver, "ann-00001").await;
    until("its trouble is noted", async || kept(&app, &sid).await.failing_since.is_some()).await;
    app.advance(71 * HOUR);
    fails_for_a_while(&app, &service, &receiver, "bob-00001").await;
    assert_eq!(kept(&app, &sid).await.status, WebhookStatus::Enabled);
    until("it is disabled", async || {
        app.advance(HOUR);
        kept(&app, &sid).await.status == WebhookStatus::Disabled
    })
    .await;
    assert_eq!(waiting(&app).await, 0);
    let path = service.path(&format!("/Webhooks/{sid}"));
    assert_eq!(service.api.get(&path).await.is(200).body["status"], "disabled");
    app.engine.tidy_audit().await.expect("linked");
    let links = app.engine.store().read(|tx| countersign_store::audit::links(tx, 0, 1000)).await;
    let words = links.expect("links").into_iter().map(|line| line.what);
    assert_eq!(words.filter(|what| what == "webhook.disabled").count(), 1);
    // Enabled again it starts with a clean slate.
    service.api.post(&path, &[("Status", "enabled")]).await.is(200);
    assert_eq!(kept(&app, &sid).await.failing_since, None);
    fails_for_a_while(&app, &service, &receiver, "dan-00001").await;
    assert_eq!(kept(&app, &sid).await.status, WebhookStatus::Enabled);
}

async fn a_success_forgives_what_failed_before(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    let sid = receiver.subscribes(&service, &["*"]).await;
    receiver.answers(500);
    fails_for_a_while(&app, &service, &receiver, "ann-00001").await;
    until("its trouble is noted", async || kept(&app, &sid).await.failing_since.is_some()).await;
    receiver.answers(204);
    fails_for_a_while(&app, &service, &receiver, "bob-00001").await;
    until("it is forgiven", async || kept(&app, &sid).await.failing_since.is_none()).await;
    assert_eq!(kept(&app, &sid).await.failure, None);
}

async fn a_deleted_webhook_hears_nothing_more(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    let sid = receiver.subscribes(&service, &["*"]).await;
    receiver.answers(500);
    let ann = Holder::scans(&app, &service, "ann-00001", &[]).await;
    receiver.hears(1).await;
    service.api.delete(&service.path(&format!("/Webhooks/{sid}"))).await.is(204);
    assert_eq!(waiting(&app).await, 0);
    service.api.delete(&ann.factor_path()).await.is(204);
    assert_eq!(waiting(&app).await, 0);
    is_told_nothing_more(&app, &receiver).await;
}

async fn a_disabled_webhook_hears_nothing_of_what_happened_meanwhile(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    let sid = receiver.subscribes(&service, &["*"]).await;
    let path = service.path(&format!("/Webhooks/{sid}"));
    service.api.post(&path, &[("Status", "disabled")]).await.is(200);
    let ann = Holder::scans(&app, &service, "ann-00001", &[]).await;
    service.api.post(&path, &[("Status", "enabled")]).await.is(200);
    service.api.delete(&ann.factor_path()).await.is(204);
    assert_eq!(receiver.types(1).await, ["factor.deleted"]);
}

async fn a_deleted_services_webhooks_hear_nothing_more(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    receiver.subscribes(&service, &["*"]).await;
    receiver.answers(500);
    Holder::scans(&app, &service, "ann-00001", &[]).await;
    receiver.hears(1).await;
    service.api.delete(&service.path("")).await.is(204);
    assert_eq!(waiting(&app).await, 0);
    is_told_nothing_more(&app, &receiver).await;
}

/// Another endpoint hears of something later, and this one of nothing.
async fn is_told_nothing_more(app: &TestApp, receiver: &Receiver) {
    let heard = receiver.heard().len();
    app.advance(HOUR);
    let (other, service) = (Receiver::alone().await, app.service(&[]).await);
    other.subscribes(&service, &["*"]).await;
    Holder::scans(app, &service, "eve-00001", &[]).await;
    other.hears(1).await;
    assert_eq!(receiver.heard().len(), heard);
}

async fn two_workers_tell_each_thing_once(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let engine = app.engine.clone();
    tokio::spawn(async move { engine.run_webhooks(std::future::pending()).await });
    let service = app.service(&[]).await;
    receiver.subscribes(&service, &["factor.created"]).await;
    for number in 0..20 {
        Holder::scans(&app, &service, &format!("person-{number:04}"), &[]).await;
    }
    receiver.hears(20).await;
    until("all is over", async || waiting(&app).await == 0).await;
    let told = receiver.heard();
    let people: std::collections::BTreeSet<_> = told.iter().map(|told| told.get("entity_identity")).collect();
    assert_eq!((told.len(), people.len()), (20, 20));
}
