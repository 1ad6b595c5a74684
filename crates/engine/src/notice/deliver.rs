//! Sending the mails. A crash between a send and its record sends the same again, under the same name.

use std::sync::Arc;

use countersign_delivery::{Asked, Message, Seat};
use countersign_messages::{NoticeMessage, Texts};
use countersign_model::{
    AttemptSid, ChangeNotice, Channel, Email, Fate, Recipient, Service, Timestamp, reach,
};
use countersign_store::notices::{self, Try};
use countersign_store::{End, StoreError, outbox, services};
use countersign_traces::Kind;
use tokio::sync::Semaphore;

use super::kept;
use crate::Engine;
use crate::engine::Inner;
use crate::measure::SENDS;
use crate::outbox::{LEASE_MILLIS, SEND_LIMIT_MILLIS};

/// Rows taken at once.
const CLAIM: i64 = 16;
/// How long the first wait before another try is, in milliseconds; each further one is twice as long.
const FIRST_WAIT: i64 = 2_000;
/// How long a wait is at most, in milliseconds.
const LONGEST_WAIT: i64 = 15 * 60_000;
/// How long a mail is worth sending, in milliseconds.
const WORTH_MILLIS: i64 = 86_400_000;

impl Engine {
    /// Takes the mails that are due and sends them, each in a place of its own.
    pub(crate) async fn take_notices(&self, places: &Arc<Semaphore>) {
        let now = self.now();
        // A look costs no write; most looks find nothing.
        match self.0.store.read(notices::next_due).await {
            Ok(Some(due)) if due <= now => {}
            Ok(_) => return,
            Err(error) => return tracing::warn!(%error, "the notices could not be read"),
        }
        let most = i64::try_from(places.available_permits()).unwrap_or(CLAIM).min(CLAIM);
        if most == 0 {
            return;
        }
        let until = now.plus_millis(LEASE_MILLIS);
        let node = self.0.node.clone();
        let claimed = self.0.store.write(move |tx| {
            let lease = outbox::Lease { owner: &node, until };
            notices::claim(tx, lease, now, most).map(End::Commit)
        });
        let claimed = match claimed.await {
            Ok(claimed) => claimed,
            Err(error) => return tracing::warn!(%error, "the notices could not be taken"),
        };
        if !claimed.is_empty() {
            reach("notice.claimed");
        }
        for it in claimed {
            let Ok(place) = Arc::clone(places).acquire_owned().await else { return };
            let engine = self.clone();
            tokio::spawn(async move {
                let sid = it.notice.sid;
                if let Err(error) = engine.mail(it, until).await {
                    // Its lease runs out, and it is taken again.
                    tracing::warn!(%error, notice = %sid, "a notice could not be carried out");
                }
                drop(place);
            });
        }
    }

    /// Asks one provider after the other, until one takes it or it is refused for good. `until` is the end of the lease.
    async fn mail(&self, it: Try, until: Timestamp) -> Result<(), StoreError> {
        let (account, service) = (it.notice.account_sid, it.notice.service_sid);
        let found = self.0.store.read(move |tx| services::find(tx, account, service)).await?;
        let Some(service) = found else { return self.end_notice(it, "its service is gone", None).await };
        let content = match kept::open(&self.0, &it.notice) {
            Ok(content) => content,
            Err(error) => {
                tracing::error!(%error, notice = %it.notice.sid, "a notice can't be opened");
                return self.end_notice(it, "it can't be opened", None).await;
            }
        };
        let Ok(to) = Email::parse(&content.to) else {
            return self.end_notice(it, "it leads to no mailbox", None).await;
        };
        let over = it.notice.created_at.plus_millis(WORTH_MILLIS);
        let message = self.0.write_notice(&it, &content, &service, to, over);
        let asked = Asked {
            service: service.sid,
            channel: Channel::Email,
            recipient: &message.to,
            chance: u64::try_from(it.notice.sid.bits() & u128::from(u64::MAX)).unwrap_or_default(),
        };
        let seats = self.0.routes.plan(&asked).seats;
        let (mut again, mut why, mut asked_last) = (false, "no provider carries it".to_owned(), None);
        for seat in self.in_order(&seats, 0) {
            let now = self.now();
            // As for codes: it must be over before somebody else may take the row.
            if now.plus_millis(SEND_LIMIT_MILLIS) > until {
                again = true;
                break;
            }
            let name = seat.provider.name().to_owned();
            let turn = match self.take_turn(seat, now).await {
                Ok(turn) => turn,
                Err(reason) => {
                    (again, why) = (true, reason.to_owned());
                    continue;
                }
            };
            let fate = self.hand_mail(&it, seat, &message, now).await;
            drop(turn);
            reach("notice.sent");
            let reason = fate.reason().unwrap_or_else(|| fate.class()).to_owned();
            if fate.stops_the_channel() {
                let outcome = if matches!(fate, Fate::Accepted { .. }) { "taken" } else { &reason };
                return self.end_notice(it, outcome, Some(name)).await;
            }
            again |= fate.is_worth_retrying();
            (why, asked_last) = (reason, Some(name));
        }
        let due = self.now().plus_millis(wait(it.tries));
        if again && due < over {
            return self.notice_later(it, due, why, asked_last).await;
        }
        tracing::warn!(notice = %it.notice.sid, reason = why, "a notice was given up");
        self.end_notice(it, &why, asked_last).await
    }

