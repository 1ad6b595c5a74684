//! Hostile objects in `RateLimits`, and what stays of values in the database.

use serde_json::{Value, json};

use super::{Limit, create, somebody};
use crate::support::{TestApp, on_both_engines};

on_both_engines!(
    an_object_that_nothing_can_be_counted_by_is_refused_and_counts_nothing,
    values_of_every_kind_of_text_are_counted_by_what_they_are,
    up_to_20_names_are_read,
);

async fn an_object_that_nothing_can_be_counted_by_is_refused_and_counts_nothing(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::of(&service, "ip", 1, 60).await;
    let thousand = Value::Object((0..1000).map(|n| (format!("n{n}"), json!("1"))).collect()).to_string();
    let nested = format!(r#"{{"ip":{}"1"{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    let long = json!({"ip": "x".repeat(200_000)}).to_string();
    for text in [
        "",
        "null",
        "[]",
        "nonsense",
        r#""ip""#,
        r#"{"ip":null}"#,
        r#"{"ip":["a"]}"#,
        r#"{"ip":{"a":"b"}}"#,
        r#"{"ip":1.5}"#,
        r#"{"ip":""}"#,
        r#"{"ip":"a\u0000"}"#,
        r#"{"ip":"a\ud800"}"#,
        r#"{"ip\u0000":"a"}"#,
        r#"{"ip":"a","":"b"}"#,
        r#"{"ip":"a"} trailing"#,
        "{\"i'; DROP TABLE buckets; --\":\"a\"}",
        &thousand,
        &nested,
        &long,
    ] {
        let asked = [("To", "ann@example.com"), ("Channel", "email"), ("RateLimits", text)];
        let answer = service.create(&asked).await;
        if answer.status == 413 {
            answer.refuses(413, 20413);
        } else {
            answer.blames("RateLimits");
        }
    }
    // None of them was counted.
    create(&service, &somebody(1), &limit.says("a")).await.is(201);
}

async fn values_of_every_kind_of_text_are_counted_by_what_they_are(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::of(&service, "ip", 1, 60).await;
    let long = "é".repeat(512);
    let values =
        ["'; DROP TABLE buckets; --", " ", "\u{202e}x", "é", "e\u{301}", "2001:db8::1", "%", &long, "x\r\ny"];
    for (n, value) in values.into_iter().enumerate() {
        create(&service, &somebody(2 * n), &limit.says(value)).await.is(201);
        let refused = create(&service, &somebody(2 * n + 1), &limit.says(value)).await;
        let details = refused.names_rule(429, 20429, "rate_limit");
        let told = details.to_string();
        assert!(value.len() < 3 || !told.contains(value), "the answer tells the value: {told}");
    }
}

async fn up_to_20_names_are_read(app: TestApp) {
    let service = app.service(&[]).await;
    for n in 0..10 {
        Limit::of(&service, &format!("n{n}"), 1, 60).await;
    }
    let named = |many: usize| Value::Object((0..many).map(|n| (format!("n{n}"), json!("v"))).collect());
    create(&service, &somebody(1), &named(21)).await.blames("RateLimits");
    create(&service, &somebody(1), &named(11)).await.blames("RateLimits");
    create(&service, &somebody(1), &named(10)).await.is(201);
    for n in 0..10 {
        let one = json!({format!("n{n}"): "v"});
        create(&service, &somebody(2), &one).await.names_rule(429, 20429, "rate_limit");
    }
}
