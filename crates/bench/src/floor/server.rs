//! The floor's routes.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::net::TcpListener;

use super::writer::{Write, Writer};
use crate::totp::App;
use crate::{Outcome, bad};

#[derive(Clone)]
struct Floor(Arc<Inner>);

struct Inner {
    key: Hmac<Sha256>,
    writer: Writer,
    client: reqwest::Client,
    sink: String,
}

/// Serves until killed; prints its address first.
///
/// # Errors
/// When a port, the database or a client can't be had.
pub(crate) async fn serve(database: &Path, sink: String) -> Outcome<()> {
    let floor = Floor(Arc::new(Inner {
        key: Hmac::new_from_slice(b"of a benchmark: nothing secret is kept with it")?,
        writer: Writer::open(database)?,
        client: reqwest::Client::builder().no_proxy().build()?,
        sink,
    }));
    let router = Router::new()
        .route("/create", post(create))
        .route("/check", post(check))
        .route("/alone", post(alone))
        .route("/enrol", post(enrol))
        .route("/totp", post(totp))
        .route("/page", get(page))
        .with_state(floor);
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    println!("http://{}/", listener.local_addr()?);
    let listener = listener.tap_io(|stream| {
        // The product does the same.
        let _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, router).await?)
}

/// Takes a form, commits an insert, answers, and hands the code on.
async fn create(State(floor): State<Floor>, body: Bytes) -> impl IntoResponse {
    let Some(to) = field(&body, "To") else { return answer(StatusCode::BAD_REQUEST, "no To") };
    if !floor.0.writer.commit(Write::Insert { recipient: to.clone() }).await {
        return answer(StatusCode::SERVICE_UNAVAILABLE, "not kept");
    }
    let answered = answer(StatusCode::CREATED, "pending");
    tokio::spawn(async move {
        if let Err(error) = floor.deliver(to).await {
            eprintln!("the floor's delivery: {error}");
        }
    });
    answered
}

/// Takes a form, compares, and commits one guarded update.
async fn check(State(floor): State<Floor>, body: Bytes) -> impl IntoResponse {
    let (Some(to), Some(code)) = (field(&body, "To"), field(&body, "Code")) else {
        return answer(StatusCode::BAD_REQUEST, "no To or no Code");
    };
    let right = floor.code(&to) == code;
    if !floor.0.writer.commit(Write::Check { recipient: to, right }).await {
        return answer(StatusCode::NOT_FOUND, "nothing to check");
    }
    answer(StatusCode::OK, if right { "approved" } else { "pending" })
}

/// Takes a form and commits an insert.
async fn enrol(State(floor): State<Floor>, body: Bytes) -> impl IntoResponse {
    let Some(name) = field(&body, "To") else { return answer(StatusCode::BAD_REQUEST, "no To") };
    if floor.0.writer.commit(Write::Enrol { name }).await {
        answer(StatusCode::CREATED, "verified")
    } else {
        answer(StatusCode::SERVICE_UNAVAILABLE, "not kept")
    }
}

/// Takes a form, finds the step that the code is of, and commits one guarded update.
async fn totp(State(floor): State<Floor>, body: Bytes) -> impl IntoResponse {
    let (Some(name), Some(code)) = (field(&body, "To"), field(&body, "Code")) else {
        return answer(StatusCode::BAD_REQUEST, "no To or no Code");
    };
    let Some(step) = App::of(&name).step_of(&code) else { return answer(StatusCode::OK, "pending") };
    let is_fresh = floor.0.writer.commit(Write::Spend { name, step }).await;
    answer(StatusCode::OK, if is_fresh { "approved" } else { "pending" })
}

/// HTTP and nothing behind it.
async fn alone(body: Bytes) -> impl IntoResponse {
    match field(&body, "To") {
        Some(_) => answer(StatusCode::CREATED, "pending"),
        None => answer(StatusCode::BAD_REQUEST, "no To"),
    }
}

/// A page of so many octets.
async fn page(RawQuery(query): RawQuery) -> impl IntoResponse {
    let octets = query.as_deref().and_then(|query| query.strip_prefix("octets=")?.parse().ok());
    let page = format!("{:x<1$}", "<!doctype html>", octets.unwrap_or_default());
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page)
}

impl Floor {
    fn code(&self, to: &str) -> String {
        let mut mac = self.0.key.clone();
        mac.update(to.as_bytes());
        let bytes = mac.finalize().into_bytes();
        let number = bytes.iter().fold(0_u64, |rest, byte| (rest * 256 + u64::from(*byte)) % 1_000_000);
        format!("{number:06}")
    }

    async fn deliver(&self, to: String) -> Outcome<()> {
        let body = format!(r#"{{"to":"{to}","code":"{}"}}"#, self.code(&to));
        let post = self.0.client.post(&self.0.sink).header(header::CONTENT_TYPE, "application/json");
        post.body(body).send().await?.error_for_status()?.bytes().await?;
        if self.0.writer.commit(Write::Sent { recipient: to }).await { Ok(()) } else { Err(bad("not kept")) }
    }
}

fn field(body: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(body).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn answer(status: StatusCode, word: &str) -> (StatusCode, [(header::HeaderName, &'static str); 1], String) {
    (status, [(header::CONTENT_TYPE, "application/json")], format!(r#"{{"status":"{word}"}}"#))
}
