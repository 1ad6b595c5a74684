//! A create before its transaction, and what that finds or makes.

use countersign_keyring::Keyring;
use countersign_model::{
    Actor, Channel, CodeSource, Ending, Filled, Refusal, SendMark, Service, Standing, Status, Timestamp,
    Transaction, Verification, VerificationSid, reach,
};
use countersign_store::{DbError, WriteTx, admission, fallbacks, slots, verifications};

use super::carrier::Carriers;
use super::start::Instead;
use super::{StartVerification, StartVerificationError};
use crate::engine::Inner;
use crate::limit::Guard;
use crate::rate_limit::{Meter, UnknownName};
use crate::template::{self, Words};
use crate::upstream::owe_end;
use crate::webhook::News;

/// What a create came to.
pub(super) struct Settled {
    pub(super) service: Service,
    /// As it stands now.
    pub(super) verification: Verification,
    pub(super) words: SendWords,
}

/// What only this send's wording holds.
#[derive(Clone, Debug, Default)]
pub(super) struct SendWords {
    /// The verification whose end its upstream must know of first.
    pub(super) after: Option<VerificationSid>,
    /// The template's words.
    pub(super) filled: Option<Filled>,
}

/// A create with its chance drawn, ready for a transaction that may run more than once.
pub(super) struct Draft {
    pub(super) sid: VerificationSid,
    pub(super) mark: SendMark,
    pub(super) custom: Option<CodeSource>,
    pub(super) carriers: Carriers,
    pub(super) guard: Guard,
    pub(super) wanted: StartVerification,
    pub(super) instead: Option<Instead>,
    /// When the test number that is asked for ends: nothing is sent to it. None for people's addresses.
    pub(super) test_until: Option<Timestamp>,
    /// For what webhooks are told of it.
    pub(super) news: News,
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
            // A prompt's login or set-up is no payment; what it confirms names one.
            (true, None, None) if matches!(wanted.caller, Actor::Prompt(_)) => Ok(None),
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
    pub(super) fn settle(
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
        let (service, is_told) = (found.service, found.is_told);
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
            is_told,
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
            self.news.began(tx, &fresh)?;
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
        match (standing, live) {
            (Standing::Replace { sends_used, checks_used }, Some(live)) => {
                fresh.sends_used += sends_used;
                fresh.checks_used = checks_used;
                let before = live.status;
                if let Ok(canceled) = live.ended_by_caller(Ending::Canceled, now) {
                    verifications::update(tx, &canceled)?;
                    owe_end(tx, &canceled, now)?;
                    self.news.ended(tx, before, &canceled)?;
                    reach("start.old_canceled");
                }
            }
            // No sweep will find it: it loses its slot here.
            (_, Some(live)) if live.is_told => self.news.expired(tx, live)?,
            _ => {}
        }
        slots::replace(tx, &fresh)?;
        reach("start.slot_replaced");
        verifications::insert(tx, &fresh)?;
        self.news.began(tx, &fresh)?;
        Ok(Ok(Settled { service, verification: fresh, words: SendWords { after, filled } }))
    }
}
