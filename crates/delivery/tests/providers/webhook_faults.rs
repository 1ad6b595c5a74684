//! The webhook provider against endpoints that break the connection.

use std::io::Write;
use std::net::TcpListener;
use std::time::Duration;

use countersign_delivery::Provider;
use countersign_delivery::providers::Webhook;
use countersign_model::Fate;

use crate::support::{raw_endpoint, read_some};
use crate::webhook::{settings, webhook};
use crate::{NOW, assert_discreet, message};

const ALICE: &str = "+15017122661";

async fn fate_at(url: &str) -> Fate {
    let fate = webhook(url).send(&message(ALICE, 1), NOW).await;
    assert_discreet(&fate);
    fate
}

#[tokio::test]
async fn a_connection_lost_before_the_answer_is_ambiguous() {
    // Closed with the rest of the request unread, which resets it.
    let reset = raw_endpoint(|mut stream| read_some(&mut stream));
    assert_eq!(fate_at(&reset).await.class(), "ambiguous");
    let garbage = raw_endpoint(|mut stream| {
        read_some(&mut stream);
        stream.write_all(b"220 smtp.example.com ESMTP\r\n\r\n").expect("an answer");
        stream
    });
    assert_eq!(fate_at(&garbage).await.class(), "ambiguous");
}

#[tokio::test]
async fn an_endpoint_that_never_answers_is_given_up_as_ambiguous() {
    let url = raw_endpoint(|stream| stream);
    let webhook = Webhook::new("mine", &settings(&url), Duration::from_millis(50)).expect("a provider");
    let fate = webhook.send(&message(ALICE, 1), NOW).await;
    assert_eq!(fate, Fate::Ambiguous { reason: "no answer within the time limit".to_owned() });
}

#[tokio::test]
async fn a_body_that_breaks_off_takes_nothing_back() {
    let url = raw_endpoint(|mut stream| {
        read_some(&mut stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"prov").expect("half an answer");
        let _ = stream.shutdown(std::net::Shutdown::Write);
        stream
    });
    assert_eq!(fate_at(&url).await, Fate::accepted(None));
}

#[tokio::test]
async fn a_refused_connection_may_be_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    drop(listener);
    let fate = fate_at(&url).await;
    assert_eq!(fate.class(), "retryable", "{fate:?}");
    assert!(fate.reason().expect("a reason").contains("refused"), "{fate:?}");
}
