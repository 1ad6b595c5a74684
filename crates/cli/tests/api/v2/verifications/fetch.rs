//! `GET …/Verifications/{Sid}` (behaviour map 4.4 and 4.6).

use crate::support::{HOUR, MINUTE, SECOND, TestApp, on_both_engines};

on_both_engines!(
    a_live_verification_is_fetched_by_sid_and_by_address,
    an_approved_one_is_gone,
    a_canceled_one_stays_under_its_sid,
    an_exhausted_one_is_shown_until_it_frees_its_number,
    what_was_never_there_is_not_found,
    one_verification_is_fetched_60_times_a_minute_180_an_hour_and_250_a_day,
);

async fn a_live_verification_is_fetched_by_sid_and_by_address(app: TestApp) {
    let service = app.service(&[]).await;
    for to in ["+15017122661", "ann+tag@example.com"] {
        let person = service.person(to);
        let created = person.asks().await.is(201);
        for target in [created.sid(), to.to_owned(), created.sid().to_uppercase()] {
            assert_eq!(service.fetch(&target).await.is(200).body, created.body);
        }
        // A plus may stand in a path as it is.
        let plain = service.api.get(&service.path(&format!("/Verifications/{to}"))).await.is(200);
        assert_eq!(plain.body, created.body);
    }
}

async fn an_approved_one_is_gone(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    alice.types(&code).await.shows("approved");
    let gone = alice.service.fetch(&sid).await.finds_nothing();
    let path = format!("/Services/{}/Verifications/{sid}", alice.service.sid);
    assert_eq!(gone.text("message"), format!("The requested resource {path} was not found"));
    alice.service.fetch(&alice.to).await.finds_nothing();
}

async fn a_canceled_one_stays_under_its_sid(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    alice.service.update(&sid, "canceled").await.shows("canceled");
    app.advance(24 * HOUR);
    alice.service.fetch(&sid).await.is(200).shows("canceled");
    alice.service.fetch(&alice.to).await.finds_nothing();
    alice.types(&code).await.finds_nothing();
    alice.service.check(&[("VerificationSid", &sid), ("Code", &code)]).await.finds_nothing();
}

async fn an_exhausted_one_is_shown_until_it_frees_its_number(app: TestApp) {
    let alice = app.alice().await;
    let (sid, _) = alice.is_sent().await;
    alice.guesses(5).await;
    alice.service.fetch(&sid).await.is(200).shows("max_attempts_reached");
    alice.service.fetch(&alice.to).await.finds_nothing();
    app.advance(10 * MINUTE - 1);
    alice.service.fetch(&sid).await.is(200).shows("max_attempts_reached");
    app.advance(1);
    alice.service.fetch(&sid).await.finds_nothing();
}

async fn what_was_never_there_is_not_found(app: TestApp) {
    let alice = app.alice().await;
    let (sid, _) = alice.is_sent().await;
    let other = sid.replace(&sid[30..], "0000");
    let elsewhere = app.service(&[]).await;
    for target in
        [other.as_str(), "VE", "+4915112345678", "+1", "nobody", "ann@example.com", "VA00", " ", "'"]
    {
        alice.service.fetch(target).await.finds_nothing();
    }
    elsewhere.fetch(&sid).await.finds_nothing();
    elsewhere.fetch(&alice.to).await.finds_nothing();
}

async fn one_verification_is_fetched_60_times_a_minute_180_an_hour_and_250_a_day(app: TestApp) {
    let alice = app.service(&[("VerificationTtl", "86400")]).await.person("+15017122661");
    let (sid, _) = alice.is_sent().await;
    let fetch_many = async |times| {
        for n in 0..times {
            // By SID or by address: it is the same verification.
            alice.service.fetch(if n % 2 == 0 { &sid } else { &alice.to }).await.is(200);
        }
    };
    let wait = async || {
        let refused = alice.service.fetch(&sid).await.refuses(429, 20429);
        assert_eq!(refused.body["message"], "Too many requests");
        refused.retry_after()
    };
    fetch_many(60).await;
    assert_eq!(wait().await, 60);
    app.advance(59 * SECOND + 1);
    assert_eq!(wait().await, 1);
    let bob = alice.service.person("+4915112345678");
    let (other, _) = bob.is_sent().await;
    alice.service.fetch(&other).await.is(200);

    app.advance(999);
    fetch_many(60).await;
    app.advance(MINUTE);
    fetch_many(60).await;
    app.advance(MINUTE);
    assert_eq!(wait().await, 57 * 60);
    app.advance(57 * MINUTE);
    fetch_many(60).await;
    app.advance(MINUTE);
    fetch_many(10).await;
    // 61 minutes of the day are over.
    assert_eq!(wait().await, (24 * 60 - 61) * 60);
}
