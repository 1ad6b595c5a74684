//! Starting a verification: a code goes out.

use std::sync::{Arc, Mutex, PoisonError};

use countersign_keyring::Keyring;
use countersign_model::{
    Attempt, AttemptSid, AttemptState, Channel, ChannelStep, CodeSource, Ending, Filled, Reached, Refusal,
    SendMark, Service, Standing, Status, TestNumber, Timestamp, Transaction, Verification, VerificationSid,
    reach,
};
use countersign_store::{
    DbError, End, WriteTx, admission, attempts, fallbacks, outbox, slots, verifications,
};

use super::carrier::Carriers;
use super::code::place;
use super::repeat::{Before, Once};
use super::{StartVerification, StartVerificationError};
use crate::Engine;
use crate::engine::Inner;
use crate::limit::Guard;
use crate::measure;
use crate::outbox::{Direct, LEASE_MILLIS, Rest, Wording};
use crate::rate_limit::{Meter, UnknownName};
use crate::template::{self, Words};
use crate::upstream::owe_end;

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
        let draft = Arc::new(Draft { sid, mark, custom, carriers, guard, wanted, instead, test_until });
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

/// What a create came to.
struct Settled {
    service: Service,
    /// As it stands now.
    verification: Verification,
    words: SendWords,
}

/// What only this send's wording holds.
#[derive(Clone, Debug, Default)]
struct SendWords {
    /// The verification whose end its upstream must know of first.
    after: Option<VerificationSid>,
    /// The template's words.
    filled: Option<Filled>,
}

/// A create with its chance drawn, ready for a transaction that may run more than once.
pub(super) struct Draft {
    sid: VerificationSid,
    pub(super) mark: SendMark,
    pub(super) custom: Option<CodeSource>,
    pub(super) carriers: Carriers,
    guard: Guard,
    pub(super) wanted: StartVerification,
    instead: Option<Instead>,
    /// When the test number that is asked for ends: nothing is sent to it. None for people's addresses.
    pub(super) test_until: Option<Timestamp>,
}

impl Draft {
    /// What the request is bound to under this service's rules.
    fn transaction(&self, service: &Service) -> Result<Option<Transaction>, StartVerificationError> {
        let wanted = &self.wanted;
        match (service.settings.psd2_enabled, &wanted.amount, &wanted.payee) {
            // A call that reads out a code can't show what it is for; one that asks for an approval says it.
            (true, Some(amount), Some(payee)) if wanted.channel != Channel::Call || wanted.approve => {
                Ok(Some(Transaction { amount: amount.clone(), payee: payee.clone() }))
            }
            (true, Some(_), Some(_)) => Err(StartVerificationError::Psd2Call),
            (true, _, _) => Err(StartVerificationError::Psd2Missing),
            (false, None, None) => Ok(None),
            // Ignoring them would let a caller believe that the code is bound to the payment.
            (false, _, _) => Err(StartVerificationError::NotSupported),
        }
    }

    fn allowed(&self, service: &Service) -> Result<Option<Transaction>, StartVerificationError> {
        let wanted = &self.wanted;
        if wanted.custom_code.is_some() && !service.settings.custom_code_enabled {
            return Err(StartVerificationError::NotSupported);
        }
        // Nobody is there to press a key.
        if wanted.approve && self.test_until.is_some() {
            return Err(StartVerificationError::NotSupported);
        }
        // A template is for a code, and what is approved has none.
        if wanted.approve && wanted.template.is_some() {
            return Err(StartVerificationError::NotSupported);
        }
        if service.settings.skip_sms_to_landlines
            && wanted.channel == Channel::Sms
            && wanted.recipient.is_landline()
        {
            return Err(StartVerificationError::Landline);
        }
        self.transaction(service)
    }

