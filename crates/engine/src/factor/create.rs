//! Making a factor, and its owner if they are new.

use countersign_factors::{Enrol, Kind, Params};
use countersign_model::{
    Actor, EntitySid, EventType, FACTORS_A_DAY, Factor, FactorName, FactorRefusal, FactorSid, FactorStatus,
    Moments, StringMap, Window,
};
use countersign_store::entities::{self, Newcomer};
use countersign_store::{End, audit, factors, services};
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
        let found = self.0.store.read(move |tx| services::find(tx, account, service)).await?;
        let service = found.ok_or(FactorRefusal::NotFound)?;
        let now = self.now();
        let sid = FactorSid::new(now, self.dice());
        let asked = Enrol {
            service: &service,
            sid,
            identity: &wanted.place.identity,
            name: &wanted.friendly_name,
            params: &wanted.params,
        };
        let enrolled = wanted.kind.enrol(&asked, self.dice())?;
        let (binding, options) = (enrolled.binding.clone(), enrolled.options.clone());
        let entity_sid = EntitySid::new(now, self.dice());
        let keeper = Keeper::new(&self.0, self.sealing_keys().await?, Drawn::from(self.dice()));
        let since = self.unverified_since();
        let newly =
            self.audit_entry(now, Some(account), by.clone(), "entity.created", entity_sid.to_string());
        let entry = self.audit_entry(now, Some(account), by, "factor.created", sid.to_string());
        let kind = wanted.kind.name().parse();
        let kind = kind.map_err(|_| FactorRefusal::Parameter("FactorType"))?;
        let made = self
            .0
            .store
            .write(move |tx| {
                let refused = |refusal| Ok(End::Rollback(Err(refusal)));
                let Place { account, service, identity } = &wanted.place;
                let newcomer = Newcomer { account: *account, service: *service, identity, sid: entity_sid };
                let Some(mut entity) = entities::ensure(tx, &newcomer, now)? else {
                    return refused(FactorRefusal::NotFound);
                };
                let today = Window::a_day(FACTORS_A_DAY);
                if let Some(frees_at) = entity.factors_made.frees_at(today, now) {
                    return refused(FactorRefusal::MaxFactorsToday { frees_at });
                }
                if factors::count(tx, entity.sid, &kind, since)? >= wanted.kind.most() {
                    return refused(FactorRefusal::MaxFactors);
                }
                let mut factor = Factor {
                    sid,
                    account_sid: *account,
                    service_sid: *service,
                    entity_sid: entity.sid,
                    identity: entity.identity.clone(),
                    friendly_name: wanted.friendly_name.clone(),
                    kind: kind.clone(),
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
                Event::of_factor(EventType::FactorCreated, &factor, drawn, now).write(tx, &factor)?;
                Ok(End::Commit(Ok(factor)))
            })
            .await?;
        Ok(Made { factor: made?, binding, options })
    }
}
