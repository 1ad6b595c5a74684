//! A provider calls.

use countersign_delivery::{Heard, Inbound, Reply};
use countersign_metrics::Counter;
use http::HeaderMap;

use crate::Engine;

/// What providers told, by what became of it.
pub(crate) static RECEIPTS: Counter<2> = Counter::new(
    "countersign_receipts_total",
    "What providers told at callback addresses, by provider and outcome: the state told, forged or unreadable.",
    ["provider", "outcome"],
);

/// A request that came to a provider's callback address.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "they are what the request had")]
pub struct CallIn {
    /// Which provider, by the path.
    pub provider: String,
    /// The path's last part; nothing at the address that a provider uses for all messages.
    pub token: Option<String>,
    /// In capitals.
    pub method: String,
    /// As it came, without `?`.
    pub query: Option<String>,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// How it is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 200.
    Kept(Reply),
    /// 400: it can't be read, and why.
    Unreadable(&'static str),
    /// 403: the provider didn't send it, or the address isn't ours.
    Forged,
    /// 404: there is no such provider, or this server gave nobody an address.
    Nobody,
    /// 503: the database gave no answer; the provider is to tell again.
    Again,
}

impl Engine {
    /// Hands what came in to its provider, and keeps what that makes of it.
    pub async fn hear(&self, call: CallIn) -> Answer {
        let provider = call.provider.as_str();
        let (Some(seat), Some(callbacks)) = (self.0.routes.named(provider), &self.0.callbacks) else {
            return Answer::Nobody;
        };
        let (attempt, path) = match &call.token {
            None => (None, format!("/receipts/{provider}")),
            Some(token) => match self.0.attempt_of(provider, token) {
                Some(attempt) => (Some(attempt), format!("/receipts/{provider}/{token}")),
                None => return refused(provider, "the address is none that was given to the provider"),
            },
        };
        let query = call.query.as_deref().map_or(String::new(), |query| format!("?{query}"));
        let url = format!("{}{query}", callbacks.address(&path));
        let inbound = Inbound {
            method: &call.method,
            url: &url,
            query: call.query.as_deref().unwrap_or_default(),
            headers: &call.headers,
            body: &call.body,
            attempt,
        };
        match seat.provider.hear(&inbound, self.now()).await {
            Heard::Forged(why) => refused(provider, why),
            Heard::Unreadable(why) => {
                RECEIPTS.add([provider, "unreadable"]);
                tracing::warn!(provider, why, "a callback can't be read");
                Answer::Unreadable(why)
            }
            Heard::Receipts { receipts, reply } => {
                if self.keep_receipts(provider, receipts).await {
                    Answer::Kept(reply)
                } else {
                    Answer::Again
                }
            }
        }
    }
}

fn refused(provider: &str, why: &str) -> Answer {
    RECEIPTS.add([provider, "forged"]);
    tracing::warn!(provider, why, "a callback was refused");
    Answer::Forged
}
