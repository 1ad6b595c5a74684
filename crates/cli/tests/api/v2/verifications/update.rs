//! `POST …/Verifications/{Sid}` (behaviour map 4.7).

use crate::support::{TestApp, on_both_engines};

on_both_engines!(
    a_verification_is_canceled_or_approved_by_sid_or_by_address,
    only_the_two_statuses_are_taken,
    what_has_ended_cannot_be_ended_again,
    an_exhausted_one_can_be_canceled_but_not_approved,
    what_was_never_there_is_not_found,
);

async fn a_verification_is_canceled_or_approved_by_sid_or_by_address(app: TestApp) {
    let service = app.service(&[]).await;
    for to in ["+15017122661", "ann@example.com"] {
        for status in ["canceled", "approved"] {
            let person = service.person(to);
            let created = person.asks().await.is(201);
            person.reads().await;
            let ended = service.update(to, status).await.is(200).shows(status);
            let mut expected = created.body.clone();
            expected["status"] = status.into();
            expected["valid"] = (status == "approved").into();
            assert_eq!(ended.body, expected);

            let sid = person.asks().await.is(201).sid();
            person.reads().await;
            assert_ne!(sid, created.sid());
            assert_eq!(service.update(&sid, status).await.is(200).shows(status).sid(), sid);
        }
    }
}

async fn only_the_two_statuses_are_taken(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    for status in
        ["", "pending", "expired", "max_attempts_reached", "Canceled", "cancelled", "deleted", "\u{fe0f}"]
    {
        alice.service.update(&sid, status).await.blames("Status");
        alice.service.update(&alice.to, status).await.blames("Status");
    }
    let path = alice.service.path(&format!("/Verifications/{sid}"));
    let missing = alice.service.api.post(&path, &[("status", "canceled")]).await.refuses(400, 20001);
    assert_eq!(missing.body["message"], "Missing required parameter Status in the post body");
    alice.types(&code).await.shows("approved");
}

async fn what_has_ended_cannot_be_ended_again(app: TestApp) {
    let alice = app.alice().await;
    for first in ["canceled", "approved"] {
        let (sid, code) = alice.is_sent().await;
        alice.service.update(&sid, first).await.shows(first);
        for second in ["canceled", "approved"] {
            alice.service.update(&sid, second).await.finds_nothing();
            alice.service.update(&alice.to, second).await.finds_nothing();
        }
        alice.types(&code).await.finds_nothing();
    }
    let (sid, code) = alice.is_sent().await;
    alice.types(&code).await.shows("approved");
    alice.service.update(&sid, "canceled").await.finds_nothing();
}

async fn an_exhausted_one_can_be_canceled_but_not_approved(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    alice.guesses(5).await;
    alice.service.update(&sid, "approved").await.finds_nothing();
    alice.types(&code).await.refuses(429, 60202);
    alice.service.update(&sid, "canceled").await.shows("canceled");
    alice.types(&code).await.finds_nothing();
    let (fresh, code) = alice.is_sent().await;
    assert_ne!(fresh, sid);
    alice.types(&code).await.shows("approved");
}

async fn what_was_never_there_is_not_found(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    let elsewhere = app.service(&[]).await;
    for status in ["canceled", "approved"] {
        alice.service.update("+4915112345678", status).await.finds_nothing();
        alice.service.update("nobody", status).await.finds_nothing();
        elsewhere.update(&sid, status).await.finds_nothing();
        elsewhere.update(&alice.to, status).await.finds_nothing();
    }
    alice.types(&code).await.shows("approved");
}
