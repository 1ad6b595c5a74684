//! A message for a browser, to the address that the browser gave.

use countersign_model::{Timestamp, WebhookUrl};
use reqwest::Url;
use reqwest::header::{HeaderMap, RETRY_AFTER};

use super::{Outside, Untold, untold};
use crate::http::wait;

/// All that is read of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pushed {
    pub(crate) status: u16,
    /// When it wants to be asked again, in milliseconds.
    pub(crate) retry_after_millis: Option<i64>,
}

impl Outside {
    /// Posts a body that says nothing to whoever isn't meant.
    ///
    /// # Errors
    /// Why nobody is known to have answered.
    pub(crate) async fn push(
        &self,
        url: &WebhookUrl,
        headers: HeaderMap,
        body: Vec<u8>,
        now: Timestamp,
    ) -> Result<Pushed, Untold> {
        if !self.allowed().takes(url) {
            return Err(Untold::NotAllowed);
        }
        let parsed = Url::parse(url.as_str()).map_err(|_| Untold::NotAllowed)?;
        let request = self.client()?.post(parsed).headers(headers).body(body);
        // The answer's body is never read: dropping it ends the connection.
        let answered = request.send().await.map_err(|error| untold(&error))?;
        let named = answered.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        Ok(Pushed {
            status: answered.status().as_u16(),
            retry_after_millis: named.and_then(|text| wait(text, now)),
        })
    }
}
