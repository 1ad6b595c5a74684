//! A factor on its way into the database: what every way of making one has in common.

use countersign_factors::{Kept, Kind};
use countersign_model::{
    Actor, AuditEntry, Entity, EntitySid, EventType, FACTORS_A_DAY, Factor, FactorKind, FactorName,
    FactorRefusal, FactorSid, FactorStatus, Moments, StringMap, Timestamp, Window,
};
use countersign_store::entities::{self, Newcomer};
use countersign_store::{DbError, WriteTx, audit, factors};

use super::{Keeper, Place};
use crate::Engine;
use crate::webhook::Event;

/// A factor that is to be made, with everything that was drawn for it.
#[derive(Clone)]
pub(crate) struct Newborn {
    pub(crate) place: Place,
    pub(crate) sid: FactorSid,
    pub(crate) kind: FactorKind,
    /// How many of the kind one person may have.
    pub(crate) most: i64,
    pub(crate) friendly_name: FactorName,
    pub(crate) status: FactorStatus,
    pub(crate) kept: Kept,
    pub(crate) metadata: Option<StringMap>,
    /// The person's SID if they are new.
    pub(crate) entity_sid: EntitySid,
    /// Written if they are.
    pub(crate) person_made: AuditEntry,
    /// Written in any case.
    pub(crate) factor_made: AuditEntry,
    /// Unverified factors that were made before are gone.
    pub(crate) since: Timestamp,
    pub(crate) now: Timestamp,
}

impl Newborn {
    /// Its owner, locked, and made if there was none; none where the service isn't there.
    pub(crate) fn owner(&self, tx: &mut WriteTx<'_>) -> Result<Option<Entity>, DbError> {
        let Place { account, service, identity } = &self.place;
        let newcomer = Newcomer { account: *account, service: *service, identity, sid: self.entity_sid };
        entities::ensure(tx, &newcomer, self.now)
    }

    /// Adds it to what `entity`, its owner, has.
    pub(crate) fn insert(
        &self,
        tx: &mut WriteTx<'_>,
        keeper: &Keeper,
        mut entity: Entity,
    ) -> Result<Result<Factor, FactorRefusal>, DbError> {
        let now = self.now;
        let today = Window::a_day(FACTORS_A_DAY);
        if let Some(frees_at) = entity.factors_made.frees_at(today, now) {
            return Ok(Err(FactorRefusal::MaxFactorsToday { frees_at }));
        }
        if factors::count(tx, entity.sid, &self.kind, self.since)? >= self.most {
            return Ok(Err(FactorRefusal::MaxFactors));
        }
        let mut factor = Factor {
            sid: self.sid,
            account_sid: self.place.account,
            service_sid: self.place.service,
            entity_sid: entity.sid,
            identity: entity.identity.clone(),
            friendly_name: self.friendly_name.clone(),
            kind: self.kind.clone(),
            status: self.status,
            public: self.kept.public.clone(),
            sealed: None,
            lookup: self.kept.lookup.clone(),
            metadata: self.metadata.clone(),
            challenged: Moments::default(),
            wrong: Moments::default(),
            created_at: now,
            updated_at: now,
        };
        factor.sealed = self.kept.secret.as_ref().map(|secret| keeper.seal(&factor, secret));
        if !factors::insert(tx, &factor)? {
            return Ok(Err(FactorRefusal::BindingTaken));
        }
        entity.factors_made.add(now);
        entity.updated_at = now;
        entities::update(tx, &entity)?;
        if entity.sid == self.entity_sid {
            audit::add(tx, &self.person_made)?;
        }
        audit::add(tx, &self.factor_made)?;
        let drawn = keeper.drawn().bytes();
        Event::of_factor(EventType::FactorCreated, &factor, drawn, now).write(tx, &factor)?;
        Ok(Ok(factor))
    }
}

impl Engine {
    /// A verified factor of `kind` that keeps nothing yet and is called as its kind is, with everything drawn for it.
    ///
    /// # Errors
    /// When the kind's name can't stand in a row: a mistake in the code.
    pub(crate) fn newborn(
        &self,
        kind: &dyn Kind,
        place: Place,
        (sid, now): (FactorSid, Timestamp),
        by: Actor,
    ) -> Result<Newborn, FactorRefusal> {
        let account = Some(place.account);
        let entity_sid = EntitySid::new(now, self.dice());
        let person_made =
            self.audit_entry(now, account, by.clone(), "entity.created", entity_sid.to_string());
        let factor_made = self.audit_entry(now, account, by, "factor.created", sid.to_string());
        let name: FactorKind = kind.name().parse().map_err(|_| FactorRefusal::Parameter("FactorType"))?;
        Ok(Newborn {
            place,
            sid,
            friendly_name: FactorName::parse(name.as_str())
                .map_err(|_| FactorRefusal::Parameter("FactorType"))?,
            kind: name,
            most: kind.most(),
            status: FactorStatus::Verified { at: now },
            kept: Kept::default(),
            metadata: None,
            entity_sid,
            person_made,
            factor_made,
            since: self.unverified_since(),
            now,
        })
    }
}
