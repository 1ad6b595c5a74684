//! How long challenges and people stay, what is erased, and what a backup brings back.

use countersign_model::{Actor, Identity};
use countersign_web::{CidrList, Origin, OriginPolicy, Scheme};
use serde_json::json;

use crate::support::{Api, Elsewhere, HOUR, Holder, SECOND, TestApp, backup, on_both_engines};

on_both_engines!(
    challenges_are_forgotten_after_thirty_days_and_factors_are_not,
    a_person_is_erased_from_every_service_and_nobody_else_is,
    after_a_restore_no_code_of_before_is_good_and_the_next_one_is,
);

async fn count(engine: &countersign_engine::Engine, sql: &'static str) -> i64 {
    let count = engine.store().read(move |tx| tx.one(sql, &[], |row| row.int(0))).await;
    count.expect("the store").expect("a count")
}

const CHALLENGES: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM challenges";

async fn challenges_are_forgotten_after_thirty_days_and_factors_are_not(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let old = ann.logs_in(&ann.code()).await.stands("approved").sid();
    app.advance(SECOND);
    let young = ann.is_asked().await;
    app.advance(30 * 24 * HOUR - SECOND);
    app.engine.sweep().await.expect("the store");
    ann.fetches(&old).await.is(200);
    app.advance(1);
    app.engine.sweep().await.expect("the store");
    ann.fetches(&old).await.finds_nothing();
    ann.fetches(&young).await.stands("expired");
    ann.logs_in(&ann.code()).await.stands("approved");
}

async fn a_person_is_erased_from_every_service_and_nobody_else_is(app: TestApp) {
    let (service, other) = (app.service(&[]).await, app.service(&[]).await);
    let theirs = app.stranger().await.has_service(&app, &[]).await;
    let mut people = Vec::new();
    for (service, identity) in
        [(&service, "Ann-0001"), (&other, "ann-0001"), (&theirs, "ANN-0001"), (&service, "bob-0001")]
    {
        let holder = Holder::enrolled(&app, service, identity).await;
        for _ in 0..3 {
            holder.is_asked().await;
        }
        people.push(holder);
    }
    let identity = Identity::parse("aNN-0001").expect("an identity");
    let by = || Actor::Operator("test".to_owned());
    let erased = app.engine.erase_identity(&identity, by(), |_| ()).await.expect("erased");
    assert_eq!((erased.entities, erased.factors, erased.challenges), (3, 3, 9));
    for holder in &people[..3] {
        holder.service.api.get(&holder.path("")).await.finds_nothing();
        holder.logs_in(&holder.code()).await.finds_nothing();
    }
    let left = "SELECT CAST((SELECT COUNT(*) FROM entities WHERE LOWER(identity) = 'ann-0001')
        + (SELECT COUNT(*) FROM factors WHERE LOWER(identity) = 'ann-0001')
        + (SELECT COUNT(*) FROM challenges WHERE LOWER(identity) = 'ann-0001')
        + (SELECT COUNT(*) FROM audit WHERE LOWER(subject) LIKE '%ann-0001%') AS BIGINT)";
    assert_eq!(count(&app.engine, left).await, 0);
    assert_eq!(count(&app.engine, CHALLENGES).await, 3);
    people[3].logs_in(&people[3].code()).await.stands("approved");
    let again = app.engine.erase_identity(&identity, by(), |_| ()).await.expect("erased");
    assert_eq!((again.entities, again.challenges), (0, 0));
}

async fn after_a_restore_no_code_of_before_is_good_and_the_next_one_is(app: TestApp) {
    let service = app.service(&[]).await;
    let ann = Holder::enrolled(&app, &service, "ann-0001").await;
    let new = Holder::scans(&app, &service, "bob-0001", &[]).await;
    let pending = ann.is_asked().await;
    let answered = ann.logs_in(&ann.code()).await.stands("approved").sid();
    let copy = backup(&app).await;
    // What is used between the backup and the restore is not in it.
    app.advance(30 * SECOND);
    let (used, next) = (ann.code(), ann.code_in(30));
    ann.logs_in(&used).await.stands("approved");
    new.verifies(&new.code()).await.stands("verified");
    let elsewhere = Elsewhere::new(&app).await;
    elsewhere.restore(copy).await;
    let origins = OriginPolicy {
        public_url: None,
        trusted_proxies: CidrList::default(),
        scheme: Scheme::Http,
        fallback: Origin::of_listener(Scheme::Http, ([127, 0, 0, 1], 4010).into()),
    };
    let router = elsewhere.running.router(origins, axum::Router::new());
    let api = Api::with(&router, &app.account.to_string(), &app.token);
    let (ann, new) = (ann.through(api.clone()), new.through(api.clone()));
    for code in [&used, &next] {
        ann.logs_in(code).await.is(201).stands("pending");
    }
    new.verifies(&new.code()).await.stands("unverified");
    ann.fetches(&pending).await.stands("expired");
    ann.answers(&pending, &ann.code()).await.refuses(403, 60323);
    ann.fetches(&answered).await.stands("approved");
    app.advance(60 * SECOND);
    ann.logs_in(&ann.code()).await.stands("approved");
    new.verifies(&new.code()).await.stands("verified");
    assert_eq!(json!(api.get(&new.factor_path()).await.is(200).body["status"]), "verified");
}
