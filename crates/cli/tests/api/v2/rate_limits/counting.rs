//! Creates that name values: which pass, which don't, and what is said then.

use countersign_model::limit::Blocked;
use http::{Request, header};
use serde_json::json;

use super::{Limit, create, somebody};
use crate::support::{SECOND, TestApp, on_both_engines, ops};

on_both_engines!(
    a_value_passes_as_often_as_its_bucket_allows_and_is_told_when_again,
    a_refused_create_sends_nothing_and_makes_nothing,
    all_buckets_hold_and_the_one_that_waits_longest_is_told,
    values_and_rate_limits_and_services_are_counted_by_themselves,
    a_rate_limit_without_buckets_refuses_nothing_and_an_unknown_one_everything,
    a_resend_counts_and_a_check_does_not,
    of_several_rate_limits_all_count_a_create_or_none,
    what_another_rule_refuses_is_not_counted,
    a_repetition_is_not_counted_and_a_refused_create_leaves_no_key,
    a_changed_bucket_holds_at_once,
    a_text_a_number_and_a_boolean_that_read_alike_are_one_value,
);

async fn a_value_passes_as_often_as_its_bucket_allows_and_is_told_when_again(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::of(&service, "end_user_ip", 2, 60).await;
    let says = limit.says("203.0.113.7");
    create(&service, &somebody(1), &says).await.is(201);
    app.advance(10 * SECOND);
    create(&service, &somebody(2), &says).await.is(201);
    app.advance(SECOND / 2);
    let refused = create(&service, &somebody(3), &says).await;
    assert_eq!(refused.headers["twilio-reached-rate-limit"], "end_user_ip");
    assert_eq!(refused.retry_after(), 50);
    assert_eq!(refused.body["message"], "Too many requests");
    let mut details = refused.names_rule(429, 20429, "rate_limit");
    let bucket = details["bucket_sid"].take();
    assert!(bucket.as_str().is_some_and(|sid| sid.starts_with("BL")), "{bucket}");
    let expected = json!({
        "rule": "rate_limit",
        "reason": "the rate limit end_user_ip allows 2 in 60 seconds for one value",
        "rate_limit": "end_user_ip",
        "rate_limit_sid": limit.sid,
        "bucket_sid": null,
        "max": 2,
        "interval": 60,
        "until": "2026-01-01T00:01:00Z",
    });
    assert_eq!(details, expected);
    // To the moment that was told it stays so, and then one passes, since the second is still in the window.
    app.advance(50 * SECOND - SECOND / 2 - 1);
    create(&service, &somebody(3), &says).await.names_rule(429, 20429, "rate_limit");
    app.advance(1);
    create(&service, &somebody(3), &says).await.is(201);
    create(&service, &somebody(4), &says).await.names_rule(429, 20429, "rate_limit");
}

async fn a_refused_create_sends_nothing_and_makes_nothing(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::of(&service, "end_user_ip", 1, 60).await;
    let says = limit.says("203.0.113.7");
    create(&service, &somebody(1), &says).await.is(201);
    create(&service, &somebody(2), &says).await.names_rule(429, 20429, "rate_limit");
    service.fetch(&somebody(2)).await.finds_nothing();
    // The one message is the first one's.
    app.mailbox.nth_for(&somebody(1), 0).await;
    assert_eq!(app.mailbox.given().len(), 1);
}

async fn all_buckets_hold_and_the_one_that_waits_longest_is_told(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::of(&service, "ip", 2, 10).await;
    limit.bucket(3, 3600).await.is(201);
    let says = limit.says("a");
    create(&service, &somebody(1), &says).await.is(201);
    create(&service, &somebody(2), &says).await.is(201);
    let short = create(&service, &somebody(3), &says).await.names_rule(429, 20429, "rate_limit");
    assert_eq!((&short["interval"], &short["max"]), (&json!(10), &json!(2)));
    app.advance(10 * SECOND);
    create(&service, &somebody(3), &says).await.is(201);
    let long = create(&service, &somebody(4), &says).await.names_rule(429, 20429, "rate_limit");
    assert_eq!((&long["interval"], &long["until"]), (&json!(3600), &json!("2026-01-01T01:00:00Z")));
}

