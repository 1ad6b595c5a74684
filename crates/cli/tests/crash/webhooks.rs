//! A server dies while it tells an application what happened: all of it is told all the same, in its order, and what comes
//! twice comes under one name.

use std::collections::HashMap;
use std::os::unix::process::ExitStatusExt;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::client::Client;
use crate::engines::{Engine, on_both_engines};
use crate::ledger::fresh_number;
use crate::places::WEBHOOK_PLACES;
use crate::server::Home;
use crate::sink::Sink;
use crate::within;

on_both_engines!(a_death_between_an_event_and_its_telling_loses_nothing);

type Fields = HashMap<String, String>;

/// An application's endpoint: takes everything.
#[derive(Clone)]
struct Endpoint {
    url: String,
    told: Arc<Mutex<Vec<Fields>>>,
    arrivals: watch::Sender<u64>,
}

impl Endpoint {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/events", listener.local_addr().expect("an address"));
        let endpoint = Self { url, told: Arc::default(), arrivals: watch::Sender::new(0) };
        let router = Router::new().route("/events", post(take)).with_state(endpoint.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        endpoint
    }

    /// What it was told of `sid`, in the order in which it came.
    fn of(&self, sid: &str) -> Vec<Fields> {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.iter().filter(|fields| fields["verification_sid"] == sid).cloned().collect()
    }

    /// Waits until it was told `what` of `sid`.
    async fn hears(&self, sid: &str, what: &str) -> Vec<Fields> {
        let mut arrivals = self.arrivals.subscribe();
        let told = async {
            loop {
                let told = self.of(sid);
                if told.iter().any(|fields| fields["type"] == what) {
                    return told;
                }
                arrivals.changed().await.expect("it lives");
            }
        };
        within("an event is told", told).await
    }
}

async fn take(State(endpoint): State<Endpoint>, body: Bytes) {
    let text = String::from_utf8_lossy(&body);
    let url = reqwest::Url::parse(&format!("http://form?{text}")).expect("a form");
    let fields = url.query_pairs().into_owned().collect();
    endpoint.told.lock().unwrap_or_else(PoisonError::into_inner).push(fields);
    endpoint.arrivals.send_modify(|count| *count += 1);
}

async fn a_death_between_an_event_and_its_telling_loses_nothing(engine: Engine) {
    let (sink, endpoint) = (Sink::start().await, Endpoint::start().await);
    let home = Home::new(engine, &sink);
    let server = home.start().await;
    let client = Client::new(&server, &sink);
    let fields =
        [("FriendlyName", "Shop"), ("WebhookUrl", endpoint.url.as_str()), ("EventTypes", "verification.*")];
    let path = format!("/v2/Services/{}", client.service);
    let made = client.post(&format!("{path}/Webhooks"), &fields).await.expect("an answer");
    assert_eq!(made.status, 201, "{made:?}");
    server.stop().await;
    for (place, visits) in WEBHOOK_PLACES.iter().map(|place| (place.name, place.visits)) {
        for visit in visits {
            let place = format!("{place}:{visit}");
            eprintln!("dying at {place}");
            let server = home.start_to_die_at(&place).await.expect("it serves first");
            let client = Client::new(&server, &sink);
            let to = fresh_number();
            // Told at once, so the create may not be answered any more; it was written down all the same.
            let _ = client.post(&format!("{path}/Verifications"), &[("To", &to), ("Channel", "sms")]).await;
            const SIGABRT: i32 = 6;
            assert_eq!(server.process.end().await.signal(), Some(SIGABRT), "{place}");
            let server = home.start().await;
            let client = Client::new(&server, &sink);
            let address = to.replace('+', "%2B");
            let found = client.get(&format!("{path}/Verifications/{address}")).await.expect("an answer");
            let (sid, attempts) = (found.text("sid"), found.attempts());
            let code = client.code(&attempts[0]).await.expect("a code");
            let fields = [("To", to.as_str()), ("Code", &code)];
            let checked = client.post(&format!("{path}/VerificationCheck"), &fields).await;
            assert!(checked.expect("an answer").is_approved());
            let told = endpoint.hears(&sid, "verification.approved").await;
            server.stop().await;
            let mut kinds: Vec<_> =
                told.iter().map(|it| (it["type"].as_str(), it["uuid"].as_str())).collect();
            kinds.dedup();
            let types: Vec<_> = kinds.iter().map(|(what, _)| *what).collect();
            // What was posted and not written down comes again, before anything that happened after it.
            let mut expected = vec!["verification.created", "verification.sent", "verification.approved"];
            // The code may have been checked before its send was written down.
            if types.get(1) == Some(&"verification.approved") {
                expected.retain(|what| *what != "verification.sent");
            }
            assert_eq!(types, expected, "{place}");
        }
    }
}
