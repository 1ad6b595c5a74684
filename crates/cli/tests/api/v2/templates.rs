//! Templates: `GET /v2/Templates`, and what messages become of them (behaviour map 5).

use countersign_model::{
    AccountSid, LocaleTag, Template, TemplateChannel, TemplateName, TemplateSid, TemplateText,
};
use countersign_store::audit;
use serde_json::{Value, json};

use crate::support::{Api, TestApp, on_both_engines, ops};

on_both_engines!(
    templates_are_listed_as_twilio_lists_them_and_by_name,
    a_message_is_worded_by_the_template_that_the_request_or_the_service_names,
    the_language_is_chosen_as_for_our_own_words_and_only_approved_texts_are_sent,
    a_template_that_cannot_be_used_is_refused_by_its_code_and_nothing_is_sent,
    a_default_template_that_cannot_be_sent_gives_way_to_our_own_words,
    what_a_caller_puts_in_is_only_text,
    another_account_s_template_is_not_there,
    a_payment_s_template_names_amount_and_payee,
    a_message_that_waits_keeps_its_words_when_the_template_goes,
    every_change_of_a_template_is_a_line_of_the_audit_trail,
);

/// A template of the first account with these texts, the first of them for all other languages; none is approved.
async fn written(
    app: &TestApp,
    name: &str,
    channels: &[TemplateChannel],
    texts: &[(&str, &str)],
) -> Template {
    let text = |(locale, text): &(&str, &str)| {
        let locale = LocaleTag::parse(locale).expect("a language");
        (locale, TemplateText::parse(text).expect("a template"))
    };
    let (name, channels) = (TemplateName::parse(name).expect("a name"), channels.to_vec());
    let made = app.engine.create_template(app.account, name, channels, text(&texts[0]), ops()).await;
    let mut made = made.expect("the store");
    for next in &texts[1..] {
        let translated = app.engine.translate_template(app.account, made.sid, text(next), false, ops()).await;
        made = translated.expect("the store").expect("a template");
    }
    made
}

async fn approve(app: &TestApp, account: AccountSid, sid: TemplateSid, locale: Option<&str>) {
    let locale = locale.map(|locale| LocaleTag::parse(locale).expect("a language"));
    app.engine.approve_template(account, sid, locale, ops()).await.expect("a text to approve");
}

/// The same, approved, for text messages.
async fn approved(app: &TestApp, texts: &[(&str, &str)]) -> String {
    let made = written(app, "Greeting", &[TemplateChannel::Sms], texts).await;
    approve(app, app.account, made.sid, None).await;
    made.sid.to_string()
}

async fn names(api: &Api, query: &str) -> Vec<String> {
    let page = api.get(&format!("/v2/Templates{query}")).await.is(200);
    let templates = page.body["templates"].as_array().expect("templates");
    let name = |it: &Value| it["friendly_name"].as_str().expect("a name").to_owned();
    templates.iter().map(name).collect()
}

async fn templates_are_listed_as_twilio_lists_them_and_by_name(app: TestApp) {
    let both = [TemplateChannel::Sms, TemplateChannel::Voice];
    let made = written(&app, "Base", &both, &[("en", "Code: {{code}}"), ("de", "{{code}}!")]).await;
    app.advance(1000);
    approve(&app, app.account, made.sid, Some("en")).await;
    let listed = app.api().get("/v2/Templates").await.is(200);
    assert_eq!(
        listed.body["templates"],
        json!([{
            "sid": made.sid.to_string(),
            "account_sid": app.account.to_string(),
            "friendly_name": "Base",
            "channels": ["sms", "voice"],
            "translations": {
                "de": {
                    "is_default_translation": false,
                    "status": "pending",
                    "locale": "de",
                    "text": "{{code}}!",
                    "date_updated": "2026-01-01T00:00:00Z",
                    "date_created": "2026-01-01T00:00:00Z",
                },
                "en": {
                    "is_default_translation": true,
                    "status": "approved",
                    "locale": "en",
                    "text": "Code: {{code}}",
                    "date_updated": "2026-01-01T00:00:01Z",
                    "date_created": "2026-01-01T00:00:00Z",
                },
            },
        }])
    );
    assert_eq!(listed.body["meta"]["key"], "templates");
    for name in ["Other", "Base"] {
        app.advance(1);
        written(&app, name, &both, &[("en", "{{code}}")]).await;
    }
    let api = app.api();
    assert_eq!(names(&api, "").await, ["Base", "Other", "Base"]);
    assert_eq!(names(&api, "?FriendlyName=Base").await, ["Base", "Base"]);
    assert_eq!(names(&api, "?FriendlyName=base").await, [""; 0]);
    let first = api.get("/v2/Templates?FriendlyName=Base&PageSize=1").await.is(200);
    let next = first.body["meta"]["next_page_url"].as_str().expect("a second page");
    let second = api.get(next.strip_prefix("http://verify.test").expect("a URL of ours")).await.is(200);
    assert_eq!(second.body["templates"].as_array().map(Vec::len), Some(1));
    assert_eq!(second.body["meta"]["next_page_url"], Value::Null);
    assert_eq!(names(&app.stranger().await, "").await, [""; 0]);
}

