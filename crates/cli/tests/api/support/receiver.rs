use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::hmac;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use countersign_delivery::Seat;
use countersign_delivery::outside::Allowed;
use countersign_engine::Delivery;
use countersign_model::CidrList;
use http::header;

use super::{Service, TestApp, in_turn};

/// What an application's endpoint was told.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) signature: String,
    pub(crate) token: String,
}

impl Told {
    #[track_caller]
    pub(crate) fn get(&self, name: &str) -> &str {
        self.fields.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.fields))
    }

    /// Whether it was signed with `token` for `url`, as Twilio describes it.
    pub(crate) fn is_signed(&self, url: &str, token: &str) -> bool {
        let mut data = url.to_owned();
        for (name, value) in &self.fields {
            data += name;
            data += value;
        }
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
        let given = BASE64_STANDARD.decode(&self.signature).expect("base64");
        hmac::verify(&key, data.as_bytes(), &given).is_ok()
    }
}

/// An application's endpoint on this machine; ends with the test.
#[derive(Clone)]
pub(crate) struct Receiver {
    /// `http://` and where it listens.
    pub(crate) base: String,
    told: Arc<Mutex<Vec<Told>>>,
    status: Arc<AtomicU16>,
}

/// Messages as [`in_turn`]; webhooks may lead to this machine, and this node tells them.
pub(crate) fn with_webhooks(seats: Vec<Seat>) -> Delivery {
    let networks = CidrList::parse("127.0.0.0/8").expect("a network");
    Delivery { webhooks: Allowed { networks, plain: true, ..Allowed::default() }, ..in_turn(seats) }
}

impl Receiver {
    /// One that takes everything, and a worker that tells it.
    pub(crate) async fn listens(app: &TestApp) -> Self {
        let engine = app.engine.clone();
        tokio::spawn(async move { engine.run_webhooks(std::future::pending()).await });
        Self::alone().await
    }

    /// One that takes everything.
    pub(crate) async fn alone() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let it = Self { base, told: Arc::default(), status: Arc::new(AtomicU16::new(200)) };
        let router = Router::new().fallback(take).with_state(it.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        it
    }

    pub(crate) fn url(&self) -> String {
        format!("{}/hook?app=1", self.base)
    }

    /// From now on it answers with this status; a redirect leads to itself.
    pub(crate) fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    pub(crate) fn heard(&self) -> Vec<Told> {
        self.told.lock().expect("no panic").clone()
    }

    /// The types of what it was told so far, once there are `many`.
    pub(crate) async fn types(&self, many: usize) -> Vec<String> {
        self.hears(many).await.iter().map(|told| told.get("type").to_owned()).collect()
    }

    /// What it was told so far, once that are `many`.
    pub(crate) async fn hears(&self, many: usize) -> Vec<Told> {
        for _ in 0..60_000 / 5 {
            let heard = self.heard();
            if heard.len() >= many {
                return heard;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("heard {:?} and waited for {many}", self.heard());
    }

    /// A webhook of a service that wants `types` and leads here.
    pub(crate) async fn subscribes(&self, service: &Service, types: &[&str]) -> String {
        let url = self.url();
        let mut pairs = vec![("FriendlyName", "Endpoint"), ("WebhookUrl", url.as_str())];
        pairs.extend(types.iter().map(|name| ("EventTypes", *name)));
        service.api.post(&service.path("/Webhooks"), &pairs).await.is(201).sid()
    }
}

async fn take(State(receiver): State<Receiver>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let header = |name: &str| {
        let value = parts.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let (signature, token) = (header("x-twilio-signature"), header("i-twilio-idempotency-token"));
    assert_eq!(header("content-type"), "application/x-www-form-urlencoded");
    let body = axum::body::to_bytes(body, 100_000).await.expect("a body");
    let pairs: Vec<_> = form_urlencoded::parse(&body).into_owned().collect();
    let many = pairs.len();
    let fields: BTreeMap<_, _> = pairs.into_iter().collect();
    assert_eq!(fields.len(), many, "no name comes twice");
    receiver.told.lock().expect("no panic").push(Told { fields, signature, token });
    let status = receiver.status.load(Ordering::SeqCst);
    let answer = Response::builder().status(status).header(header::LOCATION, &receiver.base);
    answer.body(Body::from("an answer")).expect("an answer")
}
