//! How many factors one person may have, and how many are made in a day (60315, 60326).

use crate::support::{HOUR, Holder, TestApp, on_both_engines};

on_both_engines!(
    a_hundred_factors_are_made_for_one_person_in_a_day,
    a_person_has_a_hundred_factors_of_a_type_at_most,
    creates_at_once_pass_no_limit,
);

async fn a_hundred_factors_are_made_for_one_person_in_a_day(app: TestApp) {
    let service = app.service(&[]).await;
    for _ in 0..50 {
        let made = service.makes_factor("ann-0001", &[]).await.is(201);
        // Deleting them gives none back.
        service
            .api
            .delete(&service.path(&format!("/Entities/ann-0001/Factors/{}", made.sid())))
            .await
            .is(204);
    }
    app.advance(HOUR);
    for _ in 0..50 {
        service.makes_factor("ANN-0001", &[]).await.is(201);
    }
    let refused = service.makes_factor("ann-0001", &[]).await.refuses(429, 60326);
    assert_eq!(refused.retry_after(), 23 * 3600);
    service.makes_factor("bob-0001", &[]).await.is(201);
    app.advance(23 * HOUR);
    service.makes_factor("ann-0001", &[]).await.is(201);
}

async fn a_person_has_a_hundred_factors_of_a_type_at_most(app: TestApp) {
    let service = app.service(&[]).await;
    let mut last = None;
    for _ in 0..100 {
        let holder = Holder::scans(&app, &service, "ann-0001", &[]).await;
        holder.verifies(&holder.code()).await.stands("verified");
        last = Some(holder);
    }
    app.advance(24 * HOUR);
    service.makes_factor("ann-0001", &[]).await.refuses(400, 60315);
    service.api.delete(&last.expect("a factor").factor_path()).await.is(204);
    service.makes_factor("ann-0001", &[]).await.is(201);
    service.makes_factor("ann-0001", &[]).await.refuses(400, 60315);
    // The one that is never verified counts no longer than it is there.
    app.advance(24 * HOUR);
    service.makes_factor("ann-0001", &[]).await.is(201);
}

async fn creates_at_once_pass_no_limit(app: TestApp) {
    let service = app.service(&[]).await;
    for _ in 0..90 {
        service.makes_factor("ann-0001", &[]).await.is(201);
    }
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let service = service.clone();
        tasks.spawn(async move { service.makes_factor("ann-0001", &[]).await.status.as_u16() });
    }
    let answers = tasks.join_all().await;
    let count = |status| answers.iter().filter(|answer| **answer == status).count();
    // The day's hundred are the type's hundred too; the day's count is looked at first.
    assert_eq!((count(201), count(429)), (10, 30));
}
