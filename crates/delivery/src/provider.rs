//! What every provider promises.
//!
//! - **It never panics** and never hangs: it ends within [`SEND_LIMIT`] by its own clock. The worker that calls it
//!   holds its row for 30 s, so a send is always over before somebody else may take the row up.
//! - **Every end is a [`Fate`]**, and the fate is honest: what may have been taken is `Ambiguous`, what surely was
//!   not is `Retryable` or worse. A success that was not plainly given is no success.
//! - **Reasons hold neither code nor address.** They are shown to operators and written into logs and rows, and
//!   providers like to repeat what they were sent.
//! - **Running twice is harmless.** The same [`Message::delivery_id`] may come again after a crash or an ambiguous
//!   end. A provider that can tell its peer so (an idempotency key, a message id) does; for the others the person
//!   gets the same code twice, which costs money and nothing else.

use std::pin::Pin;
use std::time::Duration;

use std::sync::Arc;

use countersign_model::{Channel, Cost, Fate, Platform, Timestamp};
use tokio::sync::watch;

use crate::call::{CallHeard, Script};
use crate::inbound::{Heard, Hearer, Hearing, Inbound, Reply};
use crate::providers::Inbox;
use crate::{Message, Notice, Noticed, Noticing};

/// How long one send may take, from the first lookup to the last byte of the answer.
pub const SEND_LIMIT: Duration = Duration::from_secs(10);

/// A send under way. Boxed, because providers are kept in one list whatever their type.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Fate> + Send + 'a>>;

/// A send that stops early by `?`: whatever it ends with is its fate.
pub(crate) fn sending<'a>(send: impl Future<Output = Result<Fate, Fate>> + Send + 'a) -> Sending<'a> {
    Box::pin(async { send.await.unwrap_or_else(|fate| fate) })
}

/// A look at whether a provider could send now.
pub type Probing<'a> = Pin<Box<dyn Future<Output = Probe> + Send + 'a>>;

/// A connection that lives as long as the server.
pub type Living<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// A question about what is left on the account.
pub type Balancing<'a> = Pin<Box<dyn Future<Output = Result<Option<Cost>, String>> + Send + 'a>>;

/// What came of a look that sent nothing and cost nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe {
    /// The peer answered, as far as can be told without a message.
    Reached,
    /// There is nothing to try without sending.
    Untried,
    /// A send would fail now, and why. Holds no secret.
    Failed(String),
}

/// Somebody who carries messages. The module's head says what is promised.
pub trait Provider: Send + Sync {
    /// The operator's name for it, as in the configuration; it stands in logs and in the attempt's record.
    fn name(&self) -> &str;

    /// The channels it can carry.
    fn channels(&self) -> &[Channel];

    /// Looks whether the peer can be reached and knows us, without sending or paying. Ends within [`SEND_LIMIT`]. `now` is
    /// what is signed with, as for a send.
    fn probe(&self, now: Timestamp) -> Probing<'_> {
        let _ = now;
        Box::pin(async { Probe::Untried })
    }

    /// Removes what the provider itself keeps of the addresses of which `is_meant` says yes; tells how many messages.
    /// Most keep nothing.
    ///
    /// # Errors
    /// A sentence, when something is kept that can't be removed.
    fn forget(&self, is_meant: &dyn Fn(&str) -> bool) -> Result<u64, String> {
        let _ = is_meant;
        Ok(0)
    }

    /// Is told where messages arrive that go to nobody. Only for those that play a provider.
    fn arrive_in(&self, inbox: &Arc<Inbox>) {
        let _ = inbox;
    }

    /// Hands `message` over. `now` is what the message is dated and signed with.
    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a>;

    /// Whether it tells later whether a message arrived. Where it does, a service's order of channels waits for that;
    /// where it doesn't, a message that was taken counts as arrived.
    fn tells(&self) -> bool {
        false
    }

    /// Whether receipts of this provider name a message by the provider's own id alone: then the id has to be findable.
    fn tells_by_id(&self) -> bool {
        false
    }

    /// Verifies and reads a request that came to one of this provider's callback addresses. It must believe nothing that
    /// the provider can sign and didn't. A provider that calls nobody says that everything is forged.
    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, now: Timestamp) -> Hearing<'a> {
        let _ = (inbound, now);
        Box::pin(std::future::ready(Heard::Forged("this provider calls nobody")))
    }

    /// Whether its voices read this language, a BCP 47 tag. What it says no to is written in English.
    fn speaks(&self, locale: &str) -> bool {
        let _ = locale;
        true
    }

    /// Whether its calls tell which keys were pressed, so that a person can approve something by them.
    fn asks_for_keys(&self) -> bool {
        false
    }

    /// Writes a document of a call as the provider wants it; nothing for providers whose calls ask for none.
    fn speak(&self, script: &Script) -> Option<Reply> {
        let _ = script;
        None
    }

    /// Verifies and reads a request for a document of a call. As [`Provider::hear`], it believes nothing that is not
    /// signed.
    fn hear_call(&self, inbound: &Inbound<'_>, now: Timestamp) -> CallHeard {
        let _ = (inbound, now);
        CallHeard::Forged("this provider's calls ask for nothing")
    }

    /// Whose devices it can wake. Providers of codes wake none.
    fn platforms(&self) -> &[Platform] {
        &[]
    }

    /// Wakes a device of one of [`Provider::platforms`]. Ends within [`SEND_LIMIT`].
    fn notify<'a>(&'a self, notice: &'a Notice, now: Timestamp) -> Noticing<'a> {
        let _ = (notice, now);
        Box::pin(std::future::ready(Noticed::Refused { reason: "it wakes no devices".to_owned() }))
    }

    /// Keeps up a connection of its own until `stop` says true, reconnecting by itself, and hands `hearer` what comes in
    /// on it. Nothing for providers that need none.
    fn live(
        self: Arc<Self>,
        hearer: Arc<dyn Hearer>,
        stop: watch::Receiver<bool>,
    ) -> Option<Living<'static>> {
        let _ = (hearer, stop);
        None
    }

    /// What is left on the account: nothing when the provider doesn't tell. Sends nothing and costs nothing; ends within
    /// [`SEND_LIMIT`].
    fn balance(&self) -> Balancing<'_> {
        Box::pin(std::future::ready(Ok(None)))
    }
}
