//! What bad input gets: always a JSON object with the four keys, never a 5xx (design, section 7).

use axum::body::Body;
use http::{Request, header};
use serde_json::json;

use crate::support::{Answer, TestApp, on_both_engines};

on_both_engines!(
    an_unknown_route_is_a_404_that_names_it,
    a_path_with_an_empty_name_is_unknown_whatever_the_method,
    a_wrong_method_is_told_the_right_ones,
    a_body_over_64_kib_is_too_large,
    a_body_of_another_type_is_refused,
    an_empty_body_needs_no_type,
    broken_encoding_is_refused_and_names_the_parameter,
    ten_thousand_parameters_are_too_many,
    the_last_of_a_repeated_parameter_counts,
    a_plus_that_was_not_encoded_is_still_a_plus,
    a_path_that_cannot_be_names_nothing,
    any_text_in_any_parameter_gets_an_answer,
    odd_requests_leave_the_server_well,
);

async fn an_unknown_route_is_a_404_that_names_it(app: TestApp) {
    let service = app.service(&[]).await;
    let api = &service.api;
    for path in [
        "/",
        "/v2",
        "/v2/",
        "/v2/Services/",
        "/v2/services",
        "/v1/Services",
        "/v2/Forms",
        &service.path("/Nothing"),
        &service.path("/Verifications/a/b"),
        &service.path("/VerificationChecks"),
    ] {
        for method in ["GET", "POST", "DELETE"] {
            let refused = api.call(method, path).await.finds_nothing();
            let named = match path.strip_prefix("/v2") {
                Some("") => "/",
                Some(rest) => rest,
                None => path,
            };
            assert_eq!(refused.body["message"], format!("The requested resource {named} was not found"));
        }
    }
}

async fn a_path_with_an_empty_name_is_unknown_whatever_the_method(app: TestApp) {
    let service = app.service(&[]).await;
    for path in [
        "/v2/Services//Verifications",
        "/v2/Services//VerificationCheck",
        "/v2/Services//Verifications/VE00000000000000000000000000000000",
        "/v2/Services//Verifications/",
        "/v2/Services//",
        "/v2//Services",
        "//v2/Services",
        "/v2/SafeList//Numbers",
        &service.path("/Verifications/"),
        &service.path("//Verifications"),
    ] {
        for method in ["GET", "POST", "DELETE", "PUT", "BREW"] {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from("To=%2B15017122661&Channel=sms&Code=123456&Status=canceled"));
            let refused = app.api().send(request.expect("a request")).await.finds_nothing();
            let named = path.strip_prefix("/v2").unwrap_or(path);
            assert_eq!(
                refused.body["message"],
                format!("The requested resource {named} was not found"),
                "{method}"
            );
        }
    }
}

async fn a_wrong_method_is_told_the_right_ones(app: TestApp) {
    let service = app.service(&[]).await;
    let one = service.path("/Verifications/VE00000000000000000000000000000000");
    for (method, path, allowed) in [
        ("PUT", "/v2/Services".to_owned(), ["GET", "POST"].as_slice()),
        ("DELETE", "/v2/Services".to_owned(), &["GET", "POST"]),
        ("PATCH", service.path(""), &["GET", "POST", "DELETE"]),
        ("GET", service.path("/Verifications"), &["POST"]),
        ("GET", service.path("/VerificationCheck"), &["POST"]),
        ("DELETE", one.clone(), &["GET", "POST"]),
        ("BREW", one, &["GET", "POST"]),
    ] {
        let refused = service.api.call(method, &path).await.refuses(405, 20004);
        let mut named: Vec<_> = refused.headers["allow"].to_str().expect("text").split(',').collect();
        named.retain(|method| *method != "HEAD");
        named.sort_unstable();
        let mut allowed = allowed.to_vec();
        allowed.sort_unstable();
        assert_eq!(named, allowed, "{method} {path}");
    }
}

async fn a_body_over_64_kib_is_too_large(app: TestApp) {
    let service = app.service(&[]).await;
    let path = service.path("/Verifications");
    let of = |length: usize| {
        let start = "To=%2B15017122661&Channel=sms&Ignored=";
        format!("{start}{}", "x".repeat(length - start.len()))
    };
    service.api.post_text(&path, of(64 * 1024 + 1)).await.refuses(413, 20413);
    service.api.post_text(&path, vec![b'x'; 5_000_000]).await.refuses(413, 20413);
    service.fetch("+15017122661").await.finds_nothing();
    service.api.post_text(&path, of(64 * 1024)).await.is(201);
}

