//! What was counted goes: with its interval, its bucket, its rate limit or its service.

use countersign_model::Timestamp;
use countersign_store::{End, bucket_tallies};

use super::{Limit, create, somebody};
use crate::support::{HOUR, Service, TestApp, on_both_engines};

on_both_engines!(
    what_was_counted_goes_soon_after_its_interval,
    what_was_counted_goes_with_its_bucket_its_rate_limit_and_its_service,
    a_flood_of_values_is_swept_in_chunks,
);

/// How many tallies there are, at the price of them.
async fn tallies(app: &TestApp) -> u64 {
    let far = Timestamp::from_millis(i64::MAX / 2);
    let swept =
        app.engine.store().write(move |tx| bucket_tallies::sweep(tx, far, 100_000).map(End::Rollback));
    swept.await.expect("the store")
}

async fn flood(service: &Service, limit: &Limit, from: usize, many: usize) {
    for n in from..from + many {
        create(service, &somebody(n), &limit.says(&n.to_string())).await.is(201);
    }
}

async fn what_was_counted_goes_soon_after_its_interval(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::of(&service, "ip", 5, 60).await;
    limit.bucket(50, 7200).await.is(201);
    flood(&service, &limit, 0, 3).await;
    assert_eq!(tallies(&app).await, 6);
    app.engine.sweep().await.expect("the store");
    assert_eq!(tallies(&app).await, 6);
    app.advance(HOUR + 60_000);
    app.engine.sweep().await.expect("the store");
    assert_eq!(tallies(&app).await, 3);
    app.advance(2 * HOUR);
    app.engine.sweep().await.expect("the store");
    assert_eq!(tallies(&app).await, 0);
}

async fn what_was_counted_goes_with_its_bucket_its_rate_limit_and_its_service(app: TestApp) {
    let service = app.service(&[]).await;
    let stays = Limit::of(&app.service(&[]).await, "ip", 5, 60).await;
    flood(&stays.service, &stays, 0, 1).await;
    let (one, two) = (Limit::made(&service, "one").await, Limit::of(&service, "two", 5, 60).await);
    let bucket = one.bucket(5, 60).await.is(201).sid();
    one.bucket(50, 600).await.is(201);
    flood(&service, &one, 10, 2).await;
    flood(&service, &two, 20, 2).await;
    assert_eq!(tallies(&app).await, 7);
    service.api.delete(&one.path(&format!("/Buckets/{bucket}"))).await.is(204);
    app.engine.sweep().await.expect("the store");
    assert_eq!(tallies(&app).await, 5);
    service.api.delete(&one.path("")).await.is(204);
    app.engine.sweep().await.expect("the store");
    assert_eq!(tallies(&app).await, 3);
    service.api.delete(&service.path("")).await.is(204);
    service.api.get(&two.path("")).await.finds_nothing();
    app.engine.sweep().await.expect("the store");
    assert_eq!(tallies(&app).await, 1);
}

async fn a_flood_of_values_is_swept_in_chunks(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::of(&service, "ip", 5, 60).await;
    flood(&service, &limit, 0, 250).await;
    assert_eq!(tallies(&app).await, 250);
    service.api.delete(&limit.path("")).await.is(204);
    app.engine.sweep().await.expect("the store");
    assert_eq!(tallies(&app).await, 0);
}
