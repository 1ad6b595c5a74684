//! Deleting people, and what is theirs.

use countersign_engine::Engine;

use crate::support::{Holder, TestApp, on_both_engines};

on_both_engines!(
    who_is_deleted_is_gone_with_factors_and_challenges,
    who_comes_again_under_the_same_identity_begins_anew,
    a_deleted_service_takes_its_people_along,
);

const ANN: &str = "ann-0001";

/// How many rows there are of people, factors, challenges and what is still to be removed.
async fn rows(engine: &Engine) -> Vec<Option<i64>> {
    let mut counts = Vec::new();
    for sql in [
        "SELECT CAST(COUNT(*) AS BIGINT) FROM entities",
        "SELECT CAST(COUNT(*) AS BIGINT) FROM factors",
        "SELECT CAST(COUNT(*) AS BIGINT) FROM challenges",
        "SELECT CAST(COUNT(*) AS BIGINT) FROM entity_purges",
    ] {
        let count = engine.store().read(move |tx| tx.one(sql, &[], |row| row.int(0))).await;
        counts.push(count.expect("a count"));
    }
    counts
}

async fn who_is_deleted_is_gone_with_factors_and_challenges(app: TestApp) {
    let service = app.service(&[]).await;
    let (ann, bob) =
        (Holder::enrolled(&app, &service, ANN).await, Holder::enrolled(&app, &service, "bob-0001").await);
    let (challenge, of_bob) = (ann.is_asked().await, bob.is_asked().await);
    service.api.delete(&ann.path("")).await.is(204);
    service.api.delete(&ann.path("")).await.finds_nothing();
    for path in [ann.path(""), ann.path("/Factors"), ann.path("/Challenges"), ann.factor_path()] {
        service.api.get(&path).await.finds_nothing();
    }
    ann.fetches(&challenge).await.finds_nothing();
    ann.answers(&challenge, &ann.code()).await.finds_nothing();
    ann.logs_in(&ann.code()).await.finds_nothing();
    ann.verifies(&ann.code()).await.finds_nothing();
    // The secret is gone at once, what else is theirs a little later.
    assert_eq!(rows(&app.engine).await, [Some(1), Some(1), Some(2), Some(1)]);
    app.engine.sweep().await.expect("the store");
    assert_eq!(rows(&app.engine).await, [Some(1), Some(1), Some(1), Some(0)]);
    bob.answers(&of_bob, &bob.code()).await.stands("approved");
}

async fn who_comes_again_under_the_same_identity_begins_anew(app: TestApp) {
    let service = app.service(&[]).await;
    let ann = Holder::enrolled(&app, &service, ANN).await;
    let challenge = ann.is_asked().await;
    service.api.delete(&ann.path("")).await.is(204);
    let anew = Holder::enrolled(&app, &service, ANN).await;
    assert_eq!(
        service.api.get(&ann.path("/Factors")).await.is(200).body["factors"].as_array().unwrap().len(),
        1
    );
    ann.fetches(&challenge).await.finds_nothing();
    ann.logs_in(&ann.code()).await.finds_nothing();
    app.engine.sweep().await.expect("the store");
    anew.logs_in(&anew.code()).await.is(201).stands("approved");
}

async fn a_deleted_service_takes_its_people_along(app: TestApp) {
    let (service, other) = (app.service(&[]).await, app.service(&[]).await);
    for n in 0..5 {
        Holder::enrolled(&app, &service, &format!("ann-000{n}")).await.is_asked().await;
    }
    let bob = Holder::enrolled(&app, &other, "bob-0001").await;
    let challenge = bob.is_asked().await;
    app.api().delete(&service.path("")).await.is(204);
    app.engine.sweep().await.expect("the store");
    assert_eq!(rows(&app.engine).await, [Some(1), Some(1), Some(1), Some(0)]);
    bob.answers(&challenge, &bob.code()).await.stands("approved");
}
