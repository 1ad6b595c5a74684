//! What others hear of remembered browsers.

use serde_json::json;

use super::{arrives, asks_nothing, goes_on, link, remembered, remembering};
use crate::prompt::browser::Browser;
use crate::support::{MINUTE, TestApp, on_both_engines};

on_both_engines!(
    webhooks_hear_that_nothing_was_shown_but_the_browser,
    a_copied_cookie_is_mailed_to_the_person,
);

async fn webhooks_hear_that_nothing_was_shown_but_the_browser(app: TestApp) {
    let (service, holder) = remembering(&app).await;
    let mut ann = remembered(&app, &service, &holder).await;
    service.subscribes(&["prompt.*"]).await;
    goes_on(&service, &mut ann).await;
    let told = service.overheard().await;
    let exchanged: Vec<_> = told.iter().filter(|fields| fields["type"] == "prompt.exchanged").collect();
    let [exchanged] = exchanged[..] else { panic!("{told:?}") };
    assert_eq!((&*exchanged["methods"], &*exchanged["aal"]), (r#"["remembered_browser"]"#, "0"));
}

async fn a_copied_cookie_is_mailed_to_the_person(app: TestApp) {
    let (service, holder) = remembering(&app).await;
    let mut ann = remembered(&app, &service, &holder).await;
    let mut eve = Browser::new(&app);
    eve.cookies = ann.cookies.clone();
    app.advance(2 * MINUTE);
    goes_on(&service, &mut eve).await;
    app.advance(2 * MINUTE);
    let asked = json!({ "addresses": { "email": "ann@example.com" } });
    let made = service.prompts_with("login", &asked).await.is(201);
    let page = ann.opens(&link(&made)).await;
    assert!(asks_nothing(&page));
    ann.presses(&page, "remembered", &[]).await.shows("one-time-code");
    let mails = app.mailbox.told("ann@example.com", 1).await;
    assert!(mails[0].text.contains("browser"), "{mails:?}");
    // Once, and nobody is let in by it any more.
    assert!(!asks_nothing(&arrives(&service, &mut eve).await.1));
    assert_eq!(app.mailbox.told("ann@example.com", 1).await.len(), 1);
}
