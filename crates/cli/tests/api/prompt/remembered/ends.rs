//! When a browser is remembered no more.

use countersign_engine::factor::Place;
use countersign_model::Identity;
use serde_json::json;

use super::{arrives, asks_nothing, cookie, goes_on, listed, opened, remembered, remembering, said, ticks};
use crate::support::{HOUR, Holder, MINUTE, Service, TestApp, on_both_engines, ops};

const DAY: i64 = 24 * HOUR;

on_both_engines!(
    it_ends_with_its_days_and_when_the_service_shortens_them,
    every_change_of_methods_ends_it,
    a_recovery_code_that_is_used_ends_it_and_remembers_nothing,
    what_is_known_of_a_person_goes_with_them,
);

async fn it_ends_with_its_days_and_when_the_service_shortens_them(app: TestApp) {
    let (service, holder) = remembering(&app).await;
    let mut browser = remembered(&app, &service, &holder).await;
    app.advance(6 * DAY);
    goes_on(&service, &mut browser).await;
    for (days, is_remembered) in
        [(json!(6), false), (json!(7), true), (json!(null), false), (json!(90), true)]
    {
        service.set_prompts(&json!({ "remember_days": days })).await.is(200);
        let (_, page) = arrives(&service, &mut browser).await;
        assert_eq!(asks_nothing(&page), is_remembered, "{days}");
        assert_eq!(listed(&service).await.len(), usize::from(is_remembered), "{days}");
        if !is_remembered {
            browser.presses(&page, "remembered", &[]).await.shows("one-time-code");
        }
    }
    app.advance(24 * DAY - MINUTE);
    goes_on(&service, &mut browser).await;
    app.advance(MINUTE);
    let (_, page) = arrives(&service, &mut browser).await;
    assert!(!asks_nothing(&page), "a longer time holds for those who are asked from then on");
    app.engine.sweep().await.expect("a sweep");
    assert_eq!(rows(&app).await, 0);
    assert_eq!(said(&app, "prompt.browser_stolen").await, 0);
}

/// How many browsers there are, whether they count or not.
async fn rows(app: &TestApp) -> i64 {
    let count = app
        .engine
        .store()
        .read(|tx| tx.one("SELECT CAST(COUNT(*) AS BIGINT) FROM remembered_browsers", &[], |row| row.int(0)));
    count.await.expect("a count").expect("a row")
}

/// The application's name for Ann, in her service.
fn place(app: &TestApp, service: &Service) -> Place {
    let sid = service.sid.parse().expect("a SID");
    Place { account: app.account, service: sid, identity: Identity::parse("ann-0001").expect("an identity") }
}

async fn every_change_of_methods_ends_it(app: TestApp) {
    let (service, holder) = remembering(&app).await;
    let mut browser = remembered(&app, &service, &holder).await;
    // A new name and a factor that nobody has proven change nothing.
    service.api.post(&holder.factor_path(), &[("FriendlyName", "Work phone")]).await.is(200);
    service.makes_factor("ann-0001", &[]).await.is(201);
    goes_on(&service, &mut browser).await;
    let other = Holder::enrolled(&app, &service, "ann-0001").await;
    let (_, page) = arrives(&service, &mut browser).await;
    assert!(!asks_nothing(&page), "one was added");
    browser.presses(&page, "remembered", &[]).await.shows("one-time-code");
    ticks(&app, &service, &holder, &mut browser).await;
    assert_eq!(rows(&app).await, 1, "what counts no more made room");
    service.api.delete(&other.factor_path()).await.is(204);
    assert!(!asks_nothing(&arrives(&service, &mut browser).await.1), "one was removed");
    ticks(&app, &service, &holder, &mut browser).await;
    app.engine.make_recovery_codes(place(&app, &service), ops()).await.expect("a sheet");
    assert!(!asks_nothing(&arrives(&service, &mut browser).await.1), "recovery codes were made");
    ticks(&app, &service, &holder, &mut browser).await;
    goes_on(&service, &mut browser).await;
    assert_eq!(said(&app, "prompt.browser_stolen").await, 0);
}

async fn a_recovery_code_that_is_used_ends_it_and_remembers_nothing(app: TestApp) {
    let (service, holder) = remembering(&app).await;
    let sheet = app.engine.make_recovery_codes(place(&app, &service), ops()).await.expect("a sheet");
    let mut browser = remembered(&app, &service, &holder).await;
    goes_on(&service, &mut browser).await;
    let (mut elsewhere, page) = opened(&app, &service.prompts_for("login").await).await;
    let list = elsewhere.presses(&page, "another", &[]).await;
    let page = elsewhere.presses(&list, &format!("choose {}", sheet.factor.sid), &[]).await;
    page.hides("name=\"remember\"");
    let fields = [("code", sheet.codes[0].as_str()), ("remember", "yes")];
    elsewhere.presses(&page, "continue", &fields).await.address();
    assert!(cookie(&elsewhere).is_none());
    assert!(!asks_nothing(&arrives(&service, &mut browser).await.1));
    assert!(listed(&service).await.is_empty());
}

async fn what_is_known_of_a_person_goes_with_them(app: TestApp) {
    let (service, holder) = remembering(&app).await;
    remembered(&app, &service, &holder).await;
    let bob = Holder::enrolled(&app, &service, "bob-0001").await;
    remembered(&app, &service, &bob).await;
    let bobs = Identity::parse("BOB-0001").expect("an identity");
    app.engine.erase_identity(&bobs, ops(), |_| ()).await.expect("erased");
    assert_eq!(rows(&app).await, 1);
    service.api.delete(&holder.path("")).await.is(204);
    assert_eq!(rows(&app).await, 0);
    // With a service that is deleted, behind.
    let (other, holder) = remembering(&app).await;
    remembered(&app, &other, &holder).await;
    other.api.delete(&other.path("")).await.is(204);
    app.engine.sweep().await.expect("a sweep");
    assert_eq!(rows(&app).await, 0);
}
