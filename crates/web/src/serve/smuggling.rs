//! A proxy in front and this server must not disagree where a request ends: what one takes for a body the other would
//! answer as somebody else's request. hyper reads requests; these are the promises that we rely on.

use axum::extract::Request;
use http_body_util::BodyExt;

use super::tests::{Running, rest};
use super::*;

/// What stands behind a request whose end can be argued about.
const HIDDEN: &str = "GET /hidden HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

/// Tells what it was asked and the body that came with it.
fn telling() -> Router {
    Router::new().fallback(async |request: Request| {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.map(|body| body.to_bytes());
        format!("[{} {body:?}]", parts.uri.path())
    })
}

#[tokio::test]
async fn nothing_is_answered_behind_a_request_whose_end_can_be_argued_about() {
    let server = Running::start(telling(), Limits::default()).await;
    for (head, status) in [
        ("Content-Length: 5\r\nContent-Length: 6", 400),
        ("Content-Length: 5, 5", 400),
        ("Content-Length: +5", 400),
        ("Content-Length: 0x5", 400),
        ("Content-Length: -1", 400),
        ("Content-Length : 5", 400),
        (" Content-Length: 5", 400),
        ("X: a\r\n Content-Length: 5", 400),
        ("X: a\rContent-Length: 5", 400),
        ("X: \0\r\nContent-Length: 5", 400),
        ("Transfer-Encoding: chunked, identity", 400),
        ("Transfer-Encoding: identity", 400),
        ("Transfer-Encoding: xchunked", 400),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", 400),
        ("Transfer-Encoding:\x0bchunked", 400),
        ("Transfer-Encoding : chunked", 400),
        ("Transfer-Encoding:\r\n chunked", 400),
        // The chunks count (RFC 9112 section 6.3), and the connection is not used again.
        ("Content-Length: 5\r\nTransfer-Encoding: chunked", 200),
        ("Transfer-Encoding: chunked\r\nContent-Length: 70", 200),
    ] {
        let text = format!("POST /shown HTTP/1.1\r\nHost: a\r\n{head}\r\n\r\n0\r\n\r\n{HIDDEN}");
        let answer = rest(server.send(&text)).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{head:?}: {answer}");
        assert!(!answer.contains("hidden"), "{head:?}: {answer}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_broken_body_reaches_no_handler_as_a_whole_one_and_ends_the_connection() {
    let server = Running::start(telling(), Limits::default()).await;
    for chunks in [
        "0x5\r\nhello\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
        "5\nhello\n0\n\n",
        "5\r\nhelloXX0\r\n\r\n",
    ] {
        let head = "POST /shown HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        let answer = rest(server.send(&format!("{head}{chunks}{HIDDEN}"))).await;
        assert!(!answer.contains("Ok(") && !answer.contains("hidden"), "{chunks:?}: {answer}");
    }
    server.stop().await;
}

#[tokio::test]
async fn what_is_no_http_1_1_is_refused_or_closed() {
    let server = Running::start(telling(), Limits::default()).await;
    for text in [
        "GET /shown\r\n\r\n",
        "POST /shown HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET /shown HTTP/3.0\r\n\r\n",
        "GET /sh own HTTP/1.1\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00",
    ] {
        let answer = rest(server.send(&format!("{text}{HIDDEN}"))).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400 "), "{text:?}: {answer}");
        assert!(!answer.contains("shown") && !answer.contains("hidden"), "{text:?}: {answer}");
    }
    // An upgrade that nobody offers is not made: what follows is a request like any other.
    let upgrade = "GET /shown HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c, websocket\r\n\r\n";
    let answer = rest(server.send(&format!("{upgrade}{HIDDEN}"))).await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("[/hidden"), "{answer}");
    server.stop().await;
}
