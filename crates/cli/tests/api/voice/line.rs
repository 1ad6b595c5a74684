//! A Twilio that places calls as its documentation says: it fetches what is to be said, signs each request, waits for
//! keys and tells how the call ended.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::hmac;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_delivery::providers::{Twilio, TwilioSettings};
use countersign_delivery::{SEND_LIMIT, Seat, Secret, Terms};
use countersign_engine::Delivery;
use countersign_model::{Channel, ChannelOrder, ChannelOrders, ChannelStep};
use http::Request;
use http_body_util::BodyExt;
use serde_json::json;
use tokio::sync::{Mutex, watch};
use tower::ServiceExt;

use crate::support::{PUBLIC_URL, SECOND, TestApp, by_rules};

const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
const TOKEN: &str = "auth token of the tests";

/// The telephone network.
#[derive(Clone)]
pub(crate) struct Line {
    calls: Arc<watch::Sender<Vec<Call>>>,
    /// While a test holds it, no call that was placed is answered for.
    pub(crate) held: Arc<Mutex<()>>,
}

/// A call that was placed.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) sid: String,
    pub(crate) fields: Vec<(String, String)>,
}

/// What came back for a call's question.
pub(crate) struct Told {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Line {
    pub(crate) fn new() -> Self {
        Self { calls: Arc::new(watch::channel(Vec::new()).0), held: Arc::default() }
    }

    /// Carries calls in front of the two mailboxes; for `Channel=auto` a text message comes after a call.
    pub(crate) fn carry(self) -> impl FnOnce(Vec<Seat>) -> Delivery {
        move |mut seats| {
            let settings = TwilioSettings {
                account_sid: ACCOUNT.to_owned(),
                auth_token: Some(Secret::new(TOKEN)),
                api_key: None,
                api_key_secret: None,
                from: None,
                messaging_service_sid: None,
                call_from: Some("+15005550006".to_owned()),
                content_retention: None,
                address_retention: None,
                url: self.serve(),
            };
            let twilio = Twilio::new("line", &settings, SEND_LIMIT).expect("a provider");
            seats.insert(0, Seat { provider: Arc::new(twilio), terms: Terms::default() });
            let steps = [Channel::Call, Channel::Sms]
                .map(|channel| ChannelStep { channel, wait_millis: 60 * SECOND })
                .to_vec();
            let order = ChannelOrder { service: None, steps, only_auto: true };
            Delivery { channel_orders: ChannelOrders::new(vec![order]), ..by_rules(seats, Vec::new()) }
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
                assert_eq!(uri.path(), format!("/2010-04-01/Accounts/{ACCOUNT}/Calls.json"));
                let credentials = format!("Basic {}", STANDARD.encode(format!("{ACCOUNT}:{TOKEN}")));
                assert_eq!(headers["authorization"], credentials);
                let fields = form_urlencoded::parse(&body).into_owned().collect();
                let mut sid = String::new();
                line.calls.send_modify(|calls| {
                    sid = format!("CA{:032x}", calls.len() + 1);
                    calls.push(Call { sid: sid.clone(), fields });
                });
                drop(line.held.lock().await);
                (StatusCode::CREATED, json!({ "sid": sid, "status": "queued", "price": null }).to_string())
            }
        };
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(placed)).await });
        url
    }

    /// The `n`-th call that was placed, from 0; waits for it.
    pub(crate) async fn call(&self, n: usize) -> Call {
        let mut calls = self.calls.subscribe();
        let come = calls.wait_for(|calls| calls.len() > n);
        let come = tokio::time::timeout(Duration::from_secs(60), come).await.expect("a call comes");
        come.expect("the line lives")[n].clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.calls.borrow().len()
    }
}

impl Call {
    /// A field that it was placed with.
    pub(crate) fn field(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_else(|| panic!("no {name}"))
    }

    /// Asks at `url`, signed, what to do.
    pub(crate) async fn asks(&self, app: &TestApp, url: &str, digits: Option<&str>) -> Told {
        self.posts(app, url, &[("CallStatus", "in-progress")], digits).await
    }

