//! Challenging a factor; where the answer comes along, it is looked at in the same transaction.

use std::sync::Arc;

use countersign_model::{
    CHALLENGE_MILLIS, Challenge, ChallengeSid, ChallengeStatus, Details, FactorRefusal, FactorSid,
    NotificationSid, StringMap, Timestamp,
};
use countersign_store::{End, challenges, factors, notifications, services};
use serde_json::Value;

use super::judge;
use crate::Engine;
use crate::factor::{Drawn, FactorError, Keeper, Place, kind_of, seen, told};
use crate::measure;
use crate::notification::along;

/// What a create asks; everything in it is parsed but the payload, which only the factor's kind understands.
#[derive(Clone)]
#[expect(missing_docs, reason = "each is the parameter of the same name, behaviour map 8.4")]
pub struct CreateChallenge {
    pub place: Place,
    pub factor: FactorSid,
    pub expires_at: Option<Timestamp>,
    pub details: Option<Details>,
    pub hidden_details: Option<StringMap>,
    pub auth_payload: Option<String>,
}

/// A challenge that was just made.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The challenge.
    pub challenge: Challenge,
    /// What its kind tells the client this once.
    pub options: Option<Value>,
}

impl Engine {
    /// Asks a person for a factor.
    ///
    /// # Errors
    /// See [`FactorError`]. A wrong answer that came along is no error: the challenge is pending.
    pub async fn create_challenge(&self, wanted: CreateChallenge) -> Result<Asked, FactorError> {
        let sid = ChallengeSid::new(self.now(), self.dice());
        self.create_named_challenge(sid, wanted).await
    }

    /// As [`Engine::create_challenge`], by a name that stands somewhere already.
    pub(crate) async fn create_named_challenge(
        &self,
        sid: ChallengeSid,
        wanted: CreateChallenge,
    ) -> Result<Asked, FactorError> {
        let (now, since) = (self.now(), self.unverified_since());
        let chance = self.dice().draw::<32>();
        let keeper = Keeper::new(&self.0, self.sealing_keys().await?, Drawn::from(self.dice()));
        let notified = NotificationSid::new(now, self.dice());
        let inner = Arc::clone(&self.0);
        let asked = self
            .0
            .store
            .write(move |tx| {
                let refused = |refusal| Ok(End::Rollback(Err(refusal)));
                let Some(mut factor) = factors::lock(tx, &wanted.place.owner(since), wanted.factor)? else {
                    return refused(FactorRefusal::NotFound);
                };
                let kind = kind_of(&factor.kind)?;
                let windows = kind.challenge_windows(&factor.public);
                if let Err(refusal) = factor.challenge(&windows, now) {
                    return refused(refusal);
                }
                let mut challenge = Challenge {
                    sid,
                    account_sid: factor.account_sid,
                    service_sid: factor.service_sid,
                    entity: Some((factor.entity_sid, factor.identity.clone())),
                    factor_sid: Some(factor.sid),
                    kind: factor.kind.clone(),
                    status: ChallengeStatus::Pending,
                    wrong: 0,
                    details: wanted.details.clone(),
                    hidden_details: wanted.hidden_details.clone(),
                    metadata: None,
                    public: Value::Null,
                    lookup: None,
                    expires_at: wanted.expires_at.unwrap_or_else(|| now.plus_millis(CHALLENGE_MILLIS)),
                    created_at: now,
                    updated_at: now,
                };
                if let (Some(is_dated), Some(details)) = (kind.dated_by(), &challenge.details)
                    && services::find(tx, factor.account_sid, factor.service_sid)?
                        .is_some_and(|it| is_dated(&it))
                {
                    challenge.details = Some(details.clone().dated(now));
                }
                let options = match told(kind.ask(&factor, &mut challenge, &chance))? {
                    Ok(options) => options,
                    Err(refusal) => return refused(refusal),
                };
                match &wanted.auth_payload {
                    None => factors::update_challenged(tx, &factor)?,
                    Some(payload) => {
                        challenge = match judge(tx, &keeper, &mut factor, challenge, payload, now)? {
                            Ok(challenge) => challenge,
                            Err(refusal) => return refused(refusal),
                        };
                    }
                }
                challenges::insert(tx, &challenge)?;
                measure::challenged(tx, kind);
                // Only where somebody can be woken, and need be.
                let mut device = None;
                if challenge.status == ChallengeStatus::Pending {
                    device = told(kind.device(&seen(&inner, &factor)))?.unwrap_or_default();
                }
                let notification =
                    along(notified, &challenge, now).filter(|_| inner.can_notify(device.as_ref()));
                if let Some(notification) = &notification {
                    notifications::insert(tx, notification)?;
                }
                Ok(End::Commit(Ok((Asked { challenge, options }, notification.is_some()))))
            })
            .await?;
        let (asked, is_notified) = asked.map_err(measure::not_challenged)?;
        if is_notified {
            self.0.woken.notify_one();
        }
        Ok(asked)
    }
}
