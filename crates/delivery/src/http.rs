//! HTTP to a provider: one client, one way of asking, and the same honest fate for every way in which an answer can
//! fail to come.

mod retry_after;

use std::time::Duration;

use countersign_model::{Fate, Timestamp};
use form_urlencoded::Serializer;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Client, ClientBuilder, RequestBuilder, Response, Url, redirect};
use serde_json::Value;
use tokio::net::TcpStream;

use crate::reason::reason;
use crate::{BadSettings, Message, Probe, Secret};

pub(crate) use self::retry_after::wait;

/// How long connecting may take; a peer on the same continent needs a tenth of it.
const CONNECT_LIMIT: Duration = Duration::from_secs(3);

/// How often a connection over HTTP/2 is looked after, and how long it is kept while nothing is asked.
const PING: Duration = Duration::from_secs(60);
const KEPT: Duration = Duration::from_secs(60 * 60);

/// How much of an answer is read.
const MOST_READ: usize = 64 * 1024;

/// What a provider answered, whatever its status.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// The first 64 KiB.
    pub(crate) body: Vec<u8>,
    now: Timestamp,
}

/// No answer came, and why: the innermost cause, which holds no secret.
#[derive(Debug)]
pub(crate) enum Unanswered {
    /// No connection ever stood: nobody heard the question.
    Unheard(String),
    /// Somebody may have.
    Lost(String),
}

/// The client of one provider.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    client: Client,
}

impl Http {
    /// A client whose requests end within `limit`. It follows no redirects, for a request that holds credentials was
    /// meant for one address; and it heeds no proxy variable, for a proxy meant for other programs must not see codes.
    ///
    /// # Errors
    /// When the system has no trusted roots or no randomness.
    pub(crate) fn new(limit: Duration) -> Result<Self, BadSettings> {
        Self::made(builder(limit).http1_only())
    }

    /// As [`Http::new`], for a peer that speaks HTTP/2 alone: one connection for many requests, kept up and looked after
    /// while nothing is asked, and made anew when it is gone.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub(crate) fn over_http2(limit: Duration) -> Result<Self, BadSettings> {
        let alive = builder(limit)
            .http2_prior_knowledge()
            .http2_keep_alive_interval(PING)
            .http2_keep_alive_timeout(CONNECT_LIMIT)
            .http2_keep_alive_while_idle(true)
            .pool_idle_timeout(KEPT);
        Self::made(alive)
    }

    fn made(builder: ClientBuilder) -> Result<Self, BadSettings> {
        let client =
            builder.build().map_err(|error| BadSettings(format!("no HTTP client can be made: {error}")))?;
        Ok(Self { client })
    }

    /// A request to be filled and handed to [`Http::ask`].
    pub(crate) fn post(&self, url: Url) -> RequestBuilder {
        self.client.post(url)
    }

    /// As [`Http::post`], for what only asks.
    pub(crate) fn get(&self, url: Url) -> RequestBuilder {
        self.client.get(url)
    }

    /// Sends it and reads the answer, whatever its status.
    ///
    /// # Errors
    /// The fate of `message` when no answer came: only a connection that never stood proves that nothing was taken.
    pub(crate) async fn ask(
        &self,
        request: RequestBuilder,
        message: &Message,
        now: Timestamp,
    ) -> Result<Answered, Fate> {
        match request.send().await {
            Ok(response) => Ok(Answered::read(response, now).await),
            Err(error) => Err(lost(&error, message)),
        }
    }

    /// Asks something that is no message: where no answer came, whether the peer can have heard the question.
    ///
    /// # Errors
    /// See [`Unanswered`].
    pub(crate) async fn question(
        &self,
        request: RequestBuilder,
        now: Timestamp,
    ) -> Result<Answered, Unanswered> {
        match request.send().await {
            Ok(response) => Ok(Answered::read(response, now).await),
            Err(error) if error.is_connect() => Err(Unanswered::Unheard(innermost(&error))),
            Err(error) => Err(Unanswered::Lost(innermost(&error))),
        }
    }

    /// Asks something that sends nothing, for a probe or a balance.
    ///
    /// # Errors
    /// A sentence without secrets when no answer came.
    pub(crate) async fn look(&self, request: RequestBuilder) -> Result<Answered, String> {
        // Whoever only looks doesn't wait for the moment that `Retry-After` names.
        self.heeded(request, Timestamp::from_millis(0)).await
    }

    /// As [`Http::look`], for who heeds `Retry-After`: a date is so far from `now`.
    ///
    /// # Errors
    /// A sentence without secrets when no answer came.
    pub(crate) async fn heeded(&self, request: RequestBuilder, now: Timestamp) -> Result<Answered, String> {
        match request.send().await {
            Ok(response) => Ok(Answered::read(response, now).await),
            Err(error) => Err(format!("no answer: {}", innermost(&error))),
        }
    }
}

