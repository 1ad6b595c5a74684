//! The parameters of `POST …/Verifications` (behaviour map 4.1).

use crate::support::{TestApp, on_both_engines};

on_both_engines!(
    to_and_channel_are_required,
    a_number_or_address_that_cannot_be_is_refused,
    a_channel_takes_its_own_kind_of_address,
    channels_that_this_server_has_not_are_refused_by_name,
    one_mailbox_or_number_in_another_spelling_is_the_same,
    parameters_without_effect_are_still_read,
    a_landline_is_spared_text_messages_when_the_service_says_so,
    a_lookup_tells_what_the_numbering_plan_knows,
    a_refused_create_leaves_nothing_behind,
);

async fn to_and_channel_are_required(app: TestApp) {
    let service = app.service(&[]).await;
    let missing = service.create(&[("Channel", "sms")]).await.refuses(400, 20001);
    assert_eq!(missing.body["message"], "Missing required parameter To in the post body");
    let missing = service.create(&[("To", "+15017122661")]).await.refuses(400, 20001);
    assert_eq!(missing.body["message"], "Missing required parameter Channel in the post body");
    service.create(&[("to", "+15017122661"), ("channel", "sms")]).await.refuses(400, 20001);
}

async fn a_number_or_address_that_cannot_be_is_refused(app: TestApp) {
    let service = app.service(&[]).await;
    let long = format!("+1{}", "5".repeat(5000));
    for to in ["", "5017122661", "+1 (501) 712-2661", "+10000000000", "+1501712266x", "ann", &long] {
        for channel in ["sms", "call"] {
            service.create(&[("To", to), ("Channel", channel)]).await.blames("To");
        }
    }
    for to in
        ["", "ann", "ann@", "@example.com", "a b@example.com", "ann@exa mple.com", "ann@1.2.3.4", "a@b@c.de"]
    {
        service.create(&[("To", to), ("Channel", "email")]).await.blames("To");
    }
}

async fn a_channel_takes_its_own_kind_of_address(app: TestApp) {
    let service = app.service(&[]).await;
    service.create(&[("To", "ann@example.com"), ("Channel", "sms")]).await.blames("To");
    service.create(&[("To", "ann@example.com"), ("Channel", "call")]).await.blames("To");
    service.create(&[("To", "+15017122661"), ("Channel", "email")]).await.blames("To");
}

async fn channels_that_this_server_has_not_are_refused_by_name(app: TestApp) {
    let service = app.service(&[]).await;
    for channel in ["", "SMS", "fax", "sna", "Auto", "rcs", "silent", "sms ", "call,sms"] {
        service.create(&[("To", "+15017122661"), ("Channel", channel)]).await.blames("Channel");
    }
}

async fn one_mailbox_or_number_in_another_spelling_is_the_same(app: TestApp) {
    let service = app.service(&[]).await;
    let ann = service.person("ann@example.com");
    let (sid, _) = ann.is_sent().await;
    let again = service.create(&[("To", "ann@EXAMPLE.com"), ("Channel", "email")]).await.is(201);
    assert_eq!((again.sid(), again.text("to")), (sid, ann.to.clone()));
    service.person("ann@Example.COM").types(&ann.reads().await).await.shows("approved");

    let kate = service.person("+447400123456");
    let (sid, code) = kate.is_sent().await;
    let again = service.create(&[("To", "+4407400123456"), ("Channel", "sms")]).await.is(201);
    assert_eq!((again.sid(), again.text("to")), (sid, kate.to.clone()));
    service.person("+4407400123456").types(&code).await.shows("approved");
}