async fn a_message_is_worded_by_the_template_that_the_request_or_the_service_names(app: TestApp) {
    let asked = approved(&app, &[("en", "{{name}}, {{friendly_name}}: {{code}}, {{ttl}} min")]).await;
    let usual = approved(&app, &[("en", "Usual {{code}}")]).await;
    let alice = app.alice().await;
    let given = [("TemplateSid", &*asked), ("TemplateCustomSubstitutions", "{\"name\":\"Ann\"}")];
    alice.asks_with(&given).await.is(201);
    let message = alice.gets().await;
    assert_eq!(message.text, format!("Ann, Acme: {}, 10 min", message.code));
    alice.service.set(&[("DefaultTemplateSid", &usual)]).await.is(200);
    alice.asks().await.is(201);
    let again = alice.gets().await;
    assert_eq!(again.text, format!("Usual {}", message.code), "the code stays");
    app.advance(4 * 60_000);
    alice.asks_with(&given).await.is(201);
    assert_eq!(alice.gets().await.text, format!("Ann, Acme: {}, 6 min", message.code));
    alice.asks_with(&[("AppHash", "He42w354ol9")]).await.is(201);
    assert_eq!(alice.gets().await.text, format!("<#> Usual {} He42w354ol9", message.code));
    // By e-mail our own words, whatever the service's default.
    let ann = alice.service.person("ann@example.com");
    ann.asks().await.is(201);
    assert!(ann.gets().await.html.is_some());
}

async fn the_language_is_chosen_as_for_our_own_words_and_only_approved_texts_are_sent(app: TestApp) {
    let texts = [("en", "en {{code}}"), ("de", "de {{code}}"), ("fr", "fr {{code}}")];
    let made = written(&app, "Greeting", &[TemplateChannel::Sms], &texts).await;
    approve(&app, app.account, made.sid, Some("en")).await;
    approve(&app, app.account, made.sid, Some("de")).await;
    let sid = made.sid.to_string();
    let service = app.service(&[]).await;
    for (to, locale, expected) in [
        ("+4915112345678", None, "de"),
        ("+4915112345678", Some("en-GB"), "en"),
        ("+15017122661", Some("de-AT"), "de"),
        ("+15017122661", Some("fr"), "en"),
        ("+33612345678", None, "en"),
        ("+81312345678", Some("ja"), "en"),
    ] {
        let person = service.person(to);
        let mut more = vec![("TemplateSid", sid.as_str())];
        more.extend(locale.map(|locale| ("Locale", locale)));
        person.asks_with(&more).await.is(201);
        assert!(person.gets().await.text.starts_with(expected), "{to} {locale:?}");
    }
    // What was changed has to be looked at again.
    let text = (LocaleTag::parse("de").expect("a tag"), TemplateText::parse("neu {{code}}").expect("a text"));
    app.engine.translate_template(app.account, made.sid, text, false, ops()).await.expect("the store");
    let person = service.person("+4915112345679");
    person.asks_with(&[("TemplateSid", &sid)]).await.is(201);
    assert!(person.gets().await.text.starts_with("en "));
}

