//! What Amazon's services have in common: credentials, signed requests, and errors with a name.

use std::time::Duration;

use countersign_model::{Fate, Timestamp};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{RequestBuilder, Url};
use serde_json::Value;

use super::BadSettings;
use crate::http::{Answered, Http, base_url};
use crate::reason::reason;
use crate::sigv4::Signer;
use crate::sns::{Client, Topic};
use crate::{Message, Probe, Secret};

/// How long fetching a certificate or confirming a subscription may take: a few kilobytes from the same region.
const FETCH_LIMIT: Duration = Duration::from_secs(5);

/// The keys that the tables of all of Amazon's services have.
pub(super) struct Account<'a> {
    pub(super) region: &'a str,
    pub(super) access_key_id: &'a str,
    pub(super) secret_access_key: &'a Secret,
    pub(super) session_token: Option<&'a Secret>,
    pub(super) url: Option<&'a str>,
}

/// A service: its endpoint's first word and its name in signatures, which differ for some.
#[derive(Clone, Copy)]
pub(super) struct Service {
    pub(super) host: &'static str,
    pub(super) name: &'static str,
}

/// One service of one account.
pub(super) struct Aws {
    http: Http,
    signer: Signer,
    url: Url,
}

/// What is asked of a service.
pub(super) struct Ask {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) content_type: &'static str,
    /// The operation, where it stands in a header.
    pub(super) target: Option<&'static str>,
    pub(super) body: Vec<u8>,
}

impl Aws {
    pub(super) fn new(account: &Account<'_>, service: Service, limit: Duration) -> Result<Self, BadSettings> {
        let bad = |text: &str| BadSettings(text.to_owned());
        let region = account.region;
        let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if region.is_empty() || !is_word(region) {
            return Err(bad("region must be such as eu-central-1"));
        }
        if account.access_key_id.is_empty() || !is_word(account.access_key_id) {
            return Err(bad("access_key_id must be letters and digits, such as AKIAIOSFODNN7EXAMPLE"));
        }
        if account.secret_access_key.reveal().is_empty() {
            return Err(bad("secret_access_key must not be empty"));
        }
        let session_token = account
            .session_token
            .map(|token| HeaderValue::from_str(token.reveal()))
            .transpose()
            .map_err(|_| bad("session_token holds something that no token holds"))?
            .map(|mut token| {
                token.set_sensitive(true);
                token
            });
        let domain = match region.split('-').next() {
            Some("cn") => "amazonaws.com.cn",
            Some("eusc") => "amazonaws.eu",
            _ => "amazonaws.com",
        };
        let usual = format!("https://{}.{region}.{domain}", service.host);
        let url = base_url("url", account.url.unwrap_or(&usual))?;
        let signer = Signer::new(
            account.access_key_id.to_owned(),
            account.secret_access_key.clone(),
            session_token,
            region.to_owned(),
            service.name,
        );
        Ok(Self { http: Http::new(limit)?, signer, url })
    }

    /// Asks for a message to be sent.
    pub(super) async fn ask(&self, ask: Ask, message: &Message, now: Timestamp) -> Result<Answered, Fate> {
        match self.request(ask, now) {
            Some(request) => self.http.ask(request, message, now).await,
            None => Err(Fate::BadMessage { reason: "url can't be joined with a path".to_owned() }),
        }
    }

    /// Asks something that is free, and says whether the credentials were good. What an account may not ask says that
    /// they were: only whoever is known can be forbidden something.
    pub(super) async fn probe(&self, ask: Ask, now: Timestamp) -> Result<Option<Answered>, String> {
        let request = self.request(ask, now).ok_or("url can't be joined with a path")?;
        let answered = self.http.look(request).await?;
        let name = Complaint::read(&answered).name;
        match answered.status {
            200..=299 => Ok(Some(answered)),
            _ if FORBIDDEN.contains(&name.as_str()) => Ok(None),
            _ if class(COMMON, &name) == Some(Class::Credentials) => Err(format!(
                "answered {}: check region, access_key_id, secret_access_key and session_token",
                answered.status
            )),
            status => Err(format!("answered {status}")),
        }
    }

    fn request(&self, ask: Ask, now: Timestamp) -> Option<RequestBuilder> {
        let url = self.url.join(ask.path).ok()?;
        let mut headers = HeaderMap::new();
        if !ask.body.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(ask.content_type));
        }
        if let Some(target) = ask.target {
            headers.insert(HeaderName::from_static("x-amz-target"), HeaderValue::from_static(target));
        }
        self.signer.sign(ask.method, &url, &mut headers, &ask.body, now);
        let request = if ask.method == "GET" { self.http.get(url) } else { self.http.post(url) };
        Some(request.headers(headers).body(ask.body))
    }
}

/// Whose fault an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Throttled,
    Retryable,
    Recipient,
    Message,
    Credentials,
    Funds,
    Fraud,
}