async fn values_and_rate_limits_and_services_are_counted_by_themselves(app: TestApp) {
    let (service, other) = (app.service(&[]).await, app.service(&[]).await);
    let limit = Limit::of(&service, "ip", 1, 60).await;
    let device = Limit::of(&service, "device", 1, 60).await;
    let there = Limit::of(&other, "ip", 1, 60).await;
    create(&service, &somebody(1), &limit.says("a")).await.is(201);
    create(&service, &somebody(2), &limit.says("a")).await.names_rule(429, 20429, "rate_limit");
    create(&service, &somebody(2), &limit.says("A")).await.is(201);
    create(&service, &somebody(3), &device.says("a")).await.is(201);
    create(&other, &somebody(4), &there.says("a")).await.is(201);
    // Values behind each other are a value of their own.
    create(&service, &somebody(5), &limit.says("a|b")).await.is(201);
    create(&service, &somebody(6), &limit.says("a|b")).await.names_rule(429, 20429, "rate_limit");
    // Who names nothing is not counted.
    service.create(&[("To", &somebody(7)), ("Channel", "email")]).await.is(201);
    create(&service, &somebody(8), &json!({})).await.is(201);
}

async fn a_rate_limit_without_buckets_refuses_nothing_and_an_unknown_one_everything(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::made(&service, "ip").await;
    for n in 0..5 {
        create(&service, &somebody(n), &limit.says("a")).await.is(201);
    }
    create(&service, &somebody(9), &json!({"iq": "a"})).await.blames("RateLimits");
    create(&service, &somebody(9), &json!({"ip": "a", "IP": "a"})).await.blames("RateLimits");
    service.api.delete(&limit.path("")).await.is(204);
    create(&service, &somebody(9), &limit.says("a")).await.blames("RateLimits");
    service.fetch(&somebody(9)).await.finds_nothing();
}

async fn a_resend_counts_and_a_check_does_not(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::of(&service, "ip", 2, 60).await;
    let first = create(&service, &somebody(1), &limit.says("a")).await.is(201);
    for _ in 0..3 {
        service.check(&[("To", &somebody(1)), ("Code", "000000")]).await.is(200);
    }
    let again = create(&service, &somebody(1), &limit.says("a")).await.is(201);
    assert_eq!((again.sid(), again.sends()), (first.sid(), 2));
    create(&service, &somebody(1), &limit.says("a")).await.names_rule(429, 20429, "rate_limit");
    // The refused one is no send of the verification either.
    assert_eq!(service.fetch(&first.sid()).await.is(200).sends(), 2);
}

async fn of_several_rate_limits_all_count_a_create_or_none(app: TestApp) {
    let service = app.service(&[]).await;
    Limit::of(&service, "ip", 1, 60).await;
    Limit::of(&service, "device", 2, 60).await;
    create(&service, &somebody(1), &json!({"ip": "a", "device": "d"})).await.is(201);
    for _ in 0..5 {
        let both = json!({"ip": "a", "device": "d"});
        let told = create(&service, &somebody(2), &both).await.names_rule(429, 20429, "rate_limit");
        assert_eq!(told["rate_limit"], "ip");
    }
    // None of the five took the device's second place.
    create(&service, &somebody(3), &json!({"ip": "b", "device": "d"})).await.is(201);
    let told = create(&service, &somebody(4), &json!({"ip": "c", "device": "d"})).await;
    assert_eq!(told.names_rule(429, 20429, "rate_limit")["rate_limit"], "device");
    create(&service, &somebody(4), &json!({"ip": "c"})).await.is(201);
}

