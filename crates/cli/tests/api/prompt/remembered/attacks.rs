//! Copying, forging, racing, keeping out: what a remembered browser gives nobody else.

use countersign_store::audit;
use serde_json::json;

use super::super::browser::Browser;
use super::{
    arrives, asks_nothing, cookie, goes_on, link, listed, opened, remembered, remembering, said, told,
};
use crate::support::{HOUR, Holder, MINUTE, SECOND, TestApp, on_both_engines};

on_both_engines!(
    a_copied_cookie_is_noticed_whoever_uses_it_first,
    tabs_that_are_opened_together_are_let_in_together,
    a_cookie_of_another_person_or_service_is_no_cookie,
    a_cookie_that_was_made_up_or_changed_lets_nobody_in,
    a_remembered_browser_sets_nothing_up_and_confirms_nothing,
    whoever_guesses_beside_a_person_cannot_keep_their_browser_out,
    a_link_opened_by_somebody_else_lets_nobody_in_here,
);

async fn a_copied_cookie_is_noticed_whoever_uses_it_first(app: TestApp) {
    for thief_is_first in [false, true] {
        let (service, holder) = remembering(&app).await;
        let mut ann = remembered(&app, &service, &holder).await;
        let mut eve = Browser::new(&app);
        eve.cookies = ann.cookies.clone();
        let before = said(&app, "prompt.browser_stolen").await;
        let (first, second) = if thief_is_first { (&mut eve, &mut ann) } else { (&mut ann, &mut eve) };
        app.advance(2 * MINUTE);
        goes_on(&service, first).await;
        app.advance(MINUTE);
        // The page goes on by itself here too, so that it is noticed.
        let (made, page) = arrives(&service, second).await;
        assert!(asks_nothing(&page));
        let asked = second.presses(&page, "remembered", &[]).await;
        asked.shows("one-time-code");
        assert_eq!(service.fetches(&made.sid()).await.text("status"), "pending");
        assert_eq!(said(&app, "prompt.browser_stolen").await, before + 1);
        // Neither of the two is let in from now on.
        assert!(!asks_nothing(&arrives(&service, first).await.1));
        assert!(!asks_nothing(&arrives(&service, second).await.1));
        assert!(listed(&service).await.is_empty());
        second.presses(&asked, "continue", &[("code", &holder.code())]).await.address();
    }
    let lines = app.engine.store().read(|tx| audit::after(tx, "", 1000)).await.expect("the trail");
    let stolen = lines.iter().find(|line| line.what == "prompt.browser_stolen").expect("a line");
    assert!(stolen.subject.starts_with("YB") && stolen.who.starts_with("YP"), "{stolen:?}");
}

async fn tabs_that_are_opened_together_are_let_in_together(app: TestApp) {
    let (service, holder) = remembering(&app).await;
    let mut ann = remembered(&app, &service, &holder).await;
    let first = cookie(&ann).expect("a cookie");
    let mut tabs = Vec::new();
    for _ in 0..6 {
        let (made, page) = arrives(&service, &mut ann).await;
        let mut tab = ann.clone();
        tabs.push(tokio::spawn(async move {
            let left = tab.presses(&page, "remembered", &[]).await;
            (made.sid(), told(left.address(), "code").expect("a code"), cookie(&tab).expect("a cookie"))
        }));
    }
    let mut given = Vec::new();
    for tab in tabs {
        let (sid, code, kept) = tab.await.expect("let in");
        service.exchanges(&sid, &code).await.is(200);
        given.extend(Some(kept).filter(|kept| *kept != first));
    }
    assert_eq!(given.len(), 1, "one of them was given a new one");
    // For a minute each of the two is good, and no third one is given.
    app.advance(59 * SECOND);
    let (name, second) = given.remove(0);
    for value in [&first.1, &second, &first.1] {
        ann.cookies.insert(name.clone(), value.clone());
        goes_on(&service, &mut ann).await;
        assert_eq!(&cookie(&ann).expect("a cookie").1, value);
    }
    app.advance(SECOND);
    ann.cookies.insert(name.clone(), second.clone());
    goes_on(&service, &mut ann).await;
    assert_ne!(cookie(&ann).expect("a cookie").1, second);
    assert_eq!(said(&app, "prompt.browser_stolen").await, 0);
}

