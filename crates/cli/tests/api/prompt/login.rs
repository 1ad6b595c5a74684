//! People prove themselves.

use countersign_store::audit;
use serde_json::json;

use super::{opened, service, told};
use crate::support::{Authenticator, Holder, SECOND, Service, TestApp, on_both_engines};

on_both_engines!(
    somebody_with_an_app_logs_in_and_the_application_hears_it_once,
    a_wrong_code_is_tried_again_and_too_many_are_the_end,
    each_required_method_has_to_be_shown,
    another_way_leads_to_another_factor,
    a_passkey_lets_in_by_the_pages_script,
    giving_up_is_told_to_the_application,
    who_lost_the_way_back_gets_another_code,
);

/// What stands in the trail about prompts.
async fn trail(app: &TestApp) -> Vec<String> {
    let lines = app.engine.store().read(|tx| audit::after(tx, "", 1000)).await.expect("the trail");
    let about = lines.into_iter().filter(|line| line.what.starts_with("prompt."));
    // The tests' clock stands still: lines of one moment are in no order.
    let mut about: Vec<_> = about.map(|line| line.what.clone()).collect();
    about.sort();
    about
}

async fn somebody_with_an_app_logs_in_and_the_application_hears_it_once(app: TestApp) {
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let made = service.prompts_for("login").await;
    let (mut browser, page) = opened(&app, &made).await;
    assert_eq!(page.status, 200);
    page.shows("one-time-code");
    let left = browser.presses(&page, "continue", &[("code", &spaced(&holder.code()))]).await;
    assert_eq!(left.status, 303);
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "completed");
    let code = told(left.address(), "code").expect("a code");
    assert_eq!(told(left.address(), "prompt"), Some(made.sid()));
    service.exchanges(&made.sid(), "x").await.refuses(403, 69003);
    let result = service.exchanges(&made.sid(), &code).await.is(200);
    assert_eq!(result.text("identity"), "ann-0001");
    service.exchanges(&made.sid(), &code).await.refuses(403, 69003);
    let after = service.fetches(&made.sid()).await;
    assert_eq!(after.text("status"), "completed", "a fetch never says approved");
    assert!(after.body["date_exchanged"].is_string());
    // The page says that it was used, however often it is looked at.
    browser.gets(&page.path).await.shows("error=used");
    assert_eq!(trail(&app).await, ["prompt.created", "prompt.ended", "prompt.exchanged", "prompt.opened"]);
}

/// As an app shows it.
fn spaced(code: &str) -> String {
    format!(" {} {}", &code[..3], &code[3..])
}

async fn a_wrong_code_is_tried_again_and_too_many_are_the_end(app: TestApp) {
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let made = service.prompts_for("login").await;
    let (mut browser, mut page) = opened(&app, &made).await;
    page = browser.presses(&page, "continue", &[("code", "")]).await;
    page.shows("aria-invalid");
    for _ in 0..9 {
        page = browser.presses(&page, "continue", &[("code", "000000")]).await;
        page.shows("aria-invalid");
    }
    page = browser.presses(&page, "continue", &[("code", "000000")]).await;
    page.shows("error=failed");
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "failed");
    // A right code of the same page is too late.
    let late = browser.posts(page.path.split('?').next().expect("a path"), &[("code", &holder.code())]).await;
    assert!(late.left.is_none());
    service.exchanges(&made.sid(), "x").await.refuses(403, 69003);
    // Somebody else's mistakes are not the person's: the next prompt lets them in.
    let again = service.prompts_for("login").await;
    let (mut browser, page) = opened(&app, &again).await;
    browser.presses(&page, "continue", &[("code", &holder.code())]).await.address();
}

async fn each_required_method_has_to_be_shown(app: TestApp) {
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let mut laptop = laptop();
    passkey(&app, &service, &mut laptop).await;
    let asked = json!({ "required": ["passkeys", "totp"] });
    let made = service.prompts_with("login", &asked).await.is(201);
    let (mut browser, page) = opened(&app, &made).await;
    page.shows("data-ceremony=\"authenticate\"");
    let page = browser.presses(&page, "another", &[]).await;
    let page = browser.presses(&page, &format!("choose {}", holder.factor), &[]).await;
    let page = browser.presses(&page, "continue", &[("code", &holder.code())]).await;
    // One of two: the other is left, and the first not offered again.
    page.shows("data-ceremony=\"authenticate\"");
    assert!(page.buttons("another").is_empty());
    let (status, options) = browser.asks(&page, "options", &json!({})).await;
    assert_eq!(status, 200, "{options}");
    let (_, answer) = browser.asks(&page, "answer", &json!({ "credential": laptop.signs(&options) })).await;
    let left = browser.opens(answer["next"].as_str().expect("a path")).await;
    let code = told(left.address(), "code").expect("a code");
    let result = service.exchanges(&made.sid(), &code).await.is(200);
    assert_eq!(result.body["amr"], json!(["otp", "pop", "user", "mfa"]));
}