    /// Finds or makes the verification and writes it. The live slot is locked first: it decides. Fills `meter` with what
    /// is still to be counted, and tells which verification an upstream had for the address before, if both are an
    /// upstream's.
    fn settle(
        &self,
        tx: &mut WriteTx<'_>,
        keys: &Keyring,
        inner: &Inner,
        meter: &mut Meter,
    ) -> Result<Result<Settled, StartVerificationError>, DbError> {
        let (wanted, now) = (&self.wanted, self.mark.at);
        let Some(mut found) = admission::read(tx, self.guard.applicant(wanted))? else {
            return Ok(Err(StartVerificationError::NoService));
        };
        let transaction = match self.allowed(&found.service) {
            Ok(transaction) => transaction,
            Err(refused) => return Ok(Err(refused)),
        };
        match Meter::of(wanted, &found.rated, keys)? {
            Ok(places) => *meter = places,
            Err(UnknownName) => return Ok(Err(StartVerificationError::NoRateLimit)),
        }
        let words = Words {
            wanted,
            service: &found.service,
            transaction: transaction.as_ref(),
            is_fallback: self.instead.is_some(),
        };
        let filled = match template::words(tx, &words)? {
            Ok(filled) => filled,
            Err(refused) => return Ok(Err(StartVerificationError::Template(refused))),
        };
        if let Err(rule) = self.guard.admit(tx, wanted, &found.blocks)? {
            return Ok(Err(StartVerificationError::Limited(rule)));
        }
        // A crowd at one address is refused by what it can see, without waiting in line for the locks.
        if let Some(holder) = found.holder
            && let Some(live) = verifications::find(tx, holder)?
            && let Err(refusal) = live.standing(transaction.as_ref(), now)
        {
            return Ok(Err(StartVerificationError::Refused(refusal)));
        }
        if let Err(rule) = self.guard.may_spend(wanted, &mut found, &inner.limits) {
            return Ok(Err(StartVerificationError::Limited(rule)));
        }
        if let Err(reached) = meter.may_spend(tx, wanted, now)? {
            return Ok(Err(StartVerificationError::Reached(reached)));
        }
        let service = found.service;
        let mut fresh = Verification {
            sid: self.sid,
            account_sid: wanted.account,
            service_sid: wanted.service,
            recipient: wanted.recipient.clone(),
            channel: wanted.channel,
            status: Status::Pending,
            code: self.code(keys, &service),
            handed: self.carriers.handed(),
            transaction,
            sends: vec![self.mark.clone()],
            sends_used: 1,
            checks_used: 0,
            tags: wanted.tags.clone(),
            created_at: now,
            updated_at: now,
            expires_at: self.expires_at(&service),
        };
        // Between the two statements the service may have gone.
        let Some(holder) = slots::take(tx, &fresh)? else {
            return Ok(Err(StartVerificationError::NoService));
        };
        reach("start.slot_taken");
        if holder == fresh.sid && (self.instead.is_some() || wanted.again.is_some()) {
            return Ok(Err(StartVerificationError::Refused(Refusal::NotFound)));
        }
        if holder == fresh.sid {
            if let Err(refused) = self.carriers.allow(inner, &fresh, wanted.channel) {
                return Ok(Err(refused));
            }
            verifications::insert(tx, &fresh)?;
            reach("start.verification_written");
            return Ok(Ok(Settled {
                service,
                verification: fresh,
                words: SendWords { after: None, filled },
            }));
        }
        // A fallback is for the verification that it began under and no other.
        if let Some(instead) = &self.instead
            && (instead.due.verification_sid != holder || !fallbacks::take(tx, &instead.due)?)
        {
            return Ok(Err(StartVerificationError::Refused(Refusal::NotFound)));
        }
        let live = verifications::lock(tx, holder)?;
        let standing = match &live {
            // The slot outlived its verification: a purge of history came first.
            None => Standing::Free,
            Some(live) => match live.standing(fresh.transaction.as_ref(), now) {
                Ok(standing) => self.kept_apart(live, wanted.means(standing, live)),
                Err(refusal) => return Ok(Err(StartVerificationError::Refused(refusal))),
            },
        };
        if (self.instead.is_some() || wanted.again.is_some()) && standing != Standing::Join {
            return Ok(Err(StartVerificationError::Refused(Refusal::NotFound)));
        }
        if let (Standing::Join, Some(live)) = (&standing, &live) {
            if let Err(refused) = self.carriers.allow(inner, live, wanted.channel) {
                return Ok(Err(refused));
            }
            let resent = live.clone().resent(self.mark.clone());
            verifications::update(tx, &resent)?;
            reach("start.resend_written");
            return Ok(Ok(Settled {
                service,
                verification: resent,
                words: SendWords { after: None, filled },
            }));
        }
        if let Err(refused) = self.carriers.allow(inner, &fresh, wanted.channel) {
            return Ok(Err(refused));
        }
        let before = live.as_ref().filter(|live| live.handed.is_some() && fresh.handed.is_some());
        let after = before.map(|before| before.sid);
        if let (Standing::Replace { sends_used, checks_used }, Some(live)) = (&standing, live) {
            fresh.sends_used += sends_used;
            fresh.checks_used = *checks_used;
            if let Ok(canceled) = live.ended_by_caller(Ending::Canceled, now) {
                verifications::update(tx, &canceled)?;
                owe_end(tx, &canceled, now)?;
                reach("start.old_canceled");
            }
        }
        slots::replace(tx, &fresh)?;
        reach("start.slot_replaced");
        verifications::insert(tx, &fresh)?;
        Ok(Ok(Settled { service, verification: fresh, words: SendWords { after, filled } }))
    }

