//! People set up a device: the page tells their app how.

use std::collections::BTreeMap;

use serde_json::json;

use super::browser::Seen;
use super::{opened, service, told};
use crate::support::phone::{bearer, enrolment};
use crate::support::{Holder, MINUTE, Phone, Service, TestApp, on_both_engines};

on_both_engines!(
    an_app_makes_a_device_of_what_the_page_shows_and_its_person_is_asked_there_next,
    without_an_app_to_open_no_device_is_offered,
    only_the_device_of_the_pages_own_link_is_gone_on_with,
    a_link_that_is_over_or_was_left_makes_no_device,
    a_device_that_was_begun_by_a_method_that_is_gone_is_gone_too,
    a_device_is_told_of_by_mail_though_nobody_goes_on,
);

const APP: &str = "https://app.example.com/enrol";

async fn with_app(app: &TestApp) -> Service {
    let service = service(app, &[]).await;
    service.set_prompts(&json!({ "push_app_link": APP })).await.is(200);
    service
}

/// What an app reads out of the link that a page shows.
fn read(page: &Seen) -> BTreeMap<String, String> {
    let start = format!("href=\"{APP}#");
    let (_, rest) = page.text.split_once(&start).unwrap_or_else(|| panic!("no link: {}", page.body()));
    let fragment = rest.split('"').next().expect("a link").replace("&#38;", "&").replace("&amp;", "&");
    form_urlencoded::parse(fragment.as_bytes()).into_owned().collect()
}

/// Whether a permission still makes a device.
async fn is_good(service: &Service, told: &BTreeMap<String, String>) -> bool {
    let path = service.path(&format!("/Entities/{}/Factors", told["identity"]));
    let key = countersign_testkit::Device::new().public_key();
    let made = bearer(&service.api, &told["token"]).post(&path, &enrolment(&key, &[])).await;
    assert!([201, 401].contains(&made.status.as_u16()), "{}", made.body);
    made.status == 201
}

async fn an_app_makes_a_device_of_what_the_page_shows_and_its_person_is_asked_there_next(app: TestApp) {
    let service = with_app(&app).await;
    let asked = json!({ "addresses": { "email": "ann@example.com" } });
    let made = service.prompts_with("setup", &asked).await.is(201);
    let (mut ann, page) = opened(&app, &made).await;
    let page = ann.presses(&page, "choose push", &[]).await;
    let told_app = read(&page);
    assert_eq!(told_app["url"], "http://verify.test");
    assert_eq!((&*told_app["service"], &*told_app["identity"]), (&*service.sid, "ann-0001"));
    page.shows("<svg class=\"qr");
    let again = ann.opens(&page.path).await;
    assert_eq!(read(&again), told_app, "a refresh shows the same");
    let page = ann.presses(&page, "continue", &[]).await;
    page.shows("Your device isn’t connected yet.");
    let phone = Phone::enrolls_by(&app, &service, "ann-0001", &told_app["token"]).await;
    let page = ann.presses(&page, "continue", &[]).await;
    page.shows("Your device isn’t connected yet.");
    phone.proves_itself().await.is(200);
    // The page asks for itself, and goes on by its own button.
    let page = ann.opens(&page.path).await;
    page.shows("data-poll=\"connected\"");
    page.hides(&told_app["token"]);
    assert!(!is_good(&service, &told_app).await, "it makes one device");
    let sheet = ann.presses(&page, "continue", &[]).await;
    let list = ann.presses(&sheet, "continue", &[("saved", "yes")]).await;
    assert_eq!(list.buttons("rename"), [phone.factor.as_str()]);
    let left = ann.presses(&list, "finish", &[]).await;
    let result = service.exchanges(&made.sid(), &told(left.address(), "code").expect("a code")).await.is(200);
    assert_eq!(result.body["methods"][0]["method"], "push");
    // The person is told of it, as of any method, and of the codes that came with it.
    let mails = app.mailbox.told("ann@example.com", 2).await;
    let is_added = |mail: &countersign_delivery::Message| mail.text.contains("A way to sign in was added");
    assert_eq!(mails.iter().filter(|mail| is_added(mail)).count(), 1, "{mails:?}");
    // From then on it is what is asked for first.
    let (_, page) = opened(&app, &service.prompts_for("login").await).await;
    page.shows("Ask my device");
}

async fn without_an_app_to_open_no_device_is_offered(app: TestApp) {
    let service = service(&app, &[]).await;
    let made = service.prompts_for("setup").await;
    let (mut ann, page) = opened(&app, &made).await;
    assert!(!page.buttons("choose").contains(&"push".to_owned()));
    let page = ann.presses(&page, "choose push", &[]).await;
    page.hides("token=");
    service.prompts_with("setup", &json!({ "allowed": ["push"] })).await.refuses(400, 69002);
    // Who has one shows it all the same.
    Phone::verified(&app, &service, "ann-0001").await;
    let (_, page) = opened(&app, &service.prompts_for("setup").await).await;
    page.shows("Ask my device");
}

