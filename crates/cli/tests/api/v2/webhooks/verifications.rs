//! What webhooks are told of verifications: each thing once, in its order, and never the code.

use std::collections::BTreeSet;

use axum::body::Body;
use countersign_model::Fate;
use http::{Request, header};
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::delivery::{calls, latest_attempt, path_of};
use crate::support::{MINUTE, Person, Receiver, SECOND, Service, TestApp, WRONG, on_both_engines};

on_both_engines!(carried crate::support::with_webhooks;
    a_verification_is_told_from_its_beginning_to_its_end_and_signed,
    a_message_that_arrives_is_told_once,
    the_first_version_is_told_no_address,
    five_wrong_codes_are_told_once_and_what_frees_the_number_too,
    what_the_application_ends_is_told,
    what_gives_way_is_told_before_what_takes_its_place,
    what_expires_is_told_once_by_the_sweep,
    what_expired_is_told_once_though_a_create_came_before_the_sweep,
    of_two_right_codes_at_once_one_is_told,
    what_happens_at_once_is_told_once_each,
    what_is_refused_or_only_repeated_is_not_told,
    the_star_is_told_nothing_of_verifications,
    what_began_before_anybody_wanted_it_is_not_told_and_marks_nothing,
    a_service_that_nobody_listens_to_any_more_marks_nothing,
    what_no_provider_takes_is_not_told_as_sent,
);

/// Whether the service, and how many of its verifications, are marked to be told of.
async fn marks(service: &Service) -> (bool, i64) {
    let sid = service.sid.clone();
    let found = service.engine.store().read(move |tx| {
        let marked = "SELECT is_told FROM services WHERE sid = $1";
        let is_told = tx.one(marked, &[(&sid).into()], |row| Ok(row.maybe_int(0)?.is_some()))?;
        let count =
            "SELECT CAST(COUNT(*) AS BIGINT) FROM verifications WHERE service_sid = $1 AND is_told = 1";
        Ok((is_told, tx.one(count, &[(&sid).into()], |row| row.int(0))?))
    });
    let (is_told, many) = found.await.expect("the store");
    (is_told.expect("a service"), many.expect("a count"))
}

/// Alice, at a service that listens.
async fn alice(app: &TestApp) -> Person {
    let service = app.service(&[]).await;
    service.subscribes(&["verification.*"]).await;
    service.person("+15017122661")
}

