//! Whoever changes somebody's methods is not alone to know of it.

use countersign_delivery::{Message, Seat};
use countersign_engine::Delivery;
use countersign_model::{Actor, Fate, Identity, Recipient};
use serde_json::json;

use super::browser::{Browser, Seen};
use super::{opened, service};
use crate::support::{Holder, MINUTE, SECOND, Service, TestApp, on_both_engines};

on_both_engines!(
    each_change_is_told_to_every_mailbox_of_before_and_after,
    nobody_is_told_more_than_twenty_times_a_day,
    who_switched_it_off_and_what_an_application_changes_is_not_told,
    a_mail_that_nobody_takes_is_tried_again_and_an_erased_one_is_not,
);

mod nobody {
    crate::support::on_both_engines!(
        carried crate::prompt::notices::by_nobody;
        where_nobody_carries_mail_nothing_waits,
    );

    use super::where_nobody_carries_mail_nothing_waits;
}

fn by_nobody(_: Vec<Seat>) -> Delivery {
    Delivery::default()
}

const GIVEN: &str = "given@example.com";
const ANN: &str = "ann.smith@example.com";
const OTHER: &str = "other@example.net";
const EVE: &str = "eve@evil.test";

/// How many mails were written down, and how many of them have still to be sent.
async fn written(app: &TestApp) -> (i64, i64) {
    let found = app.engine.store().read(|tx| {
        let all = tx.one("SELECT CAST(COUNT(*) AS BIGINT) FROM notices", &[], |row| row.int(0))?;
        let waits = "SELECT CAST(COUNT(*) AS BIGINT) FROM notices WHERE content_sealed IS NOT NULL";
        Ok((all.unwrap_or_default(), tx.one(waits, &[], |row| row.int(0))?.unwrap_or_default()))
    });
    found.await.expect("the store")
}

/// Waits until it is written down that a mail was taken by nobody.
async fn failed_once(app: &TestApp) {
    let failed = "SELECT sid FROM notices WHERE outcome IS NOT NULL AND owner IS NULL AND due_at IS NOT NULL";
    let wait = async {
        while app
            .engine
            .store()
            .read(move |tx| tx.one(failed, &[], |_| Ok(())))
            .await
            .expect("a row")
            .is_none()
        {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), wait).await.expect("it is written down");
}

/// What was mailed to somebody, `n` times: what happened each time, in no order.
async fn told(app: &TestApp, to: &str, n: usize) -> Vec<String> {
    let mails = app.mailbox.told(to, n).await;
    assert_eq!(mails.len(), n, "{mails:?}");
    let mut texts: Vec<_> = mails.iter().map(|mail| first(mail).to_owned()).collect();
    texts.sort();
    texts
}

/// The first sentence of a mail.
fn first(mail: &Message) -> &str {
    mail.text.lines().next().expect("a line")
}

/// Has a mailbox set up; `page` is the list of what is.
async fn adds_mailbox(app: &TestApp, browser: &mut Browser, page: &Seen, to: &str) -> Seen {
    // What is listed is in the order in which it was made.
    app.advance(SECOND);
    let page = browser.presses(page, "add", &[]).await;
    let page = browser.presses(&page, "choose email", &[]).await;
    let page = browser.presses(&page, "continue", &[("email", to)]).await;
    let code = app.mailbox.nth_for(to, 0).await.code;
    browser.presses(&page, "continue", &[("code", &code)]).await
}

/// Somebody new at the list of their methods, with a phone and a sheet of codes.
async fn with_a_phone(app: &TestApp, service: &Service, asked: serde_json::Value) -> (Browser, Seen) {
    let made = service.prompts_with("setup", &asked).await.is(201);
    let (mut browser, page) = opened(app, &made).await;
    let page = browser.presses(&page, "choose phone", &[]).await;
    let page = browser.presses(&page, "sms", &[("phone", "+15017122661")]).await;
    let code = app.mailbox.nth_for("+15017122661", 0).await.code;
    let sheet = browser.presses(&page, "continue", &[("code", &code)]).await;
    let list = browser.presses(&sheet, "continue", &[("saved", "yes")]).await;
    (browser, list)
}

