use axum::http::{HeaderMap, HeaderName, HeaderValue};
use countersign_delivery::{Heard, Inbound, Provider};
use countersign_model::{AttemptSid, Receipt};

use crate::NOW;

/// The callback address that providers are given in these tests.
pub(crate) const CALLBACK: &str = "https://verify.example.com/receipts/mine/token";

/// A request that comes to a callback address.
#[derive(Clone, Debug)]
pub(crate) struct Called {
    pub(crate) method: &'static str,
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) attempt: Option<AttemptSid>,
}

impl Called {
    /// A `POST` of `body`.
    pub(crate) fn post(body: impl Into<Vec<u8>>) -> Self {
        Self {
            method: "POST",
            url: CALLBACK.to_owned(),
            headers: HeaderMap::new(),
            body: body.into(),
            attempt: None,
        }
    }

    /// A `GET` with `query`.
    pub(crate) fn get(query: &str) -> Self {
        Self { method: "GET", url: format!("{CALLBACK}?{query}"), ..Self::post("") }
    }

    /// The same with a header.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
        self.headers.insert(name, HeaderValue::from_str(value).expect("a header's value"));
        self
    }

    /// The same at the address of one message.
    pub(crate) fn about(mut self, delivery_id: &str) -> Self {
        self.attempt = Some(delivery_id.parse().expect("a SID"));
        self
    }

    /// What `provider` makes of it.
    pub(crate) async fn heard_by(&self, provider: &dyn Provider) -> Heard {
        let query = self.url.split_once('?').map_or("", |(_, query)| query);
        let inbound = Inbound {
            method: self.method,
            url: &self.url,
            query,
            headers: &self.headers,
            body: &self.body,
            attempt: self.attempt,
        };
        provider.hear(&inbound, NOW).await
    }
}

/// The receipts in what was heard; fails when it was refused.
pub(crate) fn receipts(heard: Heard) -> Vec<Receipt> {
    match heard {
        Heard::Receipts { receipts, .. } => receipts,
        refused => panic!("{refused:?}"),
    }
}

/// Whether it was refused as a forgery.
pub(crate) fn forged(heard: &Heard) -> bool {
    matches!(heard, Heard::Forged(_))
}