async fn a_verification_is_told_from_its_beginning_to_its_end_and_signed(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    receiver.subscribes(&service, &["*", "verification.*"]).await;
    let alice = service.person("+15017122661");
    let created = alice.asks_with(&[("Tags", r#"{"cart":"17"}"#)]).await.is(201);
    let code = alice.reads().await;
    alice.types(WRONG).await.shows("pending");
    alice.types(&code).await.shows("approved");
    let told = receiver.hears(3).await;
    let types: Vec<_> = told.iter().map(|told| told.get("type")).collect();
    assert_eq!(types, ["verification.created", "verification.sent", "verification.approved"]);
    for told in &told {
        assert!(told.is_signed(&receiver.url(), &app.token) && !told.is_signed(&receiver.url(), "other"));
        assert_eq!(told.get("account_sid"), app.account.to_string());
        assert_eq!(told.get("service_sid"), service.sid);
        assert_eq!(told.get("verification_sid"), created.sid());
        assert_eq!((told.get("to"), told.get("channel")), ("+15017122661", "sms"));
        assert_eq!((told.get("tags"), told.get("date")), (r#"{"cart":"17"}"#, "2026-01-01T00:00:00Z"));
        assert_eq!(told.get("uuid"), told.token);
        assert!(!format!("{told:?}").contains(&code), "{told:?}");
    }
    let statuses: Vec<_> = told.iter().map(|told| told.get("status")).collect();
    assert_eq!(statuses, ["pending", "pending", "approved"]);
    assert_eq!(told[1].get("attempt_sid"), latest_attempt(&created));
    let uuids: BTreeSet<_> = told.iter().map(|told| told.get("uuid")).collect();
    assert_eq!(uuids.len(), 3);
}

async fn a_message_that_arrives_is_told_once(app: TestApp) {
    let alice = alice(&app).await;
    let sid = latest_attempt(&alice.asks().await.is(201));
    let url = path_of(&alice.gets().await.receipt_url.expect("an address"));
    for state in ["sent", "delivered", "delivered", "failed"] {
        assert_eq!(calls(&app, "first", &url, state).await, 200);
    }
    assert_eq!(alice.service.told().await, ["created", "sent", "delivered"]);
    let told = alice.service.overheard().await;
    assert_eq!((told[2]["attempt_sid"].as_str(), told[2]["channel"].as_str()), (sid.as_str(), "sms"));
    // A second message by another way is told as what it is.
    app.advance(MINUTE);
    let again = alice.service.create(&[("To", &alice.to), ("Channel", "call")]).await.is(201);
    alice.gets().await;
    let told = alice.service.overheard().await;
    let last = &told[3];
    assert_eq!((last["type"].as_str(), last["channel"].as_str()), ("verification.sent", "call"));
    assert_eq!((told.len(), last["attempt_sid"].as_str()), (4, latest_attempt(&again).as_str()));
}

async fn the_first_version_is_told_no_address(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = app.service(&[]).await;
    let sid = receiver.subscribes(&service, &["verification.sent"]).await;
    service.api.post(&service.path(&format!("/Webhooks/{sid}")), &[("Version", "v1")]).await.is(200);
    service.person("ann@example.com").is_sent().await;
    let told = &receiver.hears(1).await[0];
    assert!(told.is_signed(&receiver.url(), &app.token));
    let names: Vec<_> = told.fields.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "account_sid",
            "attempt_sid",
            "channel",
            "date",
            "service_sid",
            "status",
            "type",
            "uuid",
            "verification_sid"
        ]
    );
}

async fn five_wrong_codes_are_told_once_and_what_frees_the_number_too(app: TestApp) {
    let alice = alice(&app).await;
    let (sid, code) = alice.is_sent().await;
    alice.guesses(5).await;
    for _ in 0..2 {
        alice.types(&code).await.is(429);
    }
    let told = alice.service.overheard().await;
    let types: Vec<_> = told.iter().map(|fields| fields["type"].as_str()).collect();
    assert_eq!(types, ["verification.created", "verification.sent", "verification.max_attempts_reached"]);
    assert_eq!(told[2]["status"], "max_attempts_reached");
    alice.service.update(&sid, "canceled").await.is(200);
    assert_eq!(alice.service.told().await[3..], ["canceled"]);
}

async fn what_the_application_ends_is_told(app: TestApp) {
    let alice = alice(&app).await;
    for (to, status) in [("+15017122662", "canceled"), ("ann@example.com", "approved")] {
        let person = alice.service.person(to);
        let (sid, _) = person.is_sent().await;
        alice.service.update(&sid, status).await.is(200);
        alice.service.update(&sid, status).await.finds_nothing();
        let told = alice.service.overheard().await;
        let of: Vec<_> = told.iter().filter(|fields| fields["verification_sid"] == sid).collect();
        assert_eq!((of.len(), of[2]["status"].as_str(), of[2]["to"].as_str()), (3, status, to));
    }
}

async fn what_gives_way_is_told_before_what_takes_its_place(app: TestApp) {
    let service = app.service(&[("Psd2Enabled", "true")]).await;
    service.subscribes(&["verification.created", "verification.canceled"]).await;
    let alice = service.person("+15017122661");
    let mut sids = Vec::new();
    for amount in ["10", "20"] {
        app.advance(MINUTE);
        sids.push(alice.asks_with(&[("Amount", amount), ("Payee", "Shop")]).await.is(201).sid());
    }
    let told: Vec<_> = service.overheard().await;
    let told: BTreeSet<_> =
        told.iter().map(|fields| (fields["verification_sid"].as_str(), fields["type"].as_str())).collect();
    let expected = [
        (sids[0].as_str(), "verification.created"),
        (sids[0].as_str(), "verification.canceled"),
        (sids[1].as_str(), "verification.created"),
    ];
    assert_eq!(told, BTreeSet::from(expected));
    assert_eq!(service.overheard().await.len(), 3);
}

async fn what_expires_is_told_once_by_the_sweep(app: TestApp) {
    let alice = alice(&app).await;
    let (sid, _) = alice.is_sent().await;
    app.advance(10 * MINUTE - SECOND);
    app.engine.sweep().await.expect("swept");
    assert_eq!(alice.service.told().await, ["created", "sent"]);
    app.advance(SECOND);
    for _ in 0..2 {
        app.engine.sweep().await.expect("swept");
    }
    let told = alice.service.overheard().await;
    assert_eq!(told.len(), 3);
    let last = &told[2];
    assert_eq!((last["type"].as_str(), last["status"].as_str()), ("verification.expired", "expired"));
    assert_eq!(
        (last["verification_sid"].as_str(), last["date"].as_str()),
        (sid.as_str(), "2026-01-01T00:10:00Z")
    );
}

async fn what_expired_is_told_once_though_a_create_came_before_the_sweep(app: TestApp) {
    let alice = alice(&app).await;
    let (first, _) = alice.is_sent().await;
    app.advance(11 * MINUTE);
    let (second, code) = alice.is_sent().await;
    alice.types(&code).await.shows("approved");
    for _ in 0..2 {
        app.advance(11 * MINUTE);
        app.engine.sweep().await.expect("swept");
    }
    let told = alice.service.overheard().await;
    let of = |sid: &str| -> Vec<_> {
        let of = told.iter().filter(|fields| fields["verification_sid"] == sid);
        of.map(|fields| fields["type"].clone()).collect()
    };
    assert_eq!(of(&first), ["verification.created", "verification.sent", "verification.expired"]);
    assert_eq!(of(&second), ["verification.created", "verification.sent", "verification.approved"]);
}

async fn of_two_right_codes_at_once_one_is_told(app: TestApp) {
    let alice = alice(&app).await;
    let (_, code) = alice.is_sent().await;
    let (one, other) = tokio::join!(alice.types(&code), alice.types(&code));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404]);
    assert_eq!(alice.service.told().await, ["created", "sent", "approved"]);
}

async fn what_happens_at_once_is_told_once_each(app: TestApp) {
    let alice = alice(&app).await;
    let (sid, _) = alice.is_sent().await;
    let url = path_of(&app.mailbox.given()[0].receipt_url.clone().expect("an address"));
    app.advance(MINUTE);
    let mut tasks = JoinSet::new();
    for n in 0..12 {
        let (alice, sid, router, url) = (alice.clone(), sid.clone(), app.router.clone(), url.clone());
        tasks.spawn(async move {
            match n % 4 {
                0 => alice.types(WRONG).await.status,
                1 => alice.service.update(&sid, "canceled").await.status,
                2 => alice.asks().await.status,
                _ => {
                    let told =
                        Request::post(url).header("mailbox-signature", "first").body(Body::from("delivered"));
                    let Ok(answer) = router.oneshot(told.expect("a request")).await;
                    answer.status()
                }
            }
        });
    }
    let statuses = tasks.join_all().await;
    assert!(statuses.iter().all(|status| !status.is_server_error()), "{statuses:?}");
    let told = alice.service.overheard().await;
    let count = |what: &str| {
        let of = told.iter().filter(|fields| fields["verification_sid"] == sid && fields["type"] == what);
        of.count()
    };
    assert_eq!(count("verification.created"), 1);
    assert_eq!((count("verification.canceled"), count("verification.delivered")), (1, 1));
}

async fn what_is_refused_or_only_repeated_is_not_told(app: TestApp) {
    let alice = alice(&app).await;
    for _ in 0..3 {
        let request = Request::post(alice.service.path("/Verifications"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("idempotency-key", "one")
            .body("To=%2B15017122661&Channel=sms".into());
        alice.service.api.send(request.expect("a request")).await.is(201);
    }
    let code = alice.reads().await;
    alice.service.create(&[("To", &alice.to), ("Channel", "no-channel")]).await.is(400);
    alice.service.create(&[("To", &alice.to), ("Channel", "sms"), ("CustomCode", "1234")]).await.is(403);
    alice.types(&code).await.shows("approved");
    alice.types(&code).await.finds_nothing();
    assert_eq!(alice.service.told().await, ["created", "sent", "approved"]);
}

async fn the_star_is_told_nothing_of_verifications(app: TestApp) {
    let service = app.service(&[]).await;
    service.subscribes(&["*", "factor.created"]).await;
    let alice = service.person("+15017122661");
    let (_, code) = alice.is_sent().await;
    alice.types(&code).await.shows("approved");
    assert_eq!(service.overheard().await, []);
    assert_eq!(marks(&service).await, (false, 0));
}

async fn what_began_before_anybody_wanted_it_is_not_told_and_marks_nothing(app: TestApp) {
    let service = app.service(&[]).await;
    let (alice, bob) = (service.person("+15017122661"), service.person("+15017122662"));
    let (_, code) = alice.is_sent().await;
    service.subscribes(&["verification.*"]).await;
    alice.types(&code).await.shows("approved");
    assert_eq!(service.overheard().await, []);
    let (_, code) = bob.is_sent().await;
    bob.types(&code).await.shows("approved");
    assert_eq!(service.told().await, ["created", "sent", "approved"]);
    assert_eq!(marks(&service).await, (true, 1));
}

async fn a_service_that_nobody_listens_to_any_more_marks_nothing(app: TestApp) {
    let service = app.service(&[]).await;
    let one = service.subscribes(&["verification.approved"]).await;
    let other = service.subscribes(&["verification.*"]).await;
    let webhook = |sid: &str| service.path(&format!("/Webhooks/{sid}"));
    service.api.delete(&webhook(&one)).await.is(204);
    assert_eq!(marks(&service).await, (true, 0));
    service.api.post(&webhook(&other), &[("Status", "disabled")]).await.is(200);
    assert_eq!(marks(&service).await, (false, 0));
    service.api.post(&webhook(&other), &[("Status", "enabled")]).await.is(200);
    assert_eq!(marks(&service).await, (true, 0));
    service.api.post(&webhook(&other), &[("EventTypes", "*")]).await.is(200);
    service.person("+15017122661").is_sent().await;
    assert_eq!((marks(&service).await, service.overheard().await.len()), ((false, 0), 0));
}

async fn what_no_provider_takes_is_not_told_as_sent(app: TestApp) {
    let alice = alice(&app).await;
    app.mailbox.will(Fate::BadRecipient { reason: "no such number".to_owned() });
    let created = alice.asks().await.is(201);
    app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!(alice.service.told().await, ["created"]);
}
