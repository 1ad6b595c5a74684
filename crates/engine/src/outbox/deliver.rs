//! One errand: write the message, have a provider carry it, record what became of it.
//!
//! Nothing is sent once the code has expired or its verification has ended. A crash between the send and its record
//! sends the same code again.

use countersign_model::{AttemptState, Line, ReceiptState, Service, Status, Timestamp, Verification, reach};
use countersign_store::attempts::Progress;
use countersign_store::outbox::Errand;
use countersign_store::{
    End, StoreError, attempts, early_receipts, fallbacks, outbox, provider_messages, services, verifications,
};

use super::{Direct, FRESH_MILLIS, Held, LEASE_MILLIS, Next, Outcome, Wording};
use crate::Engine;
use crate::receipt::{NAMED_MILLIS, best_of};
use crate::webhook::News;

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
            // Taken for the first time: nothing was lost yet.
            Some((verification, service)) => Ok(Some((verification, service, 0))),
            None => self.load(&errand).await,
        };
        let (outcome, is_told) = match loaded {
            Ok(Some((verification, service, lost))) => {
                let held = Held { errand: &errand, until, lost };
                (self.attempt(held, &verification, &service).await, verification.is_told)
            }
            // Its verification or its service was deleted.
            Ok(None) => (over(AttemptState::Dropped, &errand, None), false),
            Err(error) => {
                // The lease runs out, and the row is taken again.
                tracing::warn!(attempt.sid = %errand.attempt_sid, %error, "an errand could not be read");
                return;
            }
        };
        reach("deliver.sent");
        if let Err(error) = self.record(errand.clone(), outcome, is_told).await {
            tracing::warn!(attempt.sid = %errand.attempt_sid, %error, "a send could not be recorded; it may be repeated");
        }
        reach("deliver.recorded");
    }

    /// What is known of it, and how many tries of it were begun whose end nobody wrote down.
    async fn load(&self, errand: &Errand) -> Result<Option<(Verification, Service, i64)>, StoreError> {
        let (sid, attempt_sid, tries) = (errand.verification_sid, errand.attempt_sid, errand.tries);
        self.0
            .store
            .read(move |tx| {
                let Some(verification) = verifications::find(tx, sid)? else { return Ok(None) };
                reach("deliver.loading");
                let service = services::find(tx, verification.account_sid, verification.service_sid)?;
                let recorded = attempts::find(tx, attempt_sid)?.map_or(0, |attempt| attempt.tries);
                Ok(service.map(|service| (verification, service, tries - 1 - recorded)))
            })
            .await
    }

    async fn attempt(&self, held: Held<'_>, verification: &Verification, service: &Service) -> Outcome {
        let (now, errand) = (self.now(), held.errand);
        match verification.status_at(now) {
            Status::Pending => {}
            Status::Ended { how, .. } => return over(AttemptState::Dropped, errand, Some(how.as_str())),
        }
        let Some(wording) = Wording::from_text(&errand.wording) else {
            let why = "the outbox row can't be read by this version";
            return over(AttemptState::Failed, errand, Some(why));
        };
        if let Some(handed) = &verification.handed {
            return self.hand_to_upstream(held, verification, handed, &wording).await;
        }
        let mut message = match self.0.write_message(errand, verification, service, &wording, now) {
            Ok(message) => message,
            Err(error) => {
                tracing::error!(attempt.sid = %errand.attempt_sid, %error, "a code could not be made");
                let why = "the code could not be made: see the log";
                return over(AttemptState::Failed, errand, Some(why));
            }
        };
        reach("deliver.written");
        self.ask_providers(held, service.sid, &mut message, None).await
    }

    /// Writes it down if this node still holds the errand.
    async fn record(&self, errand: Errand, outcome: Outcome, is_told: bool) -> Result<(), StoreError> {
        let now = self.now();
        let news = is_told.then(|| News::new(self.dice(), now));
        let has_fallbacks = !self.0.channel_orders.is_empty();
        let hastened = self
            .0
            .store
            .write(move |tx| {
                let (held, progress) = match &outcome {
                    Outcome::Done { progress, .. } => (outbox::done(tx, &errand)?, progress),
                    Outcome::Later(due, progress) => (outbox::later(tx, &errand, *due)?, progress),
                };
                if !held {
                    return Ok(End::Rollback(false));
                }
                reach("deliver.record_written");
                let sid = errand.attempt_sid;
                attempts::record(tx, sid, progress, now)?;
                reach("deliver.attempt_recorded");
                let Outcome::Done { next, named, known_as, .. } = &outcome else {
                    return Ok(End::Commit(false));
                };
                if let Some(known_as) = known_as {
                    verifications::handed(tx, errand.verification_sid, known_as)?;
                }
                let told = match &news {
                    Some(news) if progress.state == AttemptState::Sent => {
                        verifications::lock(tx, errand.verification_sid)?.map(|it| (*news, it))
                    }
                    _ => None,
                };
                if let Some((news, verification)) = &told {
                    news.sent(tx, sid, verification)?;
                }
                let mut next = *next;
                if let Some(named) = named {
                    let until = now.plus_millis(NAMED_MILLIS);
                    provider_messages::add(tx, &named.provider, &named.id, sid, until)?;
                    // What overtook the answer has waited for this.
                    let mut best = None;
                    for told in early_receipts::take(tx, &named.provider, &named.id)? {
                        best = best_of(best, told.state);
                        attempts::tell(tx, sid, best, Line::Told(told), now)?;
                    }
                    if let (Some((news, verification)), Some(ReceiptState::Delivered)) = (&told, best) {
                        news.delivered(tx, sid, verification)?;
                    }
                    match best {
                        Some(best) if best.is_failure() => next = Next::AnotherChannel,
                        Some(ReceiptState::Delivered) => next = Next::Nothing,
                        _ => {}
                    }
                }
                if !has_fallbacks {
                    return Ok(End::Commit(false));
                }
                match next {
                    Next::Wait => {}
                    Next::Nothing => fallbacks::arrived(tx, errand.verification_sid, sid)?,
                    Next::AnotherChannel => {
                        return fallbacks::hasten(tx, errand.verification_sid, sid, now).map(End::Commit);
                    }
                }
                Ok(End::Commit(false))
            })
            .await?;
        if hastened {
            self.0.woken.notify_one();
        }
        Ok(())
    }
}

/// The errand is over before anybody was asked.
pub(super) fn over(state: AttemptState, errand: &Errand, why: Option<&str>) -> Outcome {
    let progress = Progress {
        state,
        tries: errand.tries - 1,
        provider: None,
        provider_id: None,
        error: why.map(str::to_owned),
        lines: Vec::new(),
    };
    Outcome::Done { progress, next: Next::Nothing, named: None, known_as: None }
}
