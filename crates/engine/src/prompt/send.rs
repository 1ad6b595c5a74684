//! Sending codes: all limits of any create hold, and the address is never one that a form names.

use countersign_model::{
    Channel, Confirm, Factor, LocaleTag, MAX_SENDS, Notice, Recipient, Refusal, Stage, Trouble, Verification,
};
use countersign_store::StoreError;

use super::address::ways_to;
use super::claim::Claimed;
use super::settle::Came;
use crate::Engine;
use crate::verification::{StartVerification, StartVerificationError};

/// How long a person waits between two messages where the operator's limit is one in half a minute, in milliseconds.
const HALF_MINUTE: i64 = 30_000;

/// What became of a send.
pub(super) enum Sent {
    /// A code is on its way; when another may be.
    Out(Box<Verification>, Option<i64>),
    /// It isn't.
    No(Trouble),
}

impl Engine {
    /// Sends a code to one of the person's factors.
    pub(super) async fn send_to_factor(
        &self,
        it: &Claimed,
        factor: &Factor,
        channel: Channel,
        is_again: bool,
    ) -> Result<Came, StoreError> {
        let Some(to) = self.open_address(it, factor).await? else { return Ok(Came::Back(Trouble::Gone)) };
        if !ways_to(&to).contains(&channel) {
            return Ok(super::act::stays(it));
        }
        // Whoever had it verified is nobody's bot: what is kept for known people is theirs.
        Ok(match self.send_code(it, to, channel, true).await? {
            Sent::No(trouble) => Came::Back(trouble),
            Sent::Out(verification, again_at) => {
                let stage =
                    Stage::Sent { factor: factor.sid, verification: verification.sid, channel, again_at };
                Came::To(stage, is_again.then_some(Notice::SentAgain))
            }
        })
    }

    /// Sends a code, bound to the payment that is confirmed.
    pub(super) async fn send_code(
        &self,
        it: &Claimed,
        to: Recipient,
        channel: Channel,
        known_person: bool,
    ) -> Result<Sent, StoreError> {
        let prompt = &it.opened.prompt;
        let content = &it.opened.content;
        let is_paced = self.0.limits.per_address(&to).per_30_seconds == 1;
        let plain = StartVerification::plain(prompt.account_sid, it.actor(), prompt.service_sid, to, channel);
        let payment = content.confirm.as_ref().and_then(Confirm::transaction);
        let wanted = StartVerification {
            amount: payment.as_ref().map(|payment| payment.amount.clone()),
            payee: payment.map(|payment| payment.payee),
            known_person,
            locale: content.locale.as_deref().and_then(|tag| LocaleTag::parse(tag).ok()),
            ..plain
        };
        let now = self.now();
        let started = match self.start_verification(wanted).await {
            Ok((verification, _)) => {
                let next = if is_paced { now.plus_millis(HALF_MINUTE) } else { now }.millis();
                let again_at = (verification.sends_used < MAX_SENDS).then_some(next);
                return Ok(Sent::Out(Box::new(verification), again_at));
            }
            Err(StartVerificationError::Store(error)) => return Err(error),
            Err(error) => error,
        };
        Ok(Sent::No(match started {
            StartVerificationError::Limited(rule) => match rule.frees_at() {
                Some(until) => Trouble::TooSoon { until: until.millis() },
                None => Trouble::NotServed,
            },
            StartVerificationError::Reached(reached) => Trouble::TooSoon { until: reached.frees_at.millis() },
            StartVerificationError::Refused(
                Refusal::MaxSends { frees_at } | Refusal::MaxChecks { frees_at },
            ) => Trouble::TooSoon { until: frees_at.millis() },
            StartVerificationError::Landline => Trouble::NotServed,
            _ => Trouble::NotSent,
        }))
    }
}