/// Names that mean the same at every service ("Common errors" in each service's reference).
const COMMON: &[(&str, Class)] = &[
    ("Throttling", Class::Throttled),
    ("ThrottlingException", Class::Throttled),
    ("Throttled", Class::Throttled),
    ("ThrottledException", Class::Throttled),
    ("TooManyRequestsException", Class::Throttled),
    ("RequestLimitExceeded", Class::Throttled),
    ("ServiceUnavailable", Class::Retryable),
    ("ServiceUnavailableException", Class::Retryable),
    ("AccessDenied", Class::Credentials),
    ("AccessDeniedException", Class::Credentials),
    ("AuthorizationError", Class::Credentials),
    ("NotAuthorized", Class::Credentials),
    ("OptInRequired", Class::Credentials),
    ("ExpiredToken", Class::Credentials),
    ("ExpiredTokenException", Class::Credentials),
    ("RequestExpired", Class::Credentials),
    ("IncompleteSignature", Class::Credentials),
    ("InvalidClientTokenId", Class::Credentials),
    ("InvalidSecurity", Class::Credentials),
    ("InvalidSignatureException", Class::Credentials),
    ("MissingAuthenticationToken", Class::Credentials),
    ("MissingAuthenticationTokenException", Class::Credentials),
    ("SignatureDoesNotMatch", Class::Credentials),
    ("UnrecognizedClientException", Class::Credentials),
];

/// Names that say: known, but not allowed to do this.
const FORBIDDEN: &[&str] = &["AccessDenied", "AccessDeniedException", "AuthorizationError", "NotAuthorized"];

/// The class of the error with this name.
fn class(table: &[(&str, Class)], name: &str) -> Option<Class> {
    table.iter().find(|(known, _)| *known == name).map(|(_, class)| *class)
}

/// An error as a service writes it.
#[derive(Debug, Default)]
pub(super) struct Complaint {
    /// The error's name, such as `ThrottlingException`.
    pub(super) name: String,
    /// A word that says more, where there is one.
    pub(super) why: String,
    /// A sentence.
    pub(super) said: String,
}

impl Complaint {
    /// Reads JSON, whose error stands in `__type` or in a header, with decoration; or XML.
    pub(super) fn read(answered: &Answered) -> Self {
        if let Some(told) = super::aws_xml::error(&answered.body) {
            return told;
        }
        let body = answered.json().unwrap_or_default();
        let text = |names: &[&str]| {
            let found = names.iter().find_map(|name| body.get(name).and_then(Value::as_str));
            found.unwrap_or_default().to_owned()
        };
        let written = match answered.header("x-amzn-errortype") {
            Some(name) => name.to_owned(),
            None => text(&["__type", "code"]),
        };
        let name = written.rsplit('#').next().unwrap_or_default().split(':').next().unwrap_or_default();
        Self { name: name.to_owned(), why: text(&["Reason", "reason"]), said: text(&["message", "Message"]) }
    }

    /// What the error means: by the service's own table, which may name an error or its reason, then by the common one,
    /// then by the status alone.
    pub(super) fn fate(&self, table: &[(&str, Class)], answered: &Answered, message: &Message) -> Fate {
        let known = [(table, &self.why), (table, &self.name), (COMMON, &self.name)];
        let known = known.into_iter().find_map(|(table, name)| class(table, name));
        let detail = [&self.name, &self.why, &self.said].map(String::as_str).join(" ");
        known.map_or_else(
            || answered.fate_by_status(&detail, message),
            |class| class.fate(&detail, answered, message),
        )
    }
}

impl Class {
    /// The fate of this class; `detail` is what the service said.
    pub(super) fn fate(self, detail: &str, answered: &Answered, message: &Message) -> Fate {
        let reason = reason(&format!("answered {}", answered.status), detail, message);
        match self {
            Self::Throttled => Fate::Throttled { retry_after_millis: answered.retry_after() },
            Self::Retryable => Fate::Retryable { reason },
            Self::Recipient => Fate::BadRecipient { reason },
            Self::Message => Fate::BadMessage { reason },
            Self::Credentials => Fate::BadCredentials { reason },
            Self::Funds => Fate::NoFunds { reason },
            Self::Fraud => Fate::Fraud { reason },
        }
    }
}

/// The topic of receipts, if there is one.
pub(super) fn topic(arn: Option<&str>) -> Result<Option<Topic>, BadSettings> {
    let Some(arn) = arn else { return Ok(None) };
    Topic::new(arn, std::sync::Arc::new(Client::new(FETCH_LIMIT)?)).map(Some)
}

/// A probe whose answer says nothing more.
pub(super) fn reached<T>(probed: Result<T, String>) -> Probe {
    probed.map_or_else(Probe::Failed, |_| Probe::Reached)
}
