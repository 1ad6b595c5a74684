//! SIGTERM: what was begun is brought to an end, what was not stays for the next start.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{Client, form};
use crate::engines::{Engine, on_both_engines};
use crate::ledger::{Entry, fresh_number};
use crate::server::{Banner, Home};
use crate::settle::settle_all;
use crate::sink::Sink;
use crate::within;

on_both_engines!(a_server_told_to_stop_answers_what_was_begun_and_loses_no_code);

async fn a_server_told_to_stop_answers_what_was_begun_and_loses_no_code(engine: Engine) {
    let sink = Sink::start().await;
    let home = Home::new(engine, &sink);
    let server = home.start().await;
    let client = Client::new(&server, &sink);
    // Sends that wait for the provider's answer when the order comes.
    sink.hold();
    let mut entries: Vec<_> = (0..10).map(|_| Entry::new(&client.service, fresh_number())).collect();
    for entry in &mut entries {
        entry.create(&client).await.expect("an answer");
    }
    for entry in &entries {
        entry.code(&client).await.expect("a code");
    }
    let mut late = Entry::new(&client.service, fresh_number());
    let half = Half::send(&server.banner, &late.to).await;
    server.process.terminate();
    refuses_connections(&server.banner.base).await;
    let answer = half.finish().await;
    late.sid = Some(answer["sid"].as_str().expect("a sid").to_owned());
    late.attempts = vec![answer["send_code_attempts"][0]["attempt_sid"].as_str().expect("a sid").to_owned()];
    // Only gives a server that won't wait for its sends the time to leave without them.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    sink.release();
    let status = server.process.end().await;
    assert!(status.success(), "stopped with {status}");

    let again = home.start().await;
    let client = Client::new(&again, &sink);
    late.code(&client).await.expect("a code");
    let sent: Vec<_> = entries.iter().map(|entry| entry.attempts[0].clone()).collect();
    entries.push(late);
    settle_all(entries, &client).await;
    for attempt in sent {
        let delivery = sink.find(&attempt).expect("a delivery");
        assert_eq!(delivery.count, 1, "a send answered before the end is recorded, and not repeated");
    }
}

/// Waits until nobody listens there any more.
async fn refuses_connections(base: &str) {
    let address = base.trim_start_matches("http://");
    let refused = async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    within("the listener closes", refused).await;
}

/// A create of which the server has the head and half of the body.
struct Half {
    stream: TcpStream,
    rest: Vec<u8>,
}

impl Half {
    async fn send(banner: &Banner, to: &str) -> Self {
        let body = form(&[("To", to), ("Channel", "sms")]);
        let address = banner.base.trim_start_matches("http://");
        let head = format!(
            "POST /v2/Services/{}/Verifications HTTP/1.1\r\nHost: {address}\r\nAuthorization: Basic {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
            banner.service,
            STANDARD.encode(format!("{}:{}", banner.account, banner.token)),
            body.len(),
        );
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(head.as_bytes()).await.expect("a head that is taken");
        // The server asks for the body once somebody waits for it: from here on the request is under way.
        let mut go_on = [0; 25];
        within("the server asks for the body", stream.read_exact(&mut go_on)).await.expect("100 Continue");
        assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
        let (begun, rest) = body.as_bytes().split_at(body.len() / 2);
        stream.write_all(begun).await.expect("half a body that is taken");
        Self { stream, rest: rest.to_vec() }
    }

    /// Sends the rest and gives the answer's document.
    async fn finish(mut self) -> Value {
        self.stream.write_all(&self.rest).await.expect("a body that is taken");
        let mut answer = String::new();
        within("the request is answered", self.stream.read_to_string(&mut answer)).await.expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("an HTTP answer");
        assert!(head.starts_with("HTTP/1.1 201 "), "{head}");
        serde_json::from_str(body).expect("JSON")
    }
}
