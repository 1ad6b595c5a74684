use countersign_engine::account::Rotation;

use super::trail;
use crate::support::{TestApp, on_both_engines, ops};

on_both_engines!(
    what_operators_do_to_accounts_and_keys_is_written_down,
    what_callers_do_to_services_is_written_down_with_their_key,
    what_was_refused_or_changed_nothing_leaves_no_line,
);

fn line(what: &str, who: &str, subject: &str) -> (String, String, String) {
    (what.to_owned(), who.to_owned(), subject.to_owned())
}

async fn what_operators_do_to_accounts_and_keys_is_written_down(app: TestApp) {
    let first = app.account.to_string();
    assert_eq!(trail(&app).await, [line("account.created", "operator:first start", &first)]);
    let made = app.engine.create_account("Shop", ops()).await.expect("an account").account.sid;
    for step in [Rotation::Begin, Rotation::Finish, Rotation::Begin, Rotation::Abandon] {
        app.engine.rotate_token(made, step, ops()).await.expect("a step");
    }
    let key = app.engine.create_key(made, "web", ops()).await.expect("the store").expect("a key").key.sid;
    assert!(app.engine.revoke_key(made, key, ops()).await.expect("the store"));
    let mut found = trail(&app).await;
    found.sort();
    let (made, key) = (made.to_string(), key.to_string());
    let ops = |what: &str, subject: &str| line(what, "operator:ops", subject);
    let expected = [
        line("account.created", "operator:first start", &first),
        ops("account.created", &made),
        ops("key.created", &key),
        ops("key.revoked", &key),
        ops("token.rotation_abandoned", &made),
        ops("token.rotation_begun", &made),
        ops("token.rotation_begun", &made),
        ops("token.rotation_finished", &made),
    ];
    let mut expected = expected.to_vec();
    expected.sort();
    assert_eq!(found, expected);
}

async fn what_callers_do_to_services_is_written_down_with_their_key(app: TestApp) {
    let service = app.service(&[]).await;
    let (key, secret) = app.api_key().await;
    let path = service.path("");
    crate::support::Api::with(&app.router, &key, &secret).post(&path, &[("CodeLength", "8")]).await.is(200);
    app.api().delete(&path).await.is(204);
    let found = trail(&app).await;
    let account = app.account.to_string();
    for expected in [
        line("service.created", &account, &service.sid),
        line("service.updated", &key, &service.sid),
        line("service.deleted", &account, &service.sid),
    ] {
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
}

async fn what_was_refused_or_changed_nothing_leaves_no_line(app: TestApp) {
    let before = trail(&app).await;
    app.api().delete("/v2/Services/VA0123456789abcdef0123456789abcdef").await.is(404);
    let nobody = "SK0123456789abcdef0123456789abcdef".parse().expect("a SID");
    assert!(!app.engine.revoke_key(app.account, nobody, ops()).await.expect("the store"));
    assert!(app.engine.rotate_token(app.account, Rotation::Finish, ops()).await.is_err());
    assert!(!app.engine.resume(None, ops()).await.expect("the store"));
    assert_eq!(trail(&app).await, before);
}
