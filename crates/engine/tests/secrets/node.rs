//! A node with a key file of its own.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use countersign_delivery::{Provider, Routes};
use countersign_engine::bucket::Under;
use countersign_engine::secrets::{KeySource, KeyStatus, ResealFrom};
use countersign_engine::verification::{
    CheckVerification, IdempotencyKey, StartVerification, StartVerificationError, Target,
};
use countersign_engine::{Engine, Parts, StartError};
use countersign_keyring::Keyring;
use countersign_model::{
    AccountSid, Actor, BucketWindow, Channel, Clock, Code, Dice, FriendlyName, Limits, MockClock, MockDice,
    RateLimitTarget, RateLimitValue, Recipient, ServiceSettings, ServiceSid, Timestamp, Verdict,
};
use countersign_store::{Engine as Database, Store, audit};
use countersign_testkit::Mailbox;
use tokio::sync::oneshot;

/// New Year 2026, 00:00:00 UTC.
const START: Timestamp = Timestamp::from_millis(1_767_225_600_000);

/// A key file in memory; the text outlives the node.
#[derive(Clone, Default)]
pub(crate) struct KeyFile(Arc<Mutex<String>>);

impl KeyFile {
    pub(crate) fn new(seed: u64) -> Self {
        let file = Self::default();
        file.write(&Keyring::new_text(&MockDice::new(seed)));
        file
    }

    pub(crate) fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn write(&self, text: &str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = text.to_owned();
    }

    /// Removes the line of a key by hand.
    pub(crate) fn remove_line(&self, key_id: &str) {
        self.remove(key_id).expect("it is in memory");
    }

    /// Copies the line of a key here.
    pub(crate) fn copy_from(&self, other: &Self, key_id: &str) {
        let text = other.text();
        let line = text.lines().find(|line| line.starts_with(key_id)).expect("the other has it");
        self.append(&format!("{line}\n")).expect("it is in memory");
    }
}

impl KeySource for KeyFile {
    fn name(&self) -> String {
        "the key file".to_owned()
    }

    fn read(&self) -> Result<Keyring, String> {
        Keyring::parse(&self.text()).map_err(|error| error.to_string())
    }

    fn append(&self, line: &str) -> Result<(), String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_str(line);
        Ok(())
    }

    fn remove(&self, key_id: &str) -> Result<bool, String> {
        let text = self.text();
        let kept: String =
            text.lines().filter(|line| !line.starts_with(key_id)).map(|line| format!("{line}\n")).collect();
        self.write(&kept);
        Ok(kept != text)
    }
}

/// A person who was sent a code.
pub(crate) struct Sent {
    pub(crate) to: Recipient,
    pub(crate) code: String,
}

/// An engine with its worker. Nodes share the clock, the mailbox and the service of the first.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) engine: Engine,
    pub(crate) file: KeyFile,
    pub(crate) clock: Arc<MockClock>,
    database: Database,
    mailbox: Arc<Mailbox>,
    account: AccountSid,
    pub(crate) service: ServiceSid,
    /// Dropped with the last clone: the worker ends then.
    _worker: Arc<oneshot::Sender<()>>,
}

pub(crate) async fn engine(
    database: &Database,
    name: &str,
    file: &KeyFile,
    clock: &Arc<MockClock>,
    mailbox: &Arc<Mailbox>,
) -> Result<Engine, StartError> {
    static SEED: AtomicU32 = AtomicU32::new(1);
    let opening = database.clone();
    let store = tokio::task::spawn_blocking(|| Store::open(opening)).await.expect("no panic");
    let providers: [Arc<dyn Provider>; 1] = [Arc::clone(mailbox) as _];
    let parts = Parts {
        store: store.expect("a store"),
        keyring: file.read().expect("keys"),
        delivery: Routes::new(&providers).into(),
        retention: countersign_engine::Retention::default(),
        limits: Limits::development(),
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        // Nodes that threw the same would make the same SIDs.
        dice: Arc::new(MockDice::new(SEED.fetch_add(1, Ordering::Relaxed).into())) as Arc<dyn Dice>,
        node: name.to_owned(),
    };
    let engine = Engine::start(parts).await?;
    engine.use_key_file(Arc::new(file.clone()));
    Ok(engine)
}

fn work(engine: &Engine) -> Arc<oneshot::Sender<()>> {
    let (stop, stopped) = oneshot::channel();
    let engine = engine.clone();
    tokio::spawn(async move { engine.run_worker(async { drop(stopped.await) }).await });
    Arc::new(stop)
}

impl Node {
    /// The first node of a database.
    pub(crate) async fn first(database: Database) -> Self {
        let (file, clock, mailbox) =
            (KeyFile::new(1000), Arc::new(MockClock::new(START)), Mailbox::new("mail"));
        let engine = engine(&database, "node-a", &file, &clock, &mailbox).await.expect("a node");
        let account = engine.first_account().await.expect("an account").sid;
        let settings = ServiceSettings { custom_code_enabled: true, ..ServiceSettings::default() };
        let name = FriendlyName::parse("Acme").expect("a name");
        let service = engine.create_service(account, name, settings, ops()).await.expect("a service").sid;
        let worker = work(&engine);
        Self { engine, file, clock, database, mailbox, account, service, _worker: worker }
    }

    /// Another node on the same database.
    pub(crate) async fn join(&self, name: &str, file: KeyFile) -> Result<Self, StartError> {
        let engine = engine(&self.database, name, &file, &self.clock, &self.mailbox).await?;
        let worker = work(&engine);
        Ok(Self { engine, file, _worker: worker, ..self.clone() })
    }

