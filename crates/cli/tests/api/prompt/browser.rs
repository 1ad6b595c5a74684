use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use countersign_web::Peer;
use form_urlencoded::Serializer;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use crate::support::TestApp;

/// What a browser calls us.
const OWN: &str = "http://verify.test";

/// A browser: it keeps cookies, follows redirects and sends forms as they stand in pages.
#[derive(Clone)]
pub(super) struct Browser {
    router: Router,
    pub(super) cookies: BTreeMap<String, String>,
    /// What it says beside of every request that changes something.
    pub(super) says: Vec<(&'static str, String)>,
    /// Where it is.
    pub(super) peer: &'static str,
}

/// What a browser shows.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
    pub(super) path: String,
    /// The address outside that it was sent to.
    pub(super) left: Option<String>,
}

impl Seen {
    /// The value of a hidden field.
    pub(super) fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let (_, rest) =
            self.text.split_once(&start).unwrap_or_else(|| panic!("no {name} in {}", self.body()));
        rest.split('"').next().expect("a value").to_owned()
    }

    /// The page without style and script.
    pub(super) fn body(&self) -> &str {
        let from = self.text.find("<body").unwrap_or(0);
        let to = self.text.find("<script").unwrap_or(self.text.len());
        &self.text[from..to]
    }

    #[track_caller]
    pub(super) fn shows(&self, what: &str) {
        assert!(
            self.body().contains(what),
            "{} {:?} shows no {what}: {}",
            self.status,
            self.left,
            self.body()
        );
    }

    #[track_caller]
    pub(super) fn hides(&self, what: &str) {
        assert!(!self.text.contains(what), "{what}: {}", self.body());
    }

    /// The address outside that it was sent to.
    #[track_caller]
    pub(super) fn address(&self) -> &str {
        self.left.as_deref().unwrap_or_else(|| panic!("still here: {} {}", self.path, self.body()))
    }

    /// The values of all buttons that begin with this word.
    pub(super) fn buttons(&self, word: &str) -> Vec<String> {
        let start = format!("name=\"action\" value=\"{word}");
        let found = self.body().split(&start).skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
        found.map(|about| about.trim().to_owned()).collect()
    }
}

impl Browser {
    pub(super) fn new(app: &TestApp) -> Self {
        Self::of(&app.router)
    }

    pub(super) fn of(router: &Router) -> Self {
        let says = vec![("origin", "null".to_owned()), ("sec-fetch-site", "same-origin".to_owned())];
        Self { router: router.clone(), cookies: BTreeMap::new(), says, peer: "203.0.113.7:5000" }
    }

    async fn send(&mut self, mut request: Request<Body>) -> Seen {
        let path = request.uri().to_string();
        request.headers_mut().insert(header::HOST, "verify.test".parse().expect("a value"));
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().expect("a value"));
        }
        request.extensions_mut().insert(Peer(self.peer.parse().expect("an address")));
        let Ok(response) = self.router.clone().oneshot(request).await;
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("text");
            let (name, value) = line.split(';').next().and_then(|it| it.split_once('=')).expect("a cookie");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let text =
            String::from_utf8(body.collect().await.expect("a body").to_bytes().to_vec()).expect("UTF-8");
        let to = parts.headers.get(header::LOCATION).map(|to| to.to_str().expect("text").to_owned());
        let left = to.filter(|to| !to.starts_with('/'));
        Seen { status: parts.status, headers: parts.headers, text, path, left }
    }

    /// One request, whatever it answers.
    pub(super) async fn gets(&mut self, path: &str) -> Seen {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    /// Goes to a page and follows where it leads.
    pub(super) async fn opens(&mut self, path: &str) -> Seen {
        let mut seen = self.gets(path).await;
        for _ in 0..5 {
            match seen.headers.get(header::LOCATION).map(|to| to.to_str().expect("text").to_owned()) {
                Some(to) if to.starts_with('/') => seen = self.gets(&to).await,
                _ => break,
            }
        }
        seen
    }

    /// Posts these fields, and follows.
    pub(super) async fn posts(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut request =
            Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in &self.says {
            request = request.header(*name, value);
        }
        let seen = self.send(request.body(Body::from(body)).expect("a request")).await;
        match seen.headers.get(header::LOCATION).map(|to| to.to_str().expect("text").to_owned()) {
            Some(to) if to.starts_with('/') => self.opens(&to).await,
            _ => seen,
        }
    }

    /// Presses a button of a page.
    pub(super) async fn presses(&mut self, page: &Seen, button: &str, fields: &[(&str, &str)]) -> Seen {
        let (csrf, step) = (page.hidden("csrf"), page.hidden("step"));
        let mut all = vec![("csrf", csrf.as_str()), ("step", step.as_str()), ("action", button)];
        all.extend(fields);
        let path = page.path.split('?').next().expect("a path").to_owned();
        self.posts(&path, &all).await
    }

    /// What the script of a passkey's page asks.
    pub(super) async fn asks(&mut self, page: &Seen, what: &str, more: &Value) -> (StatusCode, Value) {
        self.asks_from(OWN, page, what, more).await
    }

    /// The same, of a page that stands there.
    pub(super) async fn asks_from(
        &mut self,
        origin: &str,
        page: &Seen,
        what: &str,
        more: &Value,
    ) -> (StatusCode, Value) {
        let mut body = serde_json::json!({ "csrf": page.hidden("csrf"), "step": page.hidden("step") });
        for (name, value) in more.as_object().expect("an object") {
            body[name] = value.clone();
        }
        let path = page.path.split('?').next().expect("a path");
        let request = Request::post(format!("{path}/passkey/{what}"))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ORIGIN, origin)
            .body(Body::from(body.to_string()));
        let seen = self.send(request.expect("a request")).await;
        (seen.status, serde_json::from_str(&seen.text).expect("JSON"))
    }
}
