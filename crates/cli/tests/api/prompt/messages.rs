//! Phones, mailboxes and sheets of recovery codes: set up, and used at a login.

use countersign_model::Limits;
use countersign_model::limit::PerAddress;
use serde_json::json;

use super::browser::{Browser, Seen};
use super::{opened, service, told};
use crate::support::{Service, TestApp, on_both_engines};

on_both_engines!(
    a_phone_counts_once_its_code_came_back_and_then_lets_in,
    a_mailbox_that_the_application_knows_is_offered,
    a_number_that_was_typed_wrong_is_mended,
    a_recovery_code_lets_in_once,
    a_payment_is_confirmed_by_a_code_that_is_bound_to_it,
    a_code_that_was_guessed_away_is_sent_anew,
);

mod paced {
    crate::support::on_both_engines!(
        under crate::prompt::messages::paces();
        who_asks_again_too_soon_is_told_when,
    );

    use super::who_asks_again_too_soon_is_told_when;
}

/// What `serve` has for an address unless told.
fn paces() -> Limits {
    Limits { per_address: PerAddress::default(), ..Limits::development() }
}

const PHONE: &str = "+15017122661";

/// The code of the nth message to somebody.
async fn code(app: &TestApp, to: &str, n: usize) -> String {
    app.mailbox.nth_for(to, n).await.code
}

/// Has Ann set up her phone; gives the page that comes then, of recovery codes.
async fn set_up(app: &TestApp, service: &Service) -> (Browser, Seen, String) {
    let made = service.prompts_for("setup").await;
    let before = app.mailbox.given().len();
    let (mut ann, page) = opened(app, &made).await;
    let page = ann.presses(&page, "choose phone", &[]).await;
    let page = ann.presses(&page, "sms", &[("phone", "+1 (501) 712-2661")]).await;
    let code = code(app, PHONE, before).await;
    let page = ann.presses(&page, "continue", &[("code", &code)]).await;
    (ann, page, made.sid())
}

/// Ann, whose phone is set up, and the sheet that she keeps.
async fn ann(app: &TestApp) -> (Service, Vec<String>) {
    let service = service(app, &[]).await;
    let (mut ann, page, _) = set_up(app, &service).await;
    let codes = codes(&page);
    let list = ann.presses(&page, "continue", &[("saved", "yes")]).await;
    ann.presses(&list, "finish", &[]).await.address();
    (service, codes)
}

