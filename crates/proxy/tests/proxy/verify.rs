use std::io;
use std::time::Duration;

use countersign_proxy::Rules;
use countersign_web::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::{Running, ask, pour, rest, until};

#[tokio::test]
async fn verify_is_answered_here_under_every_name_it_has() {
    let proxy = Running::start(Rules::VerifyOnly).await;
    for name in ["verify.twilio.com", "verify.us1.twilio.com", "verify.sydney.au1.twilio.com"] {
        let client = proxy.connect(&format!("{name}:443")).await;
        let mut client = proxy.greet(client, name, &["h2", "http/1.1"]).await.unwrap();
        assert_eq!(client.get_ref().1.alpn_protocol(), Some(b"http/1.1".as_slice()));
        for _ in 0..2 {
            let answer = ask(&mut client, name).await;
            assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        }
    }
    proxy.stop().await;
}

#[tokio::test]
async fn an_old_client_connects_by_http_1_0() {
    let proxy = Running::start(Rules::VerifyOnly).await;
    let mut client = proxy.send("CONNECT verify.twilio.com:443 HTTP/1.0\r\n\r\n").await;
    assert!(until(&mut client, "\r\n\r\n").await.contains(" 200 Connection established"));
    let mut client = proxy.greet(client, "verify.twilio.com", &[]).await.unwrap();
    ask(&mut client, "verify.twilio.com").await;
    proxy.stop().await;
}

#[tokio::test]
async fn a_greeting_for_another_name_than_the_connects_gets_no_certificate() {
    let proxy = Running::start(Rules::VerifyOnly).await;
    for (target, greeted) in [
        ("verify.twilio.com:443", "verify.us1.twilio.com"),
        ("verify.us1.twilio.com:443", "verify.twilio.com"),
        ("verify.twilio.com:443", "example.com"),
        // An address is not sent as a name: the greeting names nobody.
        ("verify.twilio.com:443", "127.0.0.1"),
    ] {
        let client = proxy.connect(target).await;
        let refused = proxy.greet(client, greeted, &[]).await.unwrap_err();
        assert!(refused.to_string().contains("AccessDenied"), "{refused}");
    }
    proxy.stop().await;
}

#[tokio::test]
async fn a_client_that_speaks_only_http_2_or_no_tls_is_turned_away() {
    let proxy = Running::start(Rules::VerifyOnly).await;
    let client = proxy.connect("verify.twilio.com:443").await;
    assert!(proxy.greet(client, "verify.twilio.com", &["h2"]).await.is_err());
    let mut client = proxy.connect("verify.twilio.com:443").await;
    client.write_all(b"GET / HTTP/1.1\r\nHost: verify.twilio.com\r\n\r\n").await.unwrap();
    assert!(!rest(&mut client).await.contains("200"));
    proxy.stop().await;
}

#[tokio::test]
async fn a_client_that_falls_silent_is_closed_wherever_it_does() {
    // Long enough for a handshake on a busy machine.
    let limits = Limits { header_read: Duration::from_secs(2), ..Limits::default() };
    let proxy = Running::patient(Rules::VerifyOnly, limits, Duration::from_secs(60)).await;
    let within_the_connect = async |said: &str| {
        assert!(!rest(&mut proxy.send(said).await).await.contains("200"), "{said}");
    };
    let before_tls = async {
        let mut client = proxy.connect("verify.twilio.com:443").await;
        assert_eq!(rest(&mut client).await, "");
    };
    let between_requests = async {
        let client = proxy.connect("verify.twilio.com:443").await;
        let mut idle = proxy.greet(client, "verify.twilio.com", &[]).await.unwrap();
        ask(&mut idle, "verify.twilio.com").await;
        let closed = idle.read(&mut [0]).await;
        assert!(closed.map_or_else(|error| error.kind() == io::ErrorKind::UnexpectedEof, |read| read == 0));
    };
    tokio::join!(
        within_the_connect(""),
        within_the_connect("CONNECT verify.twilio.com:443 HT"),
        before_tls,
        between_requests
    );
    proxy.stop().await;
}

#[tokio::test]
async fn a_client_that_asks_and_never_reads_is_closed() {
    let limits = Limits { write_stall: Duration::from_millis(50), ..Limits::default() };
    let proxy = Running::patient(Rules::VerifyOnly, limits, Duration::from_secs(3600)).await;
    let client = proxy.connect("verify.twilio.com:443").await;
    let mut served = proxy.greet(client, "verify.twilio.com", &[]).await.unwrap();
    pour(&mut served, "GET / HTTP/1.1\r\nHost: verify.twilio.com\r\n\r\n").await;
    // Before it was led anywhere: each of these is refused with a sentence.
    let mut refused = proxy.send("").await;
    pour(&mut refused, "GET http://verify.twilio.com/ HTTP/1.1\r\nHost: verify.twilio.com\r\n\r\n").await;
    proxy.stop().await;
}

#[tokio::test]
async fn an_open_connection_does_not_keep_the_proxy_from_stopping() {
    let limits = Limits { header_read: Duration::from_secs(3600), ..Limits::default() };
    let limits = Limits { drain: Duration::from_secs(3600), ..limits };
    let proxy = Running::patient(Rules::VerifyOnly, limits, Duration::from_secs(60)).await;
    let client = proxy.connect("verify.twilio.com:443").await;
    let mut idle = proxy.greet(client, "verify.twilio.com", &[]).await.unwrap();
    ask(&mut idle, "verify.twilio.com").await;
    proxy.stop().await;
}
