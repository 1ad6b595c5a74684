use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use countersign::{Running, Setup};
use countersign_delivery::{Provider, Route, Routes, Seat, Terms};
use countersign_engine::receipt::Callbacks;
use countersign_engine::{Delivery, Engine, Retention};
use countersign_keyring::Keyring;
use countersign_model::{
    AccountSid, Actor, Attempt, AttemptState, Clock, Dice, Limits, MockClock, MockDice, Timestamp,
};
use countersign_store::{Engine as Database, PostgresOptions, SqliteOptions, attempts};
use countersign_testkit::{BorrowedPostgres, Mailbox};
use countersign_web::{CidrList, Origin, OriginPolicy, Scheme};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Api, Person, Service};

/// New Year 2026, 00:00:00 UTC.
const START: Timestamp = Timestamp::from_millis(1_767_225_600_000);

/// A whole node but for its listener: the real router, engine, store and worker, on a clock that stands still and
/// dice that fall the same each time.
pub(crate) struct TestApp {
    pub(crate) clock: Arc<MockClock>,
    /// The first provider of every channel.
    pub(crate) mailbox: Arc<Mailbox>,
    /// The second.
    pub(crate) spare: Arc<Mailbox>,
    pub(crate) engine: Engine,
    /// The node, for a router of another kind.
    pub(crate) running: Running,
    pub(crate) router: Router,
    pub(crate) account: AccountSid,
    pub(crate) token: String,
    worker: JoinHandle<()>,
    stop: oneshot::Sender<()>,
}

/// One after the other, whatever it is.
pub(crate) fn in_turn(seats: Vec<Seat>) -> Delivery {
    by_rules(seats, Vec::new())
}

/// By these routes, with an address for receipts.
pub(crate) fn by_rules(seats: Vec<Seat>, routes: Vec<Route>) -> Delivery {
    let routes = Routes::ruled(seats, routes).expect("routes");
    Delivery { routes, callbacks: Some(Callbacks::under(PUBLIC_URL)), ..Delivery::default() }
}

/// Where providers are told to call.
pub(crate) const PUBLIC_URL: &str = "https://verify.example.com";

/// `carry` says how the two mailboxes are asked.
pub(crate) fn run_on_sqlite<Ran: Future<Output = ()>>(
    limits: Limits,
    carry: impl FnOnce(Vec<Seat>) -> Delivery,
    case: impl FnOnce(TestApp) -> Ran,
) {
    let directory = countersign_testkit::directory();
    let path = directory.path().join("countersign.db");
    let database = Database::Sqlite(SqliteOptions { path, readers: 2 });
    run(async { case(TestApp::new(database, limits, carry, 42).await).await });
}

pub(crate) fn run_on_postgres<Ran: Future<Output = ()>>(
    limits: Limits,
    carry: impl FnOnce(Vec<Seat>) -> Delivery,
    case: impl FnOnce(TestApp) -> Ran,
) {
    let database = BorrowedPostgres::new();
    run(async { case(TestApp::new(postgres(&database.url()), limits, carry, 42).await).await });
}

/// Two nodes that share a database and, as after start, the first account.
pub(crate) fn run_on_two_nodes<Ran: Future<Output = ()>>(
    limits: Limits,
    case: impl FnOnce(TestApp, TestApp) -> Ran,
) {
    run_on_two_nodes_carrying(limits, in_turn, in_turn, case);
}

/// The same, each carrying messages in its own way.
pub(crate) fn run_on_two_nodes_carrying<Ran: Future<Output = ()>>(
    limits: Limits,
    one: impl FnOnce(Vec<Seat>) -> Delivery,
    other: impl FnOnce(Vec<Seat>) -> Delivery,
    case: impl FnOnce(TestApp, TestApp) -> Ran,
) {
    let database = BorrowedPostgres::new();
    let url = database.url();
    run(async {
        let one = TestApp::new(postgres(&url), limits.clone(), one, 42).await;
        let other = TestApp::new(postgres(&url), limits, other, 43).await;
        case(one, other).await;
    });
}

/// Somebody on the command line.
pub(crate) fn ops() -> Actor {
    Actor::Operator("ops".to_owned())
}

/// Connections of a node that write to PostgreSQL.
pub(crate) const WRITERS: usize = 4;

fn postgres(url: &str) -> Database {
    // Nothing here is about durability, and waiting for the disk would be most of what these tests do.
    // A slow machine may need longer than a server has.
    let patience = ["lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"];
    let patience = patience.map(|name| format!("-c%20{name}=120000")).join("%20");
    let url = format!("{url}?options=-c%20synchronous_commit=off%20{patience}");
    Database::Postgres(PostgresOptions { url, writers: WRITERS, readers: 2 })
}