    async fn posts(&self, app: &TestApp, url: &str, more: &[(&str, &str)], digits: Option<&str>) -> Told {
        let mut fields = vec![
            ("AccountSid", ACCOUNT),
            ("CallSid", &self.sid),
            ("To", self.field("To")),
            ("From", self.field("From")),
        ];
        fields.extend(more);
        fields.extend(digits.map(|digits| ("Digits", digits)));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
        knocks(app, url, &body, Some(&signature(url, &fields))).await
    }

    /// Somebody answers; `presses` hears what is said before the keys. Gives all documents, in order.
    pub(crate) async fn is_answered(
        &self,
        app: &TestApp,
        mut presses: impl FnMut(&str) -> Option<String>,
    ) -> Vec<String> {
        let mut documents = Vec::new();
        let (mut url, mut digits) = (self.field("Url").to_owned(), None);
        loop {
            let told = self.asks(app, &url, digits.as_deref()).await;
            assert_eq!(told.status, 200, "{}", told.text);
            assert_eq!(told.headers["content-type"], "text/xml; charset=utf-8");
            assert_eq!(told.headers["cache-control"], "no-store");
            documents.push(told.text.clone());
            match goes_on(&told.text, &mut presses) {
                Some((next, keys)) => (url, digits) = (next, Some(keys)),
                None => return documents,
            }
        }
    }

    /// It ended, and Twilio tells so.
    pub(crate) async fn ends(&self, app: &TestApp, status: &str) {
        let more = [("CallStatus", status), ("CallDuration", "12"), ("SequenceNumber", "3")];
        assert_eq!(self.posts(app, self.field("StatusCallback"), &more, None).await.status, 200);
    }
}

/// Carries out a document: where it goes on and with which keys; nothing when it hangs up.
fn goes_on(document: &str, presses: &mut impl FnMut(&str) -> Option<String>) -> Option<(String, String)> {
    let document = roxmltree::Document::parse(document).expect("XML");
    for verb in document.root_element().children() {
        match verb.tag_name().name() {
            "Say" | "Pause" => {}
            "Hangup" => return None,
            "Gather" => {
                let attribute = |name| verb.attribute(name).unwrap_or_default();
                let most = attribute("numDigits").parse().expect("a number");
                let heard: Vec<_> = verb.children().filter_map(|said| said.text()).collect();
                let keys = presses(&heard.join(" ")).map(|keys| keys.chars().take(most).collect());
                let keys = keys.or_else(|| (attribute("actionOnEmptyResult") == "true").then(String::new));
                if let Some(keys) = keys {
                    return Some((attribute("action").to_owned(), keys));
                }
            }
            other => panic!("{other} in a document"),
        }
    }
    None
}

/// All that a document says.
pub(crate) fn said(document: &str) -> String {
    let document = roxmltree::Document::parse(document).expect("XML");
    let said = document.descendants().filter(|it| it.has_tag_name("Say"));
    said.filter_map(|it| it.text()).collect::<Vec<_>>().join(" | ")
}

/// The address that a document goes on at.
pub(crate) fn next(document: &str) -> String {
    let document = roxmltree::Document::parse(document).expect("XML");
    let gather = document.descendants().find(|it| it.has_tag_name("Gather"));
    gather.and_then(|it| it.attribute("action")).expect("a question").to_owned()
}

/// The digits of a text.
pub(crate) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// `X-Twilio-Signature`, by another library than the one that verifies.
pub(crate) fn signature(url: &str, fields: &[(&str, &str)]) -> String {
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    let pairs: String = sorted.iter().map(|(name, value)| format!("{name}{value}")).collect();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, TOKEN.as_bytes());
    STANDARD.encode(hmac::sign(&key, format!("{url}{pairs}").as_bytes()))
}

/// Anybody posts a form.
pub(crate) async fn knocks(app: &TestApp, url: &str, body: &str, signature: Option<&str>) -> Told {
    let path = url.strip_prefix(PUBLIC_URL).expect("an address under the public URL");
    let mut request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    if let Some(signature) = signature {
        request = request.header("x-twilio-signature", signature);
    }
    let request = request.body(Body::from(body.to_owned())).expect("a request");
    let Ok(answer) = app.router.clone().oneshot(request).await;
    let (parts, body) = answer.into_parts();
    let bytes = body.collect().await.expect("a whole body").to_bytes();
    let text = String::from_utf8(bytes.to_vec()).expect("text");
    Told { status: parts.status, headers: parts.headers, text }
}
