//! The accept loop: HTTP/1.1 with limits on everything that a stranger can hold on to.
//!
//! axum's own server has no limit on how long a client may take to send its headers, so a few thousand silent
//! connections would stop it.

mod rarely;

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::HeaderValue;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tower::ServiceExt;

use self::rarely::Rarely;
use crate::record::CONNECTIONS;
use crate::write_stall::WriteStall;

/// How much of the server one client, or all of them, may hold.
#[derive(Clone, Debug)]
pub struct Limits {
    /// From a connection's opening, or the end of its last answer, to the end of the next request's headers.
    pub header_read: Duration,
    /// Bytes of a request's headers, at least 8,192; longer ones are answered 431.
    pub header_bytes: usize,
    /// Bytes of a request's body; longer ones are answered 413 ([`crate::BodyLimit`]).
    pub body_bytes: usize,
    /// Open connections; more wait in the listener's queue.
    pub connections: usize,
    /// Requests in work; more are answered 503 ([`crate::Problem::busy`]).
    pub in_flight: usize,
    /// From a request's headers to the beginning of its answer.
    pub request: Duration,
    /// How long a client may leave what is sent to it unread, once the socket's buffers are full; then its connection is
    /// closed. A slow reader that goes on reading is not touched.
    pub write_stall: Duration,
    /// From the order to stop until running requests are cut off.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header_read: Duration::from_secs(10),
            header_bytes: 16 * 1024,
            body_bytes: crate::MAX_BODY_BYTES,
            connections: 10_000,
            in_flight: 2048,
            request: Duration::from_secs(30),
            write_stall: Duration::from_secs(30),
            drain: Duration::from_secs(10),
        }
    }
}

/// How often a lasting shortage is told.
const TELL_EVERY: Duration = Duration::from_secs(60);

/// The address a request's connection came from, in the request's extensions. Behind a proxy it is the proxy's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// In each request's extensions: tells a handler that streams without end when to end.
#[derive(Clone, Debug)]
pub struct Stopping(watch::Receiver<bool>);

impl Stopping {
    /// Waits until the server begins to stop; returns at once when it already does.
    pub async fn wait(&mut self) {
        // An error means that the server is gone altogether, which is reason enough.
        let _ = self.0.wait_for(|stopping| *stopping).await;
    }
}

/// Serves `router` on `listener` until `shutdown` completes.
///
/// Then no more connections are taken, idle ones are closed, running requests may finish, and after
/// [`Limits::drain`] what is left is cut off. Malformed HTTP gets hyper's own 400 and never reaches the router.
///
/// # Errors
/// When the listener itself is unusable. A shortage (of file descriptors, of memory) is waited out.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()>,
    limits: Limits,
) -> io::Result<()> {
    let each = limits.clone();
    let connection = move |stream, peer, stopping| {
        let stream = WriteStall::new(stream, each.write_stall);
        converse(stream, peer, router.clone(), stopping, each.clone())
    };
    accept(listener, shutdown, &limits, connection).await
}

/// The accept loop of [`serve`] for connections of another kind: hands each to `connection`, at most
/// [`Limits::connections`] at a time. Once [`Stopping`] says so they have [`Limits::drain`] to end.
///
/// # Errors
/// As [`serve`].
pub async fn accept<C: Future<Output = ()> + Send + 'static>(
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
    limits: &Limits,
    connection: impl Fn(TcpStream, Peer, Stopping) -> C,
) -> io::Result<()> {
    let (stop, stopping) = watch::channel(false);
    let slots = Arc::new(Semaphore::new(limits.connections));
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    let mut shortage = Rarely::new(TELL_EVERY);
    let outcome = loop {
        let next = async {
            // The slot comes before the connection, so that clients beyond the limit wait in the kernel's queue.
            let slot = slots.clone().acquire_owned().await;
            listener.accept().await.map(|accepted| (accepted, slot))
        };
        let accepted = tokio::select! {
            () = shutdown.as_mut() => break Ok(()),
            accepted = next => accepted,
        };
        match accepted {
            Ok(((stream, peer), slot)) => {
                // Answers are small and whole: waiting for more bytes (Nagle) only delays them. If it fails, they
                // are late.
                let _ = stream.set_nodelay(true);
                let connection = connection(stream, Peer(peer), Stopping(stopping.clone()));
                let present = CONNECTIONS.enter();
                connections.spawn(async move {
                    connection.await;
                    drop((slot, present));
                });
            }
            Err(error) => match Setback::of(&error) {
                Setback::Client => {}
                Setback::Shortage => {
                    // Under a flood it comes ten times a second, and would bury what else there is to read.
                    if shortage.is_due().await {
                        tracing::warn!(%error, "cannot accept connections; trying again every 100 ms");
                    }
                    let pause = tokio::time::sleep(Duration::from_millis(100));
                    tokio::select! {
                        () = shutdown.as_mut() => break Ok(()),
                        () = pause => {}
                    }
                }
                Setback::Listener => break Err(error),
            },
        }
        while let Some(ended) = connections.try_join_next() {
            note(ended);
        }
    };
    drop(listener);
    stop.send_replace(true);
    let drained = async {
        while let Some(ended) = connections.join_next().await {
            note(ended);
        }
    };
    if tokio::time::timeout(limits.drain, drained).await.is_err() {
        tracing::warn!(connections = connections.len(), "cut off connections that did not end in time");
        connections.shutdown().await;
    }
    outcome
}

/// Speaks HTTP/1.1 on one connection, to its end: a socket, or TLS over one. [`Limits::write_stall`] is the socket's to
/// keep, not this function's: who calls it puts a [`WriteStall`] around the socket.
pub async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    peer: Peer,
    router: Router,
    mut stopping: Stopping,
    limits: Limits,
) {
    let for_requests = stopping.clone();
    // Clients that keep connections for later (node does) learn when to stop using one. Otherwise a POST may meet the
    // closing of its connection, and no client may repeat a POST by itself.
    let hint = format!("timeout={}", limits.header_read.as_secs());
    let hint = HeaderValue::try_from(hint).expect("digits are a header value");
    let service = service_fn(move |mut request: http::Request<Incoming>| {
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(for_requests.clone());
        let answer = router.clone().oneshot(request.map(Body::new));
        let hint = hint.clone();
        async move {
            let mut answer = answer.await?;
            answer.headers_mut().insert("keep-alive", hint);
            Ok::<_, Infallible>(answer)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_read)
        .max_buf_size(limits.header_bytes)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome,
        () = stopping.wait() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        // Clients hang up, stall and send nonsense all day: no one needs to be told.
        tracing::debug!(%error, "a connection ended early");
    }
}

/// A handler's panic never comes this far; one in a streamed body does.
fn note(ended: Result<(), tokio::task::JoinError>) {
    if ended.is_err_and(|error| error.is_panic()) {
        tracing::error!("a connection's task panicked");
    }
}

/// Whose trouble a failed accept is.
#[derive(Debug, PartialEq, Eq)]
enum Setback {
    /// The client hung up while it waited.
    Client,
    /// Too few file descriptors or too little memory at the moment.
    Shortage,
    /// This is no listening socket any more.
    Listener,
}

impl Setback {
    fn of(error: &io::Error) -> Self {
        use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, InvalidInput};
        match error.kind() {
            ConnectionAborted | ConnectionRefused | ConnectionReset => Self::Client,
            InvalidInput => Self::Listener,
            _ => Self::Shortage,
        }
    }
}

#[cfg(test)]
mod smuggling;
#[cfg(test)]
mod tests;
