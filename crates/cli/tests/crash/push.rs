//! A server dies while it wakes a device: the device is woken all the same, at once after the restart, and a notification
//! that was recorded goes out no more.

use std::collections::HashMap;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use countersign_testkit::Device;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::client::Client;
use crate::engines::{Engine, on_both_engines};
use crate::places::PUSH_PLACES;
use crate::server::Home;
use crate::sink::Sink;
use crate::within;

on_both_engines!(a_death_while_a_device_is_woken_leaves_nobody_asleep);

/// A push service that counts what it is posted for each topic, which is a challenge's name.
#[derive(Clone)]
struct PushService {
    url: String,
    posts: Arc<Mutex<HashMap<String, u32>>>,
    arrivals: watch::Sender<u64>,
}

impl PushService {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/browser", listener.local_addr().expect("an address"));
        let service = Self { url, posts: Arc::default(), arrivals: watch::Sender::new(0) };
        let taking = service.clone();
        let take = move |headers: HeaderMap| {
            let topic = headers["topic"].to_str().expect("text").to_owned();
            *taking.posts.lock().unwrap_or_else(PoisonError::into_inner).entry(topic).or_default() += 1;
            taking.arrivals.send_modify(|count| *count += 1);
            std::future::ready(StatusCode::CREATED)
        };
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(take)).await });
        service
    }

    fn posts(&self, challenge: &str) -> u32 {
        let posts = self.posts.lock().unwrap_or_else(PoisonError::into_inner);
        posts.get(&challenge[2..]).copied().unwrap_or_default()
    }

    /// Waits until the device was woken so often for a challenge.
    async fn wakes(&self, challenge: &str, times: u32) {
        let mut arrivals = self.arrivals.subscribe();
        let woken = async {
            while self.posts(challenge) < times {
                arrivals.changed().await.expect("it lives");
            }
        };
        within("the device is woken", woken).await;
    }

    /// The browser's half: a key of the standard's example, since nobody reads here what is posted.
    fn subscription(&self) -> String {
        let keys = json!({
            "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "auth": "BTBZMqHH6r4Tts7J_aSIgg",
        });
        json!({ "endpoint": self.url, "keys": keys }).to_string()
    }
}

/// A home that wakes browsers, also those on this machine.
fn home(engine: Engine, sink: &Sink) -> Home {
    let home = Home::new(engine, sink);
    let provider = "[[providers]]\nname = \"browsers\"\nkind = \"web-push\"\n\
        vapid_private_key = \"yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw\"\nvapid_subject = \"mailto:ops@example.com\"\n\
        allow_private = [\"127.0.0.0/8\"]\nallow_http = true\n";
    let file = std::fs::File::options().append(true).open(home.path("countersign.toml"));
    file.expect("the configuration").write_all(provider.as_bytes()).expect("it is written");
    home
}

/// A verified factor of this person's, and the path of their challenges.
async fn enrolled(client: &Client, push: &PushService) -> (String, String) {
    let path = format!("/v2/Services/{}/Entities/ann-0001", client.service);
    let (device, subscription) = (Device::new(), push.subscription());
    let key = device.public_key();
    let fields = [
        ("FriendlyName", "Browser"),
        ("FactorType", "push"),
        ("Binding.Alg", "ES256"),
        ("Binding.PublicKey", &key),
        ("Config.AppId", "com.example.app"),
        ("Config.NotificationPlatform", "webpush"),
        ("Config.NotificationToken", &subscription),
    ];
    let made = client.post(&format!("{path}/Factors"), &fields).await.expect("an answer");
    assert_eq!(made.status, 201, "{made:?}");
    let (sid, proof) = (made.text("sid"), device.proof(&made.text("sid")));
    let verified = client.post(&format!("{path}/Factors/{sid}"), &[("AuthPayload", &proof)]).await;
    assert_eq!(verified.expect("an answer").text("status"), "verified");
    (sid, format!("{path}/Challenges"))
}

async fn a_death_while_a_device_is_woken_leaves_nobody_asleep(engine: Engine) {
    let (sink, push) = (Sink::start().await, PushService::start().await);
    let home = home(engine, &sink);
    let server = home.start().await;
    let (factor, challenges) = enrolled(&Client::new(&server, &sink), &push).await;
    server.stop().await;
    let question = [("FactorSid", factor.as_str()), ("Details.Message", "Log in?")];
    for place in PUSH_PLACES {
        eprintln!("dying at {}", place.name);
        let server = home.start_to_die_at(&format!("{}:1", place.name)).await.expect("it serves first");
        // It may die before it has answered.
        let _ = Client::new(&server, &sink).post(&challenges, &question).await;
        const SIGABRT: i32 = 6;
        assert_eq!(server.process.end().await.signal(), Some(SIGABRT), "{}", place.name);

        let server = home.start().await;
        let client = Client::new(&server, &sink);
        let listed = client.get(&format!("{challenges}?Order=desc")).await.expect("an answer");
        let challenge = listed.body["challenges"][0]["sid"].as_str().expect("the challenge").to_owned();
        let times = if place.name == "notify.told" { 2 } else { 1 };
        push.wakes(&challenge, times).await;
        // Once another one is through, whatever was due is too.
        let other = client.post(&challenges, &question).await.expect("an answer").text("sid");
        push.wakes(&other, 1).await;
        assert_eq!(push.posts(&challenge), times, "{}", place.name);
        server.stop().await;
    }
}
