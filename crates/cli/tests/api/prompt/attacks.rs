//! Borrowing, replaying, forging, guessing: what never lets anybody in.

use std::sync::Arc;

use serde_json::json;

use super::browser::Browser;
use super::{link, opened, service, told};
use crate::support::{HOUR, Holder, TestApp, on_both_engines};

on_both_engines!(
    the_first_browser_that_does_something_has_the_prompt,
    looking_at_a_link_takes_nothing_and_sends_nothing,
    a_form_of_another_site_does_nothing,
    a_cookie_of_ones_own_making_opens_nothing,
    a_form_is_done_once_however_often_it_is_sent,
    guesses_are_counted_over_prompts_and_only_where_they_come_from,
    what_people_and_applications_write_is_no_markup,
    every_answer_keeps_the_address_to_itself,
    a_code_is_good_for_its_own_prompt,
    one_of_two_exchanges_at_once_is_told,
);

async fn the_first_browser_that_does_something_has_the_prompt(app: TestApp) {
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let made = service.prompts_for("login").await;
    let (mut eve, eves) = opened(&app, &made).await;
    let (mut ann, page) = opened(&app, &made).await;
    // Both have looked; Ann does something.
    let page = ann.presses(&page, "continue", &[("code", "000000")]).await;
    let seen = eve.presses(&eves, "continue", &[("code", &holder.code())]).await;
    assert_eq!((seen.status.as_u16(), seen.left), (403, None));
    let (mut third, seen) = opened(&app, &made).await;
    assert_eq!(seen.status, 403);
    assert_eq!(
        third.gets(&format!("{}/return", seen.path.split('?').next().expect("a path"))).await.status,
        404
    );
    let left = ann.presses(&page, "continue", &[("code", &holder.code())]).await;
    // Nor does anybody else get the code of what she has done.
    let path = page.path.split('?').next().expect("a path");
    for browser in [&mut eve, &mut third] {
        assert_eq!(browser.gets(&format!("{path}/return")).await.status, 404);
        assert_eq!(browser.gets(path).await.status, 403);
    }
    service.exchanges(&made.sid(), &told(left.address(), "code").expect("a code")).await.is(200);
}

async fn looking_at_a_link_takes_nothing_and_sends_nothing(app: TestApp) {
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let made = service.prompts_for("login").await;
    for _ in 0..5 {
        // A scanner follows redirects, with and without cookies, and by HEAD.
        let (mut scanner, seen) = opened(&app, &made).await;
        assert_eq!(seen.status, 200);
        scanner.cookies.clear();
        assert_eq!(scanner.opens(&seen.path).await.status, 403);
    }
    let fetched = service.fetches(&made.sid()).await;
    assert_eq!((fetched.text("status"), &fetched.body["opened"]), ("pending".to_owned(), &json!(false)));
    assert_eq!(fetched.body["date_updated"], fetched.body["date_created"]);
    assert!(app.mailbox.given().is_empty());
    let (mut ann, page) = opened(&app, &made).await;
    // Refresh, back, and the link once more in the same browser.
    ann.opens(&page.path).await;
    let page = ann.opens(&link(&made)).await;
    ann.presses(&page, "continue", &[("code", &holder.code())]).await.address();
}

async fn a_form_of_another_site_does_nothing(app: TestApp) {
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let made = service.prompts_for("login").await;
    let (mut ann, page) = opened(&app, &made).await;
    let own = ann.says.clone();
    for foreign in [
        vec![("origin", "https://evil.test".to_owned())],
        vec![("origin", "null".to_owned()), ("sec-fetch-site", "cross-site".to_owned())],
        vec![("sec-fetch-site", "same-site".to_owned())],
    ] {
        ann.says = foreign;
        let seen = ann.presses(&page, "continue", &[("code", &holder.code())]).await;
        assert_eq!((seen.status.as_u16(), seen.left), (403, None));
    }
    ann.says = own;
    let path = page.path.split('?').next().expect("a path").to_owned();
    let (step, code) = (page.hidden("step"), holder.code());
    // Without the form's token, with a wrong one, and with that of another prompt's page in the same browser.
    let other = ann.opens(&link(&service.prompts_for("login").await)).await;
    for csrf in ["", "0".repeat(32).as_str(), other.hidden("csrf").as_str()] {
        let fields = [("csrf", csrf), ("step", &*step), ("action", "continue"), ("code", &*code)];
        assert_eq!(ann.posts(&path, &fields).await.status, 403);
    }
    let fields = [("step", &*step), ("action", "continue"), ("code", &*code)];
    assert_eq!(ann.posts(&path, &fields).await.status, 403);
    assert_eq!(service.fetches(&made.sid()).await.body["opened"], false);
    ann.presses(&page, "continue", &[("code", &code)]).await.address();
}

