//! Who may read the pages when more than this machine can reach them.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use countersign_web::Form;
use http::{HeaderMap, Method, StatusCode, Uri, header};
use subtle::ConstantTimeEq;

use crate::state::Console;

/// The cookie that stands for the token in a browser.
const COOKIE: &str = "countersign-console";

/// The parameter that carries the token once, in the address that `countersign dev` prints.
const PARAMETER: &str = "token";

/// What opens the pages: 16 to 128 letters, digits, `-` and `_`, so that it stands in a URL, a header and a cookie as
/// it is.
#[derive(Clone)]
pub struct AccessToken(String);

/// The text can't be an [`AccessToken`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadAccessToken;

impl fmt::Display for BadAccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the page's token has 16 to 128 letters, digits, hyphens and underscores")
    }
}

impl std::error::Error for BadAccessToken {}

impl FromStr for AccessToken {
    type Err = BadAccessToken;

    fn from_str(text: &str) -> Result<Self, BadAccessToken> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        let fits = (16..=128).contains(&text.len()) && text.bytes().all(plain);
        fits.then(|| Self(text.to_owned())).ok_or(BadAccessToken)
    }
}

/// Without the token.
impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(****)")
    }
}

impl AccessToken {
    /// Whether `shown` is this token. Takes the same time however much of it is right; its length is no secret.
    fn is(&self, shown: &str) -> bool {
        self.0.as_bytes().ct_eq(shown.as_bytes()).into()
    }

    /// Whether the request shows the token, as a program (`Authorization: Bearer`) or a browser (the cookie) does.
    fn is_shown_by(&self, headers: &HeaderMap) -> bool {
        let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let bearer = bearer.and_then(|value| value.split_once(' '));
        if bearer
            .is_some_and(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && self.is(token.trim()))
        {
            return true;
        }
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        lines
            .flat_map(|line| line.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .any(|(name, value)| name == COOKIE && self.is(value))
    }

    /// Whether the page itself is asked for with the token in its address.
    fn is_in_address(&self, method: &Method, uri: &Uri) -> bool {
        let query = (method == Method::GET && uri.path() == "/").then(|| Form::parse_query(uri.query()).ok());
        query.flatten().is_some_and(|query| query.text(PARAMETER).is_some_and(|shown| self.is(shown)))
    }

    /// Trades the address for a cookie, so that the token stays in no history and no `Referer`.
    ///
    /// The cookie isn't `Secure`, because such a listener speaks plain HTTP unless a proxy stands before it.
    fn trade(&self) -> Response {
        let cookie = format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Strict", self.0);
        (StatusCode::SEE_OTHER, [(header::LOCATION, "/".to_owned()), (header::SET_COOKIE, cookie)])
            .into_response()
    }
}

/// Whether a proxy brought the request. Without a token only this machine's own programs may read the pages, and a
/// proxy's requests come from there whoever sent them.
fn came_through_a_proxy(headers: &HeaderMap) -> bool {
    let tells = |name: &str| {
        name == "forwarded" || name == "via" || name == "x-real-ip" || name.starts_with("x-forwarded-")
    };
    headers.keys().any(|name| tells(name.as_str()))
}

/// The middleware: with a token only who shows it passes, and without one only who came by no proxy.
pub(crate) async fn require_token(
    State(console): State<Arc<Console>>,
    request: Request,
    next: Next,
) -> Response {
    let Some(token) = &console.token else {
        if came_through_a_proxy(request.headers()) {
            let sentence = "This page shows codes and is for this machine alone, but a proxy brought this request. Keep the \
                            proxy to /v2, or set server.public_url: the page then asks for a token.\n";
            let kind = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
            return (StatusCode::FORBIDDEN, [kind], sentence).into_response();
        }
        return next.run(request).await;
    };
    if token.is_in_address(request.method(), request.uri()) {
        return token.trade();
    }
    if token.is_shown_by(request.headers()) {
        return next.run(request).await;
    }
    let sentence = "This page needs its token. Open the address that `countersign dev` printed, or send the token as \
                    `Authorization: Bearer …`.\n";
    let kind = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
    (StatusCode::UNAUTHORIZED, [kind, (header::WWW_AUTHENTICATE, "Bearer")], sentence).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_enough_and_needs_no_escaping_anywhere() {
        for good in ["a".repeat(16), "Aa0-_".repeat(25)] {
            assert!(good.parse::<AccessToken>().is_ok(), "{good}");
        }
        for bad in
            ["", "short", &"a".repeat(129), "sixteen letters;", "sixteen\r\nletters", "sechzehnBuchstäben"]
        {
            assert_eq!(bad.parse::<AccessToken>().err(), Some(BadAccessToken), "{bad:?}");
        }
    }

    #[test]
    fn debug_output_hides_the_token() {
        let token: AccessToken = "0123456789abcdef".parse().unwrap();
        assert_eq!(format!("{token:?}"), "AccessToken(****)");
    }
}
