//! Ships spans to a collector: OTLP over HTTP, in batches, beside everything else.
//!
//! What can't be shipped is dropped and counted; nothing here is ever waited for by a request.

mod otlp;

use std::sync::Arc;
use std::time::Duration;

use countersign_model::{Clock, Dice};
use countersign_traces::Record;
use prost::Message;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use reqwest::{Client, StatusCode, Url, redirect};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use self::otlp::Resource;
use crate::commands::Failure;
use crate::config::Traces;

/// Spans of one request to the collector.
const BATCH: usize = 512;
/// How long a batch that isn't full waits for more.
const GATHER: Duration = Duration::from_secs(1);
/// How long the collector may take.
const LIMIT: Duration = Duration::from_secs(5);
/// How long a server that stops waits for the collector altogether.
const FLUSH: Duration = Duration::from_secs(3);
/// Pauses before a batch is tried again; after the last it is given up.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(5)];

/// Where spans are shipped to.
#[derive(Debug)]
pub(crate) struct Collector {
    client: Client,
    url: Url,
    headers: HeaderMap,
}

/// The task that ships.
#[derive(Debug)]
pub(crate) struct Shipping {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Collector {
    /// The configured one, if there is one.
    ///
    /// # Errors
    /// When the address or a header can't be one.
    pub(crate) fn of(settings: &Traces) -> Result<Option<Self>, Failure> {
        let Some(endpoint) = &settings.endpoint else { return Ok(None) };
        let url = Url::parse(endpoint).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.ok_or_else(|| {
            Failure::configuration(
                "traces.endpoint must be a whole URL, such as http://127.0.0.1:4318/v1/traces",
            )
        })?;
        let headers =
            headers(settings.headers.as_ref().map_or("", |headers| headers.reveal())).ok_or_else(|| {
                Failure::configuration("traces.headers must be name=value, with commas between them")
            })?;
        let client = Client::builder()
            // What was meant for this collector goes to no other, and to no proxy of other programs.
            .redirect(redirect::Policy::none())
            .no_proxy()
            .http1_only()
            .timeout(LIMIT)
            .build()
            .map_err(|error| Failure::new(format!("no HTTP client can be made: {error}")))?;
        Ok(Some(Self { client, url, headers }))
    }

    /// Begins to record and to ship.
    pub(crate) fn start(
        self,
        settings: &Traces,
        node: &str,
        clock: Arc<dyn Clock>,
        dice: Arc<dyn Dice>,
    ) -> Option<Shipping> {
        let spans = countersign_traces::start(clock, dice, settings.sample_percent)?;
        let resource = Resource::new(&settings.service_name, node);
        let (stop, stopped) = watch::channel(false);
        Some(Shipping { stop, task: tokio::spawn(self.ship(spans, resource, stopped)) })
    }

    async fn ship(
        self,
        mut spans: mpsc::Receiver<Record>,
        resource: Resource,
        mut stopped: watch::Receiver<bool>,
    ) {
        let mut is_told = false;
        let mut batch = Vec::with_capacity(BATCH);
        while !*stopped.borrow() {
            tokio::select! {
                _ = spans.recv_many(&mut batch, BATCH) => {}
                _ = stopped.changed() => break,
            }
            if batch.len() < BATCH {
                tokio::select! {
                    () = tokio::time::sleep(GATHER) => {}
                    _ = stopped.changed() => {}
                }
                fill(&mut batch, &mut spans);
            }
            let sent = self.persist(&batch, &resource, &mut stopped).await;
            let trouble = settle(sent, batch.len());
            // Once, not with every batch until somebody mends it.
            if let Some(trouble) = trouble.as_ref().filter(|_| !is_told) {
                tracing::warn!(
                    trouble,
                    "spans can't be shipped to traces.endpoint; they are dropped meanwhile"
                );
            }
            is_told = trouble.is_some();
            batch.clear();
        }
        loop {
            fill(&mut batch, &mut spans);
            if batch.is_empty() {
                return;
            }
            settle(self.post(&batch, &resource).await, batch.len());
            batch.clear();
        }
    }

    /// Posts a batch, and again while it may help.
    async fn persist(
        &self,
        batch: &[Record],
        resource: &Resource,
        stopped: &mut watch::Receiver<bool>,
    ) -> Result<(), Trouble> {
        let mut sent = self.post(batch, resource).await;
        for pause in PAUSES {
            if !matches!(sent, Err(Trouble { may_pass: true, .. })) {
                break;
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                // Nothing is tried again at the end.
                _ = stopped.wait_for(|stopped| *stopped) => break,
            }
            sent = self.post(batch, resource).await;
        }
        sent
    }

    async fn post(&self, batch: &[Record], resource: &Resource) -> Result<(), Trouble> {
        let request = self
            .client
            .post(self.url.clone())
            .headers(self.headers.clone())
            .header(CONTENT_TYPE, "application/x-protobuf")
            .header(USER_AGENT, concat!("countersign/", env!("CARGO_PKG_VERSION")))
            .body(resource.request(batch).encode_to_vec());
        match request.send().await {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(Trouble {
                // Those that OTLP names for it.
                may_pass: matches!(
                    answer.status(),
                    StatusCode::TOO_MANY_REQUESTS
                        | StatusCode::BAD_GATEWAY
                        | StatusCode::SERVICE_UNAVAILABLE
                        | StatusCode::GATEWAY_TIMEOUT
                ),
                told: format!("the collector answers {}", answer.status()),
            }),
            // The URL may hold a token.
            Err(error) => Err(Trouble { may_pass: true, told: error.without_url().to_string() }),
        }
    }
}

impl Shipping {
    /// Ships what waits, within a few seconds, and ends.
    pub(crate) async fn finish(mut self) {
        // An error means that the task is gone, which was told when it happened.
        let _ = self.stop.send(true);
        if tokio::time::timeout(FLUSH, &mut self.task).await.is_err() {
            self.task.abort();
            tracing::warn!("the collector took too long: the last spans are lost");
        }
    }
}

/// Why a batch wasn't taken.
#[derive(Debug)]
struct Trouble {
    may_pass: bool,
    told: String,
}

/// Counts what was lost; what went wrong, if something did.
fn settle(sent: Result<(), Trouble>, spans: usize) -> Option<String> {
    let trouble = sent.err()?;
    countersign_traces::dropped(spans);
    Some(trouble.told)
}

/// Takes what has come, without waiting.
fn fill(batch: &mut Vec<Record>, spans: &mut mpsc::Receiver<Record>) {
    while batch.len() < BATCH {
        match spans.try_recv() {
            Ok(span) => batch.push(span),
            Err(_) => return,
        }
    }
}

/// `name=value,name=value`.
fn headers(text: &str) -> Option<HeaderMap> {
    let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
    let read = |pair: &str| {
        let (name, value) = pair.split_once('=')?;
        let mut value = HeaderValue::from_str(value.trim()).ok()?;
        value.set_sensitive(true);
        Some((HeaderName::from_bytes(name.trim().as_bytes()).ok()?, value))
    };
    pairs.map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_pairs_with_commas_between_them() {
        let read = headers("authorization=Bearer a=b, x-team = blue,").unwrap();
        assert_eq!(
            (&read["authorization"], &read["x-team"]),
            (&"Bearer a=b".parse().unwrap(), &"blue".parse().unwrap())
        );
        assert!(!format!("{read:?}").contains("Bearer"), "a secret");
        assert!(headers("").unwrap().is_empty());
        for bad in ["authorization", "a b=c", "a=b\nc", "=c"] {
            assert!(headers(bad).is_none(), "{bad:?}");
        }
    }
}