async fn a_cookie_of_ones_own_making_opens_nothing(app: TestApp) {
    let service = service(&app, &[]).await;
    let made = service.prompts_for("setup").await;
    let mut eve = Browser::new(&app);
    let path = format!("/prompt/{}", made.sid());
    let name = format!("countersign-prompt-{}", made.sid());
    assert_eq!(eve.gets(&path).await.status, 404);
    for forged in ["", "x", "a.b", &format!("{}.{}", "a".repeat(43), "0".repeat(32))] {
        eve.cookies.insert(name.clone(), forged.to_owned());
        assert_eq!(eve.gets(&path).await.status, 404);
    }
    // A cookie of a prompt of her own, under this one's name.
    let own = service.prompts_with("setup", &json!({ "identity": "eve-0001" })).await.is(201);
    eve.opens(&link(&own)).await;
    let hers = eve.cookies[&format!("countersign-prompt-{}", own.sid())].clone();
    eve.cookies.insert(name, hers);
    assert_eq!(eve.gets(&path).await.status, 404);
    for made_up in
        ["/prompt/x", &format!("/prompt/YP{}", "0".repeat(32)), "/prompt/start/x", "/prompt/start/%00"]
    {
        let seen = eve.gets(made_up).await;
        assert_eq!(seen.status, 404, "{made_up}");
        seen.shows("<h1>");
    }
}

async fn a_form_is_done_once_however_often_it_is_sent(app: TestApp) {
    let service = service(&app, &[]).await;
    Holder::enrolled(&app, &service, "ann-0001").await;
    let made = service.prompts_for("login").await;
    let (ann, page) = opened(&app, &made).await;
    let page = Arc::new(page);
    let clicks: Vec<_> = (0..8)
        .map(|_| {
            let (mut ann, page) = (ann.clone(), Arc::clone(&page));
            tokio::spawn(async move { ann.presses(&page, "continue", &[("code", "000000")]).await })
        })
        .collect();
    for click in clicks {
        assert_eq!(click.await.expect("an answer").status, 200);
    }
    let mut ann = ann;
    let page = ann.opens(&page.path).await;
    assert_eq!(page.hidden("step"), "1", "one of them counted");
}

async fn guesses_are_counted_over_prompts_and_only_where_they_come_from(app: TestApp) {
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let mut wrong = 0;
    'day: for _ in 0..5 {
        let (mut eve, mut page) = opened(&app, &service.prompts_for("login").await).await;
        eve.peer = "[2001:db8::1]:5000";
        for at in 0..9 {
            // Whoever has a network of addresses is one.
            eve.peer = if at % 2 == 0 { "[2001:db8::1]:5000" } else { "[2001:db8::ffff]:5000" };
            page = eve.presses(&page, "continue", &[("code", "000000")]).await;
            if page.body().contains("error=failed") {
                break 'day;
            }
            wrong += 1;
        }
    }
    assert_eq!(wrong, 20);
    let (mut eve, page) = opened(&app, &service.prompts_for("login").await).await;
    eve.peer = "[2001:db8::2]:5000";
    let seen = eve.presses(&page, "continue", &[("code", &holder.code())]).await;
    seen.shows("error=failed");
    // The person is elsewhere, and is let in once the factor's own hold of a quarter of an hour is over.
    app.advance(HOUR / 3);
    let (mut ann, page) = opened(&app, &service.prompts_for("login").await).await;
    ann.presses(&page, "continue", &[("code", &holder.code())]).await.address();
}

