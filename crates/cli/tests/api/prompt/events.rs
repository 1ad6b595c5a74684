//! What webhooks are told of prompts: each status once, and who is approved only once the result was exchanged.

use std::collections::BTreeSet;

use serde_json::json;

use super::{opened, service, told};
use crate::support::{Holder, MINUTE, Receiver, SECOND, Service, TestApp, on_both_engines};

on_both_engines!(
    a_login_is_told_from_its_beginning_and_only_the_exchange_says_approved,
    every_other_end_is_told_once,
    what_expires_is_told_once_by_the_sweep,
    of_what_happens_at_once_one_end_is_told,
    who_did_not_ask_for_prompts_hears_of_none,
);

mod carried {
    crate::support::on_both_engines!(carried crate::support::with_webhooks; an_event_of_a_prompt_is_signed_and_posted);

    use super::an_event_of_a_prompt_is_signed_and_posted;
}

/// The types that were told of a prompt, in their order.
async fn types(service: &Service, sid: &str) -> Vec<String> {
    let told = service.overheard().await.into_iter().filter(|fields| fields["prompt_sid"] == sid);
    told.map(|fields| fields["type"].strip_prefix("prompt.").expect("a prompt's").to_owned()).collect()
}

async fn listened(app: &TestApp) -> Service {
    let service = service(app, &[]).await;
    service.subscribes(&["prompt.*"]).await;
    service
}

