//! Hardware tokens on the pages.

use countersign_engine::token::AssignToken;
use countersign_model::FactorSid;
use serde_json::json;

use super::browser::{Browser, Seen};
use super::{opened, service};
use crate::own_kinds::clock::{Device, step};
use crate::own_kinds::place;
use crate::support::{MINUTE, Service, TestApp, on_both_engines, ops};

on_both_engines!(
    a_hardware_token_is_offered_where_there_is_one_that_nobody_has,
    who_has_to_type_two_codes_is_told_so,
);

/// What somebody can set up who has nothing.
async fn offered(app: &TestApp, service: &Service) -> Vec<String> {
    let made = service.prompts_with("setup", &json!({ "identity": "eve-0001" })).await.is(201);
    opened(app, &made).await.1.buttons("choose")
}

/// Sets a token up by its number and its first codes.
async fn sets_up(browser: &mut Browser, page: &Seen, serial: &str, device: &Device) -> Seen {
    let page = browser.presses(page, "choose hotp", &[]).await;
    let (first, second) = (device.code(0), device.code(1));
    let typed = [("serial", serial), ("code", &*first), ("next_code", &*second)];
    browser.presses(&page, "continue", &typed).await
}

async fn a_hardware_token_is_offered_where_there_is_one_that_nobody_has(app: TestApp) {
    let service = service(&app, &[]).await;
    let is_token = |choices: &[String]| choices.iter().any(|it| it == "hotp" || it == "hardware_totp");
    assert!(!is_token(&offered(&app, &service).await));
    let [device] = Device::imported(&app, ["GALT-0014"]).await;
    assert!(offered(&app, &service).await.contains(&"hotp".to_owned()));
    // One with a clock is another method, and none is there.
    service.set_prompts(&json!({ "setup_methods": ["hardware_totp", "totp"] })).await.is(200);
    assert!(!is_token(&offered(&app, &service).await));
    service.set_prompts(&json!({ "setup_methods": null })).await.is(200);
    let (mut ann, page) = opened(&app, &service.prompts_for("setup").await).await;
    let sheet = sets_up(&mut ann, &page, "galt 0014", &device).await;
    let list = ann.presses(&sheet, "continue", &[("saved", "yes")]).await;
    assert!(!is_token(&offered(&app, &service).await), "it is Ann's");
    let factor: FactorSid = list.buttons("remove")[0].parse().expect("a factor");
    // However it becomes nobody's.
    app.engine.delete_factor(place(&app, &service, "ann-0001"), factor, ops()).await.expect("the store");
    assert!(is_token(&offered(&app, &service).await));
}

async fn who_has_to_type_two_codes_is_told_so(app: TestApp) {
    let service = service(&app, &[]).await;
    let [device] = Device::with_clocks(&app, ["C200-1"]).await;
    let wanted = AssignToken {
        place: place(&app, &service, "ann-0001"),
        serial: device.serial.clone(),
        codes: device.codes(step(&app) - 1),
        friendly_name: None,
        kinds: None,
    };
    app.engine.assign_token(wanted, ops()).await.expect("a factor");
    app.advance(20 * MINUTE);
    let (mut ann, page) = opened(&app, &service.prompts_for("login").await).await;
    // Its clock lost five minutes in a drawer.
    let behind = step(&app) - 10;
    let page = ann.presses(&page, "continue", &[("code", &device.code(behind))]).await;
    page.shows("One code isn’t enough this time");
    let both = format!("{} {}", device.code(behind), device.code(behind + 1));
    ann.presses(&page, "continue", &[("code", &both)]).await.address();
    // From now on one is.
    app.advance(MINUTE);
    let (mut ann, page) = opened(&app, &service.prompts_for("login").await).await;
    ann.presses(&page, "continue", &[("code", &device.code(behind + 2))]).await.address();
    let (mut ann, page) = opened(&app, &service.prompts_for("login").await).await;
    ann.presses(&page, "continue", &[("code", &device.code(behind + 2))]).await.shows("This code was used");
}
