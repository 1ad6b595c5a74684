//! Keeps other people's web pages away from the pages that a developer's own machine serves.
//!
//! The development inbox shows codes without a login, since only local programs can reach it. A browser is a local
//! program that runs strangers' code, so two roads must be closed. A foreign name that resolves to loopback (DNS
//! rebinding) shows in `Host`; a foreign page that sends requests here shows in `Sec-Fetch-Site` and `Origin`.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, StatusCode, Uri, header};

use crate::Authority;
use crate::origin::only_host;

/// The names under which pages may be asked for.
#[derive(Clone, Debug)]
pub struct HostGuard {
    names: Vec<Authority>,
}

/// Why a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trespass {
    /// `Host` is missing, malformed or not one of our names.
    ForeignHost,
    /// A page of another site sent it.
    CrossSite,
}

impl HostGuard {
    /// A guard for a listener on `port`: the loopback names with that port, and the `configured` ones.
    #[must_use]
    pub fn new(port: u16, configured: impl IntoIterator<Item = Authority>) -> Self {
        // Browsers leave out the default port.
        let port = (port != 80).then_some(port);
        let mut names: Vec<Authority> = configured.into_iter().collect();
        for host in ["localhost", "127.0.0.1", "[::1]"] {
            let host: Authority = host.parse().expect("a loopback name is a host");
            names.push(host.with_port(port));
        }
        Self { names }
    }

    /// Decides about one request.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn judge(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Trespass> {
        let host = only_host(headers).ok_or(Trespass::ForeignHost)?;
        // A request in absolute form names its host twice (RFC 9112 section 3.2.2): both must be ours.
        let target = uri.authority().map_or(Ok(host.clone()), |target| target.as_str().parse());
        if !self.names.contains(&host) || !target.is_ok_and(|target| self.names.contains(&target)) {
            return Err(Trespass::ForeignHost);
        }
        if self.sent_by_us(headers) || is_followed_link(method, headers) {
            Ok(())
        } else {
            Err(Trespass::CrossSite)
        }
    }

    /// What no page sent (a typed address, a program such as curl), or a page of ours.
    fn sent_by_us(&self, headers: &HeaderMap) -> bool {
        let site =
            headers.get_all("sec-fetch-site").iter().all(|site| site == "same-origin" || site == "none");
        site && headers.get_all(header::ORIGIN).iter().all(|origin| {
            let origin = origin.to_str().unwrap_or_default();
            let name = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
            name.and_then(|name| name.parse().ok()).is_some_and(|name| self.names.contains(&name))
        })
    }
}

/// A link on another site that the person followed: the new page belongs to no one but them. Not in a frame.
fn is_followed_link(method: &Method, headers: &HeaderMap) -> bool {
    let is = |name: &str, value: &str| headers.get(name).is_some_and(|found| found == value);
    method == Method::GET
        && is("sec-fetch-mode", "navigate")
        && is("sec-fetch-dest", "document")
        && !headers.contains_key(header::ORIGIN)
}

impl IntoResponse for Trespass {
    fn into_response(self) -> Response {
        let sentence = match self {
            Self::ForeignHost => {
                "This page answers only under its own name. Open it at http://localhost and its port.\n"
            }
            Self::CrossSite => {
                "This page does not answer requests that another site makes. Open it in a tab of its own.\n"
            }
        };
        (StatusCode::FORBIDDEN, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], sentence)
            .into_response()
    }
}

/// The middleware, for `axum::middleware::from_fn_with_state`: refuses with 403 and a sentence.
///
/// Pages behind it must not use `Referrer-Policy: no-referrer`: their own forms would then say `Origin: null`.
pub async fn guard_local(State(guard): State<Arc<HostGuard>>, request: Request, next: Next) -> Response {
    match guard.judge(request.method(), request.uri(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(trespass) => trespass.into_response(),
    }
}

#[cfg(test)]
mod tests;
