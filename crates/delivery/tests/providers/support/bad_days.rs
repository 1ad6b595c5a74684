use std::io::Write;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use countersign_delivery::{Message, Provider, SEND_LIMIT};
use countersign_model::Fate;

use super::{endpoint, raw_endpoint, read_some};
use crate::{NOW, assert_discreet};

/// Puts a provider through every bad day of its peer: it must neither panic nor hang, never call anything a success that
/// was not plainly given, give away nothing, and say honestly whether the message may have been taken.
///
/// `make` makes the provider for a base URL and a time limit.
pub(crate) async fn survives_bad_days(make: impl Fn(&str, Duration) -> Arc<dyn Provider>, message: &Message) {
    let fate_at = async |url: &str, limit: Duration| {
        let fate = make(url, limit).send(message, NOW).await;
        assert_discreet(&fate);
        fate
    };

    // It never answers, and the limit ends it.
    let silent = raw_endpoint(|stream| stream);
    let fate = fate_at(&silent, Duration::from_millis(100)).await;
    assert_eq!(fate.class(), "ambiguous", "a peer that hangs: {fate:?}");

    // Closed with the rest of the request unread, which resets it.
    let reset = raw_endpoint(|mut stream| read_some(&mut stream));
    assert_eq!(fate_at(&reset, SEND_LIMIT).await.class(), "ambiguous", "a reset");

    // Something else than HTTP.
    let garbage = raw_endpoint(|mut stream| {
        read_some(&mut stream);
        stream.write_all(b"220 smtp.example.com ESMTP\r\n\r\n").expect("an answer");
        stream
    });
    assert_eq!(fate_at(&garbage, SEND_LIMIT).await.class(), "ambiguous", "no HTTP");

    // Nobody listens: surely not taken.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let closed = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    assert_eq!(fate_at(&closed, SEND_LIMIT).await.class(), "retryable", "a closed port");

    // A TLS peer with a certificate of nobody we know: the handshake fails before anything is sent.
    let plain = raw_endpoint(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
        stream
    });
    let tls = plain.replace("http://", "https://");
    assert_eq!(fate_at(&tls, SEND_LIMIT).await.class(), "retryable", "no TLS where TLS was meant");

    // Successes that say nothing of the message.
    for body in ["<!doctype html><title>Welcome</title>", "{\"id\":", "[]", "null", "7", "", "{}", "\u{fffd}"]
    {
        let (url, _) = endpoint(move || (StatusCode::OK, body)).await;
        let fate = fate_at(&url, SEND_LIMIT).await;
        assert!(!matches!(fate, Fate::Accepted { .. }), "200 with {body:?}: {fate:?}");
    }
    let (huge, _) = endpoint(|| vec![b'{'; 10_000_000]).await;
    let fate = fate_at(&huge, SEND_LIMIT).await;
    assert!(!matches!(fate, Fate::Accepted { .. }), "ten megabytes: {fate:?}");

    // Wrong types wherever a field could be.
    let wrong = r#"{"id":{"a":1},"msg_id":[],"sid":7.5,"message_id":null,"messages":"x","data":3,"error":[1],"errors":{"a":1},"ids":{},"status":[],"recipients":9,"code":{},"result":[],"ok":"yes"}"#;
    for status in [200, 400, 422, 500] {
        let status = StatusCode::from_u16(status).expect("a status");
        let (url, _) = endpoint(move || (status, wrong)).await;
        let fate = fate_at(&url, SEND_LIMIT).await;
        assert!(!matches!(fate, Fate::Accepted { .. }), "{status} with wrong types: {fate:?}");
    }

    // What repeats the message is left out of every reason.
    let told = format!("no: {} {} {}", message.code, message.to.as_str(), message.text);
    let bodies = [
        serde_json::json!({ "message": told, "detail": told, "error": told, "errors": [{ "description": told, "message": told, "detail": told, "title": told, "code": told }] })
            .to_string(),
        told,
    ];
    for body in bodies {
        for status in [400, 401, 422, 500] {
            let status = StatusCode::from_u16(status).expect("a status");
            let body = body.clone();
            let (url, _) = endpoint(move || (status, body.clone())).await;
            fate_at(&url, SEND_LIMIT).await;
        }
    }

    // A redirect is not followed: the request was meant for nobody else.
    let (elsewhere, reached) = endpoint(|| StatusCode::NO_CONTENT).await;
    for status in [301, 302, 307, 308] {
        let status = StatusCode::from_u16(status).expect("a status");
        let elsewhere = elsewhere.clone();
        let (url, _) = endpoint(move || (status, [("location", elsewhere.clone())])).await;
        assert!(!matches!(fate_at(&url, SEND_LIMIT).await, Fate::Accepted { .. }), "{status}");
    }
    assert!(reached.all().is_empty(), "a redirect was followed");

    // Too busy, with every sort of Retry-After.
    for (header, millis) in [
        ("7", Some(7000)),
        ("Tue, 14 Nov 2023 22:13:25 GMT", Some(5000)),
        ("Tue, 14 Nov 2023 22:00:00 GMT", Some(0)),
        ("after lunch", None),
    ] {
        let (url, _) = endpoint(move || (StatusCode::TOO_MANY_REQUESTS, [("retry-after", header)])).await;
        let fate = fate_at(&url, SEND_LIMIT).await;
        assert_eq!(fate, Fate::Throttled { retry_after_millis: millis }, "{header}");
    }

    // Its own trouble, told by nothing but the status: it may have the message, unless it says that it is closed.
    for (status, classes) in [
        (500, ["ambiguous", "retryable"]),
        (502, ["ambiguous", "ambiguous"]),
        (503, ["retryable", "retryable"]),
        (504, ["ambiguous", "ambiguous"]),
        (401, ["credentials", "credentials"]),
    ] {
        let status = StatusCode::from_u16(status).expect("a status");
        let (url, _) = endpoint(move || status).await;
        let fate = fate_at(&url, SEND_LIMIT).await;
        assert!(classes.contains(&fate.class()), "{status}: {fate:?}");
    }
}