async fn only_the_device_of_the_pages_own_link_is_gone_on_with(app: TestApp) {
    let service = with_app(&app).await;
    let (mut ann, page) = opened(&app, &service.prompts_for("setup").await).await;
    let anns = ann.presses(&page, "choose push", &[]).await;
    let other = service.prompts_with("setup", &json!({ "identity": "eve-0001" })).await.is(201);
    let (mut eve, page) = opened(&app, &other).await;
    let eves = eve.presses(&page, "choose push", &[]).await;
    // Eve's permission makes no device of Ann's, nor does her own device let Ann's page go on.
    let stolen = BTreeMap::from([
        ("identity".to_owned(), "ann-0001".to_owned()),
        ("token".to_owned(), read(&eves)["token"].clone()),
    ]);
    assert!(!is_good(&service, &stolen).await);
    let phone = Phone::enrolls_by(&app, &service, "eve-0001", &read(&eves)["token"]).await;
    phone.proves_itself().await.is(200);
    let page = ann.presses(&anns, "continue", &[]).await;
    page.shows("Your device isn’t connected yet.");
    // One that came another way is asked for before anything changes.
    Phone::verified(&app, &service, "ann-0001").await;
    let page = ann.opens(&page.path).await;
    page.shows("Ask my device");
    page.hides("token=");
}

async fn a_link_that_is_over_or_was_left_makes_no_device(app: TestApp) {
    let service = with_app(&app).await;
    let (mut ann, page) = opened(&app, &service.prompts_for("setup").await).await;
    let page = ann.presses(&page, "choose push", &[]).await;
    let first = read(&page);
    let list = ann.presses(&page, "another", &[]).await;
    assert!(!is_good(&service, &first).await, "the page was left");
    let page = ann.presses(&list, "choose push", &[]).await;
    let second = read(&page);
    app.advance(5 * MINUTE);
    let page = ann.opens(&page.path).await;
    page.shows("Nobody can use it any more.");
    page.hides(&second["token"]);
    assert!(!is_good(&service, &second).await, "its time is over");
    let page = ann.presses(&page, "again", &[]).await;
    let third = read(&page);
    let phone = Phone::enrolls_by(&app, &service, "ann-0001", &third["token"]).await;
    phone.proves_itself().await.is(200);
    // Whatever is pressed on a page that doesn't know of it yet: the device is there.
    let sheet = ann.presses(&page, "another", &[]).await;
    ann.presses(&sheet, "continue", &[("saved", "yes")]).await.shows(&phone.factor);
    // What the application ends gives nothing either.
    let made = service.prompts_with("setup", &json!({ "identity": "eve-0001" })).await.is(201);
    let (mut eve, page) = opened(&app, &made).await;
    let page = eve.presses(&page, "choose push", &[]).await;
    let path = service.prompts(&format!("Prompts/{}", made.sid()));
    service.api.post_json(&path, r#"{"status":"canceled"}"#).await.is(200);
    assert!(!is_good(&service, &read(&page)).await);
}

async fn a_device_that_was_begun_by_a_method_that_is_gone_is_gone_too(app: TestApp) {
    let service = with_app(&app).await;
    for is_used in [false, true] {
        let stolen = Holder::enrolled(&app, &service, "ann-0001").await;
        let own = Holder::enrolled(&app, &service, "ann-0001").await;
        let (mut eve, page) = opened(&app, &service.prompts_for("setup").await).await;
        let list = eve.presses(&page, "continue", &[("code", &stolen.code())]).await;
        let page = eve.presses(&list, "add", &[]).await;
        let page = eve.presses(&page, "choose push", &[]).await;
        let told_app = read(&page);
        if is_used {
            Phone::enrolls_by(&app, &service, "ann-0001", &told_app["token"])
                .await
                .proves_itself()
                .await
                .is(200);
        }
        service.api.delete(&stolen.factor_path()).await;
        assert!(!is_good(&service, &told_app).await, "nobody makes a device by it any more");
        let seen = eve.presses(&page, "continue", &[]).await;
        seen.shows("one-time-code");
        assert!(seen.buttons("remove").is_empty() && seen.left.is_none());
        let path = service.path("/Entities/ann-0001/Factors");
        let left = service.api.get(&path).await.is(200);
        let left = left.body["factors"].as_array().expect("a list").clone();
        assert!(left.iter().all(|factor| factor["factor_type"] != "push"), "{left:?}");
        service.api.delete(&own.factor_path()).await;
    }
}

async fn a_device_is_told_of_by_mail_though_nobody_goes_on(app: TestApp) {
    let service = with_app(&app).await;
    let asked = json!({ "addresses": { "email": "ann@example.com" } });
    let (mut eve, page) = opened(&app, &service.prompts_with("setup", &asked).await.is(201)).await;
    let page = eve.presses(&page, "choose push", &[]).await;
    let phone = Phone::enrolls_by(&app, &service, "ann-0001", &read(&page)["token"]).await;
    phone.proves_itself().await.is(200);
    let mails = app.mailbox.told("ann@example.com", 1).await;
    assert!(mails[0].text.contains("A way to sign in was added"), "{mails:?}");
}
