//! What waits to be told: erased with the person, and never more than the database can bear.

use countersign_model::{Identity, Recipient, Timestamp, WebhookSid};
use countersign_store::{webhook_events, webhooks};

use crate::support::{HOUR, Holder, Receiver, Service, TestApp, on_both_engines, ops};

on_both_engines!(carried crate::support::with_webhooks;
    an_erased_address_is_told_of_no_more,
    an_erased_identity_is_told_of_no_more,
    a_webhook_that_too_much_waits_for_is_told_nothing_new_until_there_is_room,
    what_waits_behind_a_failure_is_put_off_with_it,
);

async fn an_erased_address_is_told_of_no_more(app: TestApp) {
    let service = app.service(&[]).await;
    service.subscribes(&["verification.*", "factor.created"]).await;
    for to in ["Jo.Ann@gmail.com", "joann+2@gmail.com", "joanna@gmail.com", "+15017122661"] {
        service.person(to).is_sent().await;
    }
    Holder::scans(&app, &service, "joann-gmail-com", &[]).await;
    let erase = async |address: &str| {
        let address = Recipient::parse(address).expect("an address");
        app.engine.erase_address(&address, ops(), |_| ()).await.expect("erased").events
    };
    assert_eq!(erase("joann@gmail.com").await, 4);
    let left: Vec<_> = service.overheard().await.iter().map(|told| told.get("to").cloned()).collect();
    assert_eq!(left.iter().flatten().filter(|to| *to == "joanna@gmail.com").count(), 2);
    assert_eq!((left.len(), left.iter().flatten().count()), (5, 4));
    assert_eq!((erase("joann@gmail.com").await, erase("+15017122661").await), (0, 2));
}

async fn an_erased_identity_is_told_of_no_more(app: TestApp) {
    let (service, other) = (app.service(&[]).await, app.service(&[]).await);
    for service in [&service, &other] {
        service.subscribes(&["*"]).await;
        let gone = Holder::scans(&app, service, "Ann-00001", &[]).await;
        // Of a factor that is no longer there, too.
        service.api.delete(&gone.factor_path()).await.is(204);
        Holder::scans(&app, service, "ann-00001", &[]).await;
        Holder::scans(&app, service, "ann-000011", &[]).await;
    }
    let ann = Identity::parse("ANN-00001").expect("an identity");
    let erased = app.engine.erase_identity(&ann, ops(), |_| ()).await.expect("erased");
    assert_eq!((erased.entities, erased.events), (2, 6));
    for service in [&service, &other] {
        let left = service.overheard().await;
        assert_eq!((left.len(), left[0]["entity_identity"].as_str()), (1, "ann-000011"));
    }
}

async fn full_since(app: &TestApp, sid: &str) -> Option<Timestamp> {
    let sid: WebhookSid = sid.parse().expect("a SID");
    let found = app.engine.store().read(move |tx| webhooks::get(tx, sid)).await;
    found.expect("the store").expect("a webhook").full_since
}

async fn a_webhook_that_too_much_waits_for_is_told_nothing_new_until_there_is_room(app: TestApp) {
    let (service, receiver, quiet) =
        (app.service(&[]).await, Receiver::alone().await, Receiver::alone().await);
    let sid = receiver.subscribes(&service, &["factor.created"]).await;
    let other = quiet.subscribes(&service, &["factor.created"]).await;
    let wait = async |sid: &str| {
        let sid: WebhookSid = sid.parse().expect("a SID");
        app.engine.store().read(move |tx| webhook_events::waiting_for(tx, sid)).await.expect("the store")
    };
    let path = service.path(&format!("/Webhooks/{other}"));
    service.api.post(&path, &[("Status", "disabled")]).await.is(200);
    for number in 0..10 {
        Holder::scans(&app, &service, &format!("person-{number:04}"), &[]).await;
        app.engine.mind_full_webhooks(10).await.expect("minded");
    }
    assert_eq!((wait(&sid).await, full_since(&app, &sid).await), (10, Some(app.engine.now())));
    service.api.post(&path, &[("Status", "enabled")]).await.is(200);
    Holder::scans(&app, &service, "person-0010", &[]).await;
    app.engine.mind_full_webhooks(10).await.expect("minded");
    assert_eq!((wait(&sid).await, wait(&other).await), (10, 1), "the other one is not full");
    assert_eq!(full_since(&app, &other).await, None);
    // Told until a tenth of the room is free, it hears of new things again.
    let engine = app.engine.clone();
    tokio::spawn(async move { engine.run_webhooks(std::future::pending()).await });
    receiver.hears(10).await;
    for _ in 0..60_000 / 5 {
        app.engine.mind_full_webhooks(10).await.expect("minded");
        if full_since(&app, &sid).await.is_none() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    Holder::scans(&app, &service, "person-0011", &[]).await;
    let told = receiver.hears(11).await;
    let people: Vec<_> = told.iter().map(|told| told.get("entity_identity")).collect();
    assert!(people.contains(&"person-0011") && !people.contains(&"person-0010"), "{people:?}");
}

/// When what waits about each thing is looked at next, in its order.
async fn due(service: &Service) -> Vec<i64> {
    let sid = service.sid.clone();
    let found = service.engine.store().read(move |tx| {
        tx.all(
            "SELECT due_at FROM webhook_events WHERE owner IS NULL
                AND webhook_sid IN (SELECT sid FROM webhooks WHERE service_sid = $1) ORDER BY number",
            &[(&sid).into()],
            |row| row.int(0),
        )
    });
    found.await.expect("the store")
}

async fn what_waits_behind_a_failure_is_put_off_with_it(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    receiver.answers(503);
    let service = app.service(&[]).await;
    receiver.subscribes(&service, &["*"]).await;
    let ann = Holder::scans(&app, &service, "ann-00001", &[]).await;
    let put_off = async |many: usize| {
        for _ in 0..60_000 / 5 {
            let due = due(&service).await;
            if due.len() == many && due.iter().all(|at| *at == due[0] && *at > app.engine.now().millis()) {
                return due[0];
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        panic!("not put off together: {:?}", due(&service).await);
    };
    let first = put_off(1).await;
    // What comes while it waits waits as long, and what fails again takes it along.
    ann.verifies(&ann.code()).await.is(200);
    service.api.delete(&ann.factor_path()).await.is(204);
    assert_eq!(put_off(3).await, first);
    app.advance(HOUR);
    assert!(put_off(3).await > first);
    assert!(receiver.heard().iter().all(|told| told.get("type") == "factor.created"));
    receiver.answers(200);
    for many in 1..=3 {
        app.advance(HOUR);
        let failed = 2;
        receiver.hears(failed + many).await;
    }
    let told = receiver.heard();
    let types: Vec<_> = told[2..].iter().map(|told| told.get("type")).collect();
    assert_eq!(types, ["factor.created", "factor.verified", "factor.deleted"]);
}