fn builder(limit: Duration) -> ClientBuilder {
    Client::builder()
        .user_agent(concat!("countersign/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT_LIMIT)
        .timeout(limit)
}

impl Answered {
    async fn read(response: Response, now: Timestamp) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: read_some(response).await, now }
    }

    /// Whether the status says success.
    pub(crate) const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// The body as JSON; nothing when it is something else.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// `Retry-After` in milliseconds, when it says something sensible.
    pub(crate) fn retry_after(&self) -> Option<i64> {
        wait(self.headers.get(RETRY_AFTER)?.to_str().ok()?, self.now)
    }

    /// What the status says by itself, for answers whose body says nothing that we know. `detail` is what the provider
    /// said; it is left out when it repeats the message.
    ///
    /// A success that was not plainly given is none: a 2xx here is `Ambiguous`, for somebody answered, and who knows
    /// whether it was the provider.
    pub(crate) fn fate_by_status(&self, detail: &str, message: &Message) -> Fate {
        let status = self.status;
        let answered = || reason(&format!("answered {status}"), detail, message);
        match status {
            200..=299 => Fate::Ambiguous {
                reason: reason(&format!("answered {status} with something unexpected"), detail, message),
            },
            300..=399 => {
                Fate::BadMessage { reason: format!("answered {status}: redirects are not followed") }
            }
            401 | 403 => Fate::BadCredentials { reason: answered() },
            402 => Fate::NoFunds { reason: answered() },
            // 408 and 425 ask for the same again (RFC 9110 15.5.9, RFC 8470 5.2); 503 says that nothing was done.
            408 | 425 | 503 => Fate::Retryable { reason: answered() },
            429 => Fate::Throttled { retry_after_millis: self.retry_after() },
            500..=599 => Fate::Ambiguous { reason: answered() },
            _ => Fate::BadMessage { reason: answered() },
        }
    }
}

/// Looks whether something listens where `url` points, for providers that offer nothing to ask without sending.
pub(crate) async fn reach(url: &Url) -> Probe {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let port = url.port_or_known_default().unwrap_or(443);
    match tokio::time::timeout(CONNECT_LIMIT, TcpStream::connect((host, port))).await {
        Ok(Ok(_)) => Probe::Reached,
        Ok(Err(error)) => Probe::Failed(format!("no connection to {host} port {port}: {error}")),
        Err(_) => Probe::Failed(format!("no connection to {host} port {port} in time")),
    }
}

/// A base URL from the settings: `https://…`, or `http://…` for a peer that the operator trusts the way to.
///
/// # Errors
/// A sentence that names the key.
pub(crate) fn base_url(key: &str, text: &str) -> Result<Url, BadSettings> {
    Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| BadSettings(format!("{key} must be a whole URL, such as https://sms.example.com")))
}

/// The address of `path` below a base URL, which may have a path of its own.
pub(crate) fn under(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    // Only a URL without a host, such as `mailto:`, has no segments.
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path.split('/'));
    }
    url
}

/// The value of `Authorization` for a token, as in `Bearer <token>`; never shown by `Debug`.
///
/// # Errors
/// A sentence that names `key`, when the token can't stand in a header or there is none.
pub(crate) fn authorization(scheme: &str, key: &str, token: &Secret) -> Result<HeaderValue, BadSettings> {
    let mut value = Some(token.reveal())
        .filter(|token| !token.trim().is_empty())
        .and_then(|token| HeaderValue::from_str(&format!("{scheme} {token}")).ok())
        .ok_or_else(|| BadSettings(format!("{key} is empty or holds something that no header can hold")))?;
    value.set_sensitive(true);
    Ok(value)
}

/// The request with these fields as `application/x-www-form-urlencoded`.
pub(crate) fn with_form(request: RequestBuilder, fields: &[(&str, &str)]) -> RequestBuilder {
    let body = Serializer::new(String::new()).extend_pairs(fields).finish();
    request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)
}

/// A text or a whole number of this name in a JSON object: ids come as either.
pub(crate) fn text_or_number(value: &Value, name: &str) -> Option<String> {
    match value.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}

/// The beginning of the body. What breaks off or takes too long is left at what came: the status line has already
/// said what became of the message.
async fn read_some(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    while body.len() < MOST_READ
        && let Ok(Some(chunk)) = response.chunk().await
    {
        body.extend_from_slice(&chunk[..chunk.len().min(MOST_READ - body.len())]);
    }
    body
}

/// No answer came. Only a connection that never stood proves that nothing was taken.
fn lost(error: &reqwest::Error, message: &Message) -> Fate {
    let cause = innermost(error);
    if error.is_connect() {
        Fate::Retryable { reason: reason("no connection", &cause, message) }
    } else if error.is_timeout() {
        Fate::Ambiguous { reason: "no answer within the time limit".to_owned() }
    } else {
        Fate::Ambiguous { reason: reason("the connection was lost before an answer came", &cause, message) }
    }
}

/// The innermost cause alone: the outer ones hold the URL, and the innermost says what to mend.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