    /// Sends a code to the `n`-th person.
    pub(crate) async fn send(&self, n: u32) -> Sent {
        self.send_with(n, None).await
    }

    pub(crate) async fn send_with(&self, n: u32, custom: Option<&str>) -> Sent {
        let (to, wanted) = self.wanted(n, custom);
        self.engine.start_verification(wanted).await.expect("a verification");
        let code = self.mailbox.nth_for(to.as_str(), 0).await.code;
        Sent { to, code }
    }

    /// Sends a code to the `n`-th person under an idempotency key; gives the verification's SID.
    pub(crate) async fn send_once(&self, n: u32) -> String {
        let (_, mut wanted) = self.wanted(n, None);
        let (key, request_hash) = (format!("key {n}"), format!("hash of request {n}"));
        wanted.idempotency = Some(IdempotencyKey { key, request_hash });
        self.engine.start_verification(wanted).await.expect("a verification").0.sid.to_string()
    }

    /// Makes the rate limit `ip`: so many of one value in a day.
    pub(crate) async fn limits(&self, max: i64) {
        let name = "ip".parse().expect("a name");
        let made = self.engine.create_rate_limit(self.account, self.service, name, None, ops()).await;
        let rate_limit = RateLimitTarget::Sid(made.expect("a rate limit").sid);
        let under = Under { account: self.account, service: self.service, rate_limit };
        let window = BucketWindow::new(max, 86_400).expect("a window");
        self.engine.create_bucket(under, window, ops()).await.expect("a bucket");
    }

    /// Sends a code to the `n`-th person, counted by this value of the rate limit `ip`; none when it is reached.
    pub(crate) async fn send_counted(&self, n: u32, value: &str) -> Option<Sent> {
        let (to, mut wanted) = self.wanted(n, None);
        let value = RateLimitValue::parse(value).expect("a value");
        wanted.rate_limits = vec![("ip".parse().expect("a name"), value)];
        match self.engine.start_verification(wanted).await {
            Ok(_) => Some(Sent { code: self.mailbox.nth_for(to.as_str(), 0).await.code, to }),
            Err(StartVerificationError::Reached(_)) => None,
            Err(other) => panic!("{other:?}"),
        }
    }

    fn wanted(&self, n: u32, custom: Option<&str>) -> (Recipient, StartVerification) {
        let to = Recipient::parse(&format!("+1501712{n:04}")).expect("a number");
        let caller = Actor::Account(self.account);
        let mut wanted =
            StartVerification::plain(self.account, caller, self.service, to.clone(), Channel::Sms);
        wanted.custom_code = custom.map(|code| Code::parse_custom(code).expect("a code"));
        (to, wanted)
    }

    /// Checks a person's code, which has to be right.
    pub(crate) async fn approves(&self, sent: &Sent) {
        let wanted = CheckVerification {
            account: self.account,
            service: self.service,
            target: Target::Address(sent.to.clone()),
            code: Some(Code::parse_custom(&sent.code).expect("a code")),
            amount: None,
            payee: None,
        };
        let checked = self.engine.check_verification(wanted).await.expect("a check");
        assert_eq!(checked.verdict, Verdict::Approved, "{}", sent.to.masked());
    }

    /// Begins and promotes; gives the new key's id.
    pub(crate) async fn turn(&self) -> String {
        let begun = self.engine.begin_key(ops()).await.expect("a key");
        self.engine.promote_key(None, ops()).await.expect("everybody holds it");
        begun.key_id
    }

    /// One pass over everything sealed; how many rows were sealed anew.
    pub(crate) async fn reseal(&self) -> u64 {
        let (mut from, mut sum) = (Some(ResealFrom::default()), 0);
        while let Some(at) = from {
            let chunk = self.engine.reseal_chunk(at, ops()).await.expect("a chunk");
            assert!(chunk.unreadable.is_empty(), "{:?}", chunk.unreadable);
            sum += chunk.resealed;
            from = chunk.next;
        }
        sum
    }

    pub(crate) async fn status(&self, key_id: &str) -> KeyStatus {
        let all = self.engine.key_status().await.expect("a status");
        all.into_iter().find(|key| key.key_id == key_id).expect("a key")
    }

    /// What the audit trail says of keys: what was done, by whom and to which, in order.
    pub(crate) async fn key_trail(&self) -> Vec<(String, String, String)> {
        let lines = self.engine.store().read(|tx| audit::after(tx, "", 1000)).await.expect("the trail");
        let of_keys = lines.into_iter().filter(|line| line.what.starts_with("master_key."));
        of_keys.map(|line| (line.what, line.who, line.subject)).collect()
    }

    /// The sentence that a step is refused with.
    pub(crate) async fn refused_drop(&self, key_id: &str) -> String {
        self.engine.drop_key(key_id, ops()).await.expect_err("refused").to_string()
    }

    /// The sentence that a promotion is refused with.
    pub(crate) async fn refused_promotion(&self, key_id: Option<&str>) -> String {
        let refused = self.engine.promote_key(key_id.map(str::to_owned), ops()).await;
        refused.expect_err("refused").to_string()
    }

    pub(crate) fn account(&self) -> AccountSid {
        self.account
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    pub(crate) fn mailbox(&self) -> &Arc<Mailbox> {
        &self.mailbox
    }
}

/// The id of the only key of a fresh file.
pub(crate) fn only_key(file: &KeyFile) -> String {
    let ring = file.read().expect("keys");
    ring.ids().next().expect("a key").to_owned()
}

/// Who gives the tests' commands.
pub(crate) fn ops() -> Actor {
    Actor::Operator("ops".to_owned())
}