async fn a_login_is_told_from_its_beginning_and_only_the_exchange_says_approved(app: TestApp) {
    let service = listened(&app).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let asked = json!({ "state": "state-1", "account_name": "ann@example.com" });
    let made = service.prompts_with("login", &asked).await.is(201);
    let (mut browser, page) = opened(&app, &made).await;
    let page = browser.presses(&page, "continue", &[("code", "000000")]).await;
    assert_eq!(types(&service, &made.sid()).await, ["created"], "a step is no status");
    let left = browser.presses(&page, "continue", &[("code", &holder.code())]).await;
    assert_eq!(types(&service, &made.sid()).await, ["created", "completed"]);
    let code = told(left.address(), "code").expect("a code");
    let back = format!("{}/return", page.path.split('?').next().expect("a path"));
    let code = told(browser.gets(&back).await.address(), "code").unwrap_or(code);
    service.exchanges(&made.sid(), "x").await.refuses(403, 69003);
    let result = service.exchanges(&made.sid(), &code).await.is(200);
    service.exchanges(&made.sid(), &code).await.refuses(403, 69003);
    let told = service.overheard().await;
    let said: Vec<_> = told.iter().map(|it| (it["type"].as_str(), it["status"].as_str())).collect();
    assert_eq!(
        said,
        [("prompt.created", "pending"), ("prompt.completed", "completed"), ("prompt.exchanged", "approved")]
    );
    assert_eq!(told.iter().map(|it| it["uuid"].as_str()).collect::<BTreeSet<_>>().len(), 3);
    for it in &told {
        assert_eq!(
            (it["account_sid"].as_str(), it["service_sid"].as_str()),
            (app.account.to_string().as_str(), service.sid.as_str())
        );
        assert_eq!((it["entity_identity"].as_str(), it["purpose"].as_str()), ("ann-0001", "login"));
        let text = format!("{it:?}");
        for secret in
            ["state-1", "ann@example.com", &code, &result.text("token"), super::link(&made).as_str()]
        {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    for it in &told[1..] {
        assert_eq!((it["methods"].as_str(), it["aal"].as_str()), (r#"["totp"]"#, "1"));
    }
    assert!(!told[0].contains_key("methods"));
}

async fn every_other_end_is_told_once(app: TestApp) {
    let service = listened(&app).await;
    let nobody = service.prompts_for("login").await;
    assert_eq!(types(&service, &nobody.sid()).await, ["created", "not_enrolled"]);

    let made = service.prompts_for("setup").await;
    let path = service.prompts(&format!("Prompts/{}", made.sid()));
    for _ in 0..2 {
        service.api.post_json(&path, r#"{"status":"canceled"}"#).await.is(200);
    }
    assert_eq!(types(&service, &made.sid()).await, ["created", "canceled"]);

    Holder::enrolled(&app, &service, "ann-0001").await;
    let given_up = service.prompts_for("login").await;
    let (mut browser, page) = opened(&app, &given_up).await;
    for _ in 0..2 {
        browser.presses(&page, "cancel", &[]).await;
    }
    assert_eq!(types(&service, &given_up.sid()).await, ["created", "canceled"]);

    // Ten wrong answers end a prompt, and the day's twentieth all of them for this network.
    for n in 0..3 {
        let guessed = service.prompts_for("login").await;
        let (mut browser, mut page) = opened(&app, &guessed).await;
        for _ in 0..10 {
            page = browser.presses(&page, "continue", &[("code", "000000")]).await;
            if page.body().contains("error=failed") {
                break;
            }
        }
        assert_eq!(types(&service, &guessed.sid()).await, ["created", "failed"], "{n}");
    }
    app.advance(61 * MINUTE);
    app.engine.sweep().await.expect("swept");
    assert_eq!(service.overheard().await.len(), 12, "what is over doesn't expire");
}

async fn what_expires_is_told_once_by_the_sweep(app: TestApp) {
    let service = listened(&app).await;
    let made = service.prompts_with("setup", &json!({ "lifetime": 60 })).await.is(201);
    app.advance(MINUTE - SECOND);
    app.engine.sweep().await.expect("swept");
    assert_eq!(types(&service, &made.sid()).await, ["created"]);
    app.advance(SECOND);
    let path = service.prompts(&format!("Prompts/{}", made.sid()));
    service.api.post_json(&path, r#"{"status":"canceled"}"#).await.refuses(409, 69004);
    for _ in 0..2 {
        app.engine.sweep().await.expect("swept");
    }
    let told = service.overheard().await;
    assert_eq!(told.len(), 2);
    assert_eq!(
        (told[1]["type"].as_str(), told[1]["status"].as_str(), told[1]["date"].as_str()),
        ("prompt.expired", "expired", "2026-01-01T00:01:00Z")
    );
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "expired");
}

async fn of_what_happens_at_once_one_end_is_told(app: TestApp) {
    let service = listened(&app).await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    for _ in 0..3 {
        app.advance(MINUTE);
        let made = service.prompts_for("login").await;
        let (mut browser, page) = opened(&app, &made).await;
        let mut other = browser.clone();
        let (code, path) = (holder.code(), service.prompts(&format!("Prompts/{}", made.sid())));
        let fields = [("code", code.as_str())];
        tokio::join!(
            browser.presses(&page, "continue", &fields),
            other.presses(&page, "cancel", &[]),
            service.api.post_json(&path, r#"{"status":"canceled"}"#),
        );
        let status = service.fetches(&made.sid()).await.text("status");
        assert_eq!(types(&service, &made.sid()).await, ["created", status.as_str()]);
    }
}

async fn who_did_not_ask_for_prompts_hears_of_none(app: TestApp) {
    let service = service(&app, &[]).await;
    service.subscribes(&["*", "verification.*"]).await;
    let before = service.prompts_with("setup", &json!({ "lifetime": 60 })).await.is(201);
    let hook = service.subscribes(&["prompt.expired"]).await;
    app.advance(2 * MINUTE);
    app.engine.sweep().await.expect("swept");
    assert_eq!(service.overheard().await, [], "{} began before anybody wanted it", before.sid());
    let made = service.prompts_with("setup", &json!({ "lifetime": 60 })).await.is(201);
    app.advance(2 * MINUTE);
    app.engine.sweep().await.expect("swept");
    assert_eq!(types(&service, &made.sid()).await, ["expired"], "only what it wants");
    service.api.delete(&service.path(&format!("/Webhooks/{hook}"))).await.is(204);
    let unheard = service.prompts_with("setup", &json!({ "lifetime": 60 })).await.is(201);
    app.advance(2 * MINUTE);
    app.engine.sweep().await.expect("swept");
    assert_eq!(types(&service, &unheard.sid()).await, [""; 0]);
}

async fn an_event_of_a_prompt_is_signed_and_posted(app: TestApp) {
    let receiver = Receiver::listens(&app).await;
    let service = service(&app, &[]).await;
    let hook = receiver.subscribes(&service, &["prompt.*"]).await;
    service.api.post(&service.path(&format!("/Webhooks/{hook}")), &[("Version", "v1")]).await.is(200);
    let made = service.prompts_for("login").await;
    let told = receiver.hears(2).await;
    assert!(told.iter().all(|it| it.is_signed(&receiver.url(), &app.token)));
    assert_eq!([told[0].get("type"), told[1].get("type")], ["prompt.created", "prompt.not_enrolled"]);
    let names: Vec<_> = told[1].fields.keys().map(String::as_str).collect();
    let expected = "account_sid date entity_identity prompt_sid purpose service_sid status type uuid";
    assert_eq!((names.join(" ").as_str(), told[1].get("prompt_sid")), (expected, made.sid().as_str()));
}