async fn a_cookie_of_another_person_or_service_is_no_cookie(app: TestApp) {
    let (service, holder) = remembering(&app).await;
    let bob = Holder::enrolled(&app, &service, "bob-0001").await;
    let ann = remembered(&app, &service, &holder).await;
    let bobs = remembered(&app, &service, &bob).await;
    let ((_, anns_value), (bobs_name, bobs_value)) = (cookie(&ann).unwrap(), cookie(&bobs).unwrap());
    // Bob has Ann's cookie too, under its own name and under that of his.
    let mut eve = ann.clone();
    let asked = json!({ "identity": "bob-0001" });
    for value in [None, Some(anns_value)] {
        eve.cookies.extend(value.map(|value| (bobs_name.clone(), value)));
        let page = eve.opens(&link(&service.prompts_with("login", &asked).await.is(201))).await;
        assert!(!asks_nothing(&page));
        eve.presses(&page, "remembered", &[]).await.shows("one-time-code");
    }
    // The same person in another service, of this account.
    let (other, _) = remembering(&app).await;
    let mut eve = ann.clone();
    assert!(!asks_nothing(&arrives(&other, &mut eve).await.1));
    assert_eq!(said(&app, "prompt.browser_stolen").await, 0);
    // Two people share a browser, and are known apart.
    let mut both = ann.clone();
    both.cookies.insert(bobs_name, bobs_value);
    let result = goes_on(&service, &mut both).await;
    assert_eq!(result["identity"], "ann-0001");
    let page = both.opens(&link(&service.prompts_with("login", &asked).await.is(201))).await;
    assert!(asks_nothing(&page));
}

async fn a_cookie_that_was_made_up_or_changed_lets_nobody_in(app: TestApp) {
    let (service, holder) = remembering(&app).await;
    let ann = remembered(&app, &service, &holder).await;
    let (name, value) = cookie(&ann).expect("a cookie");
    let (sid, secret) = value.split_once('.').expect("two parts");
    let nobodys = format!("YB{}", "0".repeat(32));
    let other = "a".repeat(43);
    // Without the name nobody gets as far as the row: a name can't be made.
    let made_up = format!("{}{}", super::NAME, "0".repeat(32));
    for (name, value) in [
        (made_up.as_str(), value.clone()),
        (made_up.as_str(), format!("{sid}.{other}")),
        (&name, format!("{nobodys}.{secret}")),
        (&name, format!("{sid}.")),
        (&name, format!("{sid}.{secret}0")),
        (&name, format!("{sid}.{}", &secret[1..])),
        (&name, secret.to_owned()),
        (&name, String::new()),
    ] {
        let mut eve = Browser::new(&app);
        eve.cookies.insert(name.to_owned(), value.clone());
        let (_, page) = arrives(&service, &mut eve).await;
        assert!(!asks_nothing(&page), "{value}");
        eve.presses(&page, "remembered", &[]).await.shows("one-time-code");
    }
    assert_eq!(listed(&service).await.len(), 1);
    // Who has the name and another secret has had the cookie in hand: nobody is let in by it from now on.
    let mut eve = Browser::new(&app);
    eve.cookies.insert(name, format!("{sid}.{other}"));
    let (_, page) = arrives(&service, &mut eve).await;
    eve.presses(&page, "remembered", &[]).await.shows("one-time-code");
    assert!(listed(&service).await.is_empty());
}

