//! A Vonage that places calls as its documents say: it fetches what is to be said, signs each request, waits for keys and
//! tells how the call ended.

use std::net::TcpListener;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::hmac;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use countersign_delivery::providers::{VonageVoice, VonageVoiceSettings};
use countersign_delivery::{SEND_LIMIT, Seat, Secret, Terms};
use countersign_engine::Delivery;
use http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::sync::watch;
use tower::ServiceExt;

use crate::support::{PUBLIC_URL, TestApp, in_turn};

const APPLICATION: &str = "aaaaaaaa-bbbb-cccc-dddd-0123456789ab";
pub(super) const SECRET: &str = "a signature secret";

/// The application's key, made for these tests.
fn private_key() -> &'static str {
    static KEY: OnceLock<String> = OnceLock::new();
    KEY.get_or_init(|| {
        let der = KeyPair::generate(KeySize::Rsa2048).and_then(|key| key.as_der()).expect("a key");
        format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der.as_ref()))
    })
}

/// The telephone network.
#[derive(Clone)]
pub(super) struct Line {
    calls: Arc<watch::Sender<Vec<Call>>>,
}

/// A call that was placed.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) uuid: String,
    /// What it was placed with.
    pub(super) placed: Value,
    /// Where its first document is.
    pub(super) first: String,
}

/// What came back for a call's question.
pub(super) struct Told {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Told {
    /// The document that came back.
    pub(super) fn document(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        assert_eq!(self.headers["content-type"], "application/json");
        assert_eq!(self.headers["cache-control"], "no-store");
        serde_json::from_str(&self.text).expect("JSON")
    }
}

impl Line {
    pub(super) fn new() -> Self {
        Self { calls: Arc::new(watch::channel(Vec::new()).0) }
    }

    /// Carries calls in front of the two mailboxes.
    pub(super) fn carry(self) -> impl FnOnce(Vec<Seat>) -> Delivery {
        move |mut seats| {
            let settings = VonageVoiceSettings {
                application_id: APPLICATION.to_owned(),
                private_key: Secret::new(private_key()),
                from: "+15005550006".to_owned(),
                signature_secret: Secret::new(SECRET),
                url: self.serve(),
            };
            let vonage = VonageVoice::new("line", &settings, SEND_LIMIT).expect("a provider");
            seats.insert(0, Seat { provider: Arc::new(vonage), terms: Terms::default() });
            in_turn(seats)
        }
    }

    fn serve(self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        listener.set_nonblocking(true).expect("a socket");
        let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
        let placed = move |uri: Uri, headers: HeaderMap, body: Bytes| {
            let line = self.clone();
            async move {
                assert_eq!(uri.path(), "/v1/calls");
                assert!(headers["authorization"].to_str().is_ok_and(|text| text.starts_with("Bearer ")));
                let placed: Value = serde_json::from_slice(&body).expect("JSON");
                let first = placed["answer_url"][0].as_str().expect("an address").to_owned();
                let mut uuid = String::new();
                line.calls.send_modify(|calls| {
                    uuid = format!("63f61863-4a51-4f6b-86e1-{:012x}", calls.len() + 1);
                    calls.push(Call { uuid: uuid.clone(), placed, first });
                });
                let answer = json!({ "uuid": uuid, "status": "started", "direction": "outbound" });
                (StatusCode::CREATED, answer.to_string())
            }
        };
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(placed)).await });
        url
    }

    /// The `n`-th call that was placed, from 0; waits for it.
    pub(super) async fn call(&self, n: usize) -> Call {
        let mut calls = self.calls.subscribe();
        let come = calls.wait_for(|calls| calls.len() > n);
        let come = tokio::time::timeout(Duration::from_secs(60), come).await.expect("a call comes");
        come.expect("the line lives")[n].clone()
    }
}

