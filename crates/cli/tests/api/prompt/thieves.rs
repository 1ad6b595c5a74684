//! Who stole a method, who is signed up to send messages at others' cost, and who can write the database.

use countersign_keyring::hash_token;
use countersign_store::{End, audit};
use serde_json::json;

use super::browser::{Browser, Seen};
use super::{opened, service, told};
use crate::support::{HOUR, Holder, Service, TestApp, on_both_engines};

on_both_engines!(
    whoever_stole_a_method_is_out_of_every_prompt_once_it_is_removed,
    what_was_shown_with_a_factor_that_is_gone_counts_for_no_login,
    no_fresh_code_is_given_once_a_prompts_own_time_is_over,
    messages_to_new_addresses_are_so_many_a_day_over_all_prompts,
    a_page_asks_for_passkeys_so_often_and_leaves_one_unfinished_factor,
    no_recovery_codes_are_drawn_where_the_service_offers_none,
    of_two_methods_that_are_removed_at_once_one_stays,
    whoever_writes_the_database_approves_nobody_and_signs_nothing,
    guesses_that_end_a_prompt_stand_in_the_trail,
);

async fn whoever_stole_a_method_is_out_of_every_prompt_once_it_is_removed(app: TestApp) {
    let service = service(&app, &[]).await;
    let stolen = Holder::enrolled(&app, &service, "ann-0001").await;
    Holder::enrolled(&app, &service, "ann-0001").await;
    let (mut eve, page) = opened(&app, &service.prompts_for("setup").await).await;
    let list = eve.presses(&page, "continue", &[("code", &stolen.code())]).await;
    assert_eq!(list.buttons("remove").len(), 2, "she is in");
    service.api.delete(&stolen.factor_path()).await;
    let seen = eve.presses(&list, "add", &[]).await;
    seen.shows("one-time-code");
    assert!(seen.buttons("choose totp").is_empty() && seen.buttons("remove").is_empty());
    assert!(eve.presses(&seen, "finish", &[]).await.left.is_none());
}

async fn what_was_shown_with_a_factor_that_is_gone_counts_for_no_login(app: TestApp) {
    let service = service(&app, &[]).await;
    let stolen = Holder::enrolled(&app, &service, "ann-0001").await;
    let (mut browser, page) = opened(&app, &service.prompts_for("setup").await).await;
    let page = browser.presses(&page, "continue", &[("code", &stolen.code())]).await;
    let page = browser.presses(&page, "add", &[]).await;
    let page = browser.presses(&page, "choose email", &[]).await;
    let page = browser.presses(&page, "continue", &[("email", "ann@example.com")]).await;
    let code = app.mailbox.nth_for("ann@example.com", 0).await.code;
    browser.presses(&page, "continue", &[("code", &code)]).await;
    app.advance(HOUR);
    let asked = json!({ "required": ["totp", "email"] });
    let made = service.prompts_with("login", &asked).await.is(201);
    let (mut eve, page) = opened(&app, &made).await;
    let page = eve.presses(&page, "continue", &[("code", &stolen.code())]).await;
    let page = eve.presses(&page, "continue", &[]).await;
    service.api.delete(&stolen.factor_path()).await;
    let code = app.mailbox.nth_for("ann@example.com", 1).await.code;
    let seen = eve.presses(&page, "continue", &[("code", &code)]).await;
    assert_eq!(seen.left, None);
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "pending");
}

async fn no_fresh_code_is_given_once_a_prompts_own_time_is_over(app: TestApp) {
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let made = service.prompts_for("login").await;
    let (mut eve, page) = opened(&app, &made).await;
    eve.presses(&page, "continue", &[("code", &holder.code())]).await.address();
    let path = page.path.split('?').next().expect("a path").to_owned();
    app.advance(HOUR / 4 - 1);
    assert!(told(eve.gets(&format!("{path}/return")).await.address(), "code").is_some());
    app.advance(1);
    let seen = eve.gets(&format!("{path}/return")).await;
    assert_eq!(told(seen.address(), "error").as_deref(), Some("expired"));
    assert_eq!(told(seen.address(), "code"), None);
    eve.gets(&path).await.hides("/return");
}

async fn messages_to_new_addresses_are_so_many_a_day_over_all_prompts(app: TestApp) {
    let service = service(&app, &[]).await;
    let sent = |app: &TestApp| app.mailbox.given().len();
    let mut n = 0;
    for prompt in 0..3 {
        let (mut bot, page) = opened(&app, &service.prompts_for("setup").await).await;
        bot.peer = ["203.0.113.7:5000", "198.51.100.7:5000", "192.0.2.7:5000"][prompt];
        let mut page = bot.presses(&page, "choose phone", &[]).await;
        for _ in 0..8 {
            let number = format!("+1501712{:04}", 2600 + n);
            page = bot.presses(&page, "sms", &[("phone", &number)]).await;
            if page.body().contains("aria-invalid") || page.body().contains("class=\"problem") {
                assert_eq!(n, 20, "{}", page.body());
                break;
            }
            app.mailbox.nth_for(&number, 0).await;
            n += 1;
            page = bot.presses(&page, "change", &[]).await;
        }
    }
    assert_eq!((n, sent(&app)), (20, 20));
    // Another person is not kept out, and the next day nobody is.
    let bob = service.prompts_with("setup", &json!({ "identity": "bob-0001" })).await.is(201);
    let (mut browser, page) = opened(&app, &bob).await;
    let page = browser.presses(&page, "choose phone", &[]).await;
    browser.presses(&page, "sms", &[("phone", "+15017122661")]).await;
    app.mailbox.nth_for("+15017122661", 0).await;
    app.advance(25 * HOUR);
    let (mut bot, page) = opened(&app, &service.prompts_for("setup").await).await;
    let page = bot.presses(&page, "choose phone", &[]).await;
    bot.presses(&page, "sms", &[("phone", "+15017122662")]).await;
    app.mailbox.nth_for("+15017122662", 0).await;
}

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    let count = app.engine.store().read(move |tx| tx.one(sql, &[], |row| row.int(0)));
    count.await.expect("the store").expect("a row")
}

