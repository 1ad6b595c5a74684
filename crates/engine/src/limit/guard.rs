//! What stands between a request and a provider's bill.
//!
//! What needs only the number is judged before the transaction. In it comes first all that one read tells: what an
//! operator has stopped, where he sends, whether the address or the money is used up already. Then, once the live slot is
//! locked and a code is surely to go out, what has to be counted is. A refusal rolls everything back: nothing is sent,
//! made or counted.
//!
//! Money is judged by that first read alone. Of those who read before another's money was added, each connection carries
//! one: caps are passed by no more than that, whenever in its transaction each reads.

use countersign_model::limit::{Block, Money, PerAddress, Rule};
use countersign_model::{AttemptSid, AuditEntry, AuditSid, Channel, Country, Limits, Phone, Slot, Timestamp};
use countersign_store::admission::{Admission, Applicant};
use countersign_store::{DbError, WriteTx, address_sends, audit, safe_list, spend};

use crate::engine::Inner;
use crate::verification::StartVerification;

/// One create's rules, judged as far as its number alone allows.
pub(crate) struct Guard {
    now: Timestamp,
    number_kind: Option<Rule>,
    country: Option<Rule>,
    in_country: Option<Country>,
    per_address: PerAddress,
    price: Money,
    /// Which row of each counter this request adds to.
    stripe: i64,
    /// The audit line's name, should there be one: chance is drawn before the transaction.
    trail: Option<AuditSid>,
}

impl Guard {
    pub(crate) fn new(
        inner: &Inner,
        wanted: &StartVerification,
        attempt: AttemptSid,
        now: Timestamp,
    ) -> Self {
        let (limits, to) = (&inner.limits, &wanted.recipient);
        let country = limits.country(wanted.channel, to);
        let may_be_audited = country.is_some() || skips_risk_check(wanted);
        // The attempt's SID was drawn by chance: its last byte is a throw of dice.
        let chance = attempt.bits().to_le_bytes()[0];
        // Nothing is sent to it, so there is nothing to bound and nothing to pay. Blocks and pauses hold.
        if inner.test_numbers.find(wanted.service, to, now).is_some() {
            return Self {
                now,
                number_kind: None,
                country: None,
                in_country: to.phone().and_then(Phone::in_country),
                per_address: PerAddress::OFF,
                price: Money::ZERO,
                stripe: 0,
                trail: None,
            };
        }
        Self {
            now,
            number_kind: limits.number_kind(to),
            country,
            in_country: to.phone().and_then(Phone::in_country),
            per_address: limits.per_address(to),
            price: limits.price(wanted.channel, to),
            stripe: i64::from(chance % inner.store.stripes()),
            trail: may_be_audited.then(|| AuditSid::new(now, &*inner.dice)),
        }
    }

    /// What is to be read of the database before anything is locked.
    pub(crate) fn applicant<'a>(&self, wanted: &'a StartVerification) -> Applicant<'a> {
        Applicant {
            account: wanted.account,
            service: wanted.service,
            recipient: &wanted.recipient,
            slot: if wanted.approve { Slot::Approve } else { Slot::Code },
            country: self.in_country,
            is_limited: !self.per_address.is_off() || self.price > Money::ZERO,
            is_rated: !wanted.rate_limits.is_empty(),
            now: self.now,
        }
    }

    /// Whether the operator sends there at all.
    ///
    /// # Errors
    /// What the database says; the inner one is the rule that stops it.
    pub(crate) fn admit(
        &self,
        tx: &mut WriteTx<'_>,
        wanted: &StartVerification,
        found: &[Block],
    ) -> Result<Result<(), Rule>, DbError> {
        // Of several the one that lasts longest is told.
        let longest = found
            .iter()
            .filter(|block| block.holds(self.now))
            .max_by_key(|block| block.until.map_or(i64::MAX, Timestamp::millis));
        if let Some(Block { what, until, reason, .. }) = longest {
            let (what, until, reason) = (what.clone(), *until, reason.clone());
            return Ok(Err(Rule::Blocked { what, until, reason }));
        }
        if let Some(rule) = &self.number_kind {
            return Ok(Err(rule.clone()));
        }
        let passed = self.country.as_ref();
        if skips_risk_check(wanted) {
            self.write_down(tx, wanted, "risk_check.disabled", passed)?;
        } else if let Some(rule) = passed {
            let listed = match wanted.recipient.phone() {
                Some(number) => safe_list::find(tx, wanted.account, number)?.is_some(),
                None => false,
            };
            if !listed {
                return Ok(Err(rule.clone()));
            }
            self.write_down(tx, wanted, "safe_list.used", passed)?;
        }
        Ok(Ok(()))
    }

    /// Whether a send is possible at all by what was found before anything was locked. It refuses a crowd without
    /// waiting; who passes is asked again by [`Guard::spend`], under the locks.
    ///
    /// # Errors
    /// The rule that stops it.
    pub(crate) fn may_spend(
        &self,
        wanted: &StartVerification,
        found: &mut Admission,
        limits: &Limits,
    ) -> Result<(), Rule> {
        if !self.per_address.is_off() {
            found.sends.spend(self.per_address, wanted.channel, self.now)?;
        }
        if self.price > Money::ZERO {
            let country = self.in_country.map(|country| (country, found.of_country));
            limits.budget.allow(self.price, found.of_account, country, wanted.known_person, self.now)?;
        }
        Ok(())
    }

    /// Counts the send and reserves its price. The address is locked first, then the account's money, then the
    /// country's.
    ///
    /// # Errors
    /// What the database says; the inner one is the rule that stops it.
    pub(crate) fn spend(
        &self,
        tx: &mut WriteTx<'_>,
        wanted: &StartVerification,
    ) -> Result<Result<(), Rule>, DbError> {
        let (account, now) = (wanted.account, self.now);
        if !self.per_address.is_off() {
            let to = &wanted.recipient;
            let counted = address_sends::spend(tx, account, to, self.per_address, wanted.channel, now)?;
            if counted.is_err() {
                return Ok(counted);
            }
        }
        if self.price > Money::ZERO {
            spend::add(tx, account, self.in_country, self.stripe, self.price, now)?;
        }
        Ok(Ok(()))
    }

    /// The audit line of a rule that a caller had passed over, or would have.
    fn write_down(
        &self,
        tx: &mut WriteTx<'_>,
        wanted: &StartVerification,
        what: &'static str,
        passed: Option<&Rule>,
    ) -> Result<(), DbError> {
        let Some(sid) = self.trail else { return Ok(()) };
        audit::add(
            tx,
            &AuditEntry {
                sid,
                at: self.now,
                account: Some(wanted.account),
                who: wanted.caller.clone(),
                what,
                subject: wanted.recipient.masked(),
                detail: passed.map(Rule::sentence),
            },
        )
    }

    /// Tells the operator, in one line, what was refused and why.
    pub(crate) fn log(&self, wanted: &StartVerification, rule: &Rule) {
        tracing::warn!(
            rule = rule.name(),
            account = %wanted.account,
            service = %wanted.service,
            channel = %wanted.channel,
            to = wanted.recipient.masked(),
            until = rule.frees_at().map(tracing::field::display),
            remark = rule.remark(),
            "not sent: {}",
            rule.sentence()
        );
    }
}

/// `RiskCheck=disable` is for text messages only (behaviour map 4.1).
fn skips_risk_check(wanted: &StartVerification) -> bool {
    wanted.risk_check_disabled && wanted.channel == Channel::Sms
}
