//! Text messages of a prompt are bound to its page: phones fill the code in there, and into no other page.

use super::{opened, service};
use crate::support::{TestApp, on_both_engines};

on_both_engines!(a_text_message_is_bound_to_the_servers_own_name_whatever_a_browser_calls_it);

const PHONE: &str = "+15017122661";

async fn a_text_message_is_bound_to_the_servers_own_name_whatever_a_browser_calls_it(app: TestApp) {
    let service = service(&app, &[]).await;
    let made = service.prompts_for("setup").await;
    // The browser says `Host: verify.test`, as a proxy's or a stranger's name could come; the server's public name is another.
    let (mut ann, page) = opened(&app, &made).await;
    let page = ann.presses(&page, "choose phone", &[]).await;
    let page = ann.presses(&page, "sms", &[("phone", PHONE)]).await;
    let message = app.mailbox.nth_for(PHONE, 0).await;
    let line = |code: &str| format!("\n@verify.example.com #{code}");
    assert!(message.text.ends_with(&line(&message.code)), "{}", message.text);
    assert!(!message.text.contains("verify.test"));
    // A call has nothing to be filled in.
    let page = ann.presses(&page, "call", &[]).await;
    let called = app.mailbox.nth_for(PHONE, 1).await;
    assert!(!called.text.contains('@') && !called.text.contains('#'), "{}", called.text);
    // Sent again it is bound as before, and right.
    let page = ann.presses(&page, "sms", &[]).await;
    let again = app.mailbox.nth_for(PHONE, 2).await;
    assert!(again.text.ends_with(&line(&again.code)), "{}", again.text);
    let page = ann.presses(&page, "continue", &[("code", &again.code)]).await;
    page.shows("name=\"saved\"");
    // Which page an application's own create is for, nobody knows.
    let bob = service.person("+15017122662");
    bob.asks().await.is(201);
    let plain = bob.gets().await;
    assert!(!plain.text.contains('@'), "{}", plain.text);
}
