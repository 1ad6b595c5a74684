//! What a request gets when it is refused: Twilio's error body (behaviour map 1.5, codes of section 3).

mod kinds;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

pub use self::kinds::ProblemKind;

/// A refusal, ready to be sent.
///
/// The body is always a JSON object, because twilio-ruby calls `fetch` on whatever was parsed. It has the keys
/// `code`, `message`, `more_info` and `status`, and `details` only when there are any.
#[derive(Clone, PartialEq)]
pub struct Problem {
    /// The HTTP status, repeated in the body.
    pub status: StatusCode,
    /// Twilio's error code; applications match on it.
    pub code: u32,
    /// One sentence for a developer. May repeat what the client sent, so it never goes to a log.
    pub message: Cow<'static, str>,
    /// More, for machines; most problems have none.
    pub details: Option<Value>,
    /// Whole seconds after which trying again makes sense; sent as `Retry-After`.
    pub retry_after_seconds: Option<u64>,
    /// Headers that belong to this refusal, such as `WWW-Authenticate`.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A problem with no details and no extra headers.
    fn new(status: StatusCode, code: u32, message: impl Into<Cow<'static, str>>) -> Self {
        let message = message.into();
        Self { status, code, message, details: None, retry_after_seconds: None, headers: Vec::new() }
    }

    /// 404, code 20404: nothing is at `path` (of the URL, with or without `/v2`, which the message never shows).
    ///
    /// Control characters are left out and the path is cut after 200 characters.
    #[must_use]
    pub fn not_found(path: &str) -> Self {
        let resource = match path.strip_prefix("/v2") {
            Some("") => "/",
            Some(rest) if rest.starts_with('/') => rest,
            _ => path,
        };
        let resource: String = resource.chars().filter(|c| !c.is_control()).take(200).collect();
        Self::nothing_at(&resource)
    }

    /// 401, code 20003: the credentials are missing or wrong, without saying which. Asks for Basic, in UTF-8
    /// (RFC 7617 section 2.1).
    #[must_use]
    pub fn unauthorized() -> Self {
        const CHALLENGE: &str = "Basic realm=\"Countersign API\", charset=\"UTF-8\"";
        Self::unproven().with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static(CHALLENGE))
    }

    /// 503, code 20503, try again in a second: the server can't take this now.
    #[must_use]
    pub fn busy() -> Self {
        Self::overloaded().with_retry_after(1)
    }

    /// The same with `details` in the body.
    #[must_use]
    pub fn with_details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }

    /// The same with `Retry-After: seconds`.
    #[must_use]
    pub fn with_retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// The same with one more header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// Shows no message: it may hold a phone number out of the request.
impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Problem({} {})", self.status.as_u16(), self.code)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = json!({
            "code": self.code,
            "message": self.message,
            "more_info": format!("https://www.twilio.com/docs/errors/{}", self.code),
            "status": self.status.as_u16(),
        });
        if let Some(details) = self.details {
            body["details"] = details;
        }
        let json = [(header::CONTENT_TYPE, "application/json")];
        let mut response = (self.status, json, body.to_string()).into_response();
        response.headers_mut().extend(self.headers);
        if let Some(seconds) = self.retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
