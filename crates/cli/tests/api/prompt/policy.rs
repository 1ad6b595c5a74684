//! What a service asks for at each purpose, and what an answer shows of it.

use serde_json::{Value, json};

use super::browser::{Browser, Seen};
use super::login::{laptop, passkey};
use super::{opened, service, told};
use crate::support::{Answer, Authenticator, Holder, PRESENT, Service, TestApp, VERIFIED, on_both_engines};

on_both_engines!(
    a_passkeys_level_is_what_its_answer_says_and_not_how_it_was_made,
    a_level_that_is_asked_for_takes_an_unlocked_passkey_and_nothing_else,
    two_methods_are_two_different_ones_whatever_is_shown_twice,
    who_changes_their_methods_shows_as_much_as_they_can,
    each_purpose_has_its_own_methods,
    what_nobody_could_do_is_refused_with_what_to_do,
);

/// Shows a passkey on its page; gives where the page goes then.
async fn shows_passkey(browser: &mut Browser, page: &Seen, laptop: &mut Authenticator) -> Seen {
    let (status, options) = browser.asks(page, "options", &json!({})).await;
    assert_eq!(status, 200, "{options}");
    let credential = laptop.signs(&options);
    let (_, answer) = browser.asks(page, "answer", &json!({ "credential": credential })).await;
    browser.opens(answer["next"].as_str().expect("a path")).await
}

/// The result of a prompt whose browser was sent back.
async fn result(service: &Service, made: &Answer, left: &Seen) -> Value {
    let code = told(left.address(), "code").expect("a code");
    service.exchanges(&made.sid(), &code).await.is(200).body
}

async fn a_passkeys_level_is_what_its_answer_says_and_not_how_it_was_made(app: TestApp) {
    let service = service(&app, &[]).await;
    let mut laptop = laptop();
    laptop.flags = PRESENT;
    passkey(&app, &service, &mut laptop).await;
    for (flags, aal, amr) in
        [(PRESENT, 1, json!(["pop", "user"])), (PRESENT | VERIFIED, 2, json!(["pop", "user", "mfa"]))]
    {
        let made = service.prompts_for("login").await;
        let (mut browser, page) = opened(&app, &made).await;
        laptop.flags = flags;
        let left = shows_passkey(&mut browser, &page, &mut laptop).await;
        let result = result(&service, &made, &left).await;
        assert_eq!((&result["aal"], &result["amr"]), (&json!(aal), &amr));
    }
}

async fn a_level_that_is_asked_for_takes_an_unlocked_passkey_and_nothing_else(app: TestApp) {
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    service.set_prompts(&json!({ "login_aal": 2 })).await.is(200);
    assert_eq!(service.prompts_for("login").await.text("status"), "not_enrolled");
    let mut laptop = laptop();
    laptop.flags = PRESENT;
    passkey(&app, &service, &mut laptop).await;
    // The application can't ask for less.
    let made = service.prompts_with("login", &json!({ "aal": 1 })).await.is(201);
    assert_eq!((made.text("status"), &made.body["aal"]), ("pending".to_owned(), &json!(2)));
    let (mut browser, page) = opened(&app, &made).await;
    assert!(page.buttons("another").is_empty());
    let seen = browser.presses(&page, &format!("choose {}", holder.factor), &[]).await;
    let seen = browser.presses(&seen, "continue", &[("code", &holder.code())]).await;
    assert!(seen.left.is_none());
    let page = browser.presses(&seen, "back", &[]).await;
    let (_, options) = browser.asks(&page, "options", &json!({})).await;
    assert_eq!(options["publicKey"]["userVerification"], "required");
    let locked = laptop.signs(&options);
    let (_, answer) = browser.asks(&page, "answer", &json!({ "credential": locked })).await;
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "pending", "{answer}");
    laptop.flags = PRESENT | VERIFIED;
    let left = shows_passkey(&mut browser, &page, &mut laptop).await;
    assert_eq!(result(&service, &made, &left).await["aal"], 2);
    // Where nothing is asked for, the application may.
    service.set_prompts(&json!({ "login_aal": null })).await.is(200);
    for (asked, aal) in [(json!({ "aal": 2 }), 2), (json!({}), 0)] {
        assert_eq!(service.prompts_with("login", &asked).await.body["aal"], aal);
    }
}

async fn two_methods_are_two_different_ones_whatever_is_shown_twice(app: TestApp) {
    let service = service(&app, &[]).await;
    service.set_prompts(&json!({ "two_methods": ["login"] })).await.is(200);
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let second = Holder::enrolled(&app, &service, "ann-0001").await;
    assert_eq!(service.prompts_for("login").await.text("status"), "not_enrolled", "two apps are one method");
    let mut laptop = laptop();
    passkey(&app, &service, &mut laptop).await;
    let made = service.prompts_for("login").await;
    assert_eq!((made.text("status"), &made.body["two_methods"]), ("pending".to_owned(), &json!(true)));
    let (mut browser, page) = opened(&app, &made).await;
    let page = browser.presses(&page, "another", &[]).await;
    let page = browser.presses(&page, &format!("choose {}", holder.factor), &[]).await;
    let page = browser.presses(&page, "continue", &[("code", &holder.code())]).await;
    page.shows("One more step");
    page.shows("data-ceremony=\"authenticate\"");
    // The other app is no other method, whatever a form says.
    let seen = browser.presses(&page, &format!("choose {}", second.factor), &[]).await;
    let seen = browser.presses(&seen, "continue", &[("code", &second.code())]).await;
    assert!(seen.left.is_none());
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "pending");
    let page = browser.presses(&seen, "back", &[]).await;
    assert!(page.buttons("another").is_empty());
    let left = shows_passkey(&mut browser, &page, &mut laptop).await;
    let result = result(&service, &made, &left).await;
    assert_eq!(
        (&result["methods"][0]["method"], &result["methods"][1]["method"]),
        (&json!("totp"), &json!("passkeys"))
    );
    assert_eq!(service.prompts_for("setup").await.body["two_methods"], false);
}

