//! Keys pressed in a call that asks for an approval.

use countersign_metrics::Counter;
use countersign_model::{
    Actor, Approval, Attempt, AttemptSid, Channel, Press, Pressed, Timestamp, Verification,
};
use countersign_store::{End, StoreError, attempts, audit, verifications};

use crate::Engine;
use crate::webhook::News;

/// What persons pressed, counted once.
pub(crate) static APPROVALS: Counter<2> = Counter::new(
    "countersign_call_approvals_total",
    "What persons pressed in calls that ask for an approval, by provider and outcome: approved, reported (they had not asked for it) or wrong.",
    ["provider", "outcome"],
);

/// Keys as they came.
#[derive(Clone, Copy)]
pub(super) struct Keys<'a> {
    /// Who tells of them.
    pub(super) provider: &'a str,
    /// In which call.
    pub(super) attempt: AttemptSid,
    /// After which question of it; none for the next.
    pub(super) question: Option<u8>,
    /// The keys.
    pub(super) keys: &'a str,
}

/// What they meant, and what became of the verification.
pub(super) struct What {
    pub(super) press: Press,
    pub(super) verification: Verification,
}

/// Why nothing was pressed on the page of `dev`.
#[derive(Debug)]
pub enum PressError {
    /// No call of this name asks for an approval there.
    NoCall,
    /// There is nothing to approve any more.
    Over,
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for PressError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Presses keys in a call that nobody placed: the inbox of `dev` shows what it would say. `inbox` is the provider that
    /// such calls are taken by; calls of others are not touched.
    ///
    /// # Errors
    /// See [`PressError`].
    pub async fn press_keys(
        &self,
        inbox: &str,
        attempt: AttemptSid,
        keys: &str,
    ) -> Result<Press, PressError> {
        let found = self
            .0
            .store
            .read(move |tx| {
                let Some(found) = attempts::find(tx, attempt)? else { return Ok(None) };
                Ok(verifications::find(tx, found.verification_sid)?.map(|verification| (found, verification)))
            })
            .await?;
        let is_here = |found: &Attempt| {
            found.channel == Channel::Call && found.provider.as_deref().is_none_or(|name| name == inbox)
        };
        let Some((_, verification)) =
            found.filter(|(found, verification)| is_here(found) && verification.approval().is_some())
        else {
            return Err(PressError::NoCall);
        };
        let keys = Keys { provider: inbox, attempt, question: None, keys };
        let what = self.press(&verification, keys, self.now()).await?;
        what.map(|what| what.press).ok_or(PressError::Over)
    }

    /// Writes down what was pressed, once for each question of each call; nothing when there is nothing to approve any
    /// more. Asked again, it gives what was written down.
    ///
    /// # Errors
    /// When the database gave no answer or the key of the digits is gone.
    pub(super) async fn press(
        &self,
        verification: &Verification,
        keys: Keys<'_>,
        now: Timestamp,
    ) -> Result<Option<What>, StoreError> {
        let Some(approval) = verification.approval() else { return Ok(None) };
        let meant = Press::of(keys.keys, &self.0.approval_digits(verification, approval)?);
        let (sid, attempt, asked) = (verification.sid, keys.attempt, keys.question);
        let mut entry = self.audit_entry(
            now,
            Some(verification.account_sid),
            Actor::Recipient,
            "verification.reported",
            sid.to_string(),
        );
        entry.detail = Some(format!("service {}, call {attempt}", verification.service_sid));
        let news = News::new(self.dice(), now);
        let written = self
            .0
            .store
            .write(move |tx| {
                let Some(locked) = verifications::lock(tx, sid)? else { return Ok(End::Rollback(None)) };
                let Some(approval) = locked.approval() else { return Ok(End::Rollback(None)) };
                let question = asked.unwrap_or_else(|| next_question(approval, attempt));
                if let Some(before) = approval.answer_to(attempt, question) {
                    return Ok(End::Rollback(Some((What { press: before, verification: locked }, false))));
                }
                let pressed = Pressed { at: now, attempt_sid: attempt, question, what: meant };
                let before = locked.status;
                let Ok(after) = locked.after_keys(pressed) else { return Ok(End::Rollback(None)) };
                verifications::update_pressed(tx, &after)?;
                news.ended(tx, before, &after)?;
                if meant == Press::Reported {
                    audit::add(tx, &entry)?;
                }
                Ok(End::Commit(Some((What { press: meant, verification: after }, true))))
            })
            .await?;
        let Some((what, is_news)) = written else { return Ok(None) };
        if is_news {
            APPROVALS.add([keys.provider, what.press.as_str()]);
            let (provider, outcome) = (keys.provider, what.press.as_str());
            if what.press == Press::Reported {
                tracing::warn!(
                    provider,
                    verification.sid = %sid,
                    attempt.sid = %attempt,
                    to = verification.recipient.masked(),
                    "reported: whoever took the call had not asked for it"
                );
            } else {
                tracing::info!(provider, verification.sid = %sid, attempt.sid = %attempt, outcome, "keys were pressed");
            }
        }
        Ok(Some(what))
    }

    /// The digits that the application shows while a call asks for the approval of `verification`; nothing where there is a
    /// code.
    ///
    /// # Errors
    /// When the key is gone.
    pub fn approval_digits(&self, verification: &Verification) -> Result<Option<String>, StoreError> {
        let digits = verification.approval().map(|approval| self.0.approval_digits(verification, approval));
        Ok(digits.transpose()?)
    }
}

/// After how many questions of this call keys are pressed next, where nobody counts them.
fn next_question(approval: &Approval, attempt: AttemptSid) -> u8 {
    let so_far = approval.pressed.iter().filter(|it| it.attempt_sid == attempt).count();
    u8::try_from(so_far).unwrap_or(u8::MAX).saturating_add(1)
}