async fn what_people_and_applications_write_is_no_markup(app: TestApp) {
    let service = service(&app, &[]).await;
    let nasty = "\"><script>alert(1)</script><b x='";
    let confirm = json!({ "text": nasty });
    Holder::enrolled(&app, &service, "ann-0001").await;
    let asked = json!({ "state": nasty, "confirm": confirm, "account_name": nasty });
    let made = service.prompts_with("confirm", &asked).await.is(201);
    let (mut ann, page) = opened(&app, &made).await;
    page.hides("<script>alert");
    let left = ann.presses(&page, "cancel", &[]).await;
    assert_eq!(told(left.address(), "state").as_deref(), Some(nasty));
    let over = ann.opens(&page.path).await;
    over.hides("<script>alert");
    let made = service.prompts_with("setup", &json!({ "identity": "eve-0001", "account_name": nasty })).await;
    let (mut eve, page) = opened(&app, &made).await;
    eve.presses(&page, "choose totp", &[]).await.hides("<script>alert");
}

async fn every_answer_keeps_the_address_to_itself(app: TestApp) {
    let service = service(&app, &[]).await;
    Holder::enrolled(&app, &service, "ann-0001").await;
    let made = service.prompts_for("login").await;
    let mut ann = Browser::new(&app);
    let first = ann.gets(&link(&made)).await;
    assert_eq!(first.status, 303);
    let to = first.headers["location"].to_str().expect("text").to_owned();
    let token = link(&made).rsplit('/').next().expect("a token").to_owned();
    assert!(!to.contains(&token));
    let cookie = first.headers["set-cookie"].to_str().expect("text").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains(&token));
    let page = ann.gets(&to).await;
    let lost = ann.gets("/prompt/start/none").await;
    let refused = ann.posts(to.split('?').next().expect("a path"), &[("csrf", "x")]).await;
    let left = ann.presses(&page, "cancel", &[]).await;
    for seen in [&first, &page, &lost, &refused, &left] {
        let header = |name: &str| seen.headers[name].to_str().expect("text").to_owned();
        assert_eq!(header("referrer-policy"), "no-referrer", "{}", seen.path);
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("x-frame-options"), "DENY");
        let policy = header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        seen.hides(&token);
    }
    let policy = page.headers["content-security-policy"].to_str().expect("text");
    assert!(policy.contains("form-action 'self' https://app.example.com"), "{policy}");
}

async fn a_code_is_good_for_its_own_prompt(app: TestApp) {
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let (one, other) = (service.prompts_for("login").await, service.prompts_for("login").await);
    let (mut ann, page) = opened(&app, &one).await;
    let left = ann.presses(&page, "continue", &[("code", &holder.code())]).await;
    let code = told(left.address(), "code").expect("a code");
    service.exchanges(&other.sid(), &code).await.refuses(403, 69003);
    for guess in ["", "x", &code[1..], &code.to_uppercase(), &format!("{code}0")] {
        service.exchanges(&one.sid(), guess).await.refuses(403, 69003);
    }
    service
        .api
        .post_json(&service.prompts(&format!("Prompts/{}/Result", one.sid())), "{}")
        .await
        .refuses(400, 20001);
    // Fetching gives nobody away.
    let fetched = service.fetches(&one.sid()).await;
    for absent in ["code", "token", "methods", "amr", "url"] {
        assert!(fetched.body.get(absent).is_none(), "{absent}");
    }
    assert!(!fetched.body.to_string().contains(&code));
    service.exchanges(&one.sid(), &code).await.is(200);
}

async fn one_of_two_exchanges_at_once_is_told(app: TestApp) {
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let made = service.prompts_for("login").await;
    let (mut ann, page) = opened(&app, &made).await;
    let left = ann.presses(&page, "continue", &[("code", &holder.code())]).await;
    let code = told(left.address(), "code").expect("a code");
    let tries: Vec<_> = (0..6)
        .map(|_| {
            let (service, sid, code) = (service.clone(), made.sid(), code.clone());
            tokio::spawn(async move { service.exchanges(&sid, &code).await.status.as_u16() })
        })
        .collect();
    let mut told = Vec::new();
    for one in tries {
        told.push(one.await.expect("an answer"));
    }
    told.sort_unstable();
    assert_eq!(told, [200, 403, 403, 403, 403, 403]);
}
