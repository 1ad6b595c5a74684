//! The other end of the webhook provider: takes codes and remembers them.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::within;

/// What arrived under one delivery id.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub(crate) to: String,
    pub(crate) code: String,
    /// How often it arrived.
    pub(crate) count: u32,
}

#[derive(Deserialize)]
struct Posted {
    delivery_id: String,
    to: String,
    code: String,
}

#[derive(Default)]
struct Taken {
    deliveries: HashMap<String, Delivery>,
    /// Recipients whose next message is refused once.
    refusing: HashSet<String>,
    /// Delivery ids that came again with another code or for another recipient.
    contradictions: Vec<String>,
}

/// The endpoint.
#[derive(Clone)]
pub(crate) struct Sink {
    address: SocketAddr,
    taken: Arc<Mutex<Taken>>,
    /// Rises with every arrival.
    arrivals: watch::Sender<u64>,
    held: watch::Sender<bool>,
}

impl Sink {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let sink = Self {
            address: listener.local_addr().expect("an address"),
            taken: Arc::default(),
            arrivals: watch::Sender::new(0),
            held: watch::Sender::new(false),
        };
        let router = Router::new().route("/send", post(take)).with_state(sink.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        sink
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/send", self.address)
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on what arrives is remembered but not answered, until [`Sink::release`].
    pub(crate) fn hold(&self) {
        self.held.send_replace(true);
    }

    pub(crate) fn release(&self) {
        self.held.send_replace(false);
    }

    /// Refuses the next message to `to`, in a way that asks for another try.
    pub(crate) fn refuse_once(&self, to: &str) {
        self.taken().refusing.insert(to.to_owned());
    }

    pub(crate) fn find(&self, attempt: &str) -> Option<Delivery> {
        self.taken().deliveries.get(attempt).cloned()
    }

    /// The delivery ids of what arrived for `to`.
    pub(crate) fn attempts_to(&self, to: &str) -> Vec<String> {
        let taken = self.taken();
        taken.deliveries.iter().filter(|(_, one)| one.to == to).map(|(id, _)| id.clone()).collect()
    }

    /// The code that `attempt` carries, once it has arrived.
    pub(crate) async fn code(&self, attempt: &str) -> String {
        let mut arrivals = self.arrivals.subscribe();
        let arrived = async {
            loop {
                if let Some(delivery) = self.find(attempt) {
                    return delivery.code;
                }
                arrivals.changed().await.expect("the sink lives");
            }
        };
        within("a code arrives", arrived).await
    }

    /// The code of the last message to `to`, once so many have arrived. Attempts are named by their time.
    pub(crate) async fn newest_to(&self, to: &str, messages: usize) -> String {
        let mut arrivals = self.arrivals.subscribe();
        let arrived = async {
            while self.attempts_to(to).len() < messages {
                arrivals.changed().await.expect("the sink lives");
            }
        };
        within("all messages arrive", arrived).await;
        let newest = self.attempts_to(to).into_iter().max().expect("a message");
        self.find(&newest).expect("the same").code
    }

    pub(crate) fn assert_consistent(&self) {
        let contradictions = &self.taken().contradictions;
        assert!(contradictions.is_empty(), "came again with another code or recipient: {contradictions:?}");
    }
}

async fn take(State(sink): State<Sink>, body: Bytes) -> StatusCode {
    let Ok(posted) = serde_json::from_slice::<Posted>(&body) else { return StatusCode::BAD_REQUEST };
    {
        let mut taken = sink.taken();
        if taken.refusing.remove(&posted.to) {
            return StatusCode::SERVICE_UNAVAILABLE;
        }
        let Posted { delivery_id, to, code } = posted;
        let fresh = Delivery { to: to.clone(), code: code.clone(), count: 0 };
        let known = taken.deliveries.entry(delivery_id.clone()).or_insert(fresh);
        known.count += 1;
        if known.to != to || known.code != code {
            taken.contradictions.push(delivery_id);
        }
    }
    sink.arrivals.send_modify(|count| *count += 1);
    let mut held = sink.held.subscribe();
    // The sender lives as long as the sink.
    let _ = held.wait_for(|held| !held).await;
    StatusCode::OK
}
