use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::super::login;
use super::{
    arrives, asks_nothing, cookie, goes_on, link, listed, opened, remembered, remembering, said, ticks,
};
use crate::support::{Authenticator, Holder, MINUTE, TestApp, on_both_engines};

on_both_engines!(
    who_ticks_the_box_is_not_asked_again_and_the_application_is_told_so,
    who_does_not_tick_it_or_has_no_choice_is_asked_each_time,
    a_passkeys_page_remembers_too,
    a_person_sees_their_browsers_and_forgets_them,
    an_application_forgets_all_browsers_of_a_person,
    ten_browsers_of_a_person_are_remembered_and_no_more,
);

async fn who_ticks_the_box_is_not_asked_again_and_the_application_is_told_so(app: TestApp) {
    let (service, holder) = remembering(&app).await;
    let mut browser = remembered(&app, &service, &holder).await;
    let (name, first) = cookie(&browser).expect("a cookie");
    let since = listed(&service).await[0]["date_created"].clone();
    app.advance(3 * MINUTE);
    // Looking changes nothing, and whoever wants to is asked.
    let (_, page) = arrives(&service, &mut browser).await;
    assert!(asks_nothing(&page) && asks_nothing(&browser.opens(&page.path).await));
    page.shows("data-press");
    page.hides("ann-0001");
    let other = browser.presses(&page, "another", &[]).await;
    assert_eq!(other.buttons("choose"), [holder.factor.as_str()]);
    assert_eq!(cookie(&browser).expect("a cookie").1, first);

    let result = goes_on(&service, &mut browser).await;
    assert_eq!((&result["aal"], &result["amr"]), (&json!(0), &json!([])));
    let method = &result["methods"][0];
    assert_eq!((&method["method"], &method["factor_sid"]), (&json!("remembered_browser"), &Value::Null));
    assert_eq!(method["date_verified"], since, "when the person proved themselves");
    let claims = result["token"].as_str().and_then(|token| token.split('.').nth(1)).expect("a token");
    let claims = BASE64_URL_SAFE_NO_PAD.decode(claims).expect("base64url");
    let claims: Value = serde_json::from_slice(&claims).expect("JSON");
    assert_eq!((&claims["aal"], &claims["amr"]), (&json!(0), &json!([])));

    // The name stays, the secret doesn't, and is good in its turn.
    let (again, second) = cookie(&browser).expect("a cookie");
    assert!(again == name && second != first && !name.contains("ann-0001"), "{name} {again}");
    app.advance(3 * MINUTE);
    goes_on(&service, &mut browser).await;
    let list = listed(&service).await;
    assert_eq!(
        (list.len(), &list[0]["sid"], &list[0]["method"]),
        (1, &method["browser_sid"], &json!("totp"))
    );
    assert_eq!(list[0]["name"], "Firefox · Linux");
    assert!(list[0]["date_used"].as_str() > since.as_str());
    assert_eq!(said(&app, "prompt.browser_remembered").await, 1);
}

async fn who_does_not_tick_it_or_has_no_choice_is_asked_each_time(app: TestApp) {
    let (service, holder) = remembering(&app).await;
    let (mut browser, page) = opened(&app, &service.prompts_for("login").await).await;
    page.shows("name=\"remember\"");
    browser.presses(&page, "continue", &[("code", &holder.code())]).await.address();
    assert!(cookie(&browser).is_none());
    // Another's box doesn't count where none is shown: a service without days, a prompt that wants more, a set-up.
    let asked = json!({ "required": ["totp"] });
    let confirm = json!({ "confirm": { "text": "Delete all" } });
    for (purpose, more, days) in [
        ("login", json!({}), json!(0)),
        ("login", asked, json!(30)),
        ("confirm", confirm, json!(30)),
        ("setup", json!({}), json!(30)),
    ] {
        service.set_prompts(&json!({ "remember_days": days })).await.is(200);
        app.advance(MINUTE);
        let (mut browser, page) = opened(&app, &service.prompts_with(purpose, &more).await.is(201)).await;
        page.hides("name=\"remember\"");
        browser.presses(&page, "continue", &[("code", &holder.code()), ("remember", "yes")]).await;
        assert!(cookie(&browser).is_none(), "{purpose} {more}");
    }
    assert!(listed(&service).await.is_empty());
    for bad in [json!(91), json!(-1), json!("30"), json!(1.5), json!([])] {
        service.set_prompts(&json!({ "remember_days": bad })).await.blames("remember_days");
    }
}