    fn wording(&self) -> Wording {
        let wanted = &self.wanted;
        Wording {
            channel: wanted.channel,
            friendly_name: wanted.custom_friendly_name.clone(),
            locale: wanted.locale.clone(),
            app_hash: wanted.app_hash.clone(),
            send_digits: wanted.send_digits.clone(),
            after: None,
            template: None,
        }
    }

    /// Plans what is to be tried if this send isn't known to have arrived; an older plan of this verification is over.
    fn plan_fallback(
        &self,
        tx: &mut WriteTx<'_>,
        verification: &Verification,
        inner: &Inner,
    ) -> Result<(), DbError> {
        // No other channel can ask for an approval.
        if inner.channel_orders.is_empty() || self.wanted.approve {
            return Ok(());
        }
        let wanted = &self.wanted;
        let (wait, steps) = match &self.instead {
            Some(instead) => (instead.wait_millis, instead.rest.clone()),
            None => match inner.channel_orders.behind(wanted.service, wanted.channel, wanted.auto) {
                Some((wait, steps)) => (wait, steps.to_vec()),
                None => (0, Vec::new()),
            },
        };
        if steps.is_empty() {
            return fallbacks::drop_plan(tx, verification.sid);
        }
        let planned = fallbacks::Due {
            verification_sid: verification.sid,
            attempt_sid: self.mark.attempt_sid,
            rest: Rest::new(&steps, &self.wording(), wanted).to_text(),
        };
        fallbacks::plan(tx, &planned, self.mark.at.plus_millis(wait))
    }

    /// Writes the attempt and the outbox row: ids and how to word it, never the code.
    fn post(
        &self,
        tx: &mut WriteTx<'_>,
        verification: &Verification,
        words: SendWords,
        node: &str,
        is_direct: bool,
    ) -> Result<outbox::Errand, DbError> {
        let (wanted, now) = (&self.wanted, self.mark.at);
        attempts::insert(
            tx,
            &Attempt {
                sid: self.mark.attempt_sid,
                account_sid: wanted.account,
                service_sid: wanted.service,
                verification_sid: verification.sid,
                channel: wanted.channel,
                state: AttemptState::Queued,
                tries: 0,
                provider: None,
                provider_id: None,
                error: None,
                receipt: None,
                journal: Vec::new(),
                created_at: now,
                updated_at: now,
            },
        )?;
        reach("start.attempt_written");
        let wording = Wording { after: words.after, template: words.filled, ..self.wording() };
        let taken = i64::from(is_direct);
        let errand = outbox::Errand {
            attempt_sid: self.mark.attempt_sid,
            verification_sid: verification.sid,
            wording: wording.to_text(),
            tries: taken,
            fence: taken,
        };
        let lease = outbox::Lease { owner: node, until: now.plus_millis(LEASE_MILLIS) };
        outbox::insert(tx, &errand, is_direct.then_some(lease), now)?;
        reach("start.outbox_written");
        Ok(errand)
    }
}
