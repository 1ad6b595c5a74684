//! Starting a verification: a code goes out.

use std::sync::{Arc, Mutex, PoisonError};

use countersign_model::{
    AttemptSid, ChannelStep, CodeSource, Reached, SendMark, Service, TestNumber, Verification,
    VerificationSid, reach,
};
use countersign_store::{End, fallbacks};

use super::code::place;
use super::draft::{Draft, Settled};
use super::repeat::{Before, Once};
use super::{StartVerification, StartVerificationError};
use crate::Engine;
use crate::limit::Guard;
use crate::measure;
use crate::outbox::Direct;
use crate::rate_limit::Meter;
use crate::webhook::News;

/// What a fallback takes the place of.
#[derive(Clone, Debug)]
pub(crate) struct Instead {
    /// The send that isn't known to have arrived; the fallback is done only while this plan stands.
    pub(crate) due: fallbacks::Due,
    /// How long to wait for a receipt of this send, in milliseconds.
    pub(crate) wait_millis: i64,
    /// What comes after it.
    pub(crate) rest: Vec<ChannelStep>,
}

/// A verification and the service it was made under.
type Started = Result<(Verification, Service), StartVerificationError>;

impl Engine {
    /// Sends a code: of a new verification, or again of the one that lives for this address.
    ///
    /// # Errors
    /// See [`StartVerificationError`]; nothing is sent then and nothing kept.
    pub async fn start_verification(&self, wanted: StartVerification) -> Started {
        let (channel, is_test) = (wanted.channel, self.0.is_test_number(&wanted, self.now()));
        let started = self.start_or_join(wanted, None).await;
        if !is_test {
            measure::started(channel, &started);
        }
        started.map(|(started, _)| started)
    }

    /// Sends the code of a verification that lives by another channel, in place of a send that isn't known to have
    /// arrived. Everything that stops a create stops this too.
    ///
    /// # Errors
    /// As [`Engine::start_verification`]; [`Refusal::NotFound`] when the plan no longer stands.
    pub(crate) async fn start_instead(&self, wanted: StartVerification, instead: Instead) -> Started {
        let channel = wanted.channel;
        let started = self.start_or_join(wanted, Some(instead)).await;
        measure::started(channel, &started);
        started.map(|(started, _)| started)
    }

    /// As [`Engine::start_verification`], and whether anything was done.
    async fn start_or_join(
        &self,
        mut wanted: StartVerification,
        instead: Option<Instead>,
    ) -> Result<((Verification, Service), Done), StartVerificationError> {
        if wanted.auto {
            wanted.channel = self.0.first_channel(&wanted);
        }
        let now = self.now();
        let test_until = self.0.test_number(&wanted, now).map(TestNumber::until);
        let Some(carriers) = self.0.carriers(&wanted, test_until.is_some()) else {
            return Err(StartVerificationError::NoProvider(wanted.channel));
        };
        let keys = self.sealing_keys().await?;
        let sid = VerificationSid::new(now, self.dice());
        let mark =
            SendMark { at: now, channel: wanted.channel, attempt_sid: AttemptSid::new(now, self.dice()) };
        let custom = wanted.custom_code.as_ref().map(|code| {
            let sealed = keys.seal(place(&sid.to_string()), code.as_str().as_bytes(), self.dice());
            CodeSource::Custom { sealed }
        });
        // A place in this node's own line: with it the row is born taken, and the worker has it without asking.
        let permit = self.0.direct.clone().try_reserve_owned().ok().filter(|_| test_until.is_none());
        let is_direct = permit.is_some();
        let permit = Arc::new(Mutex::new(permit));
        let inner = Arc::clone(&self.0);
        let guard = Guard::new(&self.0, &wanted, mark.attempt_sid, now);
        let once = wanted.idempotency.as_ref().map(|given| Once::new(given, &keys, self.dice()));
        let trace = countersign_traces::current();
        let news = News::new(self.dice(), now);
        let draft = Arc::new(Draft { sid, mark, custom, carriers, guard, wanted, instead, test_until, news });
        let asked = Arc::clone(&draft);
        let started = self
            .0
            .store
            .write(move |tx| {
                let before = once
                    .as_ref()
                    .map(|once| once.take(tx, &draft.wanted, draft.mark.attempt_sid, &keys, now));
                match before.transpose()? {
                    None | Some(Before::Nothing) => {}
                    Some(Before::Answered(told)) => return Ok(End::Rollback(Ok((*told, Done::Before)))),
                    Some(Before::Refused(refused)) => return Ok(End::Rollback(Err(refused))),
                }
                let mut meter = Meter::default();
                let settled = match draft.settle(tx, &keys, &inner, &mut meter) {
                    Ok(Ok(settled)) => settled,
                    Ok(Err(refused)) => return Ok(End::Rollback(Err(refused))),
                    Err(error) => return Err(error),
                };
                if let Err(rule) = draft.guard.spend(tx, &draft.wanted)? {
                    return Ok(End::Rollback(Err(StartVerificationError::Limited(rule))));
                }
                if let Err(reached) = meter.spend(tx, draft.mark.at)? {
                    return Ok(End::Rollback(Err(StartVerificationError::Reached(reached))));
                }
                reach("start.settled");
                let Settled { service, verification, words } = settled;
                if draft.test_until.is_some() {
                    draft.post_nothing(tx, &verification)?;
                    return Ok(End::Commit(Ok(((verification, service), Done::Now))));
                }
                let errand = draft.post(tx, &verification, words, &inner.node, is_direct)?;
                draft.plan_fallback(tx, &verification, &inner)?;
                let told = (verification.clone(), service.clone());
                let (permit, inner) = (Arc::clone(&permit), Arc::clone(&inner));
                tx.after_commit(move || {
                    reach("start.committed");
                    match permit.lock().unwrap_or_else(PoisonError::into_inner).take() {
                        Some(permit) => {
                            drop(permit.send(Direct { errand, taken_at: now, verification, service, trace }))
                        }
                        None => inner.woken.notify_one(),
                    }
                    reach("start.handed_over");
                });
                Ok(End::Commit(Ok((told, Done::Now))))
            })
            .await?;
        match &started {
            Ok(_) => reach("start.answered"),
            Err(StartVerificationError::Limited(rule)) => asked.guard.log(&asked.wanted, rule),
            Err(StartVerificationError::Reached(reached)) => log_reached(&asked.wanted, reached),
            Err(_) => {}
        }
        started
    }
}

/// Tells the operator in one line that an application's own rate limit stopped a create.
fn log_reached(wanted: &StartVerification, reached: &Reached) {
    tracing::info!(
        rule = "rate_limit",
        account = %wanted.account,
        service = %wanted.service,
        channel = %wanted.channel,
        to = wanted.recipient.masked(),
        until = %reached.frees_at,
        "not sent: {}",
        reached.sentence()
    );
}

/// Whether an answer is of something done now, or of the same request before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    Now,
    Before,
}
