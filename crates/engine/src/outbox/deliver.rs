//! One errand: write the message, hand it to a provider, record what became of it.
//!
//! The code is made here, from the verification's row; the outbox never held it. Nothing is sent once the code has
//! expired or its verification has ended. A crash between the send and its record sends the same code again.

use countersign_delivery::{Message, SEND_LIMIT};
use countersign_messages::{CodeMessage, Texts, Transaction};
use countersign_model::{AttemptState, Channel, Fate, Service, Status, Timestamp, Verification, reach};
use countersign_store::attempts::Progress;
use countersign_store::outbox::Errand;
use countersign_store::{End, StoreError, attempts, outbox, services, verifications};
use countersign_traces::{Kind, Span};

use super::{Direct, FRESH_MILLIS, LEASE_MILLIS, Wording};
use crate::Engine;
use crate::engine::Inner;
use crate::measure::SENDS;

/// How long one send may take at most, in milliseconds.
const SEND_LIMIT_MILLIS: i64 = SEND_LIMIT.as_millis() as i64;

/// What is to be written down after a try.
enum Outcome {
    /// The errand is over.
    Done(Progress),
    /// Try again then.
    Later(Timestamp, Progress),
}

/// Milliseconds until the next try: 1 s, doubling, 30 s at most; a provider's own wish counts if longer.
fn pause(tries: i64, wish: Option<i64>) -> i64 {
    let doubling = 1000_i64 << (tries - 1).clamp(0, 5);
    doubling.min(30_000).max(wish.unwrap_or(0))
}

impl Engine {
    /// Carries out an errand of this node's own making. Behind a slow provider it may have waited long: then what was
    /// known of it is read again.
    pub(crate) async fn deliver_direct(&self, direct: Direct) {
        let Direct { errand, taken_at, verification, service, trace } = direct;
        let is_fresh = self.now().millis_since(taken_at) < FRESH_MILLIS;
        let known = is_fresh.then_some((verification, service));
        let delivered = self.deliver(errand, taken_at.plus_millis(LEASE_MILLIS), known);
        countersign_traces::within(trace, delivered).await;
    }

    /// Carries out an errand that this node holds until `until`.
    pub(crate) async fn deliver(
        &self,
        errand: Errand,
        until: Timestamp,
        known: Option<(Verification, Service)>,
    ) {
        reach("deliver.begun");
        let loaded = match known {
            Some(known) => Ok(Some(known)),
            None => self.load(&errand).await,
        };
        let outcome = match loaded {
            Ok(Some((verification, service))) => self.attempt(&errand, until, &verification, &service).await,
            // Its verification or its service was deleted.
            Ok(None) => Outcome::Done(progress(AttemptState::Dropped, errand.tries - 1, None)),
            Err(error) => {
                // The lease runs out, and the row is taken again.
                tracing::warn!(attempt.sid = %errand.attempt_sid, %error, "an errand could not be read");
                return;
            }
        };
        reach("deliver.sent");
        if let Err(error) = self.record(errand.clone(), outcome).await {
            tracing::warn!(attempt.sid = %errand.attempt_sid, %error, "a send could not be recorded; it may be repeated");
        }
        reach("deliver.recorded");
    }

    async fn load(&self, errand: &Errand) -> Result<Option<(Verification, Service)>, StoreError> {
        let sid = errand.verification_sid;
        self.0
            .store
            .read(move |tx| {
                let Some(verification) = verifications::find(tx, sid)? else { return Ok(None) };
                reach("deliver.loading");
                let service = services::find(tx, verification.account_sid, verification.service_sid)?;
                Ok(service.map(|service| (verification, service)))
            })
            .await
    }

    async fn attempt(
        &self,
        errand: &Errand,
        until: Timestamp,
        verification: &Verification,
        service: &Service,
    ) -> Outcome {
        let now = self.now();
        let over = |state, why: &str| Outcome::Done(progress(state, errand.tries - 1, Some(why.to_owned())));
        match verification.status_at(now) {
            Status::Pending => {}
            Status::Ended { how, .. } => return over(AttemptState::Dropped, how.as_str()),
        }
        let Some(wording) = Wording::from_text(&errand.wording) else {
            return over(AttemptState::Failed, "the outbox row can't be read by this version");
        };
        let message = match self.0.write_message(errand, verification, service, &wording, now) {
            Ok(message) => message,
            Err(error) => {
                tracing::error!(attempt.sid = %errand.attempt_sid, %error, "a code could not be made");
                return over(AttemptState::Failed, "the code could not be made: see the log");
            }
        };
        reach("deliver.written");
        self.ask_providers(errand, until, &message).await
    }

