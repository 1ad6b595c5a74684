//! What somebody gets out of the database who can read it, or write it.

use countersign_store::End;

use crate::support::{Holder, TestApp, on_both_engines};

on_both_engines!(
    no_secret_can_be_read_in_the_database,
    a_secret_that_was_moved_to_another_row_does_not_open,
    a_row_that_was_moved_to_another_person_does_not_open,
    a_person_who_was_given_anothers_identity_gets_in_by_nothing,
);

async fn run(app: &TestApp, sql: &'static str, params: Vec<String>) {
    let done = app.engine.store().write(move |tx| {
        let params: Vec<_> = params.iter().map(Into::into).collect();
        tx.change(sql, &params).map(End::Commit)
    });
    assert!(done.await.expect("the store") > 0, "{sql}");
}

async fn no_secret_can_be_read_in_the_database(app: TestApp) {
    let service = app.service(&[]).await;
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let ann = Holder::enrolled_with(&app, &service, "ann-0001", &[("Binding.Secret", secret)]).await;
    ann.logs_in(&ann.code()).await.stands("approved");
    ann.logs_in(&ann.wrong()).await.stands("pending");
    let dump = app.engine.store().read(|tx| {
        let mut dump = String::new();
        for sql in [
            "SELECT public || ' ' || secret_sealed || ' ' || challenged || ' ' || wrong || ' ' || friendly_name FROM factors",
            "SELECT public || ' ' || COALESCE(details, '') || ' ' || COALESCE(lookup, '') FROM challenges",
            "SELECT what || ' ' || subject || ' ' || COALESCE(detail, '') || ' ' || who FROM audit",
            "SELECT identity || ' ' || factors_made FROM entities",
        ] {
            for row in tx.all(sql, &[], |row| row.text(0))? {
                dump.push_str(&row);
                dump.push('\n');
            }
        }
        Ok(dump)
    });
    let dump = dump.await.expect("the store").to_lowercase();
    assert!(dump.contains("v1.") && dump.contains("factor.created"), "it is the right dump: {dump}");
    let plain = "12345678901234567890";
    let hex: String = plain.bytes().map(|byte| format!("{byte:02x}")).collect();
    for form in [secret.to_lowercase().as_str(), plain, &hex, "mtizndu2nzg5mdeymzq1njc4ota", "otpauth"] {
        assert!(!dump.contains(form), "{form} in {dump}");
    }
}

async fn a_secret_that_was_moved_to_another_row_does_not_open(app: TestApp) {
    let service = app.service(&[]).await;
    let ann = Holder::enrolled(&app, &service, "ann-0001").await;
    let eve = Holder::enrolled(&app, &service, "eve-0001").await;
    let copy = "UPDATE factors SET secret_sealed = (SELECT f.secret_sealed FROM factors f WHERE f.sid = $1) WHERE sid = $2";
    run(&app, copy, vec![eve.factor.clone(), ann.factor.clone()]).await;
    // Eve's own code at Ann's factor.
    ann.logs_in(&eve.code()).await.refuses(500, 20500);
    eve.logs_in(&eve.code()).await.stands("approved");
}

async fn a_row_that_was_moved_to_another_person_does_not_open(app: TestApp) {
    let service = app.service(&[]).await;
    let ann = Holder::enrolled(&app, &service, "ann-0001").await;
    let eve = Holder::enrolled(&app, &service, "eve-0001").await;
    let owner = "UPDATE factors SET entity_sid = (SELECT e.sid FROM entities e WHERE e.identity_key = $1) WHERE sid = $2";
    run(&app, owner, vec![ann.identity.clone(), eve.factor.clone()]).await;
    let moved = eve.as_if(&ann.identity);
    moved.logs_in(&eve.code()).await.finds_nothing();
    // Nor with the name on it changed as well.
    run(
        &app,
        "UPDATE factors SET identity = $1 WHERE sid = $2",
        vec![ann.identity.clone(), eve.factor.clone()],
    )
    .await;
    moved.logs_in(&eve.code()).await.refuses(500, 20500);
}

async fn a_person_who_was_given_anothers_identity_gets_in_by_nothing(app: TestApp) {
    let service = app.service(&[]).await;
    let eve = Holder::enrolled(&app, &service, "eve-0001").await;
    let rename = "UPDATE entities SET identity = $1, identity_key = $1 WHERE identity_key = $2";
    run(&app, rename, vec!["ann-0001".to_owned(), eve.identity.clone()]).await;
    let moved = eve.as_if("ann-0001");
    moved.logs_in(&eve.code()).await.finds_nothing();
    run(
        &app,
        "UPDATE factors SET identity = $1 WHERE sid = $2",
        vec!["ann-0001".to_owned(), eve.factor.clone()],
    )
    .await;
    moved.logs_in(&eve.code()).await.refuses(500, 20500);
}
