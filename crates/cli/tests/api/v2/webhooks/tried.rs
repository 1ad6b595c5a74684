//! Trying a webhook: one signed post, and what became of it.

use countersign_delivery::outside::Untold;
use countersign_engine::webhook::{TestWebhookError, Tested};
use countersign_model::WebhookStatus;

use crate::support::{Receiver, Service, TestApp, on_both_engines, ops};

on_both_engines!(carried crate::support::with_webhooks;
    a_try_is_signed_and_taken_and_changes_nothing,
    a_try_tells_why_it_was_not_taken,
    nobody_tries_anothers_webhook,
);

async fn tried(app: &TestApp, service: &Service, webhook: &str) -> Result<Tested, TestWebhookError> {
    let (service, webhook) = (service.sid.parse().expect("a SID"), webhook.parse().expect("a SID"));
    app.engine.test_webhook(app.account, service, webhook, ops()).await
}

async fn a_try_is_signed_and_taken_and_changes_nothing(app: TestApp) {
    let receiver = Receiver::alone().await;
    let service = app.service(&[]).await;
    let sid = receiver.subscribes(&service, &["factor.created"]).await;
    service.api.post(&service.path(&format!("/Webhooks/{sid}")), &[("Status", "disabled")]).await.is(200);
    let tested = tried(&app, &service, &sid).await.expect("tried");
    assert!(tested.outcome.is_ok());
    let told = receiver.heard();
    assert_eq!((told.len(), told[0].get("type")), (1, "webhook.test"));
    assert_eq!((told[0].get("uuid"), told[0].token.as_str()), (tested.uuid.as_str(), tested.uuid.as_str()));
    assert_eq!(
        (told[0].get("webhook_sid"), told[0].get("service_sid")),
        (sid.as_str(), service.sid.as_str())
    );
    assert!(told[0].is_signed(&receiver.url(), &app.token));
    assert_eq!(service.overheard().await, []);
    let sid = sid.parse().expect("a SID");
    let kept = app.engine.store().read(move |tx| countersign_store::webhooks::get(tx, sid)).await;
    let kept = kept.expect("the store").expect("a webhook");
    assert_eq!((kept.status, kept.failing_since), (WebhookStatus::Disabled, None));
}

async fn a_try_tells_why_it_was_not_taken(app: TestApp) {
    let receiver = Receiver::alone().await;
    let service = app.service(&[]).await;
    let sid = receiver.subscribes(&service, &["factor.created"]).await;
    for (status, why) in [(404, Untold::Refused), (503, Untold::Failed), (302, Untold::Redirected)] {
        receiver.answers(status);
        assert_eq!(tried(&app, &service, &sid).await.expect("tried").outcome, Err(why));
    }
    assert_eq!(receiver.heard().len(), 3);
}

async fn nobody_tries_anothers_webhook(app: TestApp) {
    let receiver = Receiver::alone().await;
    let (service, other) = (app.service(&[]).await, app.service(&[]).await);
    let theirs = app.stranger().await.has_service(&app, &[]).await;
    let sid = receiver.subscribes(&theirs, &["factor.created"]).await;
    let ours = receiver.subscribes(&service, &["factor.created"]).await;
    for (service, webhook) in [(&theirs, &sid), (&service, &sid), (&other, &ours)] {
        assert!(matches!(tried(&app, service, webhook).await, Err(TestWebhookError::NotFound)));
    }
    assert_eq!(receiver.heard().len(), 0);
}