async fn a_template_that_cannot_be_used_is_refused_by_its_code_and_nothing_is_sent(app: TestApp) {
    let pending =
        written(&app, "Pending", &[TemplateChannel::Sms], &[("en", "{{code}}")]).await.sid.to_string();
    let voice = written(&app, "Voice", &[TemplateChannel::Voice], &[("en", "{{code}}")]).await;
    approve(&app, app.account, voice.sid, None).await;
    let (voice, named) = (voice.sid.to_string(), approved(&app, &[("en", "{{a}} {{b}} {{code}}")]).await);
    let long = "x".repeat(450);
    let long = approved(&app, &[("en", &format!("{long}{{{{a}}}}{{{{code}}}}"))]).await;
    let alice = app.alice().await;
    let refused = async |more: &[(&str, &str)]| alice.asks_with(more).await;
    refused(&[("TemplateSid", &pending)]).await.refuses(400, 60201);
    refused(&[("TemplateSid", &voice)]).await.refuses(400, 60227);
    refused(&[("TemplateSid", "HJ0123456789abcdef0123456789abcdef")]).await.refuses(400, 60228);
    let given = ("TemplateCustomSubstitutions", "{\"a\":\"x\"}");
    let mut answer = refused(&[("TemplateSid", &named), given]).await;
    let details = answer.body.as_object_mut().and_then(|body| body.remove("details"));
    assert_eq!(details, Some(json!({ "missing": ["b"] })));
    answer.refuses(400, 60224);
    let much = json!({ "a": "y".repeat(45) }).to_string();
    refused(&[("TemplateSid", &long), ("TemplateCustomSubstitutions", &much)]).await.refuses(400, 60247);
    for bad in
        ["[]", "{\"a\":[]}", "{\"a\":\"evil.com\"}", "{\"a\":\"\"}", "{\"a\":\"x\\u0007\"}", "{\"a\":null}"]
    {
        let given = ("TemplateCustomSubstitutions", bad);
        refused(&[("TemplateSid", &named), given]).await.blames("TemplateCustomSubstitutions");
    }
    let parts = "{\"a\":\"evil.\",\"b\":\"com\"}";
    let joined = approved(&app, &[("en", "{{a}}{{b}} {{code}}")]).await;
    refused(&[("TemplateSid", &joined), ("TemplateCustomSubstitutions", parts)])
        .await
        .blames("TemplateCustomSubstitutions");
    let mail = alice.service.person("ann@example.com");
    mail.asks_with(&[("TemplateSid", &named)]).await.refuses(400, 60408);
    assert!(app.mailbox.given().is_empty() && app.spare.given().is_empty());
    alice.service.fetch(&alice.to).await.finds_nothing();
}

async fn a_default_template_that_cannot_be_sent_gives_way_to_our_own_words(app: TestApp) {
    let pending =
        written(&app, "Pending", &[TemplateChannel::Sms], &[("en", "{{code}}")]).await.sid.to_string();
    let voice = written(&app, "Voice", &[TemplateChannel::Voice], &[("en", "{{code}}")]).await;
    approve(&app, app.account, voice.sid, None).await;
    let named = approved(&app, &[("en", "{{a}} {{code}}")]).await;
    let alice = app.alice().await;
    for sid in [&pending, &voice.sid.to_string(), "HJ0123456789abcdef0123456789abcdef"] {
        alice.service.set(&[("DefaultTemplateSid", sid)]).await.is(200);
        alice.asks().await.is(201);
        assert!(alice.gets().await.text.starts_with("Your Acme verification code is"), "{sid}");
    }
    // What the caller has to give is missing all the same.
    alice.service.set(&[("DefaultTemplateSid", &named)]).await.is(200);
    assert_eq!(alice.asks().await.body["code"], 60224);
}

async fn what_a_caller_puts_in_is_only_text(app: TestApp) {
    let sid = approved(&app, &[("en", "{{a}}{{b}} is {{code}}")]).await;
    let alice = app.alice().await;
    let given = "{\"a\":\"{{code}}\",\"b\":\"{{friendly_name}}\",\"code\":\"000000\",\"ttl\":9}";
    alice.asks_with(&[("TemplateSid", &sid), ("TemplateCustomSubstitutions", given)]).await.is(201);
    let message = alice.gets().await;
    assert_eq!(message.text, format!("{{{{code}}}}{{{{friendly_name}}}} is {}", message.code));
    // The outbox holds no code, and the code is good.
    alice.types(&message.code).await.shows("approved");
}

