//! Secrets that change while everything goes on.

use std::fs;

use super::Afternoon;

pub(super) async fn the_token_changes_without_a_flag_day(afternoon: &mut Afternoon) {
    let Afternoon { office, application, account, token, .. } = afternoon;
    let new = office.text(&["account", "rotate-token", account, "begin"], "secondary_token");
    let old = application.clone();
    *application = old.with_token(&new);
    assert_eq!((old.is_let_in().await, application.is_let_in().await), (200, 200), "both are good");
    office.json(&["account", "rotate-token", account, "finish"]);
    assert_eq!((old.is_let_in().await, application.is_let_in().await), (401, 200), "only the new one is");
    *token = new;
}

pub(super) async fn the_master_key_changes_while_a_code_is_out(afternoon: &Afternoon) {
    let Afternoon { office, application, .. } = afternoon;
    let to = "+15017122664";
    let code = application.texts(to).await;
    let old = office.json(&["secrets", "status"])[0]["key"].as_str().expect("a key").to_owned();
    let new = office.text(&["secrets", "rotate", "begin"], "key");
    office.json_in_time(&["secrets", "rotate", "promote"]);
    let resealed = office.json(&["secrets", "rotate", "reseal"]);
    assert_eq!(resealed["left"], 0, "{resealed}");
    let told = office.refusal(&["secrets", "rotate", "drop", &old]);
    assert!(told.contains(&old), "it is still needed: {told}");
    application.logs_in(to, &code).await;
    office.json_in_time(&["secrets", "rotate", "drop", &old]);
    let keys = fs::read_to_string(office.path("keys")).expect("keys");
    assert!(!keys.contains(&format!("\n{old}:")) && keys.contains(&format!("\n{new}:")), "the file follows");
    assert_eq!(application.is_let_in().await, 200);
    let code = application.texts("+15017122665").await;
    application.logs_in("+15017122665", &code).await;
}
