//! Creates at once: a bucket lets through what it says, to the last one.

use serde_json::json;
use tokio::task::JoinSet;

use super::{Limit, create, somebody};
use crate::support::{Answer, TestApp, on_both_engines};

on_both_engines!(
    of_200_creates_at_once_by_one_value_exactly_seven_pass,
    creates_that_name_several_values_crosswise_all_end_and_none_is_counted_twice,
    a_value_that_all_creates_share_lets_all_through_that_it_allows,
);

async fn of_200_creates_at_once_by_one_value_exactly_seven_pass(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::of(&service, "ip", 7, 60).await;
    let mut tasks = JoinSet::new();
    for n in 0..200 {
        let (service, says) = (service.clone(), limit.says("203.0.113.7"));
        tasks.spawn(async move { create(&service, &somebody(n), &says).await });
    }
    let (passed, refused): (Vec<Answer>, Vec<Answer>) =
        tasks.join_all().await.into_iter().partition(|answer| answer.status == 201);
    assert_eq!((passed.len(), refused.len()), (7, 193));
    for answer in refused {
        answer.names_rule(429, 20429, "rate_limit");
    }
    for answer in passed {
        app.mailbox.nth_for(&answer.text("to"), 0).await;
    }
    assert_eq!(app.mailbox.given().len(), 7);
}

async fn creates_that_name_several_values_crosswise_all_end_and_none_is_counted_twice(app: TestApp) {
    let service = app.service(&[]).await;
    for name in ["a", "b", "c"] {
        Limit::of(&service, name, 20, 60).await.bucket(1000, 3600).await.is(201);
    }
    let mut tasks = JoinSet::new();
    for n in 0..120 {
        let service = service.clone();
        let values = [n % 2, n / 2 % 2, n / 4 % 2];
        let says =
            json!({"a": values[0].to_string(), "b": values[1].to_string(), "c": values[2].to_string()});
        tasks.spawn(async move { (values, create(&service, &somebody(n), &says).await) });
    }
    let mut passed = [[0; 2]; 3];
    for (values, answer) in tasks.join_all().await {
        if answer.status == 201 {
            for (counts, value) in passed.iter_mut().zip(values) {
                counts[value] += 1;
            }
        } else {
            answer.names_rule(429, 20429, "rate_limit");
        }
    }
    // Every limit has let through 20 of a value at most, and every refusal had a limit that was full.
    assert!(passed.iter().flatten().all(|count| *count <= 20), "{passed:?}");
    assert!(passed.iter().flatten().any(|count| *count == 20), "{passed:?}");
    for (name, counts) in ["a", "b", "c"].into_iter().zip(passed) {
        for (value, count) in counts.into_iter().enumerate() {
            let mut more = 0;
            let says = json!({name: value.to_string()});
            while create(&service, &format!("{name}{value}.{more}@example.com"), &says).await.status == 201 {
                more += 1;
            }
            assert_eq!(count + more, 20, "{name} {value}");
        }
    }
}

async fn a_value_that_all_creates_share_lets_all_through_that_it_allows(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::of(&service, "global", 100, 60).await;
    let mut tasks = JoinSet::new();
    for n in 0..150 {
        let (service, says) = (service.clone(), limit.says("all"));
        tasks.spawn(async move { create(&service, &somebody(n), &says).await.status.as_u16() });
    }
    let statuses = tasks.join_all().await;
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 100);
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 50);
}
