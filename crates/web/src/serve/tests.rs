use std::io::{Read, Write};
use std::net::TcpStream as Client;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::Extension;
use axum::body::HttpBody;
use axum::routing::{get, post};
use bytes::Bytes;
use countersign_model::MockDice;
use hyper::body::Frame;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::*;
use crate::{FormBody, front};

/// Nothing here takes so long, unless it hangs.
const MINUTE: Duration = Duration::from_secs(60);

/// A server on loopback, and the way to stop it.
pub(super) struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<io::Result<()>>,
}

impl Running {
    pub(super) async fn start(router: Router, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let shutdown = async move { stopped.await.unwrap() };
        Self { address, stop, ended: tokio::spawn(serve(listener, router, shutdown, limits)) }
    }

    /// A client's connection over which `text` was sent. Whatever hangs fails after a minute.
    pub(super) fn send(&self, text: &str) -> Client {
        let mut client = Client::connect(self.address).unwrap();
        client.set_read_timeout(Some(MINUTE)).unwrap();
        client.write_all(text.as_bytes()).unwrap();
        client
    }

    pub(super) async fn stop(self) {
        self.stop.send(()).unwrap();
        tokio::time::timeout(MINUTE, self.ended).await.expect("the server ends").unwrap().unwrap();
    }
}

/// Everything until the server closes the connection.
pub(super) async fn rest(client: Client) -> String {
    let read = move || {
        let (mut client, mut bytes) = (client, Vec::new());
        match client.read_to_end(&mut bytes) {
            // A reset after the answer is a closed connection too.
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), io::ErrorKind::ConnectionReset),
        }
        String::from_utf8(bytes).unwrap()
    };
    tokio::task::spawn_blocking(read).await.unwrap()
}

/// Reads until `end` has come.
async fn until(client: &Client, end: &'static str) -> String {
    let mut client = client.try_clone().unwrap();
    let read = move || {
        let mut bytes = Vec::new();
        while !bytes.ends_with(end.as_bytes()) {
            let mut byte = [0];
            client.read_exact(&mut byte).unwrap();
            bytes.extend(byte);
        }
        String::from_utf8(bytes).unwrap()
    };
    tokio::task::spawn_blocking(read).await.unwrap()
}

fn router() -> Router {
    Router::new().route("/", get(async |Extension(peer): Extension<Peer>| peer.0.to_string()))
}

fn clock() -> Arc<countersign_model::MockClock> {
    Arc::new(countersign_model::MockClock::new(countersign_model::Timestamp::from_millis(0)))
}

fn impatient() -> Limits {
    Limits { header_read: Duration::from_millis(200), ..Limits::default() }
}

const LAST: &str = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
const KEPT: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

#[tokio::test]
async fn a_handler_learns_its_peer_and_an_answer_has_a_date_and_a_keep_alive_limit() {
    let server = Running::start(router(), Limits::default()).await;
    let client = server.send(LAST);
    let peer = client.local_addr().unwrap().to_string();
    let answer = rest(client).await;
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with(&format!("\r\n\r\n{peer}")),
        "{answer}"
    );
    assert!(answer.contains("\r\ndate: ") && answer.contains("\r\nkeep-alive: timeout=10\r\n"), "{answer}");
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_says_nothing_or_not_enough_is_closed() {
    let server = Running::start(router(), impatient()).await;
    for text in ["", "GET /", "GET / HTTP/1.1\r\nHost: a\r\nX: "] {
        assert!(!rest(server.send(text)).await.contains("200 OK"), "{text}");
    }
    server.stop().await;
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let server = Running::start(router(), impatient()).await;
    let answer = rest(server.send(KEPT)).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    server.stop().await;
}

#[tokio::test]
async fn malformed_requests_are_a_400_and_overlong_headers_a_431() {
    let server = Running::start(router(), Limits::default()).await;
    for text in ["nonsense\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"] {
        assert!(rest(server.send(text)).await.starts_with("HTTP/1.1 400 "), "{text}");
    }
    let long = format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}", "x".repeat(16 * 1024));
    assert!(rest(server.send(&long)).await.starts_with("HTTP/1.1 431 "));
    server.stop().await;
}

#[tokio::test]
async fn a_body_that_never_comes_is_answered_and_its_connection_closed() {
    let limits = Limits { request: Duration::from_millis(20), ..Limits::default() };
    let form = Router::new().route("/", post(async |FormBody(_): FormBody| "read"));
    let server = Running::start(front(form, Arc::new(MockDice::new(1)), clock(), &limits), limits).await;
    let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\nTo=";
    let answer = rest(server.send(head)).await;
    assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("\r\nretry-after: 1\r\n"), "{answer}");
    server.stop().await;
}

