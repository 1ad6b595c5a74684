//! What providers call us with: receipts, and requests for the documents of a call.

use std::pin::Pin;

use countersign_model::{AttemptSid, Receipt};
use http::HeaderMap;

/// A request that came to a provider's callback address. Its path's token was proved before: whoever sends it knows an
/// address that we gave only to the provider. The provider's own signature is still to be verified.
#[derive(Clone, Copy, Debug)]
pub struct Inbound<'i> {
    /// `GET` or `POST`, in capitals.
    pub method: &'i str,
    /// The whole address as the provider was given it, built from the configured public URL and never from the request's
    /// `Host`; with the query that came. Signatures cover it.
    pub url: &'i str,
    /// The query alone, without `?`; empty when there was none.
    pub query: &'i str,
    /// The headers as they came.
    pub headers: &'i HeaderMap,
    /// The body as it came.
    pub body: &'i [u8],
    /// The attempt that the address's token is for; nothing at the address that a provider uses for all messages.
    pub attempt: Option<AttemptSid>,
}

impl Inbound<'_> {
    /// A header as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// What a provider makes of a request that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The provider didn't send this: 403.
    Forged(&'static str),
    /// It can't be read: 400. The provider may try again with something better.
    Unreadable(&'static str),
    /// What it tells; none when it tells of nothing that concerns us. Answered `200` with `reply` once it is kept.
    Receipts {
        /// The receipts, in the order told.
        receipts: Vec<Receipt>,
        /// What the provider wants to hear.
        reply: Reply,
    },
}

/// An answer's body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// Its content type; none for an empty body.
    pub content_type: Option<&'static str>,
    /// The text.
    pub body: String,
}

impl Reply {
    /// An empty body.
    #[must_use]
    pub const fn empty() -> Self {
        Self { content_type: None, body: String::new() }
    }
}

/// Reading under way: some signatures need a certificate to be fetched first.
pub type Hearing<'a> = Pin<Box<dyn Future<Output = Heard> + Send + 'a>>;

/// Whether receipts were kept.
pub type Keeping<'a> = Pin<Box<dyn Future<Output = bool> + Send + 'a>>;

/// Who keeps receipts that come on a connection of the provider's own.
pub trait Hearer: Send + Sync {
    /// Keeps them; false when the database gave no answer, and the provider should tell again.
    fn hear<'a>(&'a self, provider: &'a str, receipts: Vec<Receipt>) -> Keeping<'a>;
}
