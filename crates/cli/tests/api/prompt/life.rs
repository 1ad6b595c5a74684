//! What an application does with prompts: make, fetch, cancel, exchange.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{BACK, link, opened, service, told};
use crate::support::{Holder, MINUTE, SECOND, TestApp, on_both_engines};

on_both_engines!(
    a_prompt_is_made_fetched_listed_and_canceled,
    a_login_of_somebody_without_methods_is_over_at_once,
    what_a_create_asks_is_read_strictly,
    a_browser_is_sent_to_registered_places_only,
    a_result_is_signed_with_a_key_that_is_published,
    prompts_of_other_accounts_are_not_there,
    a_prompt_expires_and_says_so,
);

async fn a_prompt_is_made_fetched_listed_and_canceled(app: TestApp) {
    let service = service(&app, &[]).await;
    let made = service.prompts_with("setup", &json!({ "state": "s-1", "locale": "de" })).await.is(201);
    assert_eq!((made.text("status"), made.text("purpose")), ("pending".to_owned(), "setup".to_owned()));
    assert!(link(&made).starts_with("/prompt/start/") && link(&made).len() > 50);
    let fetched = service.fetches(&made.sid()).await.is(200);
    assert!(fetched.body.get("url").is_none(), "the link is told once");
    assert_eq!((fetched.text("state"), fetched.text("locale")), ("s-1".to_owned(), "de".to_owned()));
    let list = service.api.get(&service.prompts("Prompts")).await.is(200);
    assert_eq!(list.body["prompts"][0]["sid"], made.sid().as_str());
    let path = service.prompts(&format!("Prompts/{}", made.sid()));
    service.api.post_json(&path, r#"{"status":"approved"}"#).await.blames("status");
    let canceled = service.api.post_json(&path, r#"{"status":"canceled"}"#).await.is(200);
    assert_eq!(canceled.text("status"), "canceled");
    let (_, seen) = opened(&app, &made).await;
    seen.shows("https://app.example.com/login/done?prompt=");
    seen.shows("error=canceled");
}

async fn a_login_of_somebody_without_methods_is_over_at_once(app: TestApp) {
    let service = service(&app, &[]).await;
    let made = service.prompts_for("login").await;
    assert_eq!(made.text("status"), "not_enrolled");
    let (mut browser, seen) = opened(&app, &made).await;
    seen.shows("error=not_enrolled");
    let left = browser.gets(&format!("{}/return", seen.path.split('?').next().expect("a path"))).await;
    assert_eq!(told(left.address(), "error").as_deref(), Some("not_enrolled"));
    service.exchanges(&made.sid(), "x").await.refuses(403, 69003);
    // Of what is required each has to be there.
    Holder::enrolled(&app, &service, "ann-0001").await;
    assert_eq!(service.prompts_for("login").await.text("status"), "pending");
    let both = service.prompts_with("login", &json!({ "required": ["totp", "passkeys"] })).await.is(201);
    assert_eq!(both.text("status"), "not_enrolled");
}

async fn what_a_create_asks_is_read_strictly(app: TestApp) {
    let service = service(&app, &[]).await;
    for (more, blamed) in [
        (json!({ "purpose": "enter" }), "purpose"),
        (json!({ "identity": "ann" }), "identity"),
        (json!({ "identity": 5 }), "identity"),
        (json!({ "return_url": "javascript:alert(1)" }), "return_url"),
        (json!({ "state": "x".repeat(513) }), "state"),
        (json!({ "state": "a\u{0}" }), "state"),
        (json!({ "locale": "german" }), "locale"),
        (json!({ "allowed": "totp" }), "allowed"),
        (json!({ "allowed": ["sms"] }), "allowed"),
        (json!({ "addresses": { "phone": "123" } }), "addresses.phone"),
        (json!({ "addresses": [] }), "addresses"),
        (json!({ "lifetime": 59 }), "lifetime"),
        (json!({ "lifetime": "900" }), "lifetime"),
        (json!({ "confirm": { "text": "x" } }), "confirm"),
    ] {
        service.prompts_with("setup", &more).await.blames(blamed);
    }
    service.prompts_with("confirm", &json!({})).await.refuses(400, 20001);
    for confirm in [json!({}), json!({ "text": "a", "amount": "1" }), json!({ "amount": "1" })] {
        service.prompts_with("confirm", &json!({ "confirm": confirm })).await.blames("confirm");
    }
    let paid = json!({ "confirm": { "amount": "1 EUR", "payee": "Acme" } });
    service.prompts_with("confirm", &paid).await.refuses(403, 69005);
    service.prompts_with("setup", &json!({ "allowed": [] })).await.refuses(400, 69002);
    service.prompts_with("login", &json!({ "allowed": ["recovery_codes"] })).await.refuses(400, 69002);
    let required = json!({ "allowed": ["totp"], "required": ["phone"] });
    service.prompts_with("login", &required).await.refuses(400, 69002);
    for (settings, blamed) in [
        (json!({ "return_urls": ["http://app.example.com/"] }), "return_urls"),
        (json!({ "return_urls": ["https://app.example.com/?a=b"] }), "return_urls"),
        (json!({ "methods": [] }), "methods"),
        (json!({ "color": "red" }), "color"),
        (json!({ "logo_url": "http://x.example/l.png" }), "logo_url"),
        (json!({ "support_url": "javascript:alert(1)" }), "support_url"),
        (json!({ "push_app_link": "http://app.example.com/enrol" }), "push_app_link"),
        (json!({ "push_app_link": "https://app.example.com/#enrol" }), "push_app_link"),
        (json!({ "push_app_link": "javascript:alert(1)" }), "push_app_link"),
        (json!({ "push_app_link": "myapp:/enrol" }), "push_app_link"),
    ] {
        service.set_prompts(&settings).await.blames(blamed);
    }
}

async fn a_browser_is_sent_to_registered_places_only(app: TestApp) {
    let service = service(&app, &[]).await;
    for url in [
        "https://app.example.com/login/done/",
        "https://app.example.com/login/done/../../evil",
        "https://app.example.com.evil.test/login/done",
        "https://app.example.com:8443/login/done",
        "https://evil.test/?u=https://app.example.com/login/done",
    ] {
        service.prompts_with("setup", &json!({ "return_url": url })).await.refuses(400, 69001);
    }
    service.prompts_with("setup", &json!({ "return_url": format!("{BACK}?next=%2Fhome") })).await.is(201);
    // Nothing is registered until somebody does.
    let bare = app.service(&[]).await;
    bare.prompts_with("setup", &json!({})).await.refuses(400, 69001);
}

/// A part of a token.
fn part(token: &str, at: usize) -> Value {
    let part = token.split('.').nth(at).expect("three parts");
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
}

async fn a_result_is_signed_with_a_key_that_is_published(app: TestApp) {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let asked = json!({ "state": "s-1", "confirm": { "text": "Delete all" } });
    let made = service.prompts_with("confirm", &asked).await.is(201);
    let (mut browser, page) = opened(&app, &made).await;
    page.shows("Delete all");
    let left = browser.presses(&page, "continue", &[("code", &holder.code())]).await;
    assert_eq!(told(left.address(), "state").as_deref(), Some("s-1"));
    let code = told(left.address(), "code").expect("a code");
    let result = service.exchanges(&made.sid(), &code).await.is(200);
    assert_eq!((result.text("status"), result.text("state")), ("approved".to_owned(), "s-1".to_owned()));
    assert_eq!(result.body["methods"][0]["method"], "totp");
    assert_eq!((&result.body["aal"], &result.body["amr"]), (&json!(1), &json!(["otp"])));
    let token = result.text("token");
    let (header, claims) = (part(&token, 0), part(&token, 1));
    assert_eq!(claims["iss"], "http://verify.test");
    assert_eq!((&claims["aud"], &claims["sub"]), (&json!(service.sid), &json!("ann-0001")));
    assert_eq!((&claims["nonce"], &claims["purpose"]), (&json!("s-1"), &json!("confirm")));
    assert_eq!(claims["exp"].as_i64().expect("a time") - claims["iat"].as_i64().expect("a time"), 300);
    assert!(claims["confirmed"].is_string());
    // To anybody, and whether there is such a service or not.
    let nobodys = format!("/v1/Services/VA{}/jwks.json", "0".repeat(32));
    let keys = service.api.authorized_by(None).get(&nobodys).await.is(200);
    let key = &keys.body["keys"][0];
    assert_eq!((&key["kid"], &key["alg"]), (&header["kid"], &json!("ES256")));
    assert!(key.get("d").is_none());
    let octets =
        |name: &str| BASE64_URL_SAFE_NO_PAD.decode(key[name].as_str().expect("text")).expect("base64url");
    let point = [vec![4], octets("x"), octets("y")].concat();
    let (signed, signature) = token.rsplit_once('.').expect("three parts");
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).expect("base64url");
    let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
    assert!(public.verify(signed.as_bytes(), &signature).is_ok());
    assert!(public.verify(signed.replace('a', "b").as_bytes(), &signature).is_err());
}

async fn prompts_of_other_accounts_are_not_there(app: TestApp) {
    let service = service(&app, &[]).await;
    let made = service.prompts_for("setup").await;
    let stranger = app.stranger().await;
    let one = service.prompts(&format!("Prompts/{}", made.sid()));
    let set = service.prompts("PromptSettings");
    for path in [&one, &service.prompts("Prompts"), &set] {
        stranger.get(path).await.finds_nothing();
    }
    let body = json!({ "purpose": "setup", "identity": "ann-0001", "return_url": BACK }).to_string();
    stranger.post_json(&service.prompts("Prompts"), body).await.finds_nothing();
    stranger.post_json(&one, r#"{"status":"canceled"}"#).await.finds_nothing();
    stranger.post_json(&format!("{one}/Result"), r#"{"code":"x"}"#).await.finds_nothing();
    stranger.post_json(&set, r#"{"return_urls":["https://evil.test/"]}"#).await.finds_nothing();
    // Under another service of the same account neither.
    let other = app.service(&[]).await;
    other.fetches(&made.sid()).await.finds_nothing();
    for anybody in [service.api.authorized_by(None)] {
        anybody.get(&one).await.refuses(401, 20003);
    }
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "pending");
}

async fn a_prompt_expires_and_says_so(app: TestApp) {
    let service = service(&app, &[]).await;
    let made = service.prompts_with("setup", &json!({ "lifetime": 60 })).await.is(201);
    let (mut browser, page) = opened(&app, &made).await;
    app.advance(60 * SECOND);
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "expired");
    let seen = browser.presses(&page, "choose totp", &[]).await;
    seen.shows("error=expired");
    service
        .api
        .post_json(&service.prompts(&format!("Prompts/{}", made.sid())), r#"{"status":"canceled"}"#)
        .await
        .refuses(409, 69004);
    app.advance(25 * 60 * MINUTE);
    app.engine.sweep().await.expect("a sweep");
    service.fetches(&made.sid()).await.finds_nothing();
}
