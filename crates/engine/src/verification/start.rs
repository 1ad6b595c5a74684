//! Starting a verification: a code goes out.

use std::sync::{Arc, Mutex, PoisonError};

use countersign_delivery::Asked;
use countersign_keyring::Keyring;
use countersign_model::{
    Attempt, AttemptSid, AttemptState, Channel, ChannelStep, CodeSource, Ending, Filled, Limits, Refusal,
    SendMark, Service, Standing, Status, Transaction, Verification, VerificationSid, reach,
};
use countersign_store::{
    DbError, End, WriteTx, admission, attempts, fallbacks, outbox, slots, verifications,
};

use super::code::place;
use super::repeat::{Before, Once};
use super::{StartVerification, StartVerificationError};
use crate::Engine;
use crate::engine::Inner;
use crate::limit::Guard;
use crate::measure;
use crate::outbox::{Direct, LEASE_MILLIS, Rest, Wording};
use crate::template::{self, Words};

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
        let channel = wanted.channel;
        let started = self.start_or_join(wanted, None).await;
        measure::started(channel, &started);
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
        if !self.0.carries(&wanted, wanted.channel) {
            return Err(StartVerificationError::NoProvider(wanted.channel));
        }
        let keys = self.sealing_keys().await?;
        let now = self.now();
        let sid = VerificationSid::new(now, self.dice());
        let mark =
            SendMark { at: now, channel: wanted.channel, attempt_sid: AttemptSid::new(now, self.dice()) };
        let custom = wanted.custom_code.as_ref().map(|code| {
            let sealed = keys.seal(place(&sid.to_string()), code.as_str().as_bytes(), self.dice());
            CodeSource::Custom { sealed }
        });
        // A place in this node's own line: with it the row is born taken, and the worker has it without asking.
        let permit = self.0.direct.clone().try_reserve_owned().ok();
        let is_direct = permit.is_some();
        let permit = Arc::new(Mutex::new(permit));
        let inner = Arc::clone(&self.0);
        let guard = Guard::new(&self.0, &wanted, mark.attempt_sid, now);
        let once = wanted.idempotency.as_ref().map(|given| Once::new(given, &keys, self.dice()));
        let trace = countersign_traces::current();
        let draft = Arc::new(Draft { sid, mark, custom, guard, wanted, instead });
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
                let (service, verification, filled) = match draft.settle(tx, &keys, &inner.limits) {
                    Ok(Ok(settled)) => settled,
                    Ok(Err(refused)) => return Ok(End::Rollback(Err(refused))),
                    Err(error) => return Err(error),
                };
                if let Err(rule) = draft.guard.spend(tx, &draft.wanted)? {
                    return Ok(End::Rollback(Err(StartVerificationError::Limited(rule))));
                }
                reach("start.settled");
                let errand = draft.post(tx, &verification, filled, &inner.node, is_direct)?;
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
            Err(_) => {}
        }
        started
    }
}

impl Inner {
    /// Whether anybody carries such a message.
    fn carries(&self, wanted: &StartVerification, channel: Channel) -> bool {
        let asked = Asked { service: wanted.service, channel, recipient: &wanted.recipient, chance: 0 };
        !self.routes.plan(&asked).seats.is_empty()
    }

    /// The first channel of the service's order that reaches such an address and that somebody carries.
    fn first_channel(&self, wanted: &StartVerification) -> Channel {
        let reaches = |channel: Channel| (channel == Channel::Email) == wanted.recipient.phone().is_none();
        let order = self.channel_orders.of(wanted.service);
        let mut steps = order.iter().flat_map(|order| &order.steps).map(|step| step.channel);
        steps.find(|channel| reaches(*channel) && self.carries(wanted, *channel)).unwrap_or(wanted.channel)
    }
}

/// Whether an answer is of something done now, or of the same request before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    Now,
    Before,
}

/// A service, the verification as it stands now, and the template's words for this send.
type Settled = (Service, Verification, Option<Filled>);

/// A create with its chance drawn, ready for a transaction that may run more than once.
struct Draft {
    sid: VerificationSid,
    mark: SendMark,
    custom: Option<CodeSource>,
    guard: Guard,
    wanted: StartVerification,
    instead: Option<Instead>,
}