fn run(case: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build();
    runtime.expect("a runtime").block_on(case);
}

impl TestApp {
    async fn new(
        database: Database,
        limits: Limits,
        carry: impl FnOnce(Vec<Seat>) -> Delivery,
        seed: u64,
    ) -> Self {
        let clock = Arc::new(MockClock::new(START));
        let dice: Arc<dyn Dice> = Arc::new(MockDice::new(seed));
        let (mailbox, spare) = (Mailbox::new("first"), Mailbox::new("spare"));
        let providers: [Arc<dyn Provider>; 2] = [Arc::clone(&mailbox) as _, Arc::clone(&spare) as _];
        let seat = |provider| Seat { provider, terms: Terms::default() };
        let setup = Setup {
            database,
            // Nodes have the same keys, and chance of their own.
            keyring: Keyring::parse(&Keyring::new_text(&MockDice::new(42))).expect("a keyring"),
            delivery: carry(providers.into_iter().map(seat).collect()),
            limits,
            retention: Retention::default(),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            dice,
            node: format!("test-{seed}"),
        };
        let running = Running::build(setup).await.expect("a node");
        let origins = OriginPolicy {
            public_url: None,
            trusted_proxies: CidrList::default(),
            scheme: Scheme::Http,
            fallback: Origin::of_listener(Scheme::Http, ([127, 0, 0, 1], 4010).into()),
        };
        let router = running.router(origins, Router::new());
        let engine = running.engine.clone();
        let first = engine.first_account().await.expect("an account");
        let (stop, stopped) = oneshot::channel();
        let working = engine.clone();
        let worker = tokio::spawn(async move {
            // A sender that is gone is an end too.
            working.run_worker(async { drop(stopped.await) }).await;
        });
        let (account, token) = (first.sid, first.token);
        Self { clock, mailbox, spare, engine, running, router, account, token, worker, stop }
    }

    /// The first account's own caller.
    pub(crate) fn api(&self) -> Api {
        Api::with(&self.router, &self.account.to_string(), &self.token)
    }

    /// A service called Acme of the first account.
    pub(crate) async fn service(&self, settings: &[(&str, &str)]) -> Service {
        self.api().has_service(self, settings).await
    }

    /// Alice, at a service with nothing set.
    pub(crate) async fn alice(&self) -> Person {
        self.service(&[]).await.person("+15017122661")
    }

    /// Somebody who calls for another account.
    pub(crate) async fn stranger(&self) -> Api {
        let new = self.engine.create_account("Others", ops()).await.expect("an account");
        Api::with(&self.router, &new.account.sid.to_string(), &new.token)
    }

    /// A key of the first account and its secret.
    pub(crate) async fn api_key(&self) -> (String, String) {
        let made = self.engine.create_key(self.account, "build server", ops()).await.expect("an answer");
        let new = made.expect("a key");
        (new.key.sid.to_string(), new.secret)
    }

    pub(crate) fn advance(&self, millis: i64) {
        self.clock.advance_millis(millis);
    }

    /// The attempt with this SID, once `is_there` holds for it.
    pub(crate) async fn attempt(&self, sid: &str, is_there: impl Fn(&Attempt) -> bool) -> Attempt {
        attempt(&self.engine, sid, is_there).await
    }

    /// The attempt with this SID, once it is over.
    pub(crate) async fn ended_attempt(&self, sid: &str) -> Attempt {
        self.attempt(sid, |attempt| attempt.state != AttemptState::Queued).await
    }

    /// Stops the worker and waits until what it had begun is written down.
    pub(crate) async fn stop_worker(self) -> Engine {
        self.stop.send(()).expect("a worker that runs");
        self.worker.await.expect("a worker that ended well");
        self.engine
    }
}

/// The attempt with this SID, once `is_there` holds for it.
pub(crate) async fn attempt(engine: &Engine, sid: &str, is_there: impl Fn(&Attempt) -> bool) -> Attempt {
    let sid = sid.parse().expect("an attempt's SID");
    let found = async {
        loop {
            let found = engine.store().read(move |tx| attempts::find(tx, sid)).await;
            match found.expect("the store").expect("an attempt") {
                attempt if is_there(&attempt) => return attempt,
                _ => tokio::time::sleep(Duration::from_millis(1)).await,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), found).await.expect("the attempt comes that far")
}