    /// One try, with what is measured of it and what the provider's breaker makes of it.
    async fn hand_mail(&self, it: &Try, seat: &Seat, message: &Message, now: Timestamp) -> Fate {
        let name = seat.provider.name();
        let (began, trace) = (self.0.clock.ticks(), countersign_traces::child("send", Kind::Client));
        let fate = seat.provider.send(message, now).await;
        let took = self.0.clock.ticks().saturating_sub(began);
        if let Some(mut trace) = trace {
            trace.set("countersign.provider", name.to_owned());
            trace.set("countersign.channel", Channel::Email.as_str());
            trace.set("countersign.fate", fate.class());
            if !matches!(fate, Fate::Accepted { .. }) {
                trace.fail();
            }
        }
        SENDS.observe([name, Channel::Email.as_str(), fate.class()], took);
        tracing::info!(
            notice = %it.notice.sid, provider = name, to = message.to.masked(), fate = fate.class(), tries = it.tries,
            "notice by mail"
        );
        self.tell_others(name, &fate, i64::try_from(took.as_millis()).unwrap_or(i64::MAX));
        fate
    }

    async fn end_notice(&self, it: Try, outcome: &str, provider: Option<String>) -> Result<(), StoreError> {
        let outcome = outcome.to_owned();
        let done = self
            .0
            .store
            .write(move |tx| notices::done(tx, &it, &outcome, provider.as_deref()).map(End::Commit));
        done.await?;
        reach("notice.recorded");
        Ok(())
    }

    async fn notice_later(
        &self,
        it: Try,
        due: Timestamp,
        why: String,
        provider: Option<String>,
    ) -> Result<(), StoreError> {
        let later = self
            .0
            .store
            .write(move |tx| notices::later(tx, &it, due, &why, provider.as_deref()).map(End::Commit));
        later.await.map(drop)
    }
}

impl Inner {
    /// The mail. Providers know each by a name of the form that codes have too: some of their receipts can't be read
    /// otherwise, and of this one nobody keeps any.
    fn write_notice(
        &self,
        it: &Try,
        content: &ChangeNotice,
        service: &Service,
        to: Email,
        over: Timestamp,
    ) -> Message {
        let locale = Texts::resolve(content.locale.as_deref(), None);
        let said = NoticeMessage {
            friendly_name: service.friendly_name.as_str(),
            change: content.change,
            method: content.method,
            called: content.called.as_deref(),
            at: content.at(),
            support_url: service.settings.prompts.support_url.as_deref(),
        };
        let mail = self.texts.notice(&locale, &said);
        let name: AttemptSid = it.notice.sid.alias();
        Message {
            delivery_id: name.to_string(),
            channel: Channel::Email,
            to: Recipient::Email(to),
            text: mail.text,
            subject: Some(mail.subject),
            html: Some(mail.html),
            code: String::new(),
            asks_for_keys: false,
            locale: locale.tag().to_owned(),
            sender_name: service.friendly_name.as_str().to_owned(),
            expires_at: over,
            attempt: u32::try_from(it.tries).unwrap_or(u32::MAX),
            send_digits: None,
            gate_text: None,
            receipt_url: None,
            call_url: None,
            voice: None,
            handed: None,
        }
    }
}

/// How long to wait before another try, in milliseconds.
fn wait(tries: i64) -> i64 {
    let doublings = u32::try_from(tries.clamp(1, 10) - 1).unwrap_or_default();
    (FIRST_WAIT << doublings).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> = [1, 2, 3, 9, 10, 11, i64::MAX].into_iter().map(wait).collect();
        assert_eq!(waits, [2_000, 4_000, 8_000, 512_000, 900_000, 900_000, 900_000]);
    }
}
