//! The addresses that providers are given, built from the configured public URL and never from a request.

use countersign_model::{AttemptSid, CodeDomain};

use crate::engine::Inner;

/// Where this server can be called from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callbacks(String);

impl Callbacks {
    /// Under this public URL, which has no query.
    #[must_use]
    pub fn under(public_url: &str) -> Self {
        Self(public_url.trim_end_matches('/').to_owned())
    }

    /// The name that browsers know this server by, if it is one that phones look at.
    pub(crate) fn domain(&self) -> Option<CodeDomain> {
        CodeDomain::of_url(&self.0)
    }

    /// The address with this path, which begins with `/`.
    pub(crate) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

/// What is in front of a token's purpose, so that tokens of receipts are good for nothing else.
fn purpose(provider: &str) -> String {
    format!("receipt/{provider}")
}

impl Inner {
    /// The address at which `provider` is to tell about this one message; nothing without a public URL.
    pub(crate) fn receipt_url(&self, provider: &str, attempt: &str) -> Option<String> {
        let callbacks = self.callbacks.as_ref()?;
        let token = self.opening_keys().callback_token(&purpose(provider), attempt);
        Some(callbacks.address(&format!("/receipts/{provider}/{attempt}.{token}")))
    }

    /// The attempt that an address's token is for; nothing for a token that we didn't make.
    pub(super) fn attempt_of(&self, provider: &str, token: &str) -> Option<AttemptSid> {
        let (attempt, token) = token.split_once('.')?;
        let good = self.opening_keys().made_callback_token(&purpose(provider), attempt, token);
        attempt.parse().ok().filter(|_| good)
    }
}
