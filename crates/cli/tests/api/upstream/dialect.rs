//! Another Countersign as the upstream: both ends of the dialect are real.

use std::sync::Arc;
use std::sync::mpsc;

use countersign_delivery::{Probe, SEND_LIMIT, Seat, Secret, Upstream, UpstreamSettings, Upstreams};
use countersign_engine::Delivery;
use countersign_model::Limits;
use countersign_testkit::Mailbox;
use tokio::sync::oneshot;

use super::{ALICE, asks, types};
use crate::support::{TestApp, WRONG, by_rules, in_turn, run_on_postgres, run_on_sqlite};

/// A whole server on a port of its own; ends with the value.
struct Other {
    settings: UpstreamSettings,
    /// What it was given to send.
    mailbox: Arc<Mailbox>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Other {
    fn start(custom_code: bool) -> Self {
        let (tell, told) = mpsc::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            run_on_sqlite(Limits::development(), in_turn, async |app: TestApp| {
                let service = app.service(&[("CustomCodeEnabled", "true")]).await;
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
                let settings = UpstreamSettings {
                    service: None,
                    percent: 100,
                    verify_service_sid: service.sid,
                    custom_code,
                    account_sid: app.account.to_string(),
                    auth_token: Some(Secret::new(app.token.clone())),
                    api_key: None,
                    api_key_secret: None,
                    url: format!("http://{}", listener.local_addr().expect("an address")),
                };
                let router = app.router.clone();
                tokio::spawn(async move { axum::serve(listener, router).await });
                tell.send((settings, Arc::clone(&app.mailbox))).expect("somebody waits");
                // A sender that is gone is an end too.
                let _ = stopped.await;
            });
        });
        let (settings, mailbox) = told.recv().expect("it starts");
        Self { settings, mailbox, stop: Some(stop), thread: Some(thread) }
    }

    fn carry(&self) -> impl FnOnce(Vec<Seat>) -> Delivery {
        let upstream = Upstream::new("other", &self.settings, SEND_LIMIT).expect("an upstream");
        let upstreams = Upstreams::new(vec![upstream]).expect("upstreams");
        move |seats| Delivery { upstreams, ..by_rules(seats, Vec::new()) }
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn lives_through(app: TestApp, other: &Other) {
    let (_, seat) = app.engine.upstreams().named("other").expect("it is there");
    assert_eq!(seat.provider.probe(app.engine.now()).await, Probe::Reached);
    let service = app.service(&[]).await;
    // Approved, canceled, exhausted, each with the address free afterwards.
    for end in ["approved", "canceled", "max_attempts_reached"] {
        let before = other.mailbox.given().len();
        let created = asks(&app, &service).await;
        let code = other.mailbox.nth_for(ALICE, before).await.code;
        types(&service, WRONG).await.shows("pending");
        asks(&app, &service).await;
        assert_eq!(other.mailbox.nth_for(ALICE, before + 1).await.code, code, "a re-send repeats the code");
        match end {
            "approved" => drop(types(&service, &code).await.shows("approved")),
            "canceled" => drop(service.update(&created.sid(), "canceled").await.shows("canceled")),
            _ => {
                for _ in 0..4 {
                    types(&service, WRONG).await.shows("pending");
                }
                types(&service, &code).await.refuses(429, 60202);
                continue;
            }
        }
        types(&service, &code).await.finds_nothing();
    }
    assert!(app.mailbox.given().is_empty());
}

#[test]
fn a_countersign_that_makes_the_codes_itself_is_an_upstream_like_twilio() {
    let other = Other::start(false);
    run_on_sqlite(Limits::development(), other.carry(), async |app| lives_through(app, &other).await);
}

#[test]
fn a_countersign_that_is_given_our_codes_is_an_upstream_like_twilio() {
    let other = Other::start(true);
    run_on_postgres(Limits::development(), other.carry(), async |app| lives_through(app, &other).await);
}