impl Call {
    /// What Vonage posts once keys were pressed, or none; without keys to wait for, that the call was answered.
    pub(super) fn input(&self, keys: Option<&str>) -> Value {
        let mut body = json!({ "from": "15005550006", "to": "15017122661", "conversation_uuid": "CON-1" });
        body["uuid"] = json!(self.uuid);
        if let Some(keys) = keys {
            body["dtmf"] = json!({ "digits": keys, "timed_out": keys.len() < 2 });
        }
        body
    }

    /// Asks at `url`, signed, what to do.
    pub(super) async fn asks(&self, app: &TestApp, url: &str, keys: Option<&str>) -> Told {
        signed(app, url, &self.input(keys)).await
    }

    /// Somebody answers; `presses` hears what is said before the keys. Gives all documents, in order.
    pub(super) async fn is_answered(
        &self,
        app: &TestApp,
        mut presses: impl FnMut(&str) -> Option<String>,
    ) -> Vec<Value> {
        let mut documents = Vec::new();
        let (mut url, mut keys) = (self.first.clone(), None);
        loop {
            let document = self.asks(app, &url, keys.as_deref()).await.document();
            documents.push(document.clone());
            let last = document.as_array().and_then(|actions| actions.last().cloned()).unwrap_or_default();
            if last["action"] != "input" {
                return documents;
            }
            assert_eq!((&last["type"], &last["dtmf"]["submitOnHash"]), (&json!(["dtmf"]), &json!(false)));
            let most = last["dtmf"]["maxDigits"].as_u64().expect("a number") as usize;
            let pressed: Option<String> =
                presses(&said(&document)).map(|keys| keys.chars().take(most).collect());
            (url, keys) = (next(&document), Some(pressed.unwrap_or_default()));
        }
    }

    /// It ended, and Vonage tells so.
    pub(super) async fn ends(&self, app: &TestApp, status: &str) {
        let url = self.placed["event_url"][0].as_str().expect("an address");
        let body = json!({ "uuid": self.uuid, "status": status, "price": "0.0245", "duration": "12" });
        assert_eq!(signed(app, url, &body).await.status, 200);
    }
}

/// All that a document says.
pub(super) fn said(document: &Value) -> String {
    let actions = document.as_array().expect("a list").iter();
    let talks = actions.filter(|action| action["action"] == "talk");
    talks.filter_map(|talk| talk["text"].as_str()).collect::<Vec<_>>().join(" | ")
}

/// The address that a document goes on at.
pub(super) fn next(document: &Value) -> String {
    let last = document.as_array().and_then(|actions| actions.last()).expect("a question");
    last["eventUrl"][0].as_str().expect("an address").to_owned()
}

/// The token that Vonage puts over a body, by another library than the one that verifies.
pub(super) fn token(algorithm: &str, body: &str, at: i64, secret: &str) -> String {
    let hash: String = Sha256::digest(body.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let claims = json!({
        "iat": at, "jti": "c5ba8f24-1a14-4c10-bfdf-3fbe8ce511b5", "iss": "Vonage", "payload_hash": hash,
        "application_id": APPLICATION,
    });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&json!({ "typ": "JWT", "alg": algorithm })), part(&claims));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag))
}

/// Vonage posts something.
pub(super) async fn signed(app: &TestApp, url: &str, body: &Value) -> Told {
    let body = body.to_string();
    let token = token("HS256", &body, app.engine.now().millis() / 1000, SECRET);
    knocks(app, url, &body, Some(&token)).await
}

/// Anybody posts JSON.
pub(super) async fn knocks(app: &TestApp, url: &str, body: &str, token: Option<&str>) -> Told {
    let path = url.strip_prefix(PUBLIC_URL).expect("an address under the public URL");
    let mut request = Request::post(path).header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let request = request.body(Body::from(body.to_owned())).expect("a request");
    let Ok(answer) = app.router.clone().oneshot(request).await;
    let (parts, body) = answer.into_parts();
    let bytes = body.collect().await.expect("a whole body").to_bytes();
    let text = String::from_utf8(bytes.to_vec()).expect("text");
    Told { status: parts.status, headers: parts.headers, text }
}
