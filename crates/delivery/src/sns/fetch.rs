//! How certificates and confirmations are fetched.

use std::pin::Pin;
use std::time::Duration;

use countersign_model::Timestamp;
use reqwest::Url;

use crate::BadSettings;
use crate::http::Http;

/// A fetch under way.
pub type Fetching<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>, String>> + Send + 'a>>;

/// Gets what is at an address of Amazon's.
pub trait Fetch: Send + Sync {
    /// The body at `url`, in a few seconds; a sentence without secrets when there is none.
    fn fetch<'a>(&'a self, url: &'a str) -> Fetching<'a>;
}

/// Over HTTPS. Follows no redirect: the host was looked at, and no other one.
pub(crate) struct Client(Http);

impl Client {
    /// A client whose requests end within `limit`.
    pub(crate) fn new(limit: Duration) -> Result<Self, BadSettings> {
        Ok(Self(Http::new(limit)?))
    }
}

impl Fetch for Client {
    fn fetch<'a>(&'a self, url: &'a str) -> Fetching<'a> {
        Box::pin(async move {
            let url = Url::parse(url).map_err(|error| error.to_string())?;
            // The time would be for reading Retry-After, which nobody asks here.
            let answered = self.0.look(self.0.get(url), Timestamp::from_millis(0)).await?;
            if answered.is_success() {
                Ok(answered.body)
            } else {
                Err(format!("answered {}", answered.status))
            }
        })
    }
}
