//! E-mail through an SMTP relay (RFC 5321, RFC 6409).
//!
//! The conversation is led step by step rather than by lettre's own transport, because only the step tells whether a
//! lost connection may have left a message behind: before the text is handed over it can't have, after it may.
//! SMTP has no idempotency key; the `Message-ID` is the same for every try, so that a mailbox may fold repetitions.

mod letter;
mod reply;
mod session;
mod settings;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use countersign_model::{Channel, Fate, Timestamp};
use lettre::message::Mailbox;

use self::session::Relay;
use super::BadSettings;
use crate::{Message, Probe, Probing, Provider, Sending};

pub use self::settings::SmtpSettings;

/// Hands e-mail to an SMTP relay.
pub struct Smtp {
    name: String,
    from: Mailbox,
    relay: Relay,
    limit: Duration,
}

impl Smtp {
    /// Makes the provider; a send ends within `limit`, or sooner when the settings say so.
    ///
    /// # Errors
    /// [`BadSettings`] when the URL or sender can't be used, or when a password would cross a network unencrypted.
    pub fn new(name: &str, settings: &SmtpSettings, limit: Duration) -> Result<Self, BadSettings> {
        Ok(Self {
            name: name.to_owned(),
            from: settings.mailbox()?,
            relay: settings.relay()?,
            limit: settings.limit(limit)?,
        })
    }

    async fn mail(&self, message: &Message, now: Timestamp) -> Fate {
        let letter = match letter::write(&self.from, message, now) {
            Ok(letter) => letter,
            Err(fate) => return fate,
        };
        let handed_over = AtomicBool::new(false);
        let talk = self.relay.deliver(&letter, message, now, &handed_over);
        match tokio::time::timeout(self.limit, talk).await {
            Ok(fate) => fate,
            Err(_) if handed_over.load(Ordering::Relaxed) => {
                Fate::Ambiguous { reason: "no reply to the message within the time limit".to_owned() }
            }
            Err(_) => Fate::Retryable {
                reason: "the relay did not get as far as taking the message in time".to_owned(),
            },
        }
    }
}

impl Provider for Smtp {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &[Channel::Email]
    }

    fn probe(&self, _: Timestamp) -> Probing<'_> {
        Box::pin(async move {
            match tokio::time::timeout(self.limit, self.relay.greet()).await {
                Ok(Ok(())) => Probe::Reached,
                Ok(Err(why)) => Probe::Failed(why),
                Err(_) => Probe::Failed("the relay did not answer in time".to_owned()),
            }
        })
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        Box::pin(self.mail(message, now))
    }
}
