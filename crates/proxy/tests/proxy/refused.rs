use countersign_proxy::Rules;

use crate::support::{Running, rest};

/// The whole answer to one request.
async fn answer(proxy: &Running, request: &str) -> String {
    rest(&mut proxy.send(&format!("{request} HTTP/1.1\r\nHost: a\r\n\r\n")).await).await
}

#[tokio::test]
async fn another_host_is_refused_with_a_sentence_that_clients_show() {
    let proxy = Running::start(Rules::VerifyOnly).await;
    for host in ["example.com", "api.twilio.com", "verify.twilio.com.example.com", "127.0.0.1"] {
        let answer = answer(&proxy, &format!("CONNECT {host}:443")).await;
        let sentence = format!("{host} is not Verify: start countersign dev with --tunnel-others");
        assert!(answer.starts_with(&format!("HTTP/1.1 403 {sentence}")), "{answer}");
        assert!(answer.split_once("\r\n\r\n").unwrap().1.starts_with(&sentence), "{answer}");
    }
    proxy.stop().await;
}

#[tokio::test]
async fn verify_on_another_port_is_refused_even_where_others_are_tunnelled() {
    let proxy = Running::start(Rules::Tunnel { ports: vec![443, 80] }).await;
    for target in ["verify.twilio.com:80", "verify.twilio.com:8443", "verify.us1.twilio.com.:443"] {
        let answer = answer(&proxy, &format!("CONNECT {target}")).await;
        assert!(answer.starts_with("HTTP/1.1 403 Verify is reached at port 443"), "{answer}");
    }
    proxy.stop().await;
}

#[tokio::test]
async fn whatever_is_no_connect_is_refused_whether_it_names_a_host_or_not() {
    let proxy = Running::start(Rules::Tunnel { ports: vec![443, 80] }).await;
    for request in [
        "GET http://example.com/",
        "GET http://verify.twilio.com/v2/Services",
        "POST /",
        "GET /inbox/messages",
        "OPTIONS *",
    ] {
        let answer = answer(&proxy, request).await;
        assert!(answer.starts_with("HTTP/1.1 403 Countersign's proxy takes CONNECT"), "{request}: {answer}");
    }
    proxy.stop().await;
}

#[tokio::test]
async fn nonsense_is_a_400_or_a_403_and_overlong_headers_a_431() {
    let proxy = Running::start(Rules::Tunnel { ports: vec![443, 80] }).await;
    for request in ["nonsense", "CONNECT", "CONNECT /", "CONNECT example.com", "CONNECT a@example.com:443"] {
        let answer = answer(&proxy, request).await;
        assert!(answer.starts_with("HTTP/1.1 40"), "{request}: {answer}");
    }
    let long = format!("CONNECT verify.twilio.com:443 HTTP/1.1\r\nX: {}", "x".repeat(16 * 1024));
    assert!(rest(&mut proxy.send(&long).await).await.starts_with("HTTP/1.1 431 "));
    proxy.stop().await;
}
