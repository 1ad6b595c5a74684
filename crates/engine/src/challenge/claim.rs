//! Answering a challenge that the answer itself names, by a factor that it names too.

use countersign_model::{
    AccountSid, Actor, Challenge, Factor, FactorKind, FactorRefusal, FactorSid, FactorStatus, ServiceSid,
};
use countersign_store::{End, audit, challenges, factors};

use super::judge;
use crate::Engine;
use crate::factor::{Drawn, FactorError, Keeper, kind_of};
use crate::measure;

/// An answer, and what it says that it answers, and by what.
#[derive(Clone)]
pub struct ClaimChallenge {
    /// Whose service it is.
    pub account: AccountSid,
    /// The service.
    pub service: ServiceSid,
    /// What the kind finds the factor by.
    pub factor: String,
    /// What the kind finds the challenge by.
    pub challenge: String,
    /// The answer, which only the kind understands.
    pub payload: String,
}

/// A challenge whose answer was right.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The challenge.
    pub challenge: Challenge,
    /// Whether the answer shows that the person unlocked what they answered with.
    pub is_unlocked: bool,
}

impl Engine {
    /// Looks at an answer: exactly one of two right ones at once counts, the other finds the challenge answered. Who
    /// answered stands in the challenge from then on. A factor that shows that somebody has a copy of it goes into the audit
    /// trail.
    ///
    /// # Errors
    /// See [`FactorError`].
    pub async fn claim_challenge(&self, wanted: ClaimChallenge, by: Actor) -> Result<Answered, FactorError> {
        let (now, since) = (self.now(), self.unverified_since());
        let keeper = Keeper::new(&self.0, self.sealing_keys().await?, Drawn::from(self.dice()));
        let account = wanted.account;
        let claimed = self
            .0
            .store
            .write(move |tx| {
                let refused = |refusal, by: Option<FactorSid>| Ok(End::Rollback(Err((refusal, by))));
                // The factor first, as for every answer.
                let found =
                    factors::lock_by_lookup(tx, wanted.account, wanted.service, &wanted.factor, since)?;
                let Some(mut factor) = found else { return refused(FactorRefusal::NoFactor, None) };
                let Some(challenge) = challenges::lock_by_lookup(tx, wanted.service, &wanted.challenge)?
                else {
                    return refused(FactorRefusal::NoChallenge, None);
                };
                if let Err(refusal) = challenge.may_answer(now) {
                    return refused(refusal, None);
                }
                if !is_asked(&challenge, &factor) {
                    return refused(FactorRefusal::Failed, None);
                }
                let judged = judge(tx, &keeper, &mut factor, challenge, &wanted.payload, now)?;
                let mut challenge = match judged {
                    Ok(challenge) => challenge,
                    Err(refusal) => return refused(refusal, Some(factor.sid)),
                };
                if challenge.status.answered_at().is_some() {
                    challenge.entity = Some((factor.entity_sid, factor.identity.clone()));
                    challenge.factor_sid = Some(factor.sid);
                }
                challenges::update(tx, &challenge)?;
                let is_right = challenge.status.answered_at().is_some();
                let is_unlocked = is_right && kind_of(&factor.kind)?.shows_unlocked(&wanted.payload);
                Ok(End::Commit(Ok(Answered { challenge, is_unlocked })))
            })
            .await?;
        match claimed {
            Ok(answered) => Ok(answered),
            Err((refusal, factor)) => {
                if let (FactorRefusal::Cloned, Some(factor)) = (refusal, factor) {
                    self.found_cloned(account, factor, by).await?;
                }
                Err(measure::not_answered(refusal).into())
            }
        }
    }

    async fn found_cloned(
        &self,
        account: AccountSid,
        factor: FactorSid,
        by: Actor,
    ) -> Result<(), FactorError> {
        tracing::warn!(%factor, "somebody has a copy of a factor; its answer was refused");
        let entry = self.audit_entry(self.now(), Some(account), by, "factor.cloned", factor.to_string());
        let written = self.0.store.write(move |tx| {
            audit::add(tx, &entry)?;
            Ok(End::Commit(()))
        });
        Ok(written.await?)
    }
}

/// Whether the challenge may be answered by this factor.
fn is_asked(challenge: &Challenge, factor: &Factor) -> bool {
    let kind: &FactorKind = &challenge.kind;
    matches!(factor.status, FactorStatus::Verified { .. })
        && *kind == factor.kind
        && challenge.account_sid == factor.account_sid
        && challenge.entity.as_ref().is_none_or(|(sid, _)| *sid == factor.entity_sid)
        && challenge.factor_sid.is_none_or(|sid| sid == factor.sid)
}
