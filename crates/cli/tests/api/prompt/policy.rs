//! What a service asks for at each purpose, and what an answer shows of it.

use serde_json::{Value, json};

use super::browser::{Browser, Seen};
use super::login::{laptop, passkey};
use super::{opened, service, told};
use crate::support::{Answer, Authenticator, PRESENT, Service, TestApp, VERIFIED, on_both_engines};

on_both_engines!(a_passkeys_level_is_what_its_answer_says_and_not_how_it_was_made);

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