#[tokio::test]
async fn a_client_beyond_the_limit_waits_until_another_leaves() {
    let served = Arc::new(AtomicUsize::new(0));
    let counter = served.clone();
    let count = move || {
        let counter = counter.clone();
        async move { format!("{}!", counter.fetch_add(1, Ordering::SeqCst) + 1) }
    };
    let limits = Limits { connections: 1, ..Limits::default() };
    let server = Running::start(Router::new().route("/", get(count)), limits).await;
    let mut first = server.send(KEPT);
    assert!(until(&first, "!").await.ends_with("\r\n1!"));
    let second = server.send(LAST);
    // Round trips enough for the second client to be noticed, were there a slot for it.
    for number in 2..=30 {
        first.write_all(KEPT.as_bytes()).unwrap();
        assert!(until(&first, "!").await.ends_with(&format!("\r\n{number}!")));
    }
    drop(first);
    assert!(rest(second).await.ends_with("\r\n31!"));
    server.stop().await;
}

/// A handler that says that it runs, and answers only once the server is stopping.
fn slow(started: Arc<tokio::sync::Notify>) -> Router {
    let handler = async move |Extension(mut stopping): Extension<Stopping>| {
        started.notify_one();
        stopping.wait().await;
        "finished"
    };
    Router::new().route("/", get(handler))
}

#[tokio::test]
async fn a_running_request_is_finished_and_an_idle_connection_closed_when_the_server_stops() {
    let started = Arc::new(tokio::sync::Notify::new());
    let patient = Limits { header_read: 60 * MINUTE, drain: 60 * MINUTE, ..Limits::default() };
    let server = Running::start(slow(started.clone()).merge(other()), patient).await;
    let idle = server.send("GET /other HTTP/1.1\r\nHost: a\r\n\r\n");
    until(&idle, "other").await;
    let running = server.send(KEPT);
    started.notified().await;
    let address = server.address;
    server.stop().await;
    assert!(rest(running).await.ends_with("\r\n\r\nfinished"));
    assert_eq!(rest(idle).await, "");
    assert!(Client::connect(address).is_err());
}

fn other() -> Router {
    Router::new().route("/other", get(async || "other"))
}

/// Server-sent events whose handler never ends them.
struct Events(Option<Bytes>);

impl HttpBody for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.0.take() {
            Some(event) => Poll::Ready(Some(Ok(Frame::data(event)))),
            None => Poll::Pending,
        }
    }
}

#[tokio::test]
async fn a_stream_that_does_not_end_is_cut_off_after_the_drain() {
    let events = async || Body::new(Events(Some(Bytes::from_static(b"data: 1\n\n"))));
    let limits = Limits { drain: Duration::from_millis(20), ..Limits::default() };
    let server = Running::start(Router::new().route("/", get(events)), limits).await;
    let client = server.send(KEPT);
    until(&client, "data: 1\n\n\r\n").await;
    server.stop().await;
    assert_eq!(rest(client).await, "");
}

#[tokio::test]
async fn a_panic_in_a_stream_ends_only_its_own_connection() {
    struct Broken;
    impl HttpBody for Broken {
        type Data = Bytes;
        type Error = Infallible;
        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            panic!("on purpose")
        }
    }
    let broken = Router::new().route("/", get(async || Body::new(Broken)));
    let server = Running::start(broken.merge(other()), Limits::default()).await;
    rest(server.send(KEPT)).await;
    let answer = rest(server.send("GET /other HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).await;
    assert!(answer.ends_with("\r\n\r\nother"), "{answer}");
    server.stop().await;
}

/// Sends requests and reads nothing, until the server closes the connection.
async fn pour(mut client: impl Write + Send + 'static) -> io::Error {
    let pour = move || loop {
        if let Err(error) = client.write_all(KEPT.as_bytes()) {
            return error;
        }
    };
    tokio::task::spawn_blocking(pour).await.unwrap()
}

#[tokio::test]
async fn a_client_that_asks_and_never_reads_is_closed() {
    let limits = Limits { write_stall: Duration::from_millis(50), ..Limits::default() };
    let much = async || "x".repeat(64 * 1024);
    let server = Running::start(Router::new().route("/", get(much)), limits).await;
    let client = server.send("");
    client.set_write_timeout(Some(MINUTE)).unwrap();
    let error = pour(client).await;
    let closed = [io::ErrorKind::ConnectionReset, io::ErrorKind::BrokenPipe];
    assert!(closed.contains(&error.kind()), "{error}");
    server.stop().await;
}

#[test]
fn a_shortage_is_waited_out_and_a_lost_client_forgotten() {
    const EMFILE: i32 = 24;
    assert_eq!(Setback::of(&io::Error::from_raw_os_error(EMFILE)), Setback::Shortage);
    assert_eq!(Setback::of(&io::ErrorKind::ConnectionAborted.into()), Setback::Client);
    assert_eq!(Setback::of(&io::ErrorKind::InvalidInput.into()), Setback::Listener);
}
