//! Answering a challenge.

use countersign_model::{Challenge, ChallengeSid, FactorRefusal, FactorSid, StringMap};
use countersign_store::{End, challenges, factors};

use super::judge;
use crate::Engine;
use crate::factor::{Drawn, FactorError, Keeper, Place};
use crate::measure;

/// What an update of a challenge asks. Absent leaves as it is.
#[derive(Clone)]
#[expect(missing_docs, reason = "each is the parameter of the same name, behaviour map 8.4")]
pub struct AnswerChallenge {
    pub place: Place,
    pub challenge: ChallengeSid,
    pub metadata: Option<StringMap>,
    pub auth_payload: Option<String>,
    /// Only a challenge of this factor: whose device it is that asks.
    pub of_factor: Option<FactorSid>,
}

impl Engine {
    /// Looks at an answer: exactly one of two right ones at once counts, the other finds the challenge answered.
    ///
    /// # Errors
    /// See [`FactorError`]. A wrong answer is no error: the challenge is pending.
    pub async fn answer_challenge(&self, wanted: AnswerChallenge) -> Result<Challenge, FactorError> {
        let (now, since) = (self.now(), self.unverified_since());
        let keeper = Keeper::new(&self.0, self.sealing_keys().await?, Drawn::from(self.dice()));
        let answered = self
            .0
            .store
            .write(move |tx| {
                let refused = |refusal| Ok(End::Rollback(Err(refusal)));
                let owner = wanted.place.owner(since);
                // The factor first: it is the row that decides, over all of its challenges.
                let Some(mut factor) = factors::lock_challenged(tx, &owner, wanted.challenge)? else {
                    return refused(FactorRefusal::NotFound);
                };
                if wanted.of_factor.is_some_and(|only| only != factor.sid) {
                    return refused(FactorRefusal::NotFound);
                }
                let Some(mut challenge) = challenges::find(tx, factor.entity_sid, wanted.challenge)? else {
                    return refused(FactorRefusal::NotFound);
                };
                if let Err(refusal) = challenge.may_answer(now) {
                    return refused(refusal);
                }
                if wanted.metadata.is_some() {
                    challenge.metadata = wanted.metadata.clone();
                }
                if let Some(payload) = &wanted.auth_payload {
                    challenge = match judge(tx, &keeper, &mut factor, challenge, payload, now)? {
                        Ok(challenge) => challenge,
                        Err(refusal) => return refused(refusal),
                    };
                }
                challenges::update(tx, &challenge)?;
                Ok(End::Commit(Ok(challenge)))
            })
            .await?;
        let challenge = answered.map_err(measure::not_answered)?;
        self.heard_from_device(&challenge).await;
        Ok(challenge)
    }
}