/// The codes on a page that shows them.
pub(super) fn codes(page: &Seen) -> Vec<String> {
    let is_code = |word: &&str| {
        let groups: Vec<_> = word.split('-').collect();
        groups.len() == 4
            && groups.iter().all(|group| group.len() == 4 && group.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    let words = page.body().split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let mut found: Vec<String> = words.filter(is_code).map(str::to_owned).collect();
    found.sort();
    found.dedup();
    found
}

async fn a_phone_counts_once_its_code_came_back_and_then_lets_in(app: TestApp) {
    let service = service(&app, &[]).await;
    let (mut ann, page, sid) = set_up(&app, &service).await;
    let sheet = codes(&page);
    assert_eq!(sheet.len(), 10, "{}", page.body());
    let again = ann.opens(&page.path).await;
    assert_eq!(codes(&again), sheet, "a refresh loses nothing");
    let again = ann.presses(&again, "continue", &[]).await;
    again.shows("role=\"alert\"");
    assert_eq!(codes(&again), sheet, "nobody said that they are kept");
    let list = ann.presses(&again, "continue", &[("saved", "yes")]).await;
    assert!(codes(&list).is_empty(), "shown once");
    assert_eq!(list.buttons("remove").len(), 1);
    let left = ann.presses(&list, "finish", &[]).await;
    let result = service.exchanges(&sid, &told(left.address(), "code").expect("a code")).await.is(200);
    assert_eq!(result.body["methods"][0]["channel"], "sms");

    let made = service.prompts_for("login").await;
    let (mut ann, page) = opened(&app, &made).await;
    ann.opens(&page.path).await;
    assert_eq!(app.mailbox.given().len(), 1, "looking sends nothing");
    page.hides("5017122661");
    // The address is the factor's, whatever a form says.
    let page = ann.presses(&page, "sms", &[("phone", "+15017122662"), ("to", "+15017122662")]).await;
    let code = code(&app, PHONE, 1).await;
    page.hides("5017122661");
    let wrong = ann.presses(&page, "continue", &[("code", "12345x")]).await;
    wrong.shows("aria-invalid");
    let left = ann.presses(&wrong, "continue", &[("code", &code)]).await;
    let result = service.exchanges(&made.sid(), &told(left.address(), "code").expect("a code")).await.is(200);
    assert_eq!((&result.body["amr"], &result.body["aal"]), (&json!(["sms"]), &json!(1)));
    assert!(app.mailbox.given().iter().all(|message| message.to.as_str() == PHONE));

    // By a call it is another reference.
    let made = service.prompts_for("login").await;
    let (mut ann, page) = opened(&app, &made).await;
    let page = ann.presses(&page, "call", &[]).await;
    let called = self::code(&app, PHONE, 2).await;
    let left = ann.presses(&page, "continue", &[("code", &called)]).await;
    let result = service.exchanges(&made.sid(), &told(left.address(), "code").expect("a code")).await.is(200);
    assert_eq!(result.body["amr"], json!(["tel"]));
}

async fn a_mailbox_that_the_application_knows_is_offered(app: TestApp) {
    let service = service(&app, &[]).await;
    let asked = json!({ "addresses": { "email": "Ann@Example.com" }, "allowed": ["email"] });
    let made = service.prompts_with("setup", &asked).await.is(201);
    let (mut ann, page) = opened(&app, &made).await;
    let page = ann.presses(&page, "choose email", &[]).await;
    page.shows("Ann@example.com");
    let typed = page.text.split("name=\"email\"").count();
    assert_eq!(typed, 2);
    let page = ann.presses(&page, "continue", &[("email", "ann@example.com")]).await;
    page.hides("ann@example.com");
    let list = ann.presses(&page, "continue", &[("code", &code(&app, "ann@example.com", 0).await)]).await;
    assert_eq!(list.buttons("remove").len(), 1, "{}", list.body());
    let left = ann.presses(&list, "finish", &[]).await;
    let result = service.exchanges(&made.sid(), &told(left.address(), "code").expect("a code")).await.is(200);
    assert_eq!(result.body["aal"], 0, "a mail proves no device");
    let login = service.prompts_for("login").await;
    let (mut ann, page) = opened(&app, &login).await;
    let page = ann.presses(&page, "continue", &[]).await;
    let code = code(&app, "ann@example.com", 1).await;
    ann.presses(&page, "continue", &[("code", &code)]).await.address();
}

async fn a_number_that_was_typed_wrong_is_mended(app: TestApp) {
    let service = service(&app, &[]).await;
    let made = service.prompts_for("setup").await;
    let (mut ann, page) = opened(&app, &made).await;
    let page = ann.presses(&page, "choose phone", &[]).await;
    for wrong in ["", "12", "+1501712266x", "<script>alert(1)</script>"] {
        let page = ann.presses(&ann.clone().opens(&page.path).await, "sms", &[("phone", wrong)]).await;
        page.shows("aria-invalid");
        page.hides("<script>alert");
    }
    let page = ann.opens(&page.path).await;
    let page = ann.presses(&page, "sms", &[("phone", "+15017122669")]).await;
    // It never counts: its code came to nobody who typed it.
    let page = ann.presses(&page, "change", &[]).await;
    page.shows("+15017122669");
    let page = ann.presses(&page, "sms", &[("phone", PHONE)]).await;
    let typo = code(&app, "+15017122669", 0).await;
    let right = code(&app, PHONE, 0).await;
    let page = if typo == right { page } else { ann.presses(&page, "continue", &[("code", &typo)]).await };
    let page = ann.presses(&page, "continue", &[("code", &right)]).await;
    assert_eq!(codes(&page).len(), 10);
    // And the same number isn't set up twice.
    let list = ann.presses(&page, "continue", &[("saved", "yes")]).await;
    let page = ann.presses(&list, "add", &[]).await;
    let page = ann.presses(&page, "choose phone", &[]).await;
    let page = ann.presses(&page, "call", &[("phone", PHONE)]).await;
    page.shows("aria-invalid");
    assert_eq!(app.mailbox.given().len(), 2);
}

async fn a_recovery_code_lets_in_once(app: TestApp) {
    let (service, sheet) = ann(&app).await;
    let typed = format!(" {} ", sheet[0].to_lowercase().replace('-', " "));
    for expected in [true, false] {
        let made = service.prompts_for("login").await;
        let (mut ann, page) = opened(&app, &made).await;
        let list = ann.presses(&page, "another", &[]).await;
        let ways = list.buttons("choose");
        let page = ann.presses(&list, &format!("choose {}", ways[1]), &[]).await;
        let page = ann.presses(&page, "continue", &[("code", &typed)]).await;
        assert_eq!(page.left.is_some(), expected, "{}", page.body());
        if let Some(address) = &page.left {
            let code = told(address, "code").expect("a code");
            let result = service.exchanges(&made.sid(), &code).await.is(200);
            assert_eq!(result.body["methods"][0]["method"], "recovery_codes");
        }
    }
    // With another of them the person gets to what they have, and makes a new sheet; the old one is void.
    let made = service.prompts_for("setup").await;
    let (mut ann, page) = opened(&app, &made).await;
    let list = ann.presses(&page, "another", &[]).await;
    let page = ann.presses(&list, &format!("choose {}", list.buttons("choose")[1]), &[]).await;
    let list = ann.presses(&page, "continue", &[("code", &sheet[1])]).await;
    let page = ann.presses(&list, "new-codes", &[]).await;
    let fresh = codes(&page);
    assert!(fresh.len() == 10 && !fresh.contains(&sheet[2]));
    let confirm = json!({ "confirm": { "text": "Pay" } });
    let made = service.prompts_with("confirm", &confirm).await.is(201);
    let (_, page) = opened(&app, &made).await;
    assert!(page.buttons("another").is_empty(), "recovery codes confirm nothing");
}

async fn a_payment_is_confirmed_by_a_code_that_is_bound_to_it(app: TestApp) {
    let (service, _) = ann(&app).await;
    service.set(&[("Psd2Enabled", "true")]).await.is(200);
    // A login is no payment, and goes on as before.
    let made = service.prompts_for("login").await;
    let (mut browser, page) = opened(&app, &made).await;
    let page = browser.presses(&page, "call", &[]).await;
    let login = code(&app, PHONE, 1).await;
    browser.presses(&page, "continue", &[("code", &login)]).await.address();
    let asked = json!({ "confirm": { "amount": "39.99 EUR", "payee": "Acme Inc" } });
    let made = service.prompts_with("confirm", &asked).await.is(201);
    let (mut ann, page) = opened(&app, &made).await;
    page.shows("39.99 EUR");
    page.shows("Acme Inc");
    assert!(page.buttons("call").is_empty());
    let page = ann.presses(&page, "sms", &[]).await;
    page.shows("39.99 EUR");
    let message = app.mailbox.nth_for(PHONE, 2).await;
    // The very code is none for another payment.
    let check = |amount| [("To", PHONE), ("Code", &*message.code), ("Amount", amount), ("Payee", "Acme Inc")];
    service.check(&check("40.00 EUR")).await.is(200).shows("pending");
    let left = ann.presses(&page, "continue", &[("code", &message.code)]).await;
    let result = service.exchanges(&made.sid(), &told(left.address(), "code").expect("a code")).await.is(200);
    assert_eq!(result.body["confirm"], json!({ "amount": "39.99 EUR", "payee": "Acme Inc" }));
}

async fn a_code_that_was_guessed_away_is_sent_anew(app: TestApp) {
    let (service, _) = ann(&app).await;
    let made = service.prompts_for("login").await;
    let (mut ann, page) = opened(&app, &made).await;
    let mut page = ann.presses(&page, "sms", &[]).await;
    let sent = code(&app, PHONE, 1).await;
    for _ in 0..5 {
        page = ann.presses(&page, "continue", &[("code", "wrong1")]).await;
        page.shows("aria-invalid");
    }
    // Its checks are used up: the right one is too late, and that is said.
    let page = ann.presses(&page, "continue", &[("code", &sent)]).await;
    assert!(page.left.is_none());
    page.shows("aria-invalid");
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "pending");
    // Another way is open all the same.
    assert!(!page.buttons("another").is_empty());
}

async fn who_asks_again_too_soon_is_told_when(app: TestApp) {
    let (service, _) = ann(&app).await;
    app.advance(31_000);
    let made = service.prompts_for("login").await;
    let (mut ann, page) = opened(&app, &made).await;
    let page = ann.presses(&page, "sms", &[]).await;
    page.shows("data-wait");
    let page = ann.presses(&page, "again", &[]).await;
    assert_eq!(app.mailbox.given().len(), 2, "{}", page.body());
    app.advance(31_000);
    let page = ann.presses(&page, "again", &[]).await;
    let code = code(&app, PHONE, 2).await;
    ann.presses(&page, "continue", &[("code", &code)]).await.address();
}
