//! Where messages go: an HTTP endpoint that gives each code to whoever waits for it.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::http::Connection;
use crate::stopwatch::Stopwatch;

/// A sink that listens. Cloning is cheap: all clones are one sink.
#[derive(Clone)]
pub(crate) struct Sink(Arc<Inner>);

struct Inner {
    address: SocketAddr,
    waiting: Mutex<HashMap<String, oneshot::Sender<String>>>,
    backlog: Mutex<Backlog>,
}

/// What nobody waits for.
#[derive(Default)]
struct Backlog {
    /// Until then every message is answered that it should come later.
    rest: Option<(Stopwatch, Duration)>,
    /// How many came since.
    unasked: u64,
    /// Since the first of them.
    first: Option<Stopwatch>,
    /// When the last came, counted from the first.
    took: Duration,
}

/// What of a message is looked at; the floor's and the product's both have it.
#[derive(Deserialize)]
struct Delivered<'m> {
    to: &'m str,
    code: &'m str,
}

const TAKEN: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

impl Sink {
    pub(crate) async fn listen() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let sink = Self(Arc::new(Inner {
            address: listener.local_addr()?,
            waiting: Mutex::default(),
            backlog: Mutex::default(),
        }));
        let accepting = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let sink = accepting.clone();
                tokio::spawn(async move {
                    if let Ok(connection) = Connection::new(stream) {
                        // A sender that leaves is no failure: a code that doesn't come is.
                        let _ = sink.converse(connection).await;
                    }
                });
            }
        });
        Ok(sink)
    }

    /// Where messages are to be posted.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.0.address)
    }

    /// The code that will come for `to`. Ask before it is sent.
    pub(crate) fn expect(&self, to: &str) -> oneshot::Receiver<String> {
        let (sender, receiver) = oneshot::channel();
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(to.to_owned(), sender);
        receiver
    }

    /// Gives a code to whoever waits for it.
    pub(crate) fn deliver(&self, to: &str, code: &str) {
        let waiting = self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(to);
        if let Some(waiting) = waiting {
            // Whoever asked may have given up.
            let _ = waiting.send(code.to_owned());
            return;
        }
        let mut backlog = self.backlog();
        backlog.unasked += 1;
        backlog.took = backlog.first.get_or_insert_with(Stopwatch::start).elapsed();
    }

    /// Takes nothing for `length`, and says so. What comes later unasked is counted anew.
    pub(crate) fn rest(&self, length: Duration) {
        *self.backlog() = Backlog { rest: Some((Stopwatch::start(), length)), ..Backlog::default() };
    }

    /// How many messages came that nobody waited for since the last rest, and in which time.
    pub(crate) fn unasked(&self) -> (u64, Duration) {
        let backlog = self.backlog();
        (backlog.unasked, backlog.took)
    }

    fn backlog(&self) -> MutexGuard<'_, Backlog> {
        self.0.backlog.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// In how many seconds a message may come, if not now.
    fn wanted_in(&self) -> Option<u64> {
        let (began, length) = self.backlog().rest?;
        let left = length.checked_sub(began.elapsed())?;
        Some(left.as_secs() + 1)
    }

    async fn converse(&self, mut connection: Connection) -> io::Result<()> {
        while connection.receive().await? {
            if let Some(seconds) = self.wanted_in() {
                let later = format!("HTTP/1.1 429 X\r\nretry-after: {seconds}\r\ncontent-length: 0\r\n\r\n");
                connection.send(later.as_bytes()).await?;
                continue;
            }
            if let Ok(delivered) = serde_json::from_slice::<Delivered<'_>>(connection.body()) {
                self.deliver(delivered.to, delivered.code);
            }
            connection.send(TAKEN).await?;
        }
        Ok(())
    }
}
