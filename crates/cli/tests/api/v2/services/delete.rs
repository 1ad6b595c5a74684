//! `DELETE /v2/Services/{Sid}`: everything under it goes.

use std::sync::mpsc;
use std::time::Duration;

use countersign_model::Limits;
use countersign_store::{End, verifications};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::support::{TestApp, in_turn, on_both_engines, run_on_postgres};

on_both_engines!(
    a_deleted_service_is_gone_with_everything_under_it_at_once,
    what_was_purged_behind_it_changes_no_answer,
    a_code_under_way_is_not_sent_once_its_service_is_gone,
    creates_against_a_delete_leave_nothing_that_can_be_reached,
);

async fn a_deleted_service_is_gone_with_everything_under_it_at_once(app: TestApp) {
    let alice = app.alice().await;
    let service = &alice.service;
    let kept = app.service(&[]).await;
    let (sid, code) = alice.is_sent().await;
    let ann = service.person("ann@example.com");
    let (canceled, _) = ann.is_sent().await;
    ann.cancels().await.is(200);

    let deleted = service.api.delete(&service.path("")).await.is(204);
    assert_eq!(deleted.body, Value::Null);
    service.api.delete(&service.path("")).await.finds_nothing();
    service.api.get(&service.path("")).await.finds_nothing();
    service.set(&[("CodeLength", "4")]).await.finds_nothing();
    alice.asks().await.finds_nothing();
    alice.types(&code).await.finds_nothing();
    service.check(&[("VerificationSid", &sid), ("Code", &code)]).await.finds_nothing();
    for target in [&sid, &canceled, &alice.to] {
        service.fetch(target).await.finds_nothing();
        service.update(target, "approved").await.finds_nothing();
        // Nor can another service of the account reach it.
        kept.fetch(target).await.finds_nothing();
    }
    let listed = service.api.get("/v2/Services").await.is(200);
    let sids: Vec<_> =
        listed.body["services"].as_array().unwrap().iter().map(|it| it["sid"].clone()).collect();
    assert_eq!(sids, [kept.sid.as_str()]);
}

async fn what_was_purged_behind_it_changes_no_answer(app: TestApp) {
    let alice = app.alice().await;
    let kept = app.service(&[]).await.person("+4915112345678");
    let (sid, code) = alice.is_sent().await;
    let (kept_sid, kept_code) = kept.is_sent().await;
    let api = &alice.service.api;
    api.delete(&alice.service.path("")).await.is(204);
    app.engine.sweep().await.expect("a sweep");
    alice.service.fetch(&sid).await.finds_nothing();
    alice.service.check(&[("VerificationSid", &sid), ("Code", &code)]).await.finds_nothing();
    assert_eq!(kept.service.fetch(&kept.to).await.shows("pending").sid(), kept_sid);
    kept.types(&kept_code).await.shows("approved");
}

async fn a_code_under_way_is_not_sent_once_its_service_is_gone(app: TestApp) {
    let alice = app.alice().await;
    for mailbox in [&app.mailbox, &app.spare] {
        mailbox.will(countersign_model::Fate::Retryable { reason: "busy".to_owned() });
    }
    let created = alice.asks().await.is(201);
    alice.gets().await;
    let attempt = created.body["send_code_attempts"][0]["attempt_sid"].as_str().unwrap();
    app.attempt(attempt, |attempt| attempt.tries == 1).await;
    alice.service.api.delete(&alice.service.path("")).await.is(204);
    app.advance(1000);
    let attempt = app.ended_attempt(attempt).await;
    assert_eq!((attempt.state.as_str(), attempt.tries), ("dropped", 1));
    assert_eq!(app.mailbox.given().len(), 1);
}

async fn creates_against_a_delete_leave_nothing_that_can_be_reached(app: TestApp) {
    let service = app.service(&[]).await;
    let mut tasks = JoinSet::new();
    for n in 0..60 {
        let person = service.person(&format!("+150171226{n:02}"));
        tasks.spawn(async move {
            if n == 30 {
                person.service.api.delete(&person.service.path("")).await.is(204);
                return None;
            }
            let answer = person.asks().await;
            // A create comes before the delete or after it; there is nothing between.
            if answer.status == 201 {
                return Some((person, answer.sid()));
            }
            answer.finds_nothing();
            None
        });
    }
    let made: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
    let mut made_sids = Vec::new();
    for (person, sid) in made {
        let code = person.gets().await.code;
        service.fetch(&sid).await.finds_nothing();
        service.fetch(&person.to).await.finds_nothing();
        person.types(&code).await.finds_nothing();
        service.check(&[("VerificationSid", &sid), ("Code", &code)]).await.finds_nothing();
        service.update(&sid, "approved").await.finds_nothing();
        made_sids.push(sid);
    }
    app.engine.sweep().await.expect("a sweep");
    for sid in made_sids {
        let sid = sid.parse().expect("a SID");
        let left = app.engine.store().read(move |tx| verifications::find(tx, sid)).await;
        assert_eq!(left.expect("the store"), None, "a row outlived its service");
    }
}

/// SQLite's writer is alone: there is nothing between a create and a delete.
#[test]
fn a_delete_waits_for_a_create_that_has_begun() {
    run_on_postgres(Limits::development(), in_turn, wait_for_a_create);
}

async fn wait_for_a_create(app: TestApp) {
    let alice = app.alice().await;
    let store = app.engine.store().clone();
    // Somebody holds the slot of her address, so that her create comes to a halt in the middle.
    let (held, is_held) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let (service, to) = (alice.service.sid.clone(), alice.to.clone());
    let holding = store.write(move |tx| {
        let taken = "INSERT INTO live_slots (service_sid, recipient, mode, verification_sid, until_at)
            VALUES ($1, $2, 'code', 'VE', 0)";
        tx.change(taken, &[(&service).into(), (&to).into()])?;
        held.send(()).expect("a test that waits");
        // Until the other end is dropped.
        let _ = released.recv();
        Ok(End::Rollback(()))
    });
    let waits = async |kind: &'static str| {
        let waiting = "SELECT CAST(COUNT(*) AS BIGINT) FROM pg_locks WHERE NOT granted AND locktype = $1
            AND (database IS NULL OR database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())";
        for _ in 0..6000 {
            let count = store.read(move |tx| tx.one(waiting, &[kind.into()], |row| row.int(0))).await;
            if count.expect("a read").is_some_and(|count| count > 0) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("nobody waits for a lock of kind {kind}");
    };
    let (creating, deleting) = (alice.clone(), alice.clone());
    let story = async {
        tokio::task::spawn_blocking(move || is_held.recv()).await.expect("no panic").expect("it is held");
        let creating = tokio::spawn(async move { creating.asks().await });
        // For the transaction of whoever holds the slot.
        waits("transactionid").await;
        let deleting =
            tokio::spawn(async move { deleting.service.api.delete(&deleting.service.path("")).await });
        waits("advisory").await;
        assert!(!deleting.is_finished());
        drop(release);
        let made = creating.await.expect("no panic").is(201).sid();
        deleting.await.expect("no panic").is(204);
        made
    };
    let (made, rolled_back) = tokio::join!(story, holding);
    rolled_back.expect("an answer");
    alice.service.fetch(&made).await.finds_nothing();
    app.engine.sweep().await.expect("a sweep");
    let sid = made.parse().expect("a SID");
    let left = app.engine.store().read(move |tx| verifications::find(tx, sid)).await;
    assert_eq!(left.expect("the store"), None, "a row outlived its service");
}