async fn another_account_s_template_is_not_there(app: TestApp) {
    let sid = approved(&app, &[("en", "Ours {{code}}")]).await;
    let stranger = app.stranger().await;
    let theirs = stranger.has_service(&app, &[]).await.person("+15017122661");
    theirs.asks_with(&[("TemplateSid", &sid)]).await.refuses(400, 60228);
    theirs.service.set(&[("DefaultTemplateSid", &sid)]).await.is(200);
    theirs.asks().await.is(201);
    assert!(theirs.gets().await.text.starts_with("Your Acme"));
    let other: AccountSid =
        stranger.get(&theirs.service.path("")).await.text("account_sid").parse().expect("a SID");
    let template: TemplateSid = sid.parse().expect("a SID");
    let text = || (LocaleTag::parse("en").expect("a tag"), TemplateText::parse("{{code}}").expect("a text"));
    let changed = app.engine.translate_template(other, template, text(), true, ops()).await;
    assert_eq!(changed.expect("the store"), None);
    assert!(app.engine.approve_template(other, template, None, ops()).await.is_err());
    assert!(!app.engine.delete_template(other, template, ops()).await.expect("the store"));
    assert_eq!(names(&app.api(), "").await, ["Greeting"]);
}

async fn a_payment_s_template_names_amount_and_payee(app: TestApp) {
    let bare = approved(&app, &[("en", "{{code}}")]).await;
    let whole = approved(&app, &[("en", "{{code}} for {{amount}} to {{payee}}")]).await;
    let alice = app.service(&[("Psd2Enabled", "true")]).await.person("+15017122661");
    let pays = |sid| [("TemplateSid", sid), ("Amount", "39.99 EUR"), ("Payee", "Owl Ltd")];
    alice.asks_with(&pays(&bare)).await.refuses(403, 60204);
    alice.asks_with(&pays(&whole)).await.is(201);
    let message = alice.gets().await;
    assert_eq!(message.text, format!("{} for 39.99 EUR to Owl Ltd", message.code));
    // By default, our own words name them.
    alice.service.set(&[("DefaultTemplateSid", &bare)]).await.is(200);
    alice.asks_with(&pays(&whole)[1..]).await.is(201);
    assert!(alice.gets().await.text.contains("Owl Ltd"));
}

async fn a_message_that_waits_keeps_its_words_when_the_template_goes(app: TestApp) {
    let sid = approved(&app, &[("en", "Kept {{code}}")]).await;
    app.mailbox.will(countersign_model::Fate::Retryable { reason: "later".to_owned() });
    app.spare.will(countersign_model::Fate::Retryable { reason: "later".to_owned() });
    let alice = app.alice().await;
    let created = alice.asks_with(&[("TemplateSid", &sid)]).await.is(201);
    alice.gets().await;
    let template = sid.parse().expect("a SID");
    assert!(app.engine.delete_template(app.account, template, ops()).await.expect("the store"));
    assert!(!app.engine.delete_template(app.account, template, ops()).await.expect("the store"));
    app.advance(5000);
    let message = alice.gets().await;
    assert_eq!(message.text, format!("Kept {}", message.code));
    alice.asks_with(&[("TemplateSid", &sid)]).await.refuses(400, 60228);
    assert_eq!(created.body["status"], "pending");
}

async fn every_change_of_a_template_is_a_line_of_the_audit_trail(app: TestApp) {
    let made = written(&app, "A", &[TemplateChannel::Sms], &[("en", "{{code}}"), ("de", "{{code}}")]).await;
    approve(&app, app.account, made.sid, Some("de")).await;
    app.engine.delete_template(app.account, made.sid, ops()).await.expect("the store");
    let lines = app.engine.store().read(|tx| audit::after(tx, "", 100)).await.expect("the trail");
    let of = made.sid.to_string();
    let told: Vec<_> =
        lines.iter().filter(|line| line.subject.starts_with(&of)).map(|line| line.what.as_str()).collect();
    let expected = ["template.created", "template.translated", "template.approved", "template.deleted"];
    let mut sorted = told.clone();
    sorted.sort_unstable();
    let mut wanted = expected;
    wanted.sort_unstable();
    assert_eq!(sorted, wanted);
}