async fn each_change_is_told_to_every_mailbox_of_before_and_after(app: TestApp) {
    let service = service(&app, &[("FriendlyName", "Acme")]).await;
    let support = json!({ "support_url": "https://app.example.com/help" });
    service.set_prompts(&support).await.is(200);
    let asked = json!({ "addresses": { "email": GIVEN } });
    let (mut browser, list) = with_a_phone(&app, &service, asked).await;
    // Nobody is known by a mailbox yet but by the one that the application gave.
    let phone = "A way to sign in was added to your Acme account: Phone (";
    let codes = "New recovery codes were made for your Acme account. Codes from before work no more.";
    let said = told(&app, GIVEN, 2).await;
    assert!(said[0].starts_with(phone) && said[1] == codes, "{said:?}");
    let mails = app.mailbox.told(GIVEN, 2).await;
    for mail in &mails {
        let all = format!("{}{}{:?}", mail.text, mail.html.as_deref().expect("HTML"), mail.subject);
        assert!(!all.contains("+15017122661") && !all.contains(GIVEN), "{all}");
        assert!(mail.text.contains("When: 1 January 2026, 00:00 UTC"), "{all}");
        assert!(mail.text.contains("get help at once: https://app.example.com/help"), "{all}");
        assert_eq!(mail.subject.as_deref(), Some("Security notice about your Acme account"));
        assert!(mail.code.is_empty() && mail.receipt_url.is_none());
    }
    // The first mailbox can't keep the given one from hearing of it; the second is told to both that are the person's.
    let list = adds_mailbox(&app, &mut browser, &list, ANN).await;
    let first_added = told(&app, ANN, 1).await;
    assert!(first_added[0].contains("E-mail (") && !first_added[0].contains(ANN), "{first_added:?}");
    assert_eq!(told(&app, GIVEN, 3).await[0], first_added[0]);
    let list = adds_mailbox(&app, &mut browser, &list, OTHER).await;
    told(&app, OTHER, 1).await;
    told(&app, ANN, 2).await;
    // One that was typed and not shown hears of nothing but its code.
    let page = browser.presses(&list, "add", &[]).await;
    let page = browser.presses(&page, "choose email", &[]).await;
    let page = browser.presses(&page, "continue", &[("email", EVE)]).await;
    app.mailbox.nth_for(EVE, 0).await;
    let list = browser.presses(&page, "back", &[]).await;
    // What is removed hears of that, and of nothing after.
    let remove = format!("remove {}", list.buttons("remove")[1]);
    let page = browser.presses(&list, &remove, &[]).await;
    let list = browser.presses(&page, &remove, &[]).await;
    let removed = "A way to sign in was removed from your Acme account: E-mail (";
    assert!(told(&app, ANN, 3).await.iter().any(|text| text.starts_with(removed)));
    assert!(told(&app, OTHER, 2).await.iter().any(|text| text.starts_with(removed)));
    let sheet = browser.presses(&list, "new-codes", &[]).await;
    told(&app, OTHER, 3).await;
    let recovery = super::messages::codes(&sheet).first().expect("a code").clone();
    let list = browser.presses(&sheet, "continue", &[("saved", "yes")]).await;
    browser.presses(&list, "finish", &[]).await.address();
    // A recovery code that lets in is told too, in the language of the page.
    let login = service.prompts_with("login", &json!({ "locale": "de" })).await.is(201);
    let (mut browser, page) = opened(&app, &login).await;
    let ways = browser.presses(&page, "another", &[]).await;
    let last = ways.buttons("choose").pop().expect("a way");
    let page = browser.presses(&ways, &format!("choose {last}"), &[]).await;
    let page = browser.presses(&page, "continue", &[("code", "AAAA-AAAA-AAAA-AAAA")]).await;
    browser.presses(&page, "continue", &[("code", &recovery)]).await.address();
    let german = "Bei der Anmeldung an Ihrem Konto bei Acme wurde ein Wiederherstellungscode verwendet. Er gilt nicht mehr.";
    assert!(told(&app, OTHER, 4).await.contains(&german.to_owned()));
    assert_eq!(written(&app).await.0, 3 + 1 + 2 + 2 + 1 + 1, "each once, and none to anybody else");
    assert!(!app.mailbox.given().iter().any(|it| it.to.as_str() == EVE && it.code.is_empty()));
}

