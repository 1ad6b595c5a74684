//! Making a factor, and its owner if they are new.

use countersign_factors::{Enrol, Kind, Params};
use countersign_model::{
    AccessTokenSid, Actor, Factor, FactorName, FactorRefusal, FactorSid, FactorStatus, StringMap,
};
use countersign_store::factors::{self, Owner};
use countersign_store::{End, access_tokens, services};
use serde_json::Value;

use super::newborn::Newborn;
use super::{Drawn, FactorError, Keeper, Place};
use crate::Engine;

/// What a create asks; everything in it is parsed but what only the kind understands.
#[derive(Clone)]
#[expect(missing_docs, reason = "each is the parameter of the same name, behaviour map 8.2")]
pub struct CreateFactor {
    pub place: Place,
    pub kind: &'static dyn Kind,
    pub friendly_name: FactorName,
    pub params: Params,
    pub metadata: Option<StringMap>,
    /// The permission that a device brings instead of the account's credentials.
    pub access_token: Option<AccessTokenSid>,
}

/// A factor that was just made, and what is told of it this once.
#[derive(Clone)]
pub struct Made {
    /// The factor.
    pub factor: Factor,
    /// The answer's `binding`.
    pub binding: Value,
    /// The answer's `options`.
    pub options: Value,
}

impl Engine {
    /// Makes a factor for a person, who is made too if nobody by that identity is there.
    ///
    /// # Errors
    /// See [`FactorError`].
    pub async fn create_factor(&self, wanted: CreateFactor, by: Actor) -> Result<Made, FactorError> {
        let (account, service) = (wanted.place.account, wanted.place.service);
        let (now, since) = (self.now(), self.unverified_since());
        let (kind, identity) = (wanted.kind, wanted.place.identity.clone());
        let found = self.0.store.read(move |tx| {
            let found = services::find(tx, account, service)?;
            if !kind.looks_at_siblings() {
                return Ok((found, Vec::new()));
            }
            let owner = Owner { account, service, identity: &identity, since };
            Ok((found, factors::of_kind(tx, &owner, kind.name(), kind.most())?))
        });
        let (service, siblings) = found.await?;
        let service = service.ok_or(FactorRefusal::NotFound)?;
        let sid = FactorSid::new(now, self.dice());
        let asked = Enrol {
            service: &service,
            sid,
            identity: &wanted.place.identity,
            name: &wanted.friendly_name,
            params: &wanted.params,
            siblings: &siblings,
            now,
        };
        let enrolled = kind.enrol(&asked, self.dice())?;
        let (binding, mut options) = (enrolled.binding.clone(), enrolled.options.clone());
        let keeper = Keeper::new(&self.0, self.sealing_keys().await?, Drawn::from(self.dice()));
        let token = wanted.access_token;
        let newborn = Newborn {
            friendly_name: wanted.friendly_name,
            status: FactorStatus::Unverified { wrong: 0 },
            kept: enrolled.kept,
            metadata: wanted.metadata,
            ..self.newborn(kind, wanted.place, (sid, now), by)?
        };
        let made = self
            .0
            .store
            .write(move |tx| {
                let refused = |refusal| Ok(End::Rollback(Err(refusal)));
                // First: it is the row that decides whether there is anything to be made.
                if let Some(token) = token
                    && !access_tokens::spend(tx, token, sid, now)?
                {
                    return refused(FactorRefusal::TokenSpent);
                }
                let Some(entity) = newborn.owner(tx)? else { return refused(FactorRefusal::NotFound) };
                match newborn.insert(tx, &keeper, entity)? {
                    Ok(factor) => Ok(End::Commit(Ok(factor))),
                    Err(refusal) => refused(refusal),
                }
            })
            .await?;
        let factor = made?;
        kind.address(&mut options, &factor);
        Ok(Made { factor, binding, options })
    }
}