async fn parameters_without_effect_are_still_read(app: TestApp) {
    let alice = app.alice().await;
    let many_tags =
        format!("{{{}}}", (0..11).map(|n| format!("\"k{n}\":\"v\"")).collect::<Vec<_>>().join(","));
    let long_tag = format!("{{\"k\":\"{}\"}}", "v".repeat(129));
    for (name, value) in [
        ("Tags", "x"),
        ("Tags", "[]"),
        ("Tags", "{\"k\":1}"),
        ("Tags", "{\"k\":\"\\u0000\"}"),
        ("Tags", &many_tags),
        ("Tags", &long_tag),
        ("RateLimits", "{\"end_user_ip\":\"1.2.3.4\"}"),
        ("RateLimits", "nonsense"),
        ("DeviceIp", "1.2.3"),
        ("EnableSnaClientToken", "maybe"),
        ("RiskCheck", "sometimes"),
        ("TemplateCustomSubstitutions", "{"),
        ("ChannelConfiguration", "[1]"),
        ("TemplateSid", "HJ1"),
    ] {
        alice.asks_with(&[(name, value)]).await.blames(name);
    }
    alice.asks_with(&[("TemplateSid", "HJ00000000000000000000000000000000")]).await.refuses(400, 60228);
    let ann = alice.service.person("ann@example.com");
    ann.asks_with(&[("ChannelConfiguration", "{\"from\":\"nobody\"}")]).await.blames("ChannelConfiguration");
    alice
        .asks_with(&[
            ("Tags", "{\"order\":\"7\"}"),
            ("RateLimits", "{}"),
            ("DeviceIp", "2001:db8::1"),
            ("EnableSnaClientToken", "False"),
            ("RiskCheck", "disable"),
            ("TemplateCustomSubstitutions", "{\"a\":\"b\"}"),
            ("ChannelConfiguration", "{\"from\":\"nobody\"}"),
            ("Invented", "tomorrow"),
        ])
        .await
        .is(201);
}

async fn a_landline_is_spared_text_messages_when_the_service_says_so(app: TestApp) {
    let berlin = [("To", "+49301234567"), ("Channel", "sms")];
    app.service(&[]).await.create(&berlin).await.is(201);
    let sparing = app.service(&[("LookupEnabled", "true"), ("SkipSmsToLandlines", "true")]).await;
    let refused = sparing.create(&berlin).await.refuses(403, 60205);
    assert_eq!(refused.body["message"], "SMS is not supported by landline phone number");
    sparing.create(&[("To", "+49301234567"), ("Channel", "call")]).await.is(201);
    sparing.create(&[("To", "+4915112345678"), ("Channel", "sms")]).await.is(201);
}

async fn a_lookup_tells_what_the_numbering_plan_knows(app: TestApp) {
    let service = app.service(&[("LookupEnabled", "true")]).await;
    for (to, channel, kind) in [("+4915112345678", "sms", "mobile"), ("+49301234567", "call", "landline")] {
        let created = service.create(&[("To", to), ("Channel", channel)]).await.is(201);
        let carrier = &created.body["lookup"]["carrier"];
        assert_eq!(carrier["type"], kind);
        assert!(carrier["name"].is_null() && carrier["mobile_country_code"].is_null());
        assert_eq!(service.fetch(to).await.body["lookup"], created.body["lookup"]);
    }
    let mail = service.create(&[("To", "ann@example.com"), ("Channel", "email")]).await.is(201);
    assert_eq!(mail.body["lookup"], serde_json::json!({}));
}

async fn a_refused_create_leaves_nothing_behind(app: TestApp) {
    let alice = app.alice().await;
    alice.asks_with(&[("Locale", "?")]).await.blames("Locale");
    alice.asks_with(&[("CustomCode", "481516")]).await.refuses(403, 60204);
    alice.service.fetch(&alice.to).await.finds_nothing();
    assert!(app.mailbox.given().is_empty());
    // Nor does one change the verification that lives.
    let created = alice.asks().await.is(201);
    alice.reads().await;
    alice.asks_with(&[("AppHash", "short")]).await.blames("AppHash");
    alice.asks_with(&[("Amount", "1")]).await.refuses(403, 60204);
    assert_eq!(alice.service.fetch(&alice.to).await.body, created.body);
    assert_eq!(app.mailbox.given().len(), 1);
}
