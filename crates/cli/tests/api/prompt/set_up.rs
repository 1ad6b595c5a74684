//! People set up, rename and remove their methods.

use countersign_model::Clock;
use countersign_web::{CidrList, Origin, OriginPolicy, Scheme};
use serde_json::json;
use totp_rs::Totp;

use super::browser::{Browser, Seen};
use super::login::laptop;
use super::{opened, service, told};
use crate::support::{Holder, MINUTE, TestApp, on_both_engines};

on_both_engines!(
    an_app_is_set_up_and_the_application_hears_it,
    who_has_a_method_shows_it_before_anything_changes,
    a_method_is_renamed_and_removed_but_not_the_last,
    a_passkey_is_made_on_the_page,
    only_what_the_service_offers_is_set_up,
);

/// An app that scanned what an authenticator's page shows.
fn scanned(page: &Seen) -> Totp {
    let text = page.text.replace("&#38;", "&").replace("&amp;", "&");
    let from = text.find("otpauth://").unwrap_or_else(|| panic!("no URI in {}", page.body()));
    let uri = text[from..].split(['"', '<', ' ']).next().expect("a URI");
    Totp::from_url_unchecked(uri).expect("a URI that an app can scan")
}

fn code(app: &TestApp, totp: &Totp) -> String {
    totp.generate(u64::try_from(app.clock.now().millis() / 1000).expect("after 1970")).to_string()
}

async fn an_app_is_set_up_and_the_application_hears_it(app: TestApp) {
    let service = service(&app, &[]).await;
    let made = service.prompts_with("setup", &json!({ "account_name": "ann@example.com" })).await.is(201);
    let (mut browser, page) = opened(&app, &made).await;
    assert!(page.buttons("choose").contains(&"totp".to_owned()));
    assert!(page.buttons("finish").is_empty(), "nothing is set up yet");
    let page = browser.presses(&page, "choose totp", &[]).await;
    let totp = scanned(&page);
    page.shows("ann%40example.com");
    let again = browser.opens(&page.path).await;
    assert_eq!(code(&app, &scanned(&again)), code(&app, &totp), "a refresh shows the same secret");
    let wrong = browser.presses(&page, "continue", &[("code", "000000")]).await;
    wrong.shows("aria-invalid");
    let sheet = browser.presses(&wrong, "continue", &[("code", &code(&app, &totp))]).await;
    sheet.hides("otpauth");
    let list = browser.presses(&sheet, "continue", &[("saved", "yes")]).await;
    assert_eq!(list.buttons("rename").len(), 1);
    list.hides("otpauth");
    let left = browser.presses(&list, "finish", &[]).await;
    let result = service.exchanges(&made.sid(), &told(left.address(), "code").expect("a code")).await.is(200);
    assert_eq!(
        (result.text("purpose"), result.body["methods"][0]["method"].clone()),
        ("setup".into(), json!("totp"))
    );
    // The code that set it up is no login; the next one is.
    let login = service.prompts_for("login").await;
    let (mut browser, page) = opened(&app, &login).await;
    let page = browser.presses(&page, "continue", &[("code", &code(&app, &totp))]).await;
    page.shows("aria-invalid");
    app.advance(MINUTE);
    browser.presses(&page, "continue", &[("code", &code(&app, &totp))]).await.address();
}

async fn who_has_a_method_shows_it_before_anything_changes(app: TestApp) {
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let made = service.prompts_for("setup").await;
    let (mut browser, page) = opened(&app, &made).await;
    page.shows("one-time-code");
    // Whatever a form says meanwhile.
    let mut seen = page;
    for button in [
        "choose totp",
        "add",
        "finish",
        "new-codes",
        &format!("remove {}", holder.factor),
        &format!("rename {}", holder.factor),
    ] {
        seen = browser.presses(&seen, button, &[("name", "Eve")]).await;
        assert!(seen.left.is_none(), "{button}");
        seen.hides("otpauth");
        assert!(seen.buttons("remove").is_empty(), "{button}");
        let path = seen.path.split('?').next().expect("a path").to_owned();
        seen = browser.opens(&path).await;
    }
    service.api.get(&holder.factor_path()).await.is(200).stands("verified");
    let page = browser.presses(&seen, "back", &[]).await;
    let list = browser.presses(&page, "continue", &[("code", &holder.code())]).await;
    assert_eq!(list.buttons("remove"), [holder.factor.as_str()]);
    let page = browser.presses(&list, "add", &[]).await;
    assert!(page.buttons("choose").contains(&"totp".to_owned()));
}

