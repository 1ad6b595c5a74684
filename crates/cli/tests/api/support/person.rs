use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use countersign_delivery::Message;

use super::{Answer, Service, attempt};

/// A code that is never the right one: codes are digits.
pub(crate) const WRONG: &str = "wrong!";

/// Somebody who is asked for a code. Clones are the same person.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) service: Service,
    pub(crate) to: String,
    /// How many messages were read.
    read: Arc<AtomicUsize>,
}

impl Person {
    pub(crate) fn new(service: Service, to: &str) -> Self {
        // What came for this address before, on behalf of another service, was read then.
        let before = service.mailbox.given().iter().filter(|message| message.to.as_str() == to).count();
        Self { service, to: to.to_owned(), read: Arc::new(AtomicUsize::new(before)) }
    }

    /// Asks for a code on the channel that fits the address, with more parameters.
    pub(crate) async fn asks_with(&self, more: &[(&str, &str)]) -> Answer {
        let channel = if self.to.contains('@') { "email" } else { "sms" };
        let mut pairs = vec![("To", self.to.as_str()), ("Channel", channel)];
        pairs.extend(more);
        self.service.create(&pairs).await
    }

    pub(crate) async fn asks(&self) -> Answer {
        self.asks_with(&[]).await
    }

    /// The next message, which its provider may still have in hand.
    pub(crate) async fn sees(&self) -> Message {
        let n = self.read.fetch_add(1, Ordering::SeqCst);
        self.service.mailbox.nth_for(&self.to, n).await
    }

    /// The next message, once it is written down what became of it. A test that moved the clock before would see its
    /// lease run out and the message come twice.
    pub(crate) async fn gets(&self) -> Message {
        let message = self.sees().await;
        let tries = i64::from(message.attempt);
        attempt(&self.service.engine, &message.delivery_id, |attempt| attempt.tries >= tries).await;
        message
    }

    /// The code in the next message.
    pub(crate) async fn reads(&self) -> String {
        self.gets().await.code
    }

    /// Asks for a code and reads it.
    pub(crate) async fn is_sent(&self) -> (String, String) {
        let sid = self.asks().await.is(201).sid();
        (sid, self.reads().await)
    }

    pub(crate) async fn types(&self, code: &str) -> Answer {
        self.types_with(code, &[]).await
    }

    pub(crate) async fn types_with(&self, code: &str, more: &[(&str, &str)]) -> Answer {
        let mut pairs = vec![("To", self.to.as_str()), ("Code", code)];
        pairs.extend(more);
        self.service.check(&pairs).await
    }

    /// Types wrong codes, each of which is looked at.
    pub(crate) async fn guesses(&self, times: usize) {
        for _ in 0..times {
            self.types(WRONG).await.shows("pending");
        }
    }

    /// Asks for a code as often as it is sent, reads it, and says which.
    pub(crate) async fn uses_up_sends(&self) -> (String, String) {
        let (sid, code) = self.is_sent().await;
        for _ in 1..5 {
            assert_eq!(self.asks().await.is(201).sid(), sid);
            assert_eq!(self.reads().await, code);
        }
        (sid, code)
    }

    pub(crate) async fn cancels(&self) -> Answer {
        self.service.update(&self.to, "canceled").await
    }
}