async fn a_remembered_browser_sets_nothing_up_and_confirms_nothing(app: TestApp) {
    let (service, holder) = remembering(&app).await;
    let mut ann = remembered(&app, &service, &holder).await;
    for (purpose, more) in [
        ("setup", json!({})),
        ("confirm", json!({ "confirm": { "text": "Delete all" } })),
        ("login", json!({ "required": ["totp"] })),
    ] {
        let made = service.prompts_with(purpose, &more).await.is(201);
        let page = ann.opens(&link(&made)).await;
        assert!(!asks_nothing(&page), "{purpose}");
        let page = ann.presses(&page, "remembered", &[]).await;
        page.shows("one-time-code");
        assert!(page.buttons("remove").is_empty() && page.left.is_none(), "{purpose}");
        let page = ann.presses(&page, "forget YB", &[]).await;
        assert!(page.left.is_none(), "{purpose}");
        assert_eq!(service.fetches(&made.sid()).await.text("status"), "pending");
    }
    assert_eq!(listed(&service).await.len(), 1);
}

async fn whoever_guesses_beside_a_person_cannot_keep_their_browser_out(app: TestApp) {
    let (service, holder) = remembering(&app).await;
    let mut ann = remembered(&app, &service, &holder).await;
    // Eve sits in Ann's network, and uses its guesses up.
    let mut wrong = 0;
    'day: loop {
        let (mut eve, mut page) = opened(&app, &service.prompts_for("login").await).await;
        for _ in 0..9 {
            page = eve.presses(&page, "continue", &[("code", &holder.wrong())]).await;
            if page.body().contains("error=failed") {
                break 'day;
            }
            wrong += 1;
        }
    }
    assert_eq!(wrong, 20);
    app.advance(HOUR);
    let required = json!({ "required": ["totp"] });
    let (mut other, page) = opened(&app, &service.prompts_with("login", &required).await).await;
    other.presses(&page, "continue", &[("code", &holder.code())]).await.shows("error=failed");
    // Ann's own browser isn't asked; and where it is, its guesses are its own.
    goes_on(&service, &mut ann).await;
    let made = service.prompts_with("login", &required).await.is(201);
    let page = ann.opens(&link(&made)).await;
    let page = ann.presses(&page, "continue", &[("code", &holder.wrong())]).await;
    page.shows("aria-invalid");
    app.advance(HOUR);
    ann.presses(&page, "continue", &[("code", &holder.code())]).await.shows("error=expired");
    let page = ann.opens(&link(&service.prompts_with("login", &required).await.is(201))).await;
    ann.presses(&page, "continue", &[("code", &holder.code())]).await.address();
    // They are counted all the same: nobody guesses for ever behind a cookie. The factor itself holds for 15 minutes.
    let mut guesses = 1;
    loop {
        app.advance(20 * MINUTE);
        let page = ann.opens(&link(&service.prompts_with("login", &required).await.is(201))).await;
        let page = ann.presses(&page, "continue", &[("code", &holder.wrong())]).await;
        if page.body().contains("error=failed") {
            break;
        }
        guesses += 1;
        assert!(guesses < 40, "never stopped");
    }
    assert_eq!(guesses, 20);
}

async fn a_link_opened_by_somebody_else_lets_nobody_in_here(app: TestApp) {
    // Eve knows Ann's password, begins a login, and has Ann's browser open the link: it goes on by itself.
    let (service, holder) = remembering(&app).await;
    let mut ann = remembered(&app, &service, &holder).await;
    let made = service.prompts_with("login", &json!({ "state": "eves-session" })).await.is(201);
    let (mut eve, eves) = opened(&app, &made).await;
    let page = ann.opens(&link(&made)).await;
    let left = ann.presses(&page, "remembered", &[]).await;
    // What comes of it goes to Ann's browser alone, with a state that isn't her session's.
    assert_eq!(told(left.address(), "state").as_deref(), Some("eves-session"));
    let path = eves.path.split('?').next().expect("a path");
    assert_eq!(eve.gets(&format!("{path}/return")).await.status, 404);
    assert_eq!(eve.gets(path).await.status, 403);
}
