//! Challenging whoever has a factor: a certain person by any of theirs, or anybody. The answer tells which.

use countersign_factors::{AskOpenly, Kind};
use countersign_model::{
    AccountSid, CHALLENGE_MILLIS, Challenge, ChallengeSid, ChallengeStatus, Factor, FactorKind,
    FactorRefusal, FactorSid, FactorStatus, Identity, ServiceSid, Timestamp,
};
use countersign_store::factors::{self, Owner};
use countersign_store::{DbError, End, WriteTx, challenges, entities, services};
use serde_json::Value;

use super::Asked;
use crate::Engine;
use crate::factor::{FactorError, told};
use crate::measure;

/// What is asked, and of whom.
#[derive(Clone)]
pub struct OpenChallenge {
    /// Whose service it is.
    pub account: AccountSid,
    /// The service.
    pub service: ServiceSid,
    /// The kind of factor.
    pub kind: &'static dyn Kind,
    /// Who is asked; anybody, if neither this nor a factor is named.
    pub identity: Option<Identity>,
    /// By which factor.
    pub factor: Option<FactorSid>,
    /// Whether what is answered with has to be unlocked first, whatever the service says.
    pub must_unlock: bool,
}

impl Engine {
    /// Asks for any factor of a kind.
    ///
    /// # Errors
    /// See [`FactorError`].
    pub async fn open_challenge(&self, wanted: OpenChallenge) -> Result<Asked, FactorError> {
        let (now, since) = (self.now(), self.unverified_since());
        let (sid, chance) = (ChallengeSid::new(now, self.dice()), self.dice().draw::<32>());
        let kind: FactorKind =
            wanted.kind.name().parse().map_err(|_| FactorRefusal::Parameter("FactorType"))?;
        let asked = self
            .0
            .store
            .write(move |tx| {
                let refused = |refusal| Ok(End::Rollback(Err(refusal)));
                let Some(service) = services::find(tx, wanted.account, wanted.service)? else {
                    return refused(FactorRefusal::NotFound);
                };
                let candidates = match candidates(tx, &wanted, since)? {
                    Ok(candidates) => candidates,
                    Err(refusal) => return refused(refusal),
                };
                let candidates = candidates.as_deref();
                let first = candidates.and_then(<[Factor]>::first);
                let mut challenge = Challenge {
                    sid,
                    account_sid: wanted.account,
                    service_sid: wanted.service,
                    entity: first.map(|factor| (factor.entity_sid, factor.identity.clone())),
                    factor_sid: wanted.factor,
                    kind: kind.clone(),
                    status: ChallengeStatus::Pending,
                    wrong: 0,
                    details: None,
                    hidden_details: None,
                    metadata: None,
                    public: Value::Null,
                    lookup: None,
                    expires_at: now.plus_millis(CHALLENGE_MILLIS),
                    created_at: now,
                    updated_at: now,
                };
                let asked = AskOpenly { service: &service, candidates, must_unlock: wanted.must_unlock };
                let options = match told(wanted.kind.ask_openly(&asked, &mut challenge, &chance))? {
                    Ok(options) => options,
                    Err(refusal) => return refused(refusal),
                };
                if let Some([only]) = candidates {
                    challenge.factor_sid = Some(only.sid);
                }
                challenges::insert(tx, &challenge)?;
                measure::challenged(tx, wanted.kind);
                Ok(End::Commit(Ok(Asked { challenge, options: Some(options) })))
            })
            .await?;
        Ok(asked.map_err(measure::not_challenged)?)
    }
}

/// The factors by which an answer may be given, verified all of them; none where anybody may answer.
fn candidates(
    tx: &mut WriteTx<'_>,
    wanted: &OpenChallenge,
    since: Timestamp,
) -> Result<Result<Option<Vec<Factor>>, FactorRefusal>, DbError> {
    let (account, service) = (wanted.account, wanted.service);
    let is_verified = |factor: &Factor| matches!(factor.status, FactorStatus::Verified { .. });
    if let Some(sid) = wanted.factor {
        let found = factors::find_in_service(tx, account, service, sid, since)?;
        let is_meant = |factor: &Factor| {
            factor.kind.as_str() == wanted.kind.name()
                && wanted.identity.as_ref().is_none_or(|identity| *identity == factor.identity)
        };
        return Ok(match found.filter(is_meant) {
            None => Err(FactorRefusal::NoFactor),
            Some(factor) if !is_verified(&factor) => Err(FactorRefusal::Unverified),
            Some(factor) => Ok(Some(vec![factor])),
        });
    }
    let Some(identity) = &wanted.identity else { return Ok(Ok(None)) };
    if entities::find(tx, account, service, identity)?.is_none() {
        return Ok(Err(FactorRefusal::NoEntity));
    }
    let owner = Owner { account, service, identity, since };
    let mut found = factors::of_kind(tx, &owner, wanted.kind.name(), wanted.kind.most())?;
    found.retain(is_verified);
    Ok(if found.is_empty() { Err(FactorRefusal::NoFactor) } else { Ok(Some(found)) })
}
