use std::time::Duration;

use countersign_proxy::Rules;
use countersign_web::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{Running, pour, rest, until};

/// Another server, which sends back what it gets; its port, and the rules that let clients reach it.
async fn echo() -> (u16, Rules) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let (mut from, mut to) = stream.split();
                tokio::io::copy(&mut from, &mut to).await.unwrap();
                to.write_all(b"the end").await.unwrap();
            });
        }
    });
    (port, Rules::Tunnel { ports: vec![port] })
}

#[tokio::test]
async fn another_host_gets_every_byte_and_each_sides_end() {
    let (port, rules) = echo().await;
    let proxy = Running::start(rules).await;
    for host in ["127.0.0.1", "localhost"] {
        let mut client = proxy.connect(&format!("{host}:{port}")).await;
        let bytes: Vec<u8> = (0..300_000_u32).map(|number| (number % 251) as u8).collect();
        let (mut from, mut to) = client.split();
        let sent = async {
            to.write_all(&bytes).await.unwrap();
            to.shutdown().await.unwrap();
        };
        let mut back = Vec::new();
        tokio::join!(sent, async { from.read_to_end(&mut back).await.unwrap() });
        assert!(back.starts_with(&bytes) && back.ends_with(b"the end"), "{} bytes", back.len());
    }
    proxy.stop().await;
}

#[tokio::test]
async fn bytes_that_a_client_sends_before_it_is_answered_are_not_lost() {
    let (port, rules) = echo().await;
    let proxy = Running::start(rules).await;
    let early = format!("CONNECT 127.0.0.1:{port} HTTP/1.1\r\nHost: a\r\n\r\nearly");
    let mut client = proxy.send(&early).await;
    assert!(until(&mut client, "early").await.starts_with("HTTP/1.1 200 "));
    proxy.stop().await;
}

#[tokio::test]
async fn a_port_that_is_not_named_is_refused_and_a_dead_host_is_a_502() {
    let (port, _) = echo().await;
    let proxy = Running::start(Rules::Tunnel { ports: vec![443, 80] }).await;
    let ask = |target: String| format!("CONNECT {target} HTTP/1.1\r\nHost: a\r\n\r\n");
    let answer = rest(&mut proxy.send(&ask(format!("127.0.0.1:{port}"))).await).await;
    assert!(answer.starts_with(&format!("HTTP/1.1 403 port {port} is not tunnelled to")), "{answer}");
    proxy.stop().await;

    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let proxy = Running::start(Rules::Tunnel { ports: vec![free] }).await;
    let answer = rest(&mut proxy.send(&ask(format!("127.0.0.1:{free}"))).await).await;
    assert!(answer.starts_with("HTTP/1.1 502 127.0.0.1 can't be reached"), "{answer}");
    proxy.stop().await;
}

#[tokio::test]
async fn a_silent_tunnel_is_closed() {
    let (port, rules) = echo().await;
    let proxy = Running::patient(rules, Limits::default(), Duration::from_millis(20)).await;
    let mut client = proxy.connect(&format!("127.0.0.1:{port}")).await;
    assert_eq!(rest(&mut client).await, "");
    proxy.stop().await;
}

#[tokio::test]
async fn a_tunnels_client_may_pause_its_reading_and_not_for_ever() {
    let (port, rules) = echo().await;
    let limits = Limits { write_stall: Duration::from_millis(1), ..Limits::default() };
    let proxy = Running::patient(rules.clone(), limits.clone(), Duration::from_secs(3600)).await;
    let mut client = proxy.connect(&format!("127.0.0.1:{port}")).await;
    // Far more than all buffers on the way hold.
    let much = vec![b'x'; 16 * 1024 * 1024];
    let (mut from, mut to) = client.split();
    let sent = async {
        to.write_all(&much).await.unwrap();
        to.shutdown().await.unwrap();
    };
    let read = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let mut back = Vec::new();
        from.read_to_end(&mut back).await.unwrap();
        back.len()
    };
    let ((), back) = tokio::join!(sent, read);
    assert_eq!(back, much.len() + "the end".len());
    proxy.stop().await;

    let proxy = Running::patient(rules, limits, Duration::from_millis(50)).await;
    let mut client = proxy.connect(&format!("127.0.0.1:{port}")).await;
    pour(&mut client, "never read").await;
    proxy.stop().await;
}

#[tokio::test]
async fn an_open_tunnel_does_not_keep_the_proxy_from_stopping() {
    let (port, rules) = echo().await;
    let limits = Limits { drain: Duration::from_secs(3600), ..Limits::default() };
    let proxy = Running::patient(rules, limits, Duration::from_secs(3600)).await;
    let mut client = proxy.connect(&format!("127.0.0.1:{port}")).await;
    client.write_all(b"hello").await.unwrap();
    until(&mut client, "hello").await;
    proxy.stop().await;
}
