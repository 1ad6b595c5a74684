//! Browsers suggest a passkey where a code is asked for (conditional mediation): whoever has one needs no code.

use axum::Router;
use countersign_web::{CidrList, Origin, OriginPolicy, Scheme};
use serde_json::json;

use super::browser::Browser;
use super::login::{laptop, passkey};
use super::{link, service, told};
use crate::support::{Holder, TestApp, on_both_engines};

on_both_engines!(
    a_passkey_lets_in_where_a_code_is_asked_for,
    where_no_passkey_would_do_none_is_suggested_or_asked_for,
);

/// Where the pages are. Browsers have passkeys by TLS alone.
const PAGES: &str = "https://verify.test";

/// The server, by TLS.
fn secured(app: &TestApp) -> Router {
    let origins = OriginPolicy {
        public_url: Some(PAGES.parse::<Origin>().expect("an origin")),
        trusted_proxies: CidrList::default(),
        scheme: Scheme::Http,
        fallback: Origin::of_listener(Scheme::Http, ([127, 0, 0, 1], 4010).into()),
    };
    app.running.router(origins, Router::new())
}

async fn a_passkey_lets_in_where_a_code_is_asked_for(app: TestApp) {
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let mut laptop = laptop();
    passkey(&app, &service, &mut laptop).await;
    let made = service.prompts_for("login").await;
    let mut ann = Browser::of(&secured(&app));
    let page = ann.opens(&link(&made)).await;
    let page = ann.presses(&page, "another", &[]).await;
    let page = ann.presses(&page, &format!("choose {}", holder.factor), &[]).await;
    page.shows("autocomplete=\"one-time-code webauthn\"");
    page.shows("/passkey/options\"");
    // What is no passkey leaves the person where they were.
    let (status, options) = ann.asks_from(PAGES, &page, "options", &json!({})).await;
    assert_eq!(status, 200, "{options}");
    let body = json!({ "credential": { "id": "x" } });
    let (_, answer) = ann.asks_from(PAGES, &page, "answer", &body).await;
    let page = ann.opens(answer["next"].as_str().expect("a path")).await;
    page.shows("name=\"code\"");
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "pending");
    // A wrong code meanwhile takes nothing from the passkey that was asked for, nor the passkey from the code.
    let (_, options) = ann.asks_from(PAGES, &page, "options", &json!({})).await;
    let page = ann.presses(&page, "continue", &[("code", "000000")]).await;
    page.shows("aria-invalid");
    let body = json!({ "credential": laptop.signs(&options) });
    let (_, answer) = ann.asks_from(PAGES, &page, "answer", &body).await;
    let left = ann.opens(answer["next"].as_str().expect("a path")).await;
    let code = told(left.address(), "code").expect("a code");
    let result = service.exchanges(&made.sid(), &code).await.is(200);
    assert_eq!(result.body["methods"][0]["method"], "passkeys");
    assert_eq!(result.body["methods"].as_array().map(Vec::len), Some(1));
}

async fn where_no_passkey_would_do_none_is_suggested_or_asked_for(app: TestApp) {
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let mut laptop = laptop();
    passkey(&app, &service, &mut laptop).await;
    let bob = Holder::enrolled(&app, &service, "bob-0001").await;
    let router = secured(&app);
    // The application takes none; the person has none.
    for asked in [json!({ "allowed": ["totp"] }), json!({ "identity": "bob-0001" })] {
        let made = service.prompts_with("login", &asked).await.is(201);
        let mut browser = Browser::of(&router);
        let page = browser.opens(&link(&made)).await;
        page.shows("autocomplete=\"one-time-code\"");
        page.hides("/passkey/options");
        let (status, _) = browser.asks_from(PAGES, &page, "options", &json!({})).await;
        assert_eq!(status, 409);
        let code = if asked["allowed"].is_array() { holder.code() } else { bob.code() };
        browser.presses(&page, "continue", &[("code", &code)]).await.address();
    }
    // Nor the passkey that was shown, where another method is wanted besides.
    app.advance(crate::support::MINUTE);
    let both = json!({ "required": ["passkeys", "totp"] });
    let made = service.prompts_with("login", &both).await.is(201);
    let mut ann = Browser::of(&router);
    let page = ann.opens(&link(&made)).await;
    let (_, options) = ann.asks_from(PAGES, &page, "options", &json!({})).await;
    let body = json!({ "credential": laptop.signs(&options) });
    let (_, answer) = ann.asks_from(PAGES, &page, "answer", &body).await;
    let page = ann.opens(answer["next"].as_str().expect("a path")).await;
    page.shows("autocomplete=\"one-time-code\"");
    let (status, _) = ann.asks_from(PAGES, &page, "options", &json!({})).await;
    assert_eq!(status, 409);
    // By the page of codes nobody sets one up.
    let made = service.prompts_with("setup", &json!({ "identity": "eve-0001" })).await.is(201);
    let mut eve = Browser::of(&router);
    let page = eve.opens(&link(&made)).await;
    let (status, _) = eve.asks_from(PAGES, &page, "options", &json!({})).await;
    assert_eq!(status, 409);
}
