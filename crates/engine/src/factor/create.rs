//! Making a factor, and its owner if they are new.

use countersign_factors::{Enrol, Kind, Params};
use countersign_model::{
    AccessTokenSid, Actor, EntitySid, EventType, FACTORS_A_DAY, Factor, FactorKind, FactorName,
    FactorRefusal, FactorSid, FactorStatus, Moments, StringMap, Window,
};
use countersign_store::entities::{self, Newcomer};
use countersign_store::factors::{self, Owner};
use countersign_store::{End, access_tokens, audit, services};
use serde_json::Value;

use super::{Drawn, FactorError, Keeper, Place};
use crate::Engine;
use crate::webhook::Event;

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
        let entity_sid = EntitySid::new(now, self.dice());
        let keeper = Keeper::new(&self.0, self.sealing_keys().await?, Drawn::from(self.dice()));
        let newly =
            self.audit_entry(now, Some(account), by.clone(), "entity.created", entity_sid.to_string());
        let entry = self.audit_entry(now, Some(account), by, "factor.created", sid.to_string());
        let name: FactorKind = kind.name().parse().map_err(|_| FactorRefusal::Parameter("FactorType"))?;
        let made = self
            .0
            .store
            .write(move |tx| {
                let refused = |refusal| Ok(End::Rollback(Err(refusal)));
                let Place { account, service, identity } = &wanted.place;
                // First: it is the row that decides whether there is anything to be made.
                if let Some(token) = wanted.access_token
                    && !access_tokens::spend(tx, token, sid, now)?
                {
                    return refused(FactorRefusal::TokenSpent);
                }
                let newcomer = Newcomer { account: *account, service: *service, identity, sid: entity_sid };
                let Some(mut entity) = entities::ensure(tx, &newcomer, now)? else {
                    return refused(FactorRefusal::NotFound);
                };
                let today = Window::a_day(FACTORS_A_DAY);
                if let Some(frees_at) = entity.factors_made.frees_at(today, now) {
                    return refused(FactorRefusal::MaxFactorsToday { frees_at });
                }
                if factors::count(tx, entity.sid, &name, since)? >= kind.most() {
                    return refused(FactorRefusal::MaxFactors);
                }
                let mut factor = Factor {
                    sid,
                    account_sid: *account,
                    service_sid: *service,
                    entity_sid: entity.sid,
                    identity: entity.identity.clone(),
                    friendly_name: wanted.friendly_name.clone(),
                    kind: name.clone(),
                    status: FactorStatus::Unverified { wrong: 0 },
                    public: enrolled.kept.public.clone(),
                    sealed: None,
                    lookup: enrolled.kept.lookup.clone(),
                    metadata: wanted.metadata.clone(),
                    challenged: Moments::default(),
                    wrong: Moments::default(),
                    created_at: now,
                    updated_at: now,
                };
                factor.sealed = enrolled.kept.secret.as_ref().map(|secret| keeper.seal(&factor, secret));
                if !factors::insert(tx, &factor)? {
                    return refused(FactorRefusal::BindingTaken);
                }
                entity.factors_made.add(now);
                entity.updated_at = now;
                entities::update(tx, &entity)?;
                if entity.sid == entity_sid {
                    audit::add(tx, &newly)?;
                }
                audit::add(tx, &entry)?;
                let drawn = keeper.drawn().bytes();
                Event::of_factor(EventType::FactorCreated, &factor, drawn, now).write(tx)?;
                Ok(End::Commit(Ok(factor)))
            })
            .await?;
        let factor = made?;
        kind.address(&mut options, &factor);
        Ok(Made { factor, binding, options })
    }
}
