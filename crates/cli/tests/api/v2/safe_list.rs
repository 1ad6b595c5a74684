use serde_json::json;

use crate::support::{TestApp, on_both_engines};

on_both_engines!(
    a_number_is_added_read_and_removed,
    a_number_stands_there_once,
    an_account_sees_its_own_list_only,
    what_is_no_number_is_refused,
);

const NUMBERS: &str = "/v2/SafeList/Numbers";
const ALICE: &str = "+15017122661";

async fn a_number_is_added_read_and_removed(app: TestApp) {
    let api = app.api();
    let made = api.post(NUMBERS, &[("PhoneNumber", ALICE)]).await.is(201);
    let sid = made.sid();
    assert!(sid.starts_with("GN"), "{sid}");
    let url = format!("http://verify.test{NUMBERS}/{ALICE}");
    assert_eq!(made.body, json!({"sid": sid, "phone_number": ALICE, "url": url}));
    for path in [format!("{NUMBERS}/{ALICE}"), format!("{NUMBERS}/%2B15017122661")] {
        assert_eq!(api.get(&path).await.is(200).body, made.body);
    }
    api.delete(&format!("{NUMBERS}/%2B15017122661")).await.is(204);
    api.get(&format!("{NUMBERS}/{ALICE}")).await.finds_nothing();
    api.delete(&format!("{NUMBERS}/{ALICE}")).await.finds_nothing();
}

async fn a_number_stands_there_once(app: TestApp) {
    let api = app.api();
    api.post(NUMBERS, &[("PhoneNumber", ALICE)]).await.is(201);
    api.post(NUMBERS, &[("PhoneNumber", " 15017122661")]).await.refuses(409, 60411);
}

async fn an_account_sees_its_own_list_only(app: TestApp) {
    let (mine, theirs) = (app.api(), app.stranger().await);
    mine.post(NUMBERS, &[("PhoneNumber", ALICE)]).await.is(201);
    theirs.get(&format!("{NUMBERS}/{ALICE}")).await.finds_nothing();
    theirs.delete(&format!("{NUMBERS}/{ALICE}")).await.finds_nothing();
    theirs.post(NUMBERS, &[("PhoneNumber", ALICE)]).await.is(201);
}

async fn what_is_no_number_is_refused(app: TestApp) {
    let api = app.api();
    api.post(NUMBERS, &[]).await.refuses(400, 20001);
    api.post(NUMBERS, &[("PhoneNumber", "ann@example.com")]).await.blames("PhoneNumber");
    api.get(&format!("{NUMBERS}/nobody")).await.finds_nothing();
    api.get(NUMBERS).await.refuses(405, 20004);
}