async fn another_way_leads_to_another_factor(app: TestApp) {
    let service = service(&app, &[]).await;
    Holder::enrolled(&app, &service, "ann-0001").await;
    let second = Holder::enrolled(&app, &service, "ann-0001").await;
    let made = service.prompts_for("login").await;
    let (mut browser, page) = opened(&app, &made).await;
    let list = browser.presses(&page, "another", &[]).await;
    assert_eq!(list.buttons("choose").len(), 2);
    let strangers = Holder::enrolled(&app, &service, "eve-0001").await;
    let list = browser.presses(&list, &format!("choose {}", strangers.factor), &[]).await;
    let page = browser.presses(&list, &format!("choose {}", second.factor), &[]).await;
    browser.presses(&page, "continue", &[("code", &second.code())]).await.address();
}

/// An authenticator of whoever stands before the page.
pub(super) fn laptop() -> Authenticator {
    let mut laptop = Authenticator::new(1);
    (laptop.party, laptop.origin) = ("verify.test".to_owned(), "http://verify.test".to_owned());
    laptop
}

/// Has Ann set a passkey up for a page of this server.
pub(super) async fn passkey(app: &TestApp, service: &Service, laptop: &mut Authenticator) {
    // The name of tests has no TLS, which browsers would want: the relying party says where ceremonies come from.
    let config = json!({
        "relying_party": { "id": "verify.test", "name": "Acme", "origins": ["https://verify.test"] },
        "authenticator_attachment": "any",
        "discoverable_credentials": "preferred",
        "user_verification": "preferred",
    });
    laptop.origin = "https://verify.test".to_owned();
    let asked = json!({ "friendly_name": "Laptop", "identity": "ann-0001", "config": config });
    let made = service.passkeys("Factors", &asked).await.is(201);
    let answer = laptop.registers(&made.body["options"]);
    service.passkeys("VerifyFactor", &answer).await.is(200).stands("verified");
    app.advance(SECOND);
}

async fn a_passkey_lets_in_by_the_pages_script(app: TestApp) {
    let service = service(&app, &[]).await;
    let mut laptop = laptop();
    passkey(&app, &service, &mut laptop).await;
    let made = service.prompts_for("login").await;
    let (mut browser, page) = opened(&app, &made).await;
    let (_, old) = browser.asks(&page, "options", &json!({})).await;
    let (_, options) = browser.asks(&page, "options", &json!({})).await;
    // Only the last that was asked for is answered.
    let (_, answer) = browser.asks(&page, "answer", &json!({ "credential": laptop.signs(&old) })).await;
    assert_eq!(answer["next"], page.path.split('?').next().expect("a path"));
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "pending");
    let (_, answer) = browser.asks(&page, "answer", &json!({ "credential": { "id": "x" } })).await;
    assert!(answer["next"].is_string());
    let signed = laptop.signs(&options);
    let (_, answer) = browser.asks(&page, "answer", &json!({ "credential": signed })).await;
    let left = browser.opens(answer["next"].as_str().expect("a path")).await;
    let code = told(left.address(), "code").expect("a code");
    let result = service.exchanges(&made.sid(), &code).await.is(200);
    assert_eq!(result.body["methods"][0]["method"], "passkeys");
    assert_eq!(result.body["aal"], 2, "it was unlocked, though that was only preferred");
    let (_, again) = browser.asks(&page, "answer", &json!({ "credential": signed })).await;
    assert!(again["next"].is_string());
}

async fn giving_up_is_told_to_the_application(app: TestApp) {
    let service = service(&app, &[]).await;
    Holder::enrolled(&app, &service, "ann-0001").await;
    let made = service.prompts_with("login", &json!({ "state": "a b&c" })).await.is(201);
    let (mut browser, page) = opened(&app, &made).await;
    let left = browser.presses(&page, "cancel", &[]).await;
    assert_eq!(told(left.address(), "error").as_deref(), Some("canceled"));
    assert_eq!(told(left.address(), "state").as_deref(), Some("a b&c"));
    assert!(told(left.address(), "code").is_none());
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "canceled");
}

async fn who_lost_the_way_back_gets_another_code(app: TestApp) {
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let made = service.prompts_for("login").await;
    let (mut browser, page) = opened(&app, &made).await;
    let left = browser.presses(&page, "continue", &[("code", &holder.code())]).await;
    let first = told(left.address(), "code").expect("a code");
    let path = page.path.split('?').next().expect("a path").to_owned();
    browser.gets(&path).await.shows(&format!("{path}/return"));
    let second = told(browser.gets(&format!("{path}/return")).await.address(), "code").expect("a code");
    service.exchanges(&made.sid(), &first).await.refuses(403, 69003);
    app.advance(60 * SECOND);
    service.exchanges(&made.sid(), &second).await.refuses(403, 69003);
    let third = told(browser.gets(&format!("{path}/return")).await.address(), "code").expect("a code");
    app.advance(59 * SECOND);
    service.exchanges(&made.sid(), &third).await.is(200);
}
