//! Buckets: shapes, bounds, intervals.

use serde_json::json;

use super::Limit;
use crate::support::{TestApp, on_both_engines};

on_both_engines!(
    a_bucket_has_exactly_the_specifications_shape,
    a_bucket_is_changed_in_part_and_deleted,
    an_interval_stands_once_in_a_rate_limit,
    a_maximum_and_an_interval_have_bounds,
    a_rate_limit_has_five_buckets_and_no_more,
    a_list_of_buckets_is_walked_in_pages,
    a_bucket_of_another_rate_limit_is_not_there,
);

async fn a_bucket_has_exactly_the_specifications_shape(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::made(&service, "end_user_ip").await;
    let made = limit.bucket(5, 60).await.is(201);
    let buckets = format!("http://verify.test{}", limit.path("/Buckets"));
    let expected = json!({
        "sid": made.sid(),
        "rate_limit_sid": limit.sid,
        "service_sid": service.sid,
        "account_sid": app.account.to_string(),
        "max": 5,
        "interval": 60,
        "date_created": "2026-01-01T00:00:00Z",
        "date_updated": "2026-01-01T00:00:00Z",
        "url": format!("{buckets}/{}", made.sid()),
    });
    assert!(made.sid().starts_with("BL") && made.sid().len() == 34);
    assert_eq!(made.body, expected);
    for limit in [&limit.sid, "end_user_ip"] {
        let path = service.path(&format!("/RateLimits/{limit}/Buckets"));
        assert_eq!(service.api.get(&format!("{path}/{}", made.sid())).await.is(200).body, expected);
        let page = format!("{buckets}?PageSize=50&Page=0");
        let meta = json!({
            "page": 0, "page_size": 50, "first_page_url": page, "previous_page_url": null, "url": page,
            "next_page_url": null, "key": "buckets",
        });
        assert_eq!(service.api.get(&path).await.is(200).body, json!({"buckets": [expected], "meta": meta}));
    }
}

async fn a_bucket_is_changed_in_part_and_deleted(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::made(&service, "end_user_ip").await;
    let path = limit.path(&format!("/Buckets/{}", limit.bucket(5, 60).await.is(201).sid()));
    app.advance(5_000);
    let changed = service.api.post(&path, &[("Max", "7")]).await.is(200);
    assert_eq!((&changed.body["max"], &changed.body["interval"]), (&json!(7), &json!(60)));
    assert_eq!(changed.text("date_updated"), "2026-01-01T00:00:05Z");
    let changed = service.api.post(&path, &[("Interval", "61")]).await.is(200);
    assert_eq!((&changed.body["max"], &changed.body["interval"]), (&json!(7), &json!(61)));
    service.api.delete(&path).await.is(204);
    service.api.get(&path).await.finds_nothing();
    service.api.post(&path, &[("Max", "8")]).await.finds_nothing();
    service.api.delete(&path).await.finds_nothing();
}

async fn an_interval_stands_once_in_a_rate_limit(app: TestApp) {
    let service = app.service(&[]).await;
    let (limit, other) = (Limit::made(&service, "a").await, Limit::made(&service, "b").await);
    limit.bucket(5, 60).await.is(201);
    limit.bucket(9, 60).await.refuses(400, 60211);
    let second = limit.bucket(9, 3600).await.is(201).sid();
    other.bucket(5, 60).await.is(201);
    let path = limit.path(&format!("/Buckets/{second}"));
    service.api.post(&path, &[("Interval", "60")]).await.refuses(400, 60211);
    service.api.post(&path, &[("Interval", "3600"), ("Max", "8")]).await.is(200);
}

async fn a_maximum_and_an_interval_have_bounds(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::made(&service, "a").await;
    let bucket = limit.bucket(1, 1).await.is(201).sid();
    let one = limit.path(&format!("/Buckets/{bucket}"));
    let many = limit.path("/Buckets");
    for bad in ["", "0", "-1", "1000001", "five", "1.5", "+5", "99999999999999999999"] {
        service.api.post(&many, &[("Max", bad), ("Interval", "60")]).await.blames("Max");
        service.api.post(&one, &[("Max", bad)]).await.blames("Max");
    }
    for bad in ["", "0", "-1", "2592001", "1m"] {
        service.api.post(&many, &[("Max", "5"), ("Interval", bad)]).await.blames("Interval");
        service.api.post(&one, &[("Interval", bad)]).await.blames("Interval");
    }
    service.api.post(&many, &[("Interval", "60")]).await.refuses(400, 20001);
    service.api.post(&many, &[("Max", "5")]).await.refuses(400, 20001);
    limit.bucket(1_000_000, 2_592_000).await.is(201);
}

async fn a_rate_limit_has_five_buckets_and_no_more(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::made(&service, "a").await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 1..=20 {
        let limit = limit.clone();
        tasks.spawn(async move { limit.bucket(5, n * 60).await });
    }
    let (made, refused): (Vec<_>, Vec<_>) =
        tasks.join_all().await.into_iter().partition(|answer| answer.status == 201);
    assert_eq!((made.len(), refused.len()), (5, 15));
    for answer in refused {
        answer.refuses(400, 60210);
    }
}

async fn a_list_of_buckets_is_walked_in_pages(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::made(&service, "a").await;
    for n in 1..=3 {
        app.advance(1);
        limit.bucket(n, n * 60).await.is(201);
    }
    let mut seen = Vec::new();
    let mut next = Some(limit.path("/Buckets?PageSize=2"));
    while let Some(path) = next {
        let page = service.api.get(&path).await.is(200);
        seen.extend(page.body["buckets"].as_array().expect("buckets").iter().map(|it| it["max"].clone()));
        let url = page.body["meta"]["next_page_url"].as_str();
        next =
            url.map(|url| url.strip_prefix("http://verify.test").expect("a URL that leads back").to_owned());
    }
    assert_eq!(seen, [1, 2, 3]);
    // The token of another limit's page is a place in this one's order, and shows nothing foreign.
    let other = Limit::of(&service, "b", 9, 60).await;
    let token = format!("?PageToken=PAnBL{}", "0".repeat(32));
    let page = service.api.get(&other.path(&format!("/Buckets{token}"))).await.is(200);
    assert_eq!(page.body["buckets"].as_array().map(Vec::len), Some(1));
}

async fn a_bucket_of_another_rate_limit_is_not_there(app: TestApp) {
    let service = app.service(&[]).await;
    let (limit, other) = (Limit::made(&service, "a").await, Limit::made(&service, "b").await);
    let bucket = limit.bucket(5, 60).await.is(201).sid();
    let path = other.path(&format!("/Buckets/{bucket}"));
    service.api.get(&path).await.finds_nothing();
    service.api.post(&path, &[("Max", "9")]).await.finds_nothing();
    service.api.delete(&path).await.finds_nothing();
    for bad in ["BL1", "..", "a b", &bucket.replace("BL", "RK")] {
        service.api.get(&limit.path(&format!("/Buckets/{}", bad.replace(' ', "%20")))).await.finds_nothing();
    }
}
