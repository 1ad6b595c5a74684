use serde_json::json;

use super::by;
use crate::support::{HOUR, SECOND, TestApp, on_both_engines};

on_both_engines!(
    under crate::limits::limits(serde_json::json!({"test_numbers": ["+15017122600"]}));
    a_second_message_in_30_seconds_is_refused_and_told,
    who_was_sent_a_message_may_be_called_at_once,
    cancelling_frees_nothing,
    another_service_is_no_way_around,
    another_channel_is_no_way_around_five_in_ten_minutes,
    an_address_is_the_same_in_every_spelling,
    ten_a_day_and_no_more,
    a_refused_request_is_not_counted,
    another_account_counts_for_itself,
    test_numbers_are_sent_as_often_as_asked,
    of_many_at_once_one_is_sent,
    a_new_code_after_five_wrong_ones_still_waits_its_time,
);

const ALICE: &str = "+15017122661";

async fn a_second_message_in_30_seconds_is_refused_and_told(app: TestApp) {
    let alice = app.alice().await;
    let (sid, _) = alice.is_sent().await;
    app.advance(10 * SECOND);
    let refused = alice.asks().await;
    assert_eq!(refused.retry_after(), 20);
    assert_eq!(
        refused.names_rule(429, 60212, "address_30_seconds"),
        json!({
            "rule": "address_30_seconds",
            "reason": "this address may be sent 1 in 30 seconds on one channel",
            "limit": 1,
            "seconds": 30,
            "until": "2026-01-01T00:00:30Z",
        })
    );
    app.advance(20 * SECOND);
    assert_eq!(alice.asks().await.is(201).sid(), sid);
    alice.gets().await;
    assert_eq!(app.mailbox.given().len(), 2);
}

async fn who_was_sent_a_message_may_be_called_at_once(app: TestApp) {
    let service = app.service(&[]).await;
    let sid = service.create(&by(ALICE, "sms")).await.is(201).sid();
    assert_eq!(service.create(&by(ALICE, "call")).await.is(201).sid(), sid);
    service.create(&by(ALICE, "call")).await.names_rule(429, 60212, "address_30_seconds");
}

async fn cancelling_frees_nothing(app: TestApp) {
    let alice = app.alice().await;
    alice.asks().await.is(201);
    for _ in 1..5 {
        alice.cancels().await.is(200);
        alice.asks().await.names_rule(429, 60212, "address_30_seconds");
        app.advance(30 * SECOND);
        alice.asks().await.is(201);
    }
    alice.cancels().await.is(200);
    app.advance(30 * SECOND);
    let refused = alice.asks().await;
    assert_eq!(refused.retry_after(), 600 - 150);
    refused.names_rule(429, 60203, "address_10_minutes");
}

async fn another_service_is_no_way_around(app: TestApp) {
    app.alice().await.asks().await.is(201);
    for _ in 1..5 {
        app.alice().await.asks().await.names_rule(429, 60212, "address_30_seconds");
        app.advance(30 * SECOND);
        app.alice().await.asks().await.is(201);
    }
    app.advance(30 * SECOND);
    app.alice().await.asks().await.names_rule(429, 60203, "address_10_minutes");
}

async fn another_channel_is_no_way_around_five_in_ten_minutes(app: TestApp) {
    let service = app.service(&[]).await;
    for channel in ["sms", "call", "sms", "call", "sms"] {
        service.create(&by(ALICE, channel)).await.is(201);
        service.update(ALICE, "canceled").await.is(200);
        app.advance(30 * SECOND);
    }
    for channel in ["sms", "call"] {
        service.create(&by(ALICE, channel)).await.names_rule(429, 60203, "address_10_minutes");
    }
}

async fn an_address_is_the_same_in_every_spelling(app: TestApp) {
    let service = app.service(&[]).await;
    for spellings in [
        &[
            "ann@example.com",
            "Ann@example.com",
            "ANN@EXAMPLE.COM",
            "ann+shop@example.com",
            "ann+@example.com",
        ][..],
        &["jo.ann@gmail.com", "joann@gmail.com", "j.o.a.n.n+1@googlemail.com"],
        &["+447400123456", " 447400123456", "+4407400123456"],
    ] {
        let channel = if spellings[0].contains('@') { "email" } else { "sms" };
        service.create(&by(spellings[0], channel)).await.is(201);
        for spelling in spellings {
            service.create(&by(spelling, channel)).await.names_rule(429, 60212, "address_30_seconds");
        }
    }
}

async fn ten_a_day_and_no_more(app: TestApp) {
    let alice = app.alice().await;
    for _ in 0..10 {
        alice.asks().await.is(201);
        app.advance(HOUR);
    }
    let refused = alice.asks().await;
    assert_eq!(refused.retry_after() * SECOND, 14 * HOUR);
    refused.names_rule(429, 60626, "address_day");
    app.advance(14 * HOUR);
    alice.asks().await.is(201);
    app.advance(30 * SECOND);
    alice.asks().await.names_rule(429, 60626, "address_day");
}

async fn a_refused_request_is_not_counted(app: TestApp) {
    let alice = app.alice().await;
    let sid = alice.asks().await.is(201).sid();
    for _ in 0..20 {
        alice.asks().await.names_rule(429, 60212, "address_30_seconds");
    }
    app.advance(30 * SECOND);
    let joined = alice.asks().await.is(201);
    assert_eq!((joined.sid(), joined.sends()), (sid, 2));
}

async fn another_account_counts_for_itself(app: TestApp) {
    app.alice().await.asks().await.is(201);
    let theirs = app.stranger().await.has_service(&app, &[]).await;
    theirs.person(ALICE).asks().await.is(201);
}

async fn test_numbers_are_sent_as_often_as_asked(app: TestApp) {
    let tester = app.service(&[]).await.person("+15017122600");
    for _ in 0..12 {
        tester.asks().await.is(201);
        tester.cancels().await.is(200);
    }
}

async fn of_many_at_once_one_is_sent(app: TestApp) {
    let services = [app.service(&[]).await, app.service(&[]).await];
    let asked: Vec<_> = (0..40)
        .map(|n| {
            let service = services[n % 2].clone();
            tokio::spawn(async move { service.create(&by(ALICE, "sms")).await })
        })
        .collect();
    let mut sent = 0;
    for answer in asked {
        let answer = answer.await.expect("an answer");
        if answer.status == 201 {
            sent += 1;
        } else {
            answer.names_rule(429, 60212, "address_30_seconds");
        }
    }
    assert_eq!(sent, 1);
}

async fn a_new_code_after_five_wrong_ones_still_waits_its_time(app: TestApp) {
    let alice = app.alice().await;
    alice.is_sent().await;
    alice.guesses(5).await;
    // What the verification itself says comes first: it is the longer wait.
    let refused = alice.asks().await;
    assert_eq!(refused.retry_after(), 600);
    refused.refuses(429, 60202);
}
