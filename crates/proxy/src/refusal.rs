//! What a client hears whose request goes nowhere.

use std::fmt;

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use http_body_util::Full;
use hyper::ext::ReasonPhrase;

/// Why a request to the proxy was refused. Its text says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No `CONNECT`, but a request that a proxy should make, or one meant for the server itself.
    NotConnect,
    /// The target is not `host:port`.
    BadTarget,
    /// The host is Verify, the port isn't 443, or the name ends in a dot. Never tunnelled: credentials may follow.
    VerifyMisspelt,
    /// Another host, and nothing is tunnelled.
    Other(String),
    /// Another host, on a port that isn't tunnelled to.
    Port(u16),
    /// The other host can't be reached.
    Unreachable(String),
}

impl Refusal {
    /// 403, except where the other host is to blame: 502.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unreachable(_) => StatusCode::BAD_GATEWAY,
            _ => StatusCode::FORBIDDEN,
        }
    }

    /// The answer. The sentence stands in the status line too: of a refused `CONNECT`, that is all that most HTTP
    /// clients show.
    #[must_use]
    pub fn answer(&self) -> Response<Full<Bytes>> {
        let sentence = self.to_string();
        let mut answer = Response::new(Full::new(Bytes::from(format!("{sentence}\n"))));
        *answer.status_mut() = self.status();
        let text = HeaderValue::from_static("text/plain; charset=utf-8");
        answer.headers_mut().insert(header::CONTENT_TYPE, text);
        answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        if let Ok(phrase) = ReasonPhrase::try_from(sentence) {
            answer.extensions_mut().insert(phrase);
        }
        answer
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotConnect => f.write_str(
                "Countersign's proxy takes CONNECT for https URLs only: for plain http set no proxy, \
                 and for Countersign itself use the address that dev printed",
            ),
            Self::BadTarget => f.write_str("CONNECT needs host:port"),
            Self::VerifyMisspelt => {
                f.write_str("Verify is reached at port 443, by its name without a dot at the end")
            }
            Self::Other(host) => write!(
                f,
                "{host} is not Verify: start countersign dev with --tunnel-others to let other calls through"
            ),
            Self::Port(port) => {
                write!(f, "port {port} is not tunnelled to: start countersign dev with --tunnel-port {port}")
            }
            Self::Unreachable(host) => write!(f, "{host} can't be reached from here"),
        }
    }
}

impl std::error::Error for Refusal {}
