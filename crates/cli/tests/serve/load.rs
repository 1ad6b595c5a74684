//! More requests than may be in work, and being told to stop while one is.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::{Caller, Engine, Home, Server, Sink};

/// A request whose body comes later.
struct Slow(TcpStream);

impl Slow {
    fn begin(caller: &Caller) -> Self {
        let mut stream = TcpStream::connect(caller.base.strip_prefix("http://").unwrap()).unwrap();
        let (account, token) = &caller.account;
        let basic = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, format!("{account}:{token}"));
        // With credentials, for without them the handler refuses before it reads the body.
        let head = "POST /v2/Services HTTP/1.1\r\nhost: a\r\nauthorization: Basic {}\r\n\
                    content-type: application/x-www-form-urlencoded\r\ncontent-length: 17\r\n\r\n";
        stream.write_all(head.replace("{}", &basic).as_bytes()).unwrap();
        Self(stream)
    }

    /// Sends the body; the whole answer.
    fn end(mut self) -> String {
        self.0.write_all(b"FriendlyName=Acme").unwrap();
        self.0.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let mut answer = [0; 4096];
        let length = self.0.read(&mut answer).unwrap();
        String::from_utf8_lossy(&answer[..length]).into_owned()
    }
}

async fn until(what: impl AsyncFn() -> bool) {
    for _ in 0..1500 {
        if what().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it never came to pass");
}

async fn started() -> (Home, Sink, Server, Caller) {
    let (home, sink) = (Home::new(Engine::Sqlite), Sink::start().await);
    home.send_to(&sink, "max_in_flight = 1\n");
    let account = home.account().await;
    let server = home.start();
    let caller = Caller { base: server.base.clone(), account };
    (home, sink, server, caller)
}

#[tokio::test]
async fn beyond_the_limit_a_request_is_a_503_that_says_when_and_is_counted() {
    let (_home, _sink, server, caller) = started().await;
    let slow = Slow::begin(&caller);
    until(async || server.ops("/metrics").await.1.contains("countersign_requests_in_flight 1\n")).await;
    let refused = reqwest::get(format!("{}/v2/Services", server.base)).await.unwrap();
    assert_eq!((refused.status().as_u16(), &refused.headers()["retry-after"]), (503, &"1".parse().unwrap()));
    assert!(server.ops("/metrics").await.1.contains("countersign_requests_shed_total 1\n"));
    assert!(slow.end().starts_with("HTTP/1.1 201"));
    assert_eq!(caller.post("/v2/Services", &[("FriendlyName", "Acme")]).await.0, 201);
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_says_so_and_ends_what_is_in_work() {
    let (_home, _sink, mut server, caller) = started().await;
    let slow = Slow::begin(&caller);
    until(async || server.ops("/metrics").await.1.contains("countersign_requests_in_flight 1\n")).await;
    server.ask_to_stop();
    until(async || server.ops("/readyz").await.0 == 503).await;
    assert!(server.ops("/readyz").await.1.contains("FAIL server: told to stop"));
    assert!(slow.end().starts_with("HTTP/1.1 201"));
    assert_eq!(server.ended(), 0);
}