async fn a_method_is_renamed_and_removed_but_not_the_last(app: TestApp) {
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let other = Holder::enrolled(&app, &service, "ann-0001").await;
    let made = service.prompts_for("setup").await;
    let (mut browser, page) = opened(&app, &made).await;
    let list = browser.presses(&page, "continue", &[("code", &holder.code())]).await;
    let rename = format!("rename {}", holder.factor);
    let page = browser.presses(&list, &rename, &[]).await;
    let page = browser.presses(&page, &rename, &[("name", " ")]).await;
    page.shows("aria-invalid");
    let list = browser.presses(&page, &rename, &[("name", "<b>Old phone</b>")]).await;
    list.shows("&#60;b&#62;Old phone");
    list.hides("<b>Old");
    let remove = format!("remove {}", holder.factor);
    let page = browser.presses(&list, &remove, &[]).await;
    let page = browser.presses(&page, &remove, &[]).await;
    // What was shown is gone: each change asks for a method that is there.
    page.shows("one-time-code");
    let list = browser.presses(&page, "continue", &[("code", &other.code())]).await;
    assert_eq!(list.buttons("remove"), [other.factor.as_str()]);
    service.api.get(&holder.factor_path()).await.finds_nothing();
    let remove = format!("remove {}", other.factor);
    let page = browser.presses(&list, &remove, &[]).await;
    assert!(page.buttons("remove").is_empty(), "it says why not");
    browser.presses(&page, &remove, &[]).await;
    service.api.get(&other.factor_path()).await.is(200);
}

async fn a_passkey_is_made_on_the_page(app: TestApp) {
    let origins = OriginPolicy {
        public_url: Some("https://verify.test".parse::<Origin>().expect("an origin")),
        trusted_proxies: CidrList::default(),
        scheme: Scheme::Http,
        fallback: Origin::of_listener(Scheme::Http, ([127, 0, 0, 1], 4010).into()),
    };
    let router = app.running.router(origins, axum::Router::new());
    let service = service(&app, &[]).await;
    let made = service.prompts_for("setup").await;
    let mut browser = Browser::of(&router);
    let page = browser.opens(&super::link(&made)).await;
    assert!(browser.cookies.keys().all(|name| name.starts_with("__Host-")), "{:?}", browser.cookies);
    let page = browser.presses(&page, "choose passkeys", &[]).await;
    page.shows("data-ceremony=\"register\"");
    let mut laptop = laptop();
    laptop.origin = "https://verify.test".to_owned();
    let (status, options) = browser.asks_from("https://verify.test", &page, "options", &json!({})).await;
    assert_eq!(status, 200, "{options}");
    assert_eq!(options["publicKey"]["rp"]["id"], "verify.test");
    let credential = laptop.registers(&options);
    let body = json!({ "credential": credential });
    let (_, answer) = browser.asks_from("https://verify.test", &page, "answer", &body).await;
    let sheet = browser.opens(answer["next"].as_str().expect("a path")).await;
    let list = browser.presses(&sheet, "continue", &[("saved", "yes")]).await;
    assert_eq!(list.buttons("rename").len(), 1);
    // And it lets in.
    let login = service.prompts_for("login").await;
    let page = browser.opens(&super::link(&login)).await;
    let (_, options) = browser.asks_from("https://verify.test", &page, "options", &json!({})).await;
    let body = json!({ "credential": laptop.signs(&options) });
    let (_, answer) = browser.asks_from("https://verify.test", &page, "answer", &body).await;
    browser.opens(answer["next"].as_str().expect("a path")).await.address();
}

async fn only_what_the_service_offers_is_set_up(app: TestApp) {
    let service = service(&app, &[]).await;
    service.set_prompts(&json!({ "methods": ["email", "totp"] })).await.is(200);
    let made = service.prompts_with("setup", &json!({ "allowed": ["email", "passkeys"] })).await.is(201);
    assert_eq!(made.body["allowed"], json!(["email"]));
    let (mut browser, page) = opened(&app, &made).await;
    assert_eq!(page.buttons("choose"), ["email"]);
    let seen = browser.presses(&page, "choose totp", &[]).await;
    seen.hides("otpauth");
    assert_eq!(seen.buttons("choose"), ["email"]);
}
