//! What is told to addresses that callers set, who are not to be trusted with where this server can reach.
//!
//! A name is resolved once for a connection, every address that it has must be public, and the connection goes to one of
//! those very addresses: there is no second look that could find another. Redirects are not followed, no proxy variable is
//! heeded, time is limited, and of the answer only the status is read. What the operator allows stands in the
//! configuration file alone.

mod networks;
mod push;
mod resolve;
mod signed;

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use countersign_model::{CidrList, WebhookUrl};
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Client, Url, redirect};
use url::Host;

use self::resolve::{Checked, NotPublic};
pub use self::resolve::{Resolver, Resolving, SystemResolver};
pub use self::signed::Post;

/// How long connecting may take.
const CONNECT_LIMIT: Duration = Duration::from_secs(3);
/// How long it may take from the beginning to the status of the answer.
pub const POST_LIMIT: Duration = Duration::from_secs(10);
/// How long a connection is kept for the next message.
const IDLE: Duration = Duration::from_secs(20);

/// Where callers may have this server post to.
#[derive(Clone)]
pub struct Allowed {
    /// Networks that aren't public and may be reached all the same.
    pub networks: CidrList,
    /// Whether addresses may begin with `http://`.
    pub plain: bool,
    /// Who knows the addresses of names.
    pub resolver: Arc<dyn Resolver>,
}

/// Public addresses over TLS.
impl Default for Allowed {
    fn default() -> Self {
        Self { networks: CidrList::default(), plain: false, resolver: Arc::new(SystemResolver) }
    }
}

impl Allowed {
    fn is(&self, address: IpAddr) -> bool {
        networks::is_public(address) || self.networks.contains(address)
    }

    /// Whether an address can be taken at all. A name may mean something else later; what it means is looked at whenever it
    /// is used.
    #[must_use]
    pub fn takes(&self, url: &WebhookUrl) -> bool {
        (self.plain || !url.is_plain()) && Url::parse(url.as_str()).is_ok_and(|url| self.takes_host(&url))
    }

    /// A host that is an address never comes to the resolver.
    fn takes_host(&self, url: &Url) -> bool {
        match url.host() {
            Some(Host::Ipv4(address)) => self.is(address.into()),
            Some(Host::Ipv6(address)) => self.is(address.into()),
            Some(Host::Domain(_)) => true,
            None => false,
        }
    }
}

/// Why something was not taken. Nothing of the answer is in it but the class of its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untold {
    /// It leads where callers may not have us go.
    NotAllowed,
    /// No connection stood.
    NoConnection,
    /// No answer came in time.
    TimedOut,
    /// The connection was lost before the answer.
    Lost,
    /// Answered with a redirect, which isn't followed.
    Redirected,
    /// Answered 4xx.
    Refused,
    /// Answered 5xx, or something that is no answer.
    Failed,
}

impl Untold {
    /// In a few words, for the operator.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAllowed => "its address is not public",
            Self::NoConnection => "no connection",
            Self::TimedOut => "no answer in time",
            Self::Lost => "the connection was lost",
            Self::Redirected => "answered with a redirect, which is not followed",
            Self::Refused => "answered 4xx",
            Self::Failed => "answered 5xx",
        }
    }
}

/// Posts to addresses that callers set.
pub struct Outside {
    allowed: Allowed,
    /// Made when it is first needed: most servers have no webhook.
    client: OnceLock<Client>,
}

impl Outside {
    /// Who posts where `allowed` says.
    #[must_use]
    pub const fn new(allowed: Allowed) -> Self {
        Self { allowed, client: OnceLock::new() }
    }

    /// Where it may post.
    #[must_use]
    pub const fn allowed(&self) -> &Allowed {
        &self.allowed
    }

    /// Posts a signed form. Any status from 200 to 299 says that it was taken.
    ///
    /// # Errors
    /// Why it wasn't, or isn't known to have been.
    pub async fn post(&self, url: &WebhookUrl, post: &Post<'_>) -> Result<(), Untold> {
        if !self.allowed.takes(url) {
            return Err(Untold::NotAllowed);
        }
        let parsed = Url::parse(url.as_str()).map_err(|_| Untold::NotAllowed)?;
        let header = |text: &str| HeaderValue::from_str(text).map_err(|_| Untold::Failed);
        let request = self
            .client()?
            .post(parsed)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(HeaderName::from_static("x-twilio-signature"), header(&post.signature(url.as_str()))?)
            .header(HeaderName::from_static("i-twilio-idempotency-token"), header(post.id)?)
            .body(post.body());
        // The answer's body is never read: dropping it ends the connection.
        let answered = request.send().await.map_err(|error| untold(&error))?;
        match answered.status().as_u16() {
            200..=299 => Ok(()),
            300..=399 => Err(Untold::Redirected),
            400..=499 => Err(Untold::Refused),
            _ => Err(Untold::Failed),
        }
    }

    fn client(&self) -> Result<&Client, Untold> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let made = Client::builder()
            .user_agent(concat!("countersign/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .http1_only()
            .no_proxy()
            .dns_resolver(Arc::new(Checked(self.allowed.clone())))
            .connect_timeout(CONNECT_LIMIT)
            .timeout(POST_LIMIT)
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(2)
            .build();
        match made {
            Ok(client) => Ok(self.client.get_or_init(|| client)),
            Err(error) => {
                tracing::error!(%error, "no HTTP client can be made for what is posted outside");
                Err(Untold::NoConnection)
            }
        }
    }
}

fn untold(error: &reqwest::Error) -> Untold {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        if inner.is::<NotPublic>() {
            return Untold::NotAllowed;
        }
        cause = inner.source();
    }
    if error.is_connect() {
        Untold::NoConnection
    } else if error.is_timeout() {
        Untold::TimedOut
    } else {
        Untold::Lost
    }
}
