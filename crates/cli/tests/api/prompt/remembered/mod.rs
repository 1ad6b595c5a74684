//! Browsers in front of which a person isn't asked again.

mod attacks;
mod ends;
mod life;
mod news;

use countersign_store::audit;
use serde_json::{Value, json};

use super::browser::{Browser, Seen};
use super::{link, opened, service, told};
use crate::support::{Answer, Holder, MINUTE, Service, TestApp};

/// How cookies of remembered browsers begin.
const NAME: &str = "countersign-browser-";

/// A service that has browsers remembered for 30 days, and Ann, who has an app.
async fn remembering(app: &TestApp) -> (Service, Holder) {
    let service = service(app, &[]).await;
    service.set_prompts(&json!({ "remember_days": 30 })).await.is(200);
    let holder = Holder::enrolled(app, &service, "ann-0001").await;
    (service, holder)
}

/// A browser in which Ann proves herself by her app, and ticks the box.
async fn remembered(app: &TestApp, service: &Service, holder: &Holder) -> Browser {
    let mut browser = Browser::new(app);
    browser.says.push(("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Firefox/132.0".to_owned()));
    ticks(app, service, holder, &mut browser).await;
    browser
}

/// The same in a browser that is there.
async fn ticks(app: &TestApp, service: &Service, holder: &Holder, browser: &mut Browser) {
    app.advance(MINUTE);
    let made = service.prompts_with("login", &json!({ "identity": holder.identity })).await.is(201);
    let page = browser.opens(&link(&made)).await;
    page.shows("name=\"remember\"");
    let fields = [("code", &*holder.code()), ("remember", "yes")];
    browser.presses(&page, "continue", &fields).await.address();
    assert!(cookie(browser).is_some(), "{:?}", browser.cookies);
}

/// The cookie by which a browser is remembered: its name and value.
fn cookie(browser: &Browser) -> Option<(String, String)> {
    let mut found = browser.cookies.iter().filter(|(name, _)| name.starts_with(NAME));
    let it = found.next().map(|(name, value)| (name.clone(), value.clone()));
    assert!(found.next().is_none(), "one a person: {:?}", browser.cookies);
    it
}

/// What a browser shows first at a login of Ann's.
async fn arrives(service: &Service, browser: &mut Browser) -> (Answer, Seen) {
    let made = service.prompts_for("login").await;
    let page = browser.opens(&link(&made)).await;
    (made, page)
}

/// Whether the page asks nothing.
fn asks_nothing(page: &Seen) -> bool {
    !page.buttons("remembered").is_empty()
}

/// Goes on without being asked; gives the result.
async fn goes_on(service: &Service, browser: &mut Browser) -> Value {
    let (made, page) = arrives(service, browser).await;
    assert!(asks_nothing(&page), "{}", page.body());
    let left = browser.presses(&page, "remembered", &[]).await;
    let code = told(left.address(), "code").expect("a code");
    service.exchanges(&made.sid(), &code).await.is(200).body
}

/// Ann's browsers, as her application sees them.
async fn listed(service: &Service) -> Vec<Value> {
    let path = format!("/v1/Services/{}/Entities/ann-0001/Browsers", service.sid);
    service.api.get(&path).await.is(200).body["browsers"].as_array().expect("a list").clone()
}

/// How often the trail says this.
async fn said(app: &TestApp, what: &'static str) -> usize {
    let lines = app.engine.store().read(|tx| audit::after(tx, "", 1000)).await.expect("the trail");
    lines.iter().filter(|line| line.what == what).count()
}