async fn a_page_asks_for_passkeys_so_often_and_leaves_one_unfinished_factor(app: TestApp) {
    let origins = countersign_web::OriginPolicy {
        public_url: Some("https://verify.test".parse().expect("an origin")),
        trusted_proxies: countersign_web::CidrList::default(),
        scheme: countersign_web::Scheme::Http,
        fallback: countersign_web::Origin::of_listener(
            countersign_web::Scheme::Http,
            ([127, 0, 0, 1], 4010).into(),
        ),
    };
    let router = app.running.router(origins, axum::Router::new());
    let service = service(&app, &[]).await;
    let mut ann = Browser::of(&router);
    let page = ann.opens(&super::link(&service.prompts_for("setup").await)).await;
    let page = ann.presses(&page, "choose passkeys", &[]).await;
    let own = "https://verify.test";
    // More often than a person may have passkeys.
    for n in 0..50 {
        let (status, options) = ann.asks_from(own, &page, "options", &json!({})).await;
        assert_eq!(status, 200, "{n}: {options}");
    }
    assert_eq!(ann.asks_from(own, &page, "options", &json!({})).await.0, 400);
    assert_eq!(count(&app, "SELECT COUNT(*) FROM factors").await, 1);
}

async fn no_recovery_codes_are_drawn_where_the_service_offers_none(app: TestApp) {
    let service = service(&app, &[]).await;
    service.set_prompts(&json!({ "methods": ["totp"] })).await.is(200);
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let (mut ann, page) = opened(&app, &service.prompts_for("setup").await).await;
    let list = ann.presses(&page, "continue", &[("code", &holder.code())]).await;
    assert!(list.buttons("new-codes").is_empty());
    ann.presses(&list, "new-codes", &[]).await;
    assert_eq!(count(&app, "SELECT COUNT(*) FROM factors WHERE kind = 'recovery_codes'").await, 0);
}

/// Somebody who has shown a method and is asked whether to remove one.
async fn removing(app: &TestApp, service: &Service, shown: &Holder, gone: &Holder) -> (Browser, Seen) {
    let (mut browser, page) = opened(app, &service.prompts_for("setup").await).await;
    let list = browser.presses(&page, "continue", &[("code", &shown.code())]).await;
    let page = browser.presses(&list, &format!("remove {}", gone.factor), &[]).await;
    (browser, page)
}

async fn of_two_methods_that_are_removed_at_once_one_stays(app: TestApp) {
    let service = service(&app, &[]).await;
    let one = Holder::enrolled(&app, &service, "ann-0001").await;
    let other = Holder::enrolled(&app, &service, "ann-0001").await;
    let (mut first, page) = removing(&app, &service, &one, &one).await;
    let (mut second, seen) = removing(&app, &service, &other, &other).await;
    let (remove_one, remove_other) = (format!("remove {}", one.factor), format!("remove {}", other.factor));
    tokio::join!(first.presses(&page, &remove_one, &[]), second.presses(&seen, &remove_other, &[]));
    assert_eq!(count(&app, "SELECT COUNT(*) FROM factors").await, 1);
}

async fn whoever_writes_the_database_approves_nobody_and_signs_nothing(app: TestApp) {
    let service = service(&app, &[]).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let made = service.prompts_for("login").await;
    let change = |sql: &'static str, text: String| {
        let changed = app.engine.store().write(move |tx| tx.change(sql, &[(&text).into()]).map(End::Commit));
        async move { assert_eq!(changed.await.expect("the store"), 1, "{sql}") }
    };
    let completed = "UPDATE prompts SET status = 'completed', ended_at = created_at, code_hash = $1,
        code_until = expires_at, browser_hash = 'x'";
    change(completed, hash_token("x")).await;
    service.exchanges(&made.sid(), "x").await.refuses(403, 69003);
    // A key of theirs among ours.
    let real = service.prompts_for("login").await;
    let (mut ann, page) = opened(&app, &real).await;
    let left = ann.presses(&page, "continue", &[("code", &holder.code())]).await;
    service.exchanges(&real.sid(), &told(left.address(), "code").expect("a code")).await.is(200);
    let forged = "INSERT INTO signing_keys (kid, x, y, secret_sealed, created_at)
        SELECT $1, y, x, secret_sealed, created_at - 1 FROM signing_keys";
    change(forged, "theirs".to_owned()).await;
    let jwks = service.api.get(&service.prompts("jwks.json")).await.is(200);
    assert_eq!(jwks.body["keys"].as_array().expect("keys").len(), 1, "{}", jwks.body);
}

async fn guesses_that_end_a_prompt_stand_in_the_trail(app: TestApp) {
    let service = service(&app, &[]).await;
    Holder::enrolled(&app, &service, "ann-0001").await;
    for _ in 0..3 {
        let (mut eve, mut page) = opened(&app, &service.prompts_for("login").await).await;
        while !page.body().contains("error=failed") {
            page = eve.presses(&page, "continue", &[("code", "000000")]).await;
        }
    }
    let lines = app.engine.store().read(|tx| audit::after(tx, "", 1000)).await.expect("the trail");
    let ended = lines.iter().filter(|line| line.what == "prompt.ended");
    let details: Vec<_> = ended.map(|line| line.detail.as_deref()).collect();
    assert_eq!(details, [Some("failed"); 3]);
}
