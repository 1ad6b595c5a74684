//! `GET /inbox/events`

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Response, Sse};
use countersign_delivery::providers::{Inbox, InboxMessage};
use countersign_web::{Problem, Query, Stopping};
use futures_core::Stream;
use http::{HeaderMap, HeaderName, header};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

use super::{ALL, Address};
use crate::state::Console;

/// Events that may wait for a slow reader; then the inbox waits for it in its own backlog.
const WAITING: usize = 16;
/// How often a silent stream says that it is alive; proxies cut silent ones after 30 to 60 seconds.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Each message as it arrives, as server-sent events: `id` is the message's, `data` the JSON of the list.
///
/// A reader that comes back says what it saw last, by `Last-Event-ID` or, the first time, by `after`; it is given
/// everything since that the inbox still holds. Who says neither is given what comes from now on. The stream ends when
/// the server stops.
pub(crate) async fn events(
    State(console): State<Arc<Console>>,
    Query(query): Query,
    stopping: Option<Extension<Stopping>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let seen = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let after = query.integer("after", 0..=i64::MAX)?.and_then(|id| u64::try_from(id).ok());
    let (out, lines) = mpsc::channel(WAITING);
    let reader = Reader::new(Arc::clone(&console.inbox), Address::wanted(&query), seen.or(after));
    tokio::spawn(reader.follow(out, stopping.map(|Extension(stopping)| stopping)));
    let stream = Sse::new(Lines(lines)).keep_alive(KeepAlive::new().interval(HEARTBEAT));
    // nginx holds answers back unless told not to.
    let headers = [(header::CACHE_CONTROL, "no-store"), (HeaderName::from_static("x-accel-buffering"), "no")];
    Ok((headers, stream).into_response())
}

/// One who listens, and how far it has come.
struct Reader {
    inbox: Arc<Inbox>,
    news: tokio::sync::broadcast::Receiver<Arc<InboxMessage>>,
    to: Option<Address>,
    /// The newest message that was given, or passed over.
    last: u64,
}

impl Reader {
    fn new(inbox: Arc<Inbox>, to: Option<Address>, seen: Option<u64>) -> Self {
        // Listening begins before looking: what arrives between is seen twice and told once, never missed.
        let news = inbox.subscribe();
        let newest = inbox.list(None, 1).first().map_or(0, |message| message.id);
        let last = match seen {
            // An inbox in memory counts from one again after a restart: then all of it is new.
            Some(seen) if seen > newest => 0,
            Some(seen) => seen,
            None => newest,
        };
        Self { inbox, news, to, last }
    }

    /// Tells `out` everything, until it hangs up or the server stops.
    async fn follow(mut self, out: mpsc::Sender<Event>, stopping: Option<Stopping>) {
        let stopped = async {
            match stopping {
                Some(mut stopping) => stopping.wait().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = stopped => {}
            () = out.closed() => {}
            () = self.tell(&out) => {}
        }
    }

    async fn tell(&mut self, out: &mpsc::Sender<Event>) {
        let mut behind = true;
        loop {
            if behind {
                for message in self.missed() {
                    self.give(out, &message).await;
                }
            }
            behind = match self.news.recv().await {
                Ok(message) => {
                    self.give(out, &message).await;
                    false
                }
                Err(RecvError::Lagged(_)) => true,
                Err(RecvError::Closed) => return,
            };
        }
    }

    /// What the inbox holds and this reader has not seen, oldest first.
    fn missed(&self) -> Vec<InboxMessage> {
        let mut messages = self.inbox.list(self.to.as_ref().map(Address::as_str), ALL);
        messages.retain(|message| message.id > self.last);
        messages.reverse();
        messages
    }

    async fn give(&mut self, out: &mpsc::Sender<Event>, message: &InboxMessage) {
        if message.id <= self.last {
            return;
        }
        self.last = message.id;
        if self.to.as_ref().is_some_and(|to| to.as_str() != message.to) {
            return;
        }
        if let Ok(data) = serde_json::to_string(message) {
            // A reader that is gone ends `follow` by itself.
            let _ = out.send(Event::default().event("message").id(message.id.to_string()).data(data)).await;
        }
    }
}

/// The events of a channel as a stream.
struct Lines(mpsc::Receiver<Event>);

impl Stream for Lines {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|event| event.map(Ok))
    }
}
