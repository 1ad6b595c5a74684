//! Who calls where devices may call, too: HTTP Basic with the user name `token` (behaviour map 1.2 and 9.3).
//!
//! A handler that takes a [`Caller`] is never reached by a device; one that takes a [`Visitor`] has to ask what the device's
//! token is worth.

use std::fmt;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use countersign_model::AccountSid;
use http::header::AUTHORIZATION;
use http::request::Parts;

use crate::record::Acting;
use crate::{Caller, Gate, Problem};

/// The user name of devices.
const USER: &str = "token";

/// A caller, or a device with a token of which nothing is proven.
#[derive(Clone, Debug)]
pub enum Visitor {
    /// Somebody who proved to act for an account.
    Caller(Caller),
    /// Somebody with a token.
    Bearer(Bearer),
}

/// A token that nobody has looked at.
#[derive(Clone)]
pub struct Bearer {
    token: String,
    acting: Option<Acting>,
}

impl Bearer {
    /// The token.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Tells the request's line of the log for whose account it was, once the token has proven it.
    pub fn acts_for(&self, account: AccountSid) {
        if let Some(acting) = &self.acting {
            // Set already when a handler asks twice.
            let _ = acting.0.set(account);
        }
    }
}

/// Shows nothing of the token.
impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bearer").finish_non_exhaustive()
    }
}

/// The token of an `Authorization: Basic …` whose user is a device.
fn token(header: &[u8]) -> Option<String> {
    let (scheme, encoded) = std::str::from_utf8(header).ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (user, token) = decoded.split_once(':')?;
    (user == USER).then(|| token.to_owned())
}

impl<S: Sync> FromRequestParts<S> for Visitor
where
    Arc<Gate>: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let mut headers = parts.headers.get_all(AUTHORIZATION).iter();
        // Of two headers a caller's gate tells why there may be one only.
        let token = match (headers.next(), headers.next()) {
            (Some(header), None) => token(header.as_bytes()),
            _ => None,
        };
        match token {
            Some(token) => {
                Ok(Self::Bearer(Bearer { token, acting: parts.extensions.get::<Acting>().cloned() }))
            }
            None => Caller::from_request_parts(parts, state).await.map(Self::Caller),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basic(text: &str) -> Vec<u8> {
        format!("Basic {}", BASE64_STANDARD.encode(text)).into_bytes()
    }

    #[test]
    fn only_the_user_name_of_devices_has_a_token() {
        assert_eq!(token(&basic("token:a.b:c")).as_deref(), Some("a.b:c"));
        for text in ["Token:x", "token", "tokens:x", ":x", "AC0123456789abcdef0123456789abcdef:x"] {
            assert_eq!(token(&basic(text)), None, "{text}");
        }
        assert!(token(b"Bearer dG9rZW46eA==").is_none() && token(b"Basic").is_none());
    }

    #[test]
    fn debug_output_shows_no_token() {
        let bearer = Bearer { token: "secret".to_owned(), acting: None };
        assert_eq!(format!("{:?}", Visitor::Bearer(bearer)), "Bearer(Bearer { .. })");
    }
}
