//! Codes of another time: what their person is told, and that nobody gains by it.

use super::set_up::{code_at, scanned};
use super::{opened, service};
use crate::support::{Holder, MINUTE, SECOND, TestApp, on_both_engines};

on_both_engines!(
    a_used_code_is_told_lets_nobody_in_and_ends_nothing,
    whoever_sets_up_an_app_on_a_phone_whose_clock_is_off_is_told_at_once,
    at_a_login_a_code_that_is_to_come_is_told_of_only_once_two_were,
);

const WRONG: &str = "That isn’t the code";
const USED: &str = "This code was used";
const OFF: &str = "This code belongs to another time";

async fn a_used_code_is_told_lets_nobody_in_and_ends_nothing(app: TestApp) {
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let (mut browser, page) = opened(&app, &service.prompts_for("login").await).await;
    let code = holder.code();
    browser.presses(&page, "continue", &[("code", &code)]).await.address();
    let made = service.prompts_for("login").await;
    let (mut browser, mut page) = opened(&app, &made).await;
    // Ten wrong ones would be the end.
    for _ in 0..11 {
        page = browser.presses(&page, "continue", &[("code", &code)]).await;
        page.shows(USED);
    }
    // The factor counts them, as it does for whoever asks by API.
    for _ in 0..9 {
        page = browser.presses(&page, "continue", &[("code", &code)]).await;
    }
    page = browser.presses(&page, "continue", &[("code", &code)]).await;
    page.shows("Too many tries");
    app.advance(30 * MINUTE);
    let (mut browser, page) = opened(&app, &service.prompts_for("login").await).await;
    browser.presses(&page, "continue", &[("code", &holder.code())]).await.address();
}

async fn whoever_sets_up_an_app_on_a_phone_whose_clock_is_off_is_told_at_once(app: TestApp) {
    let service = service(&app, &[]).await;
    let (mut browser, page) = opened(&app, &service.prompts_for("setup").await).await;
    let mut page = browser.presses(&page, "choose totp", &[]).await;
    let totp = scanned(&page);
    for (off, told) in [(-5 * MINUTE, OFF), (5 * MINUTE, OFF), (-15 * MINUTE, WRONG)] {
        page = browser.presses(&page, "continue", &[("code", &code_at(&app, &totp, off))]).await;
        page.shows(told);
    }
    let sheet = browser.presses(&page, "continue", &[("code", &code_at(&app, &totp, 0))]).await;
    sheet.hides("otpauth");
}

async fn at_a_login_a_code_that_is_to_come_is_told_of_only_once_two_were(app: TestApp) {
    let service = service(&app, &[]).await;
    let (mut browser, page) = opened(&app, &service.prompts_for("setup").await).await;
    let page = browser.presses(&page, "choose totp", &[]).await;
    let totp = scanned(&page);
    browser.presses(&page, "continue", &[("code", &code_at(&app, &totp, 0))]).await;
    app.advance(30 * MINUTE);
    let made = service.prompts_for("login").await;
    let (mut browser, mut page) = opened(&app, &made).await;
    let ahead = |seconds: i64| code_at(&app, &totp, 5 * MINUTE + seconds * SECOND);
    for (code, told) in [
        (code_at(&app, &totp, -5 * MINUTE), OFF),
        // Nor is the same one told of, however often it is tried.
        (ahead(0), WRONG),
        (ahead(0), WRONG),
        (ahead(30), OFF),
        (ahead(0), WRONG),
    ] {
        page = browser.presses(&page, "continue", &[("code", &code)]).await;
        page.shows(told);
    }
    // Each of them counted.
    for _ in 0..4 {
        page = browser.presses(&page, "continue", &[("code", "000000")]).await;
        page.shows(WRONG);
    }
    page = browser.presses(&page, "continue", &[("code", &ahead(60))]).await;
    page.shows("error=failed");
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "failed");
}
