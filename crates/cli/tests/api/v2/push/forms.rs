use serde_json::json;

use crate::support::{TestApp, on_both_engines};

on_both_engines!(the_form_of_push_is_twilios_and_there_is_no_other);

async fn the_form_of_push_is_twilios_and_there_is_no_other(app: TestApp) {
    let form = app.api().get("/v2/Forms/form-push").await.is(200);
    let expected = json!({
        "form_type": "form-push",
        "forms": { "create_factor": {}, "verify_factor": {}, "create_challenge": {} },
        "form_meta": {},
        "url": "http://verify.test/v2/Forms/form-push",
    });
    assert_eq!(form.body, expected);
    app.api().get("/v2/Forms/form-totp").await.finds_nothing();
    app.api().authorized_by(None).get("/v2/Forms/form-push").await.refuses(401, 20003);
}