async fn a_passkeys_page_remembers_too(app: TestApp) {
    let (service, _) = remembering(&app).await;
    let mut laptop: Authenticator = login::laptop();
    login::passkey(&app, &service, &mut laptop).await;
    let (mut browser, page) = opened(&app, &service.prompts_for("login").await).await;
    page.shows("name=\"remember\"");
    let (_, options) = browser.asks(&page, "options", &json!({})).await;
    let signed = json!({ "credential": laptop.signs(&options), "remember": true });
    let (status, answer) = browser.asks(&page, "answer", &signed).await;
    assert_eq!(status, 200, "{answer}");
    let result = goes_on(&service, &mut browser).await;
    assert_eq!(result["methods"][0]["method"], "remembered_browser");
    // It stands for the passkey, and for nothing else that a prompt may want.
    let only = service.prompts_with("login", &json!({ "allowed": ["totp"] })).await.is(201);
    assert!(!asks_nothing(&browser.opens(&link(&only)).await));
    let only = service.prompts_with("login", &json!({ "allowed": ["passkeys"] })).await.is(201);
    assert!(asks_nothing(&browser.opens(&link(&only)).await));
}

async fn a_person_sees_their_browsers_and_forgets_them(app: TestApp) {
    let (service, holder) = remembering(&app).await;
    let mut desk = remembered(&app, &service, &holder).await;
    let mut phone = remembered(&app, &service, &holder).await;
    app.advance(MINUTE);
    let made = service.prompts_for("setup").await;
    let page = desk.opens(&link(&made)).await;
    let list = desk.presses(&page, "continue", &[("code", &holder.code())]).await;
    let both = list.buttons("forget");
    assert_eq!(both.len(), 2);
    list.shows("This browser, last used");
    assert_eq!(list.body().matches("This browser").count(), 1);
    let own = cookie(&desk).expect("a cookie").1.split('.').next().expect("a SID").to_owned();
    let other = both.iter().find(|sid| **sid != own).expect("the phone").clone();
    // Nobody else's, and nothing twice.
    let bob = Holder::enrolled(&app, &service, "bob-0001").await;
    let bobs = remembered(&app, &service, &bob).await;
    let bobs = cookie(&bobs).expect("a cookie").1.split('.').next().expect("a SID").to_owned();
    let list = desk.presses(&list, &format!("forget {bobs}"), &[]).await;
    list.shows("role=\"alert\"");
    let list = desk.presses(&list, &format!("forget {other}"), &[]).await;
    list.shows("role=\"status\"");
    assert_eq!(list.buttons("forget"), [own.as_str()]);
    assert!(!asks_nothing(&arrives(&service, &mut phone).await.1));
    let list = desk.presses(&list, &format!("forget {own}"), &[]).await;
    assert!(list.buttons("forget").is_empty());
    assert!(!asks_nothing(&arrives(&service, &mut desk).await.1));
    assert_eq!(said(&app, "prompt.browser_forgotten").await, 2);
    assert_eq!(said(&app, "prompt.browser_stolen").await, 0, "a forgotten one is no theft");
    // Whoever wants to is remembered anew.
    ticks(&app, &service, &holder, &mut phone).await;
    goes_on(&service, &mut phone).await;
}

async fn an_application_forgets_all_browsers_of_a_person(app: TestApp) {
    let (service, holder) = remembering(&app).await;
    let mut desk = remembered(&app, &service, &holder).await;
    remembered(&app, &service, &holder).await;
    let of = |identity: &str| format!("/v1/Services/{}/Entities/{identity}/Browsers", service.sid);
    let stranger = app.stranger().await;
    stranger.get(&of("ann-0001")).await.finds_nothing();
    stranger.delete(&of("ann-0001")).await.finds_nothing();
    service.api.get(&of("nobody-1")).await.finds_nothing();
    service.api.delete(&of("nobody-1")).await.finds_nothing();
    assert_eq!(listed(&service).await.len(), 2);
    service.api.delete(&of("ANN-0001")).await.is(204);
    service.api.delete(&of("ann-0001")).await.is(204);
    assert!(listed(&service).await.is_empty() && !asks_nothing(&arrives(&service, &mut desk).await.1));
}

async fn ten_browsers_of_a_person_are_remembered_and_no_more(app: TestApp) {
    let (service, holder) = remembering(&app).await;
    let mut first = remembered(&app, &service, &holder).await;
    let mut second = remembered(&app, &service, &holder).await;
    for _ in 0..8 {
        remembered(&app, &service, &holder).await;
    }
    app.advance(MINUTE);
    goes_on(&service, &mut first).await;
    remembered(&app, &service, &holder).await;
    assert_eq!(listed(&service).await.len(), 10);
    assert!(!asks_nothing(&arrives(&service, &mut second).await.1), "the one that was used longest ago went");
    app.advance(2 * MINUTE);
    goes_on(&service, &mut first).await;
    // In the same browser one takes the place of the other.
    app.advance(2 * MINUTE);
    let (made, page) = arrives(&service, &mut first).await;
    let list = first.presses(&page, "another", &[]).await;
    let page = first.presses(&list, &format!("choose {}", holder.factor), &[]).await;
    let fields = [("code", &*holder.code()), ("remember", "yes")];
    first.presses(&page, "continue", &fields).await.address();
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "completed");
    assert_eq!(listed(&service).await.len(), 10);
}