impl Draft {
    /// What the request is bound to under this service's rules.
    fn transaction(&self, service: &Service) -> Result<Option<Transaction>, StartVerificationError> {
        let wanted = &self.wanted;
        match (service.settings.psd2_enabled, &wanted.amount, &wanted.payee) {
            (true, Some(amount), Some(payee)) if wanted.channel != Channel::Call => {
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
        if service.settings.skip_sms_to_landlines
            && wanted.channel == Channel::Sms
            && wanted.recipient.is_landline()
        {
            return Err(StartVerificationError::Landline);
        }
        self.transaction(service)
    }

    /// Finds or makes the verification and writes it. The live slot is locked first: it decides.
    fn settle(
        &self,
        tx: &mut WriteTx<'_>,
        keys: &Keyring,
        limits: &Limits,
    ) -> Result<Result<Settled, StartVerificationError>, DbError> {
        let (wanted, now) = (&self.wanted, self.mark.at);
        let Some(mut found) = admission::read(tx, self.guard.applicant(wanted))? else {
            return Ok(Err(StartVerificationError::NoService));
        };
        let transaction = match self.allowed(&found.service) {
            Ok(transaction) => transaction,
            Err(refused) => return Ok(Err(refused)),
        };
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
        if let Err(rule) = self.guard.may_spend(wanted, &mut found, limits) {
            return Ok(Err(StartVerificationError::Limited(rule)));
        }
        let service = found.service;
        let mut fresh = Verification {
            sid: self.sid,
            account_sid: wanted.account,
            service_sid: wanted.service,
            recipient: wanted.recipient.clone(),
            channel: wanted.channel,
            status: Status::Pending,
            code: self.custom.clone().unwrap_or_else(|| CodeSource::Derived {
                key_id: keys.active_id().to_owned(),
                length: service.settings.code_length.get(),
            }),
            transaction,
            sends: vec![self.mark.clone()],
            sends_used: 1,
            checks_used: 0,
            tags: wanted.tags.clone(),
            created_at: now,
            updated_at: now,
            expires_at: now.plus_millis(service.settings.verification_ttl.millis()),
        };
        // Between the two statements the service may have gone.
        let Some(holder) = slots::take(tx, &fresh)? else {
            return Ok(Err(StartVerificationError::NoService));
        };
        reach("start.slot_taken");
        if holder == fresh.sid && self.instead.is_some() {
            return Ok(Err(StartVerificationError::Refused(Refusal::NotFound)));
        }
        if holder == fresh.sid {
            verifications::insert(tx, &fresh)?;
            reach("start.verification_written");
            return Ok(Ok((service, fresh, filled)));
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
                Ok(standing) => standing,
                Err(refusal) => return Ok(Err(StartVerificationError::Refused(refusal))),
            },
        };
        if self.instead.is_some() && standing != Standing::Join {
            return Ok(Err(StartVerificationError::Refused(Refusal::NotFound)));
        }
        if let (Standing::Join, Some(live)) = (&standing, &live) {
            let resent = live.clone().resent(self.mark.clone());
            verifications::update(tx, &resent)?;
            reach("start.resend_written");
            return Ok(Ok((service, resent, filled)));
        }
        if let (Standing::Replace { sends_used, checks_used }, Some(live)) = (&standing, live) {
            fresh.sends_used += sends_used;
            fresh.checks_used = *checks_used;
            if let Ok(canceled) = live.ended_by_caller(Ending::Canceled, now) {
                verifications::update(tx, &canceled)?;
                reach("start.old_canceled");
            }
        }
        slots::replace(tx, &fresh)?;
        reach("start.slot_replaced");
        verifications::insert(tx, &fresh)?;
        Ok(Ok((service, fresh, filled)))
    }

    fn wording(&self) -> Wording {
        let wanted = &self.wanted;
        Wording {
            channel: wanted.channel,
            friendly_name: wanted.custom_friendly_name.clone(),
            locale: wanted.locale.clone(),
            app_hash: wanted.app_hash.clone(),
            send_digits: wanted.send_digits.clone(),
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
        if inner.channel_orders.is_empty() {
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
        filled: Option<Filled>,
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
        let wording = Wording { template: filled, ..self.wording() };
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
