//! A server dies while an upstream is asked: whoever was approved is let in once or not at all, and never without proof.

use std::collections::HashMap;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::client::{Answer, Client};
use crate::engines::{Engine, on_both_engines};
use crate::ledger::fresh_number;
use crate::places::UPSTREAM_PLACES;
use crate::server::Home;
use crate::sink::Sink;
use crate::within;

on_both_engines!(a_death_while_an_upstream_is_asked_lets_nobody_in_twice_or_without_proof);

const SERVICE: &str = "VAeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";

#[derive(Clone)]
struct There {
    sid: String,
    code: String,
    is_pending: bool,
    approvals: u32,
}

/// A Verify that makes its codes itself.
#[derive(Clone)]
struct Verify {
    url: String,
    all: Arc<Mutex<HashMap<String, There>>>,
    arrivals: watch::Sender<u64>,
}

impl Verify {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let verify = Self { url, all: Arc::default(), arrivals: watch::Sender::new(0) };
        let answering = verify.clone();
        let answer = move |uri: Uri, body: Bytes| std::future::ready(answering.answer(uri.path(), &body));
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
        verify
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, There>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, path: &str, body: &[u8]) -> Response {
        let url =
            reqwest::Url::parse(&format!("http://form?{}", String::from_utf8_lossy(body))).expect("a form");
        let fields: HashMap<String, String> = url.query_pairs().into_owned().collect();
        let mut all = self.all();
        if path.ends_with("/Verifications") {
            let number = all.len() + 1;
            let fresh = || There {
                sid: format!("VE{number:032x}"),
                code: format!("77{number:04}"),
                is_pending: true,
                approvals: 0,
            };
            let to = &fields["To"];
            let there = all.entry(to.clone()).or_insert_with(fresh).clone();
            drop(all);
            self.arrivals.send_modify(|count| *count += 1);
            return shown(to, &there.sid, "pending");
        }
        let found = all.iter_mut().find(|(to, there)| {
            let named = fields.get("VerificationSid").or_else(|| fields.get("To"));
            named.is_some_and(|named| *named == there.sid || named == *to) && there.is_pending
        });
        let Some((to, there)) = found else {
            let body = json!({ "code": 20404, "message": "gone", "more_info": "", "status": 404 });
            return (StatusCode::NOT_FOUND, body.to_string()).into_response();
        };
        if fields.get("Code") != Some(&there.code) {
            return shown(to, &there.sid, "pending");
        }
        there.is_pending = false;
        there.approvals += 1;
        shown(to, &there.sid, "approved")
    }

    /// What it has for `to`, once it was asked.
    async fn sent(&self, to: &str) -> There {
        let mut arrivals = self.arrivals.subscribe();
        let sent = async {
            loop {
                if let Some(there) = self.all().get(to) {
                    return there.clone();
                }
                arrivals.changed().await.expect("it lives");
            }
        };
        within("the upstream is asked", sent).await
    }
}

fn shown(to: &str, sid: &str, status: &str) -> Response {
    let body = json!({
        "sid": sid, "to": to, "status": status, "valid": status == "approved", "send_code_attempts": [],
    });
    (StatusCode::OK, body.to_string()).into_response()
}

/// A home whose verifications all go to `verify`.
fn home(engine: Engine, sink: &Sink, verify: &Verify) -> Home {
    let home = Home::new(engine, sink);
    let upstream = format!(
        "[[upstreams]]\nname = \"other\"\npercent = 100\nverify_service_sid = \"{SERVICE}\"\n\
         account_sid = \"AC0123456789abcdef0123456789abcdef\"\nauth_token = \"token\"\nurl = \"{}\"\n",
        verify.url
    );
    let file = std::fs::File::options().append(true).open(home.path("countersign.toml"));
    file.expect("the configuration").write_all(upstream.as_bytes()).expect("it is written");
    home
}

async fn check(client: &Client, to: &str, code: &str) -> Result<Answer, crate::client::Dead> {
    let path = format!("/v2/Services/{}/VerificationCheck", client.service);
    client.post(&path, &[("To", to), ("Code", code)]).await
}

async fn a_death_while_an_upstream_is_asked_lets_nobody_in_twice_or_without_proof(engine: Engine) {
    let (sink, verify) = (Sink::start().await, Verify::start().await);
    let home = home(engine, &sink, &verify);
    home.start().await.stop().await;
    for place in UPSTREAM_PLACES {
        eprintln!("dying at {}", place.name);
        let server = home.start_to_die_at(&format!("{}:1", place.name)).await.expect("it serves first");
        let client = Client::new(&server, &sink);
        let to = fresh_number();
        let path = format!("/v2/Services/{}/Verifications", client.service);
        // Where it dies sending, the create may or may not be answered.
        let created = client.post(&path, &[("To", &to), ("Channel", "sms")]).await;
        if place.name != "deliver.handed" {
            let sid = created.expect("an answer").text("sid");
            let there = verify.sent(&to).await;
            assert!(check(&client, &to, &there.code).await.is_err(), "{} is not reached", place.name);
            let approved_before = verify.sent(&to).await.approvals;
            const SIGABRT: i32 = 6;
            assert_eq!(server.process.end().await.signal(), Some(SIGABRT), "{}", place.name);
            let server = home.start().await;
            let client = Client::new(&server, &sink);
            let stands = client.get(&format!("{path}/{sid}")).await.expect("an answer");
            let again = check(&client, &to, &there.code).await.expect("an answer");
            match place.name {
                // It was only counted.
                "check.reserved" => {
                    assert_eq!(approved_before, 0);
                    assert_eq!(stands.text("status"), "pending");
                    assert!(again.is_approved(), "{again:?}");
                }
                // The upstream has approved it, and nobody knows any more.
                "check.asked" | "check.settled" => {
                    assert_eq!(stands.text("status"), "pending");
                    assert_eq!((approved_before, again.status), (1, 404), "{again:?}");
                }
                // It was written down.
                _ => assert_eq!((approved_before, stands.status, again.status), (1, 404, 404), "{again:?}"),
            }
            server.stop().await;
        } else {
            server.process.end().await;
            let server = home.start().await;
            let client = Client::new(&server, &sink);
            let there = verify.sent(&to).await;
            assert!(check(&client, &to, &there.code).await.expect("an answer").is_approved());
            server.stop().await;
        }
        assert_eq!(verify.sent(&to).await.approvals, 1, "{}", place.name);
    }
}