async fn nobody_is_told_more_than_twenty_times_a_day(app: TestApp) {
    let service = service(&app, &[]).await;
    let asked = json!({ "addresses": { "email": GIVEN }, "lifetime": 3600 });
    let (mut browser, mut list) = with_a_phone(&app, &service, asked).await;
    for _ in 0..22 {
        let sheet = browser.presses(&list, "new-codes", &[]).await;
        list = browser.presses(&sheet, "continue", &[("saved", "yes")]).await;
    }
    assert_eq!(written(&app).await.0, 20);
    told(&app, GIVEN, 20).await;
    // What was sent holds no address any more, and is gone after a day.
    app.advance(25 * 60 * MINUTE);
    app.engine.sweep().await.expect("swept");
    assert_eq!(written(&app).await, (0, 0));
}

async fn who_switched_it_off_and_what_an_application_changes_is_not_told(app: TestApp) {
    let service = service(&app, &[]).await;
    for wrong in [json!({ "notices": "no" }), json!({ "notices": 0 })] {
        service.set_prompts(&wrong).await.blames("notices");
    }
    assert_eq!(service.set_prompts(&json!({ "notices": false })).await.is(200).body["notices"], false);
    with_a_phone(&app, &service, json!({ "addresses": { "email": GIVEN } })).await;
    assert_eq!(service.set_prompts(&json!({ "notices": null })).await.is(200).body["notices"], true);
    Holder::enrolled(&app, &service, "ann-0001").await;
    assert_eq!(written(&app).await, (0, 0));
    // Without any mailbox there is nobody to be told.
    let asked = json!({ "identity": "bob-0001" });
    let made = service.prompts_with("setup", &asked).await.is(201);
    let (mut browser, page) = opened(&app, &made).await;
    let page = browser.presses(&page, "choose totp", &[]).await;
    let code = super::set_up::code(&app, &super::set_up::scanned(&page));
    browser.presses(&page, "continue", &[("code", &code)]).await;
    assert_eq!(written(&app).await, (0, 0));
}

async fn a_mail_that_nobody_takes_is_tried_again_and_an_erased_one_is_not(app: TestApp) {
    let service = service(&app, &[]).await;
    let busy = || Fate::Retryable { reason: "the line is busy".to_owned() };
    let asked = json!({ "allowed": ["totp"], "addresses": { "email": GIVEN } });
    for (identity, way) in [("ann-0001", "later"), ("bob-0001", "address"), ("eve-0001", "identity")] {
        let mut asked = asked.clone();
        asked["identity"] = identity.into();
        let made = service.prompts_with("setup", &asked).await.is(201);
        let (mut browser, page) = opened(&app, &made).await;
        let page = browser.presses(&page, "choose totp", &[]).await;
        let code = super::set_up::code(&app, &super::set_up::scanned(&page));
        app.mailbox.will(busy());
        app.spare.will(busy());
        browser.presses(&page, "continue", &[("code", &code)]).await;
        let by = Actor::Operator("test".to_owned());
        match way {
            "later" => {
                app.mailbox.told(GIVEN, 1).await;
                app.spare.told(GIVEN, 1).await;
                failed_once(&app).await;
                app.advance(2 * SECOND);
                assert_eq!(app.mailbox.told(GIVEN, 2).await[1].attempt, 2);
            }
            "address" => {
                let mailbox = Recipient::parse("GIVEN@example.com").expect("an address");
                app.engine.erase_address(&mailbox, by, |_| ()).await.expect("erased");
                assert_eq!(written(&app).await, (1, 0));
            }
            _ => {
                let identity = Identity::parse(identity).expect("an identity");
                app.engine.erase_identity(&identity, by, |_| ()).await.expect("erased");
                assert_eq!(written(&app).await, (1, 0));
            }
        }
    }
}

async fn where_nobody_carries_mail_nothing_waits(app: TestApp) {
    let service = service(&app, &[]).await;
    let asked = json!({ "allowed": ["totp"], "addresses": { "email": GIVEN } });
    let made = service.prompts_with("setup", &asked).await.is(201);
    let (mut browser, page) = opened(&app, &made).await;
    let page = browser.presses(&page, "choose totp", &[]).await;
    let code = super::set_up::code(&app, &super::set_up::scanned(&page));
    let list = browser.presses(&page, "continue", &[("code", &code)]).await;
    assert_eq!(list.buttons("rename").len(), 1);
    assert_eq!(written(&app).await, (0, 0));
}
