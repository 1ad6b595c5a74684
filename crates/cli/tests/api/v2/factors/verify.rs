//! `POST …/Factors/{Sid}` with a code: verifying a factor (behaviour map 8.3).

use tokio::task::JoinSet;

use crate::support::{HOUR, Holder, MINUTE, TestApp, on_both_engines};

on_both_engines!(
    a_right_code_verifies_and_a_wrong_one_does_not,
    five_wrong_codes_are_all_that_are_looked_at,
    of_200_wrong_codes_at_once_exactly_five_are_counted,
    of_many_right_codes_at_once_one_verifies,
    what_cannot_be_a_code_is_refused_and_not_counted,
    a_verified_factor_is_not_verified_again,
    a_factor_that_nobody_verifies_is_gone_after_a_day,
);

async fn a_right_code_verifies_and_a_wrong_one_does_not(app: TestApp) {
    let service = app.service(&[]).await;
    for pairs in [
        &[][..],
        &[("Config.Alg", "sha256"), ("Config.CodeLength", "8")],
        &[("Config.Alg", "sha512"), ("Config.TimeStep", "60")],
        &[("Config.CodeLength", "3"), ("Config.TimeStep", "20")],
        &[("Binding.Secret", "gezdgnbvgy3tqojq")],
    ] {
        let ann = Holder::scans(&app, &service, "ann-0001", pairs).await;
        ann.verifies(&ann.wrong()).await.is(200).stands("unverified");
        app.advance(1000);
        let verified = ann.verifies(&ann.code()).await.is(200).stands("verified");
        assert_ne!(verified.text("date_updated"), verified.text("date_created"));
        assert!(verified.body.get("binding").is_none());
        assert_eq!(service.api.get(&ann.factor_path()).await.body, verified.body);
    }
}

async fn five_wrong_codes_are_all_that_are_looked_at(app: TestApp) {
    let ann = Holder::scans(&app, &app.service(&[]).await, "ann-0001", &[]).await;
    for _ in 0..5 {
        ann.verifies(&ann.wrong()).await.is(200).stands("unverified");
    }
    for code in [ann.code(), ann.wrong()] {
        ann.verifies(&code).await.refuses(429, 60310);
    }
    // Time doesn't mend it; a new factor does.
    app.advance(HOUR);
    ann.verifies(&ann.code()).await.refuses(429, 60310);
    let anew = Holder::scans(&app, &ann.service, "ann-0001", &[]).await;
    anew.verifies(&anew.code()).await.stands("verified");
}

async fn of_200_wrong_codes_at_once_exactly_five_are_counted(app: TestApp) {
    let ann = Holder::scans(&app, &app.service(&[]).await, "ann-0001", &[]).await;
    let mut tasks = JoinSet::new();
    for _ in 0..200 {
        let (ann, wrong) = (ann.clone(), ann.wrong());
        tasks.spawn(async move { ann.verifies(&wrong).await.status.as_u16() });
    }
    let answers = tasks.join_all().await;
    let count = |status| answers.iter().filter(|answer| **answer == status).count();
    assert_eq!((count(200), count(429)), (5, 195));
    ann.verifies(&ann.code()).await.refuses(429, 60310);
}

async fn of_many_right_codes_at_once_one_verifies(app: TestApp) {
    let ann = Holder::scans(&app, &app.service(&[]).await, "ann-0001", &[]).await;
    let mut tasks = JoinSet::new();
    for _ in 0..40 {
        let (ann, code) = (ann.clone(), ann.code());
        tasks.spawn(async move { ann.verifies(&code).await.status.as_u16() });
    }
    let answers = tasks.join_all().await;
    let count = |status| answers.iter().filter(|answer| **answer == status).count();
    assert_eq!((count(200), count(403)), (1, 39));
}

async fn what_cannot_be_a_code_is_refused_and_not_counted(app: TestApp) {
    let ann = Holder::scans(&app, &app.service(&[]).await, "ann-0001", &[]).await;
    for _ in 0..3 {
        for payload in ["", "12", "123456789"] {
            ann.verifies(payload).await.blames_factor("AuthPayload");
        }
    }
    ann.verifies(&ann.code()).await.stands("verified");
}

async fn a_verified_factor_is_not_verified_again(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    // Neither a right nor a wrong code gets an answer that looks like a login.
    for code in [ann.code(), ann.wrong()] {
        ann.verifies(&code).await.refuses(403, 60311);
    }
    // The code was not used up by it.
    ann.logs_in(&ann.code()).await.is(201).stands("approved");
}

async fn a_factor_that_nobody_verifies_is_gone_after_a_day(app: TestApp) {
    let service = app.service(&[]).await;
    let kept = Holder::enrolled(&app, &service, "ann-0001").await;
    let ann = Holder::scans(&app, &service, "ann-0001", &[]).await;
    app.advance(24 * HOUR - MINUTE);
    ann.verifies(&ann.wrong()).await.stands("unverified");
    app.advance(MINUTE);
    ann.verifies(&ann.code()).await.finds_nothing();
    service.api.get(&ann.factor_path()).await.finds_nothing();
    service.api.delete(&ann.factor_path()).await.finds_nothing();
    let listed = service.api.get(&ann.path("/Factors")).await.is(200);
    assert_eq!(listed.body["factors"].as_array().expect("factors").len(), 1);
    app.engine.sweep().await.expect("the store");
    let rows = app
        .engine
        .store()
        .read(|tx| tx.one("SELECT CAST(COUNT(*) AS BIGINT) FROM factors", &[], |row| row.int(0)));
    assert_eq!(rows.await.expect("a count"), Some(1));
    app.advance(400 * 24 * HOUR);
    app.engine.sweep().await.expect("the store");
    kept.logs_in(&kept.code()).await.is(201).stands("approved");
}
