//! What a create writes for the worker.

use countersign_model::{Attempt, AttemptState, Verification, reach};
use countersign_store::{DbError, WriteTx, attempts, fallbacks, outbox};

use super::draft::{Draft, SendWords};
use crate::engine::Inner;
use crate::outbox::{LEASE_MILLIS, Rest, Wording};

impl Draft {
    fn wording(&self) -> Wording {
        let wanted = &self.wanted;
        Wording {
            channel: wanted.channel,
            friendly_name: wanted.custom_friendly_name.clone(),
            locale: wanted.locale.clone(),
            app_hash: wanted.app_hash.clone(),
            send_digits: wanted.send_digits.clone(),
            domain: wanted.domain.clone(),
            after: None,
            template: None,
        }
    }

    /// Plans what is to be tried if this send isn't known to have arrived; an older plan of this verification is over.
    pub(super) fn plan_fallback(
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
    pub(super) fn post(
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