async fn post_as(app: &TestApp, path: &str, content_type: Option<&str>, body: &str) -> Answer {
    let mut request = Request::post(path);
    if let Some(content_type) = content_type {
        request = request.header(header::CONTENT_TYPE, content_type);
    }
    app.api().send(request.body(Body::from(body.to_owned())).expect("a request")).await
}

async fn a_body_of_another_type_is_refused(app: TestApp) {
    let service = app.service(&[]).await;
    let path = service.path("/Verifications");
    let body = "To=%2B15017122661&Channel=sms";
    let json = json!({"To": "+15017122661", "Channel": "sms"}).to_string();
    post_as(&app, &path, Some("application/json"), &json).await.refuses(415, 20415);
    for other in
        [None, Some(""), Some("text/plain"), Some("multipart/form-data; boundary=x"), Some("nonsense")]
    {
        post_as(&app, &path, other, body).await.refuses(415, 20415);
    }
    let request = Request::post(&path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::CONTENT_ENCODING, "gzip")
        .body(Body::from(body));
    app.api().send(request.expect("a request")).await.refuses(415, 20415);
    for form in ["application/x-www-form-urlencoded; charset=UTF-8", "Application/X-WWW-Form-Urlencoded"] {
        post_as(&app, &path, Some(form), body).await.is(201);
    }
}

async fn an_empty_body_needs_no_type(app: TestApp) {
    let service = app.service(&[]).await;
    for content_type in [None, Some("application/json"), Some("application/x-www-form-urlencoded")] {
        post_as(&app, &service.path("/Verifications"), content_type, "").await.refuses(400, 20001);
        post_as(&app, &service.path("/VerificationCheck"), content_type, "").await.refuses(400, 60221);
        post_as(&app, "/v2/Services", content_type, "").await.refuses(400, 20001);
        post_as(&app, &service.path(""), content_type, "").await.is(200);
    }
}

async fn broken_encoding_is_refused_and_names_the_parameter(app: TestApp) {
    let service = app.service(&[]).await;
    let path = service.path("/Verifications");
    for value in ["%", "%2", "%zz", "%ff", "%c3%28", "%ed%a0%80", "%00", "+1%00"] {
        service.api.post_text(&path, format!("Channel=sms&To={value}")).await.blames("To");
        service.api.get(&format!("/v2/Services?PageSize={value}")).await.blames("PageSize");
    }
    service.api.post_text(&path, &b"Channel=sms&To=\xff\xfe"[..]).await.blames("To");
    service.api.post_text(&path, &b"Channel=sms&To=\0"[..]).await.blames("To");
    for name in ["%ff", "%", "a%00"] {
        service.api.post_text(&path, format!("{name}=1")).await.refuses(400, 20001);
    }
    // A damaged parameter that nobody asks for is a damaged request all the same.
    let body = "To=%2B15017122661&Channel=sms&Ignored=%zz";
    service.api.post_text(&path, body).await.blames("Ignored");
}

async fn ten_thousand_parameters_are_too_many(app: TestApp) {
    let service = app.service(&[]).await;
    let path = service.path("/Verifications");
    for many in ["a=1&".repeat(10_000), "&a".repeat(10_000)] {
        let body = format!("To=%2B15017122661&Channel=sms&{many}");
        let refused = service.api.post_text(&path, body).await.refuses(400, 20001);
        assert_eq!(refused.body["message"], "Too many parameters");
    }
    service.api.post_text(&path, "&".repeat(60_000)).await.refuses(400, 20001);
    service.fetch("+15017122661").await.finds_nothing();
}

async fn the_last_of_a_repeated_parameter_counts(app: TestApp) {
    let service = app.service(&[]).await;
    let pairs = [("To", "nonsense"), ("Channel", "fax"), ("Channel", "sms"), ("To", "+15017122661")];
    let created = service.create(&pairs).await.is(201);
    assert_eq!((created.text("to"), created.text("channel")), ("+15017122661".to_owned(), "sms".to_owned()));
    let pairs = [("To", "+15017122661"), ("Channel", "sms"), ("To", "nonsense")];
    service.create(&pairs).await.blames("To");
}

