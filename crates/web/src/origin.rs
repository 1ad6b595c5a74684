//! The name under which a client reached us, for the absolute URLs in its answers.
//!
//! Most helper libraries request `next_page_url` exactly as given, with their credentials (behaviour map 1.1). So it
//! must lead back to us under the client's own name for us. It is told only to the client that sent the name;
//! URLs that are handed to others come from the configured public URL.

use std::convert::Infallible;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;
use http::{HeaderMap, header};

use crate::{Authority, CidrList, Peer};

/// How a client speaks to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Without TLS.
    Http,
    /// With TLS, ours or a proxy's.
    Https,
}

impl Scheme {
    fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Http, Self::Https].into_iter().find(|scheme| text.eq_ignore_ascii_case(scheme.as_str()))
    }
}

/// Scheme, host and port, such as `http://127.0.0.1:4010`; a configured one may have a path that a proxy takes off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// The text is not `http://host[:port][/path]` or the same with https.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadOrigin;

impl Origin {
    /// The origin made of these.
    #[must_use]
    pub fn new(scheme: Scheme, authority: &Authority) -> Self {
        Self(format!("{}://{authority}", scheme.as_str()))
    }

    /// A listener's own address. One that listens everywhere is reached through loopback.
    #[must_use]
    pub fn of_listener(scheme: Scheme, mut listener: SocketAddr) -> Self {
        match listener.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => listener.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(ip) if ip.is_unspecified() => listener.set_ip(Ipv6Addr::LOCALHOST.into()),
            _ => {}
        }
        Self::new(scheme, &listener.into())
    }

    /// The absolute URL of `path_and_query`, which begins with a slash.
    #[must_use]
    pub fn url(&self, path_and_query: &str) -> String {
        format!("{}{path_and_query}", self.0)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Origin {
    type Err = BadOrigin;

    fn from_str(text: &str) -> Result<Self, BadOrigin> {
        let (scheme, rest) = text.split_once("://").ok_or(BadOrigin)?;
        let scheme = Scheme::parse(scheme).ok_or(BadOrigin)?;
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let authority: Authority = authority.parse().map_err(|_| BadOrigin)?;
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.' | b'~');
        if !path.bytes().all(plain) {
            return Err(BadOrigin);
        }
        Ok(Self(format!("{}{}", Self::new(scheme, &authority), path.trim_end_matches('/'))))
    }
}

/// How an [`Origin`] is found.
#[derive(Clone, Debug)]
pub struct OriginPolicy {
    /// What the operator says we are called; then nothing a request says matters.
    pub public_url: Option<Origin>,
    /// Peers whose `X-Forwarded-*` and `Forwarded` headers are believed.
    pub trusted_proxies: CidrList,
    /// What the listener itself speaks.
    pub scheme: Scheme,
    /// For requests with no usable `Host`: see [`Origin::of_listener`].
    pub fallback: Origin,
}

impl OriginPolicy {
    /// The name that the client behind `peer` used.
    ///
    /// Of a trusted proxy, the last value counts, which is the one it wrote itself: those before it came from
    /// farther away and may be the client's inventions. With several proxies in a row the last value may be an
    /// inner name; then the operator sets the public URL.
    #[must_use]
    pub fn origin(&self, headers: &HeaderMap, peer: IpAddr) -> Origin {
        if let Some(public) = &self.public_url {
            return public.clone();
        }
        let told = if self.trusted_proxies.contains(peer) { Told::read(headers) } else { Told::default() };
        let scheme = told.scheme.unwrap_or(self.scheme);
        match told.host.or_else(|| only_host(headers)) {
            Some(authority) => Origin::new(scheme, &authority),
            None => self.fallback.clone(),
        }
    }
}

/// Needs the [`Peer`] that [`crate::serve`] sets; without it no proxy is trusted.
impl<S: Sync> FromRequestParts<S> for Origin
where
    Arc<OriginPolicy>: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let policy = Arc::<OriginPolicy>::from_ref(state);
        let peer = parts.extensions.get::<Peer>().map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.0.ip());
        Ok(policy.origin(&parts.headers, peer))
    }
}

/// The request's one `Host` header. Two are a fault of the client (RFC 9112 section 3.2), and none is used.
pub(crate) fn only_host(headers: &HeaderMap) -> Option<Authority> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next()?;
    if hosts.next().is_some() {
        return None;
    }
    host.to_str().ok()?.parse().ok()
}

/// What a proxy says about its client's request.
#[derive(Default)]
struct Told {
    scheme: Option<Scheme>,
    host: Option<Authority>,
}

impl Told {
    /// The `X-Forwarded-*` headers if there are any, else `Forwarded` (RFC 7239): a proxy that writes the former
    /// often passes on a `Forwarded` that its client made up.
    fn read(headers: &HeaderMap) -> Self {
        let (scheme, host) = (last(headers, "x-forwarded-proto"), last(headers, "x-forwarded-host"));
        if scheme.is_some() || host.is_some() {
            return Self {
                scheme: scheme.and_then(Scheme::parse),
                host: host.and_then(|host| host.parse().ok()),
            };
        }
        let mut told = Self::default();
        for pair in last(headers, "forwarded").unwrap_or_default().split(';') {
            let Some((name, value)) = pair.trim().split_once('=') else { continue };
            let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
            if name.eq_ignore_ascii_case("proto") {
                told.scheme = Scheme::parse(value);
            } else if name.eq_ignore_ascii_case("host") {
                told.host = value.parse().ok();
            }
        }
        told
    }
}

/// The last value of a list header, which may be spread over several lines. A comma within quotes would cut a
/// value short, but no host holds one, so nothing wrong can come out.
fn last<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get_all(name).iter().next_back()?.to_str().ok()?.rsplit(',').next().map(str::trim)
}

#[cfg(test)]
mod tests;
