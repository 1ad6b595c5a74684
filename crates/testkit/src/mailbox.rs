//! A provider that remembers what it was given and answers as it was told to.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use countersign_delivery::{
    Heard, Hearing, Inbound, Message, Notice, Noticed, Noticing, Provider, Reply, Sending,
};
use countersign_model::{About, Channel, Fate, Platform, Receipt, ReceiptState, Timestamp};
use tokio::sync::{oneshot, watch};

/// How long a test waits for a message before it fails. Not a promise about speed: a busy machine may take its time.
const PATIENCE: Duration = Duration::from_secs(60);

/// What becomes of one send.
enum Script {
    Answer(Fate),
    Wait(oneshot::Receiver<Fate>),
}

/// A provider for every channel. It takes each message, unless a test scripted another fate.
pub struct Mailbox {
    name: String,
    script: Mutex<VecDeque<Script>>,
    tells: AtomicBool,
    given: watch::Sender<Vec<Message>>,
    /// What becomes of notices, and those that were given.
    notices: (Mutex<VecDeque<Noticed>>, watch::Sender<Vec<Notice>>),
}

/// A send that waits in the provider until the test says what becomes of it.
pub struct Held(oneshot::Sender<Fate>);

impl Held {
    /// Lets the send end so.
    ///
    /// # Panics
    /// When nobody waits for it any more.
    pub fn end(self, fate: Fate) {
        assert!(self.0.send(fate).is_ok(), "the held send was given up");
    }
}

impl Mailbox {
    /// An empty one that takes everything.
    #[must_use]
    pub fn new(name: &str) -> Arc<Self> {
        let (given, _) = watch::channel(Vec::new());
        Arc::new(Self {
            name: name.to_owned(),
            script: Mutex::default(),
            tells: AtomicBool::new(false),
            given,
            notices: (Mutex::default(), watch::channel(Vec::new()).0),
        })
    }

    fn queue(&self, script: Script) {
        self.script.lock().unwrap_or_else(PoisonError::into_inner).push_back(script);
    }

    /// The next send that has no fate yet will end so.
    pub fn will(&self, fate: Fate) {
        self.queue(Script::Answer(fate));
    }

    /// The next send that has no fate yet will wait for its end.
    #[must_use]
    pub fn will_wait(&self) -> Held {
        let (held, waits) = oneshot::channel();
        self.queue(Script::Wait(waits));
        Held(held)
    }

    /// From now on it tells what became of messages: `POST` to its callback address, signed by the header
    /// `mailbox-signature` with its name, a state or `id state`.
    pub fn will_tell(&self) {
        self.tells.store(true, Ordering::SeqCst);
    }

    /// The next device that is to be woken and has no end yet will end so.
    pub fn will_wake(&self, end: Noticed) {
        self.notices.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(end);
    }

    /// Every notice that was given, whatever became of it, in the order given.
    #[must_use]
    pub fn notices(&self) -> Vec<Notice> {
        self.notices.1.borrow().clone()
    }

    /// The `n`-th notice (from 0); waits for it.
    ///
    /// # Panics
    /// When it doesn't come.
    pub async fn nth_notice(&self, n: usize) -> Notice {
        let mut given = self.notices.1.subscribe();
        let come = tokio::time::timeout(PATIENCE, given.wait_for(|all| all.len() > n)).await;
        let all = come.unwrap_or_else(|_| panic!("notice {n} never came")).expect("the mailbox lives");
        all[n].clone()
    }

    /// Every message that was given, whatever became of it, in the order given.
    #[must_use]
    pub fn given(&self) -> Vec<Message> {
        self.given.borrow().clone()
    }

    /// The `n`-th message (from 0) for the address `to`, mails without a code left out; waits for it.
    ///
    /// # Panics
    /// When it doesn't come.
    pub async fn nth_for(&self, to: &str, n: usize) -> Message {
        self.nth(n, |message| message.to.as_str() == to && !tells_only(message)).await
    }

    /// The first `n` mails without a code for the address `to`, which tell of something that has changed; waits for them.
    ///
    /// # Panics
    /// When they don't come.
    pub async fn told(&self, to: &str, n: usize) -> Vec<Message> {
        let is_one = |message: &Message| message.to.as_str() == to && tells_only(message);
        self.nth(n - 1, is_one).await;
        self.given().into_iter().filter(is_one).collect()
    }

    async fn nth(&self, n: usize, is_one: impl Fn(&Message) -> bool) -> Message {
        let mut given = self.given.subscribe();
        let find = |all: &Vec<Message>| all.iter().filter(|message| is_one(message)).nth(n).cloned();
        let come = tokio::time::timeout(PATIENCE, given.wait_for(|all| find(all).is_some())).await;
        let all = come.unwrap_or_else(|_| panic!("message {n} never came")).expect("the mailbox lives");
        find(&all).expect("it has come")
    }
}

/// Whether it is a mail without a code.
fn tells_only(message: &Message) -> bool {
    message.code.is_empty() && message.subject.is_some()
}

impl Provider for Mailbox {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &Channel::ALL
    }

    fn platforms(&self) -> &[Platform] {
        &[Platform::Fcm]
    }

    fn notify<'a>(&'a self, notice: &'a Notice, _: Timestamp) -> Noticing<'a> {
        let told = self.notices.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        self.notices.1.send_modify(|all| all.push(notice.clone()));
        Box::pin(std::future::ready(told.unwrap_or(Noticed::Taken)))
    }

    fn tells(&self) -> bool {
        self.tells.load(Ordering::SeqCst)
    }

    fn tells_by_id(&self) -> bool {
        self.tells()
    }

    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, _: Timestamp) -> Hearing<'a> {
        let heard = if inbound.header("mailbox-signature") != Some(&self.name) {
            Heard::Forged("no signature")
        } else {
            match read(inbound) {
                Some(receipt) => Heard::Receipts { receipts: vec![receipt], reply: Reply::empty() },
                None => Heard::Unreadable("no receipt"),
            }
        };
        Box::pin(std::future::ready(heard))
    }

    fn send<'a>(&'a self, message: &'a Message, _: Timestamp) -> Sending<'a> {
        // Drawn before anybody is told, so that a test that has seen the message scripts the next one.
        let script = self.script.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        self.given.send_modify(|all| all.push(message.clone()));
        let id = format!("{}-{}", self.name, message.delivery_id);
        Box::pin(async move {
            match script {
                None => Fate::accepted(Some(id)),
                Some(Script::Answer(fate)) => fate,
                Some(Script::Wait(waits)) => {
                    waits.await.unwrap_or(Fate::Ambiguous { reason: "the test let go of it".to_owned() })
                }
            }
        })
    }
}

/// `state` at a message's own address, `id state` at the mailbox's.
fn read(inbound: &Inbound<'_>) -> Option<Receipt> {
    let text = std::str::from_utf8(inbound.body).ok()?;
    let (about, state) = match inbound.attempt {
        Some(attempt) => (About::Attempt(attempt), text),
        None => text.split_once(' ').map(|(id, state)| (About::ProviderId(id.to_owned()), state))?,
    };
    let state = ReceiptState::from_name(state)?;
    Some(Receipt { about, provider_id: None, state, code: None, cost: None, at: None })
}