async fn a_plus_that_was_not_encoded_is_still_a_plus(app: TestApp) {
    let alice = app.alice().await;
    let path = alice.service.path("/Verifications");
    let created = alice.service.api.post_text(&path, "To=+15017122661&Channel=sms").await.is(201);
    assert_eq!(created.text("to"), "+15017122661");
    let code = alice.reads().await;
    let check = alice.service.path("/VerificationCheck");
    alice.service.api.post_text(&check, format!("To=+15017122661&Code={code}")).await.shows("approved");
}

async fn a_path_that_cannot_be_names_nothing(app: TestApp) {
    let service = app.service(&[]).await;
    let long = "x".repeat(60_000);
    for text in
        ["%", "%zz", "%ff%fe", "%00", "..", "%2e%2e", "%2F", "'%20OR%201=1", "%F0%9F%92%A9", "a;b", &long]
    {
        service.api.get(&format!("/v2/Services/{text}")).await.finds_nothing();
        let nested = format!("/v2/Services/{text}/Verifications");
        service.api.post(&nested, &[("To", "+15017122661"), ("Channel", "sms")]).await.finds_nothing();
        let target = service.path(&format!("/Verifications/{text}"));
        service.api.get(&target).await.finds_nothing();
        service.api.post(&target, &[("Status", "canceled")]).await.finds_nothing();
    }
    let told = service.api.get(&format!("/v2/{long}")).await.finds_nothing();
    assert!(told.text("message").len() < 300, "a path is not repeated without end");
}

async fn any_text_in_any_parameter_gets_an_answer(app: TestApp) {
    let service = app.service(&[("CustomCodeEnabled", "true")]).await;
    let long = "9".repeat(60_000);
    let texts = [
        "",
        " ",
        "\u{0}",
        "\u{1}\u{7f}",
        "\u{202e}",
        "💩",
        "null",
        "{}",
        "[]",
        "'; DROP TABLE services; --",
        "-1",
        "1e999",
        "+",
        "@",
        &long,
    ];
    let parameters = [
        "To",
        "Channel",
        "CustomFriendlyName",
        "CustomMessage",
        "SendDigits",
        "Locale",
        "CustomCode",
        "Amount",
        "Payee",
        "RateLimits",
        "ChannelConfiguration",
        "AppHash",
        "TemplateSid",
        "TemplateCustomSubstitutions",
        "DeviceIp",
        "EnableSnaClientToken",
        "RiskCheck",
        "Tags",
        "Code",
        "VerificationSid",
        "Status",
    ];
    for parameter in parameters {
        for text in texts {
            let pairs = [
                ("To", "+15017122661"),
                ("Channel", "sms"),
                ("Code", "123456"),
                ("Status", "canceled"),
                (parameter, text),
            ];
            let target = service.path("/Verifications/VE00000000000000000000000000000000");
            for path in [service.path("/Verifications"), service.path("/VerificationCheck"), target] {
                let answer = service.api.post(&path, &pairs).await;
                assert!(answer.status.as_u16() < 500, "{parameter} {}", answer.status);
                if !answer.status.is_success() {
                    let code = u32::try_from(answer.body["code"].as_u64().expect("a code")).expect("small");
                    match answer.status.as_u16() {
                        404 => answer.finds_nothing(),
                        status => answer.refuses(status, code),
                    };
                }
            }
        }
    }
}

async fn odd_requests_leave_the_server_well(app: TestApp) {
    let alice = app.alice().await;
    let service = &alice.service;
    // Java sends a coding that does not exist (behaviour map 14).
    let path = service.path("/Verifications");
    let request = Request::post(&path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT_ENCODING, "utf-8")
        .header(header::ACCEPT, "image/png")
        .header(header::EXPECT, "100-continue")
        .body(Body::from("To=%2B15017122661&Channel=sms"));
    service.api.send(request.expect("a request")).await.is(201);
    // A body with a GET, a query with a POST: neither is looked at.
    let request = Request::get("/v2/Services").body(Body::from(vec![b'x'; 100_000])).expect("a request");
    service.api.send(request).await.is(200);
    service
        .api
        .post(&format!("{path}?To=nonsense&Channel=fax"), &[("To", &alice.to), ("Channel", "sms")])
        .await
        .is(201);
    let head = service.api.call("HEAD", "/v2/Services").await;
    assert_eq!((head.status.as_u16(), &head.body), (200, &serde_json::Value::Null));
    assert!(head.headers.contains_key("twilio-request-id"));
}
