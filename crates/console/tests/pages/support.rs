//! A console over a fresh database, and the ways to ask it.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use countersign_console::{ConsoleState, DevApi, router};
use countersign_delivery::providers::Inbox;
use countersign_delivery::{Message, Provider, Routes};
use countersign_engine::{Engine, Limits, Parts};
use countersign_keyring::Keyring;
use countersign_model::{
    AccountSid, Channel, MockClock, MockDice, PageRequest, Recipient, Service, Timestamp,
};
use countersign_store::{Engine as Database, SqliteOptions, Store, services};
use countersign_web::HostGuard;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use tower::ServiceExt;

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);
pub(crate) const TOKEN: &str = "0123456789abcdefABCDEF";
const AUTH_TOKEN: &str = "auth-token-of-the-account";

/// The pages, and what stands behind them.
pub(crate) struct Pages {
    pub(crate) router: Router,
    pub(crate) inbox: Arc<Inbox>,
    pub(crate) engine: Engine,
    pub(crate) account: AccountSid,
    clock: Arc<MockClock>,
    sent: std::cell::Cell<u32>,
    _directory: tempfile::TempDir,
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where it leads, without the part behind `#`, which a browser keeps to itself.
    pub(crate) fn leads_to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        self.header("location").split('#').next().unwrap()
    }
}

impl Pages {
    /// On loopback, where everybody may read them.
    pub(crate) async fn open() -> Self {
        Self::with_token(None).await
    }

    pub(crate) async fn with_token(token: Option<&str>) -> Self {
        let directory = countersign_testkit::directory();
        let path = directory.path().join("db");
        let store = Store::open(Database::Sqlite(SqliteOptions { path, readers: 1 })).unwrap();
        let inbox = Arc::new(Inbox::open(None).unwrap());
        let dice = Arc::new(MockDice::new(7));
        let clock = Arc::new(MockClock::new(NOW));
        let parts = Parts {
            store,
            keyring: Keyring::parse(&Keyring::new_text(&*dice)).unwrap(),
            delivery: Routes::new(&[Arc::clone(&inbox) as Arc<dyn Provider>]).into(),
            limits: Limits::development(),
            retention: countersign_engine::Retention::default(),
            clock: clock.clone(),
            dice,
            node: "test".to_owned(),
        };
        let engine = Engine::start(parts).await.unwrap();
        let account = engine.first_account().await.map(|account| account.sid).unwrap();
        let router = router(ConsoleState {
            engine: engine.clone(),
            inbox: Arc::clone(&inbox),
            account,
            guard: Arc::new(HostGuard::new(4010, ["dev.example:4010".parse().unwrap()])),
            token: token.map(|token| token.parse().unwrap()),
            api: DevApi { base_url: "http://localhost:4010".to_owned(), auth_token: AUTH_TOKEN.to_owned() },
        });
        Self { router, inbox, engine, account, clock, sent: std::cell::Cell::new(0), _directory: directory }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> http::Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// A request as a program on this machine makes it, with these headers besides.
    pub(crate) async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", "localhost:4010");
        }
        if method == "POST" {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.send(request.body(Body::from(body.to_owned())).unwrap()).await;
        let (parts, body) = answer.into_parts();
        let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], "").await
    }

    /// A form sent from the page in a browser.
    pub(crate) async fn post(&self, path: &str, body: &str) -> Answer {
        // People take at least a millisecond; SIDs are ordered by it.
        self.clock.advance_millis(1);
        let ours = [("origin", "http://localhost:4010"), ("sec-fetch-site", "same-origin")];
        self.ask("POST", path, &ours, body).await
    }

    pub(crate) async fn services(&self) -> Vec<Service> {
        let account = self.account;
        let all = PageRequest::first(1000);
        self.engine.store().read(move |tx| services::list(tx, account, &all)).await.unwrap().rows
    }

    /// Puts a message into the inbox, as a send does; returns its attempt's SID.
    pub(crate) async fn deliver(&self, to: &str, text: &str) -> String {
        let number = self.sent.get() + 1;
        self.sent.set(number);
        let to = Recipient::parse(to).unwrap();
        let is_email = matches!(to, Recipient::Email(_));
        let message = Message {
            delivery_id: format!("VL{number:032}"),
            channel: if is_email { Channel::Email } else { Channel::Sms },
            to,
            text: text.to_owned(),
            subject: is_email.then(|| "Your code".to_owned()),
            html: is_email.then(|| format!("<p>{text}</p>")),
            code: "481516".to_owned(),
            locale: "en".to_owned(),
            sender_name: "Acme".to_owned(),
            expires_at: NOW.plus_millis(600_000),
            attempt: 1,
            send_digits: None,
            asks_for_keys: false,
            gate_text: None,
            receipt_url: None,
            call_url: None,
            voice: None,
            handed: None,
        };
        self.inbox.send(&message, NOW).await;
        message.delivery_id
    }
}