    /// Asks one provider after the other, until one takes it or refuses for good.
    async fn ask_providers(&self, errand: &Errand, until: Timestamp, message: &Message) -> Outcome {
        let mut last =
            progress(AttemptState::Failed, errand.tries, Some("no provider carries it".to_owned()));
        let mut wish = None;
        let mut again = false;
        for provider in self.0.routes.for_channel(message.channel) {
            let now = self.now();
            // A send must be over before somebody else may take the row: else the person gets the code from both.
            if now.plus_millis(SEND_LIMIT_MILLIS) > until {
                again = true;
                if last.provider.is_none() {
                    last.error = Some("it waited too long for its turn".to_owned());
                }
                break;
            }
            let began = self.0.clock.ticks();
            let trace = countersign_traces::child("send", Kind::Client);
            let fate = provider.send(message, now).await;
            let took = self.0.clock.ticks().saturating_sub(began);
            trace.into_iter().for_each(|trace| describe(trace, provider.name(), message.channel, &fate));
            SENDS.observe([provider.name(), message.channel.as_str(), fate.class()], took);
            tracing::info!(
                attempt.sid = %errand.attempt_sid,
                provider = provider.name(),
                to = message.to.masked(),
                channel = %message.channel,
                fate = fate.class(),
                tries = errand.tries,
                "send"
            );
            last.provider = Some(provider.name().to_owned());
            last.error = (!matches!(fate, Fate::Accepted { .. })).then(|| match fate.reason() {
                Some(reason) => format!("{}: {reason}", fate.class()),
                None => fate.class().to_owned(),
            });
            match fate {
                Fate::Accepted { provider_id } => {
                    last.state = AttemptState::Sent;
                    last.provider_id = provider_id;
                    return Outcome::Done(last);
                }
                Fate::Throttled { retry_after_millis } => wish = wish.max(retry_after_millis),
                // Nobody can reach this person on this channel: the others would only cost money.
                Fate::BadRecipient { .. } => return Outcome::Done(last),
                _ => {}
            }
            again |= fate.is_worth_retrying();
        }
        let due = self.now().plus_millis(pause(errand.tries, wish));
        if again && due < message.expires_at {
            reach("deliver.refused");
            last.state = AttemptState::Queued;
            Outcome::Later(due, last)
        } else {
            Outcome::Done(last)
        }
    }

    /// Writes it down if this node still holds the errand.
    async fn record(&self, errand: Errand, outcome: Outcome) -> Result<(), StoreError> {
        let now = self.now();
        self.0
            .store
            .write(move |tx| {
                let (held, progress) = match &outcome {
                    Outcome::Done(progress) => (outbox::done(tx, &errand)?, progress),
                    Outcome::Later(due, progress) => (outbox::later(tx, &errand, *due)?, progress),
                };
                if !held {
                    return Ok(End::Rollback(()));
                }
                reach("deliver.record_written");
                attempts::record(tx, errand.attempt_sid, progress, now)?;
                reach("deliver.attempt_recorded");
                Ok(End::Commit(()))
            })
            .await
    }
}

/// What the span of a send says.
fn describe(mut trace: Span, provider: &str, channel: Channel, fate: &Fate) {
    trace.set("countersign.provider", provider.to_owned());
    trace.set("countersign.channel", channel.as_str());
    trace.set("countersign.fate", fate.class());
    if !matches!(fate, Fate::Accepted { .. }) {
        trace.fail();
    }
}

fn progress(state: AttemptState, tries: i64, error: Option<String>) -> Progress {
    Progress { state, tries, provider: None, provider_id: None, error }
}

impl Inner {
    fn write_message(
        &self,
        errand: &Errand,
        verification: &Verification,
        service: &Service,
        wording: &Wording,
        now: Timestamp,
    ) -> Result<Message, countersign_store::DbError> {
        let code = self.code_of(verification)?;
        let name = wording.friendly_name.as_ref().unwrap_or(&service.friendly_name);
        let locale =
            Texts::resolve(wording.locale.as_ref().map(|tag| tag.as_str()), verification.recipient.country());
        let left = verification.expires_at.millis_since(now).max(0);
        let said = CodeMessage {
            friendly_name: name.as_str(),
            code: code.as_str(),
            // Rounded up: nobody is told that a fresh ten-minute code lives nine.
            minutes: u32::try_from(left.unsigned_abs().div_ceil(60_000)).unwrap_or(u32::MAX),
            transaction: verification
                .transaction
                .as_ref()
                .map(|paid| Transaction { amount: paid.amount.as_str(), payee: paid.payee.as_str() }),
            app_hash: wording.app_hash.as_ref().map(|hash| hash.as_str()),
            do_not_share: service.settings.do_not_share_warning_enabled,
        };
        let (text, subject, html) = match wording.channel {
            Channel::Sms => (self.texts.sms(&locale, &said), None, None),
            Channel::Call => (self.texts.call(&locale, &said), None, None),
            Channel::Email => {
                let mail = self.texts.email(&locale, &said);
                (mail.text, Some(mail.subject), Some(mail.html))
            }
        };
        let is_call = wording.channel == Channel::Call;
        let gate = is_call && service.settings.dtmf_input_required;
        Ok(Message {
            delivery_id: errand.attempt_sid.to_string(),
            channel: wording.channel,
            to: verification.recipient.clone(),
            text,
            subject,
            html,
            code: code.as_str().to_owned(),
            locale: locale.tag().to_owned(),
            sender_name: name.as_str().to_owned(),
            expires_at: verification.expires_at,
            attempt: u32::try_from(errand.tries).unwrap_or(u32::MAX),
            send_digits: wording.send_digits.as_ref().map(|digits| digits.as_str().to_owned()),
            gate_text: gate.then(|| self.texts.call_gate(&locale, name.as_str())),
            voice: service.settings.tts_name.clone().filter(|_| is_call),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_half_a_minute_and_heed_a_longer_wish() {
        let pauses: Vec<_> = (1..8).map(|tries| pause(tries, None)).collect();
        assert_eq!(pauses, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
        assert_eq!(pause(1, Some(5000)), 5000);
        assert_eq!(pause(3, Some(1)), 4000);
    }
}