async fn who_changes_their_methods_shows_as_much_as_they_can(app: TestApp) {
    let service = service(&app, &[]).await;
    service.set_prompts(&json!({ "setup_aal": 2, "two_methods": ["setup"] })).await.is(200);
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let (mut browser, page) = opened(&app, &service.prompts_for("setup").await).await;
    // She has nothing better: an app lets her in.
    let list = browser.presses(&page, "continue", &[("code", &holder.code())]).await;
    assert_eq!(list.buttons("remove"), [holder.factor.as_str()]);
    app.advance(30 * crate::support::SECOND);
    let mut laptop = laptop();
    passkey(&app, &service, &mut laptop).await;
    // What she adds meanwhile is not asked for on the page where she may change things.
    assert!(!browser.opens(&list.path).await.buttons("add").is_empty());
    // From now on it is, and the app beside it.
    let (mut browser, page) = opened(&app, &service.prompts_for("setup").await).await;
    page.shows("data-ceremony=\"authenticate\"");
    assert!(page.buttons("another").is_empty());
    let page = shows_passkey(&mut browser, &page, &mut laptop).await;
    page.shows("One more step");
    assert!(page.buttons("add").is_empty());
    let seen = browser.presses(&page, "add", &[]).await;
    assert!(seen.buttons("choose").is_empty());
    let list = browser.presses(&page, "continue", &[("code", &holder.code())]).await;
    let list = if list.buttons("add").is_empty() {
        browser.presses(&seen, "continue", &[("code", &holder.code())]).await
    } else {
        list
    };
    assert_eq!(list.buttons("remove").len(), 2);
}

async fn each_purpose_has_its_own_methods(app: TestApp) {
    let service = service(&app, &[]).await;
    Holder::enrolled(&app, &service, "ann-0001").await;
    let set = json!({
        "setup_methods": ["email", "totp"], "login_methods": ["phone", "passkeys"], "methods": ["totp", "passkeys", "email", "phone"],
    });
    let shown = service.set_prompts(&set).await.is(200);
    assert_eq!(
        (&shown.body["login_methods"], &shown.body["confirm_methods"]),
        (&json!(["phone", "passkeys"]), &Value::Null)
    );
    assert_eq!(service.prompts_for("login").await.text("status"), "not_enrolled");
    let confirm = json!({ "confirm": { "text": "Delete all" } });
    let confirm = service.prompts_with("confirm", &confirm).await.is(201);
    assert_eq!(confirm.text("status"), "pending");
    assert_eq!(confirm.body["allowed"], json!(["passkeys", "totp", "phone", "email"]));
    let bobs = service.prompts_with("setup", &json!({ "identity": "bob-0001" })).await.is(201);
    let (_, page) = opened(&app, &bobs).await;
    assert_eq!(page.buttons("choose"), ["totp", "email"]);
    service.set_prompts(&json!({ "login_methods": null })).await.is(200);
    assert_eq!(service.prompts_for("login").await.text("status"), "pending");
}

async fn what_nobody_could_do_is_refused_with_what_to_do(app: TestApp) {
    let service = service(&app, &[]).await;
    let settings = service.prompts("PromptSettings");
    let before = service.api.get(&settings).await.is(200);
    for (set, word) in [
        (json!({ "methods": ["totp"], "login_methods": ["phone"] }), "login_methods"),
        (json!({ "two_methods": ["login"], "methods": ["totp", "recovery_codes"] }), "two different methods"),
        (json!({ "confirm_aal": 2, "confirm_methods": ["totp"] }), "offer passkeys"),
    ] {
        let refused = service.set_prompts(&set).await.refuses(400, 69006);
        assert!(refused.text("message").contains(word), "{}", refused.body);
    }
    for (set, blamed) in [
        (json!({ "login_methods": [] }), "login_methods"),
        (json!({ "two_methods": ["enter"] }), "two_methods"),
        (json!({ "two_methods": "login" }), "two_methods"),
        (json!({ "login_aal": 3 }), "login_aal"),
        (json!({ "setup_aal": "1" }), "setup_aal"),
    ] {
        service.set_prompts(&set).await.blames(blamed);
    }
    assert_eq!(service.api.get(&settings).await.body, before.body);
    let asked = json!({ "aal": 2, "allowed": ["totp", "phone"] });
    service.prompts_with("login", &asked).await.refuses(400, 69006);
    service.prompts_with("login", &json!({ "aal": -1 })).await.blames("aal");
    // Set-up asks for no more than somebody has.
    service.prompts_with("setup", &asked).await.is(201);
}
