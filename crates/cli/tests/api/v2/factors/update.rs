//! Changing and deleting factors.

use crate::support::{Holder, MINUTE, TestApp, on_both_engines};

on_both_engines!(
    a_name_and_settings_are_changed_and_the_rest_stays,
    settings_and_code_may_come_together,
    what_cannot_be_taken_changes_nothing,
    other_steps_make_no_used_code_good_again,
    a_deleted_factor_lets_nobody_in,
);

async fn a_name_and_settings_are_changed_and_the_rest_stays(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let api = &ann.service.api;
    let changed =
        api.post(&ann.factor_path(), &[("FriendlyName", "Tablet")]).await.is(200).stands("verified");
    assert_eq!(changed.text("friendly_name"), "Tablet");
    let changed = api.post(&ann.factor_path(), &[("Config.Skew", "2"), ("Unknown", "x")]).await.is(200);
    let config = serde_json::json!({"alg": "sha1", "skew": 2, "code_length": 6, "time_step": 30});
    assert_eq!((changed.text("friendly_name"), &changed.body["config"]), ("Tablet".to_owned(), &config));
    assert_eq!(api.get(&ann.factor_path()).await.body, changed.body);
    ann.logs_in(&ann.code_in(60)).await.stands("approved");
}

async fn settings_and_code_may_come_together(app: TestApp) {
    let service = app.service(&[]).await;
    let secret = [("Binding.Secret", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")];
    let ann = Holder::scans(&app, &service, "ann-0001", &secret).await;
    // The person's app was set to eight digits.
    let other = Holder::scans(&app, &service, "bob-0001", &[secret[0], ("Config.CodeLength", "8")]).await;
    let pairs = [("Config.CodeLength", "8"), ("AuthPayload", &other.code())];
    let verified = service.api.post(&ann.factor_path(), &pairs).await.is(200).stands("verified");
    assert_eq!(verified.body["config"]["code_length"], 8);
}

async fn what_cannot_be_taken_changes_nothing(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let api = &ann.service.api;
    let before = api.get(&ann.factor_path()).await.body;
    for (name, value) in [
        ("FriendlyName", ""),
        ("Config.Skew", "3"),
        ("Config.CodeLength", "2"),
        ("Config.Alg", "x"),
        ("Config.TimeStep", ""),
    ] {
        let pairs = [("FriendlyName", "Tablet"), ("Config.CodeLength", "8"), (name, value)];
        api.post(&ann.factor_path(), &pairs).await.blames_factor(name);
    }
    assert_eq!(api.get(&ann.factor_path()).await.body, before);
}

async fn other_steps_make_no_used_code_good_again(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let code = ann.code();
    ann.logs_in(&code).await.stands("approved");
    for steps in ["20", "30", "60", "30"] {
        ann.service.api.post(&ann.factor_path(), &[("Config.TimeStep", steps)]).await.is(200);
    }
    ann.logs_in(&code).await.stands("pending");
    app.advance(3 * MINUTE);
    ann.logs_in(&ann.code()).await.stands("approved");
}

async fn a_deleted_factor_lets_nobody_in(app: TestApp) {
    let service = app.service(&[]).await;
    let ann = Holder::enrolled(&app, &service, "ann-0001").await;
    let other = Holder::enrolled(&app, &service, "ann-0001").await;
    let challenge = ann.is_asked().await;
    service.api.delete(&ann.factor_path()).await.is(204);
    service.api.delete(&ann.factor_path()).await.finds_nothing();
    service.api.get(&ann.factor_path()).await.finds_nothing();
    ann.logs_in(&ann.code()).await.finds_nothing();
    ann.answers(&challenge, &ann.code()).await.finds_nothing();
    ann.answers(&challenge, &other.code()).await.finds_nothing();
    // What was asked is history.
    ann.fetches(&challenge).await.is(200).stands("pending");
    other.logs_in(&other.code()).await.stands("approved");
}
