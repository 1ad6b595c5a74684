use axum::body::Body;
use countersign_delivery::providers::InboxMessage;
use countersign_web::{Limits, serve};
use http::Request;
use http_body_util::BodyExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::Pages;

/// A stream of events that is being read.
struct Events {
    body: Body,
    read: String,
}

impl Events {
    async fn listen(pages: &Pages, path: &str, last: Option<&str>) -> Self {
        let mut request = Request::get(path).header("host", "localhost:4010");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let answer = pages.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        Self { body: answer.into_body(), read: String::new() }
    }

    /// The next event's id and text.
    async fn next(&mut self) -> (u64, String) {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let field =
                    |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                let parsed = field("data:").map(|data| {
                    assert_eq!(field("event:"), Some("message"));
                    let message: InboxMessage = serde_json::from_str(data).unwrap();
                    assert_eq!(field("id:"), Some(message.id.to_string().as_str()));
                    (message.id, message.text)
                });
                self.read = rest.to_owned();
                match parsed {
                    Some(message) => return message,
                    None => continue,
                }
            }
            let frame = self.body.frame().await.expect("the stream goes on").unwrap();
            self.read.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
        }
    }
}

#[tokio::test]
async fn a_message_is_told_as_it_arrives_and_old_ones_are_not() {
    let pages = Pages::open().await;
    pages.deliver("+15017122661", "old").await;
    let mut events = Events::listen(&pages, "/inbox/events", None).await;
    pages.deliver("+15017122661", "two\nlines").await;
    assert_eq!(events.next().await, (2, "two\nlines".to_owned()));
    pages.deliver("bob@example.com", "next").await;
    assert_eq!(events.next().await, (3, "next".to_owned()));
}

#[tokio::test]
async fn who_comes_back_is_told_what_was_missed() {
    let pages = Pages::open().await;
    for text in ["a", "b", "c"] {
        pages.deliver("+15017122661", text).await;
    }
    for (path, last) in [
        ("/inbox/events", Some("1")),
        ("/inbox/events?after=1", None),
        // What the browser saw counts more than where the page began.
        ("/inbox/events?after=0", Some("1")),
    ] {
        let mut events = Events::listen(&pages, path, last).await;
        assert_eq!(events.next().await.1, "b", "{path}");
        assert_eq!(events.next().await.1, "c", "{path}");
    }
}

#[tokio::test]
async fn an_inbox_that_began_anew_is_told_from_its_beginning() {
    let pages = Pages::open().await;
    pages.deliver("+15017122661", "first after the restart").await;
    let mut events = Events::listen(&pages, "/inbox/events?after=57", None).await;
    assert_eq!(events.next().await, (1, "first after the restart".to_owned()));
}

#[tokio::test]
async fn a_filter_holds_for_what_was_missed_and_for_what_arrives() {
    let pages = Pages::open().await;
    pages.deliver("bob@example.com", "a").await;
    pages.deliver("+15017122661", "b").await;
    let mut events = Events::listen(&pages, "/inbox/events?after=0&to=%2B15017122661", None).await;
    assert_eq!(events.next().await.1, "b");
    pages.deliver("bob@example.com", "c").await;
    pages.deliver("+15017122661", "d").await;
    assert_eq!(events.next().await.1, "d");
}

#[tokio::test]
async fn a_slow_reader_misses_nothing_and_is_told_nothing_twice() {
    let pages = Pages::open().await;
    let mut events = Events::listen(&pages, "/inbox/events", None).await;
    // More than the inbox remembers for a listener that falls behind.
    for number in 1..=600 {
        pages.deliver("+15017122661", &number.to_string()).await;
    }
    for number in 1..=600 {
        assert_eq!(events.next().await, (number, number.to_string()));
    }
}

#[tokio::test]
async fn the_stream_ends_when_the_server_stops() {
    let pages = Pages::open().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let shutdown = async move { drop(stopped.await) };
    let server = tokio::spawn(serve(listener, pages.router.clone(), shutdown, Limits::default()));
    let mut browser = TcpStream::connect(address).await.unwrap();
    browser.write_all(b"GET /inbox/events HTTP/1.1\r\nHost: localhost:4010\r\n\r\n").await.unwrap();
    let mut read = [0; 1024];
    let length = browser.read(&mut read).await.unwrap();
    assert!(read[..length].starts_with(b"HTTP/1.1 200"));
    stop.send(()).unwrap();
    let mut rest = Vec::new();
    browser.read_to_end(&mut rest).await.unwrap();
    assert!(String::from_utf8_lossy(&rest).ends_with("0\r\n\r\n"), "the answer ends as it should");
    server.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_place_to_begin_that_is_no_number_is_a_400() {
    let pages = Pages::open().await;
    assert_eq!(pages.get("/inbox/events?after=x").await.status, 400);
}
