//! The other end of the webhook provider.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use serde_json::Value;

use crate::PATIENCE;

/// Remembers the messages it was given by address; ends with the runtime it was started in.
#[derive(Clone, Debug)]
pub struct Sink {
    /// Where it takes messages.
    pub url: String,
    messages: Messages,
}

type Messages = Arc<Mutex<BTreeMap<String, Vec<Value>>>>;

fn lock(messages: &Messages) -> MutexGuard<'_, BTreeMap<String, Vec<Value>>> {
    messages.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sink {
    /// Starts one on a free port.
    ///
    /// # Panics
    /// When there is none.
    pub async fn start() -> Self {
        let messages = Messages::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/send", listener.local_addr().expect("an address"));
        let router = Router::new().route("/send", post(take)).with_state(Arc::clone(&messages));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, messages }
    }

    /// How many messages came to this address.
    #[must_use]
    pub fn count(&self, to: &str) -> usize {
        lock(&self.messages).get(to).map_or(0, Vec::len)
    }

    /// The code of the last message to this address, awaited.
    ///
    /// # Panics
    /// When none comes.
    pub async fn code(&self, to: &str) -> String {
        for _ in 0..PATIENCE.as_millis() / 20 {
            let last = lock(&self.messages).get(to).and_then(|sent| sent.last().cloned());
            if let Some(message) = last {
                return message["code"].as_str().expect("a code").to_owned();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("nothing was sent to {to}");
    }
}

async fn take(State(messages): State<Messages>, body: String) {
    let message: Value = serde_json::from_str(&body).expect("JSON");
    let to = message["to"].as_str().expect("an address").to_owned();
    lock(&messages).entry(to).or_default().push(message);
}