async fn what_another_rule_refuses_is_not_counted(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::of(&service, "ip", 2, 60).await;
    let says = limit.says("a").to_string();
    let blocked: Blocked = "+1501".parse().expect("a prefix");
    app.engine.add_block(blocked, None, None, ops()).await.expect("a block");
    let number = [("To", "+15017122661"), ("Channel", "sms"), ("RateLimits", &says)];
    for _ in 0..3 {
        service.create(&number).await.names_rule(403, 60410, "block");
    }
    // Five sends of one verification are all it has: a sixth is refused by that, and not counted.
    for _ in 0..5 {
        service.create(&[("To", &somebody(1)), ("Channel", "email")]).await.is(201);
    }
    create(&service, &somebody(1), &limit.says("a")).await.refuses(429, 60203);
    create(&service, &somebody(2), &limit.says("a")).await.is(201);
    create(&service, &somebody(3), &limit.says("a")).await.is(201);
    create(&service, &somebody(4), &limit.says("a")).await.names_rule(429, 20429, "rate_limit");
}

async fn a_repetition_is_not_counted_and_a_refused_create_leaves_no_key(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::of(&service, "ip", 1, 60).await;
    let ask = async |key: &str, to: &str| {
        let says = limit.says("a").to_string();
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("To", to), ("Channel", "email"), ("RateLimits", &says)])
            .finish();
        let request = Request::post(service.path("/Verifications"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("idempotency-key", key)
            .body(body.into());
        service.api.send(request.expect("a request")).await
    };
    let first = ask("one", &somebody(1)).await.is(201);
    for _ in 0..3 {
        assert_eq!(ask("one", &somebody(1)).await.is(201).body, first.body);
    }
    ask("two", &somebody(2)).await.names_rule(429, 20429, "rate_limit");
    app.advance(60 * SECOND);
    ask("two", &somebody(2)).await.is(201);
    ask("three", &somebody(3)).await.names_rule(429, 20429, "rate_limit");
}

async fn a_changed_bucket_holds_at_once(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::made(&service, "ip").await;
    let bucket = limit.path(&format!("/Buckets/{}", limit.bucket(3, 60).await.is(201).sid()));
    let set = async |pairs: &[(&str, &str)]| drop(service.api.post(&bucket, pairs).await.is(200));
    create(&service, &somebody(1), &limit.says("a")).await.is(201);
    app.advance(SECOND);
    create(&service, &somebody(2), &limit.says("a")).await.is(201);
    set(&[("Max", "1")]).await;
    let told = create(&service, &somebody(3), &limit.says("a")).await.names_rule(429, 20429, "rate_limit");
    // Both have to leave before there is room for one.
    assert_eq!(told["until"], "2026-01-01T00:01:01Z");
    set(&[("Max", "10")]).await;
    create(&service, &somebody(3), &limit.says("a")).await.is(201);
    set(&[("Max", "1"), ("Interval", "1")]).await;
    create(&service, &somebody(4), &limit.says("a")).await.names_rule(429, 20429, "rate_limit");
    app.advance(SECOND);
    create(&service, &somebody(4), &limit.says("a")).await.is(201);
    service.api.delete(&bucket).await.is(204);
    create(&service, &somebody(5), &limit.says("a")).await.is(201);
    // A new bucket has counted nothing yet.
    limit.bucket(1, 60).await.is(201);
    create(&service, &somebody(6), &limit.says("a")).await.is(201);
    create(&service, &somebody(7), &limit.says("a")).await.names_rule(429, 20429, "rate_limit");
}

async fn a_text_a_number_and_a_boolean_that_read_alike_are_one_value(app: TestApp) {
    let service = app.service(&[]).await;
    Limit::of(&service, "user", 1, 60).await;
    create(&service, &somebody(1), &json!({"user": 7})).await.is(201);
    create(&service, &somebody(2), &json!({"user": "7"})).await.names_rule(429, 20429, "rate_limit");
    create(&service, &somebody(2), &json!({"user": true})).await.is(201);
    create(&service, &somebody(3), &json!({"user": "true"})).await.names_rule(429, 20429, "rate_limit");
}
