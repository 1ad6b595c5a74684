//! The first request on a connection: the only one that the proxy itself answers.

use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use countersign_web::{Limits, Stopping};
use http::{Method, Request, Response};
use http_body_util::{Either, Empty, Full};
use hyper::body::Incoming;
use hyper::ext::ReasonPhrase;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};

use crate::{Refusal, Target};

/// Reads a client's `CONNECT` and asks `lead` about its target; answers 200 and gives what `lead` made of it and the
/// client's bytes, or answers the refusal and gives nothing.
pub(crate) async fn connect<S, L, F, T>(
    stream: S,
    limits: &Limits,
    mut stopping: Stopping,
    lead: L,
) -> Option<(T, Upgraded)>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    L: Fn(Target) -> F,
    F: Future<Output = Result<T, Refusal>>,
{
    let led: Mutex<Option<(T, OnUpgrade)>> = Mutex::new(None);
    let (lead, kept) = (&lead, &led);
    let service = service_fn(|mut request: Request<Incoming>| async move {
        let outcome = match target(&request) {
            Ok(target) => lead(target).await,
            Err(refusal) => Err(refusal),
        };
        Ok::<_, Infallible>(match outcome {
            Ok(way) => {
                let upgrade = hyper::upgrade::on(&mut request);
                *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some((way, upgrade));
                connected().map(Either::<_, Full<Bytes>>::Left)
            }
            Err(refusal) => {
                tracing::warn!("{refusal}");
                refusal.answer().map(Either::Right)
            }
        })
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_read)
        .max_buf_size(limits.header_bytes)
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopping.wait() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection to the proxy ended early");
    }
    let (way, upgrade) = led.lock().unwrap_or_else(PoisonError::into_inner).take()?;
    Some((way, upgrade.await.ok()?))
}

/// `HTTP/1.1 200 Connection established` and no header: by exactly that Twilio's PHP library knows that what follows
/// is the answer, and this is not.
fn connected() -> Response<Empty<Bytes>> {
    let mut answer = Response::new(Empty::new());
    answer.extensions_mut().insert(ReasonPhrase::from_static(b"Connection established"));
    answer
}

fn target(request: &Request<Incoming>) -> Result<Target, Refusal> {
    if request.method() != Method::CONNECT {
        return Err(Refusal::NotConnect);
    }
    Target::parse(&request.uri().to_string())
}
