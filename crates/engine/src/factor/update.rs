//! Verifying a factor, and changing what can be changed of it.

use countersign_factors::Params;
use countersign_model::{
    AccountSid, Actor, Change, EventType, Factor, FactorName, FactorRefusal, FactorSid, FactorStatus,
    ServiceSid,
};
use countersign_store::{DbError, End, StoreError, WriteTx, access_tokens, audit, factors};

use super::{Drawn, FactorError, Keeper, Place, kind_of, told};
use crate::Engine;
use crate::webhook::Event;

/// Which factor is meant.
#[derive(Clone, Debug)]
pub enum FactorTarget {
    /// By its owner and its SID.
    Sid(Place, FactorSid),
    /// The one of a service that its kind finds so.
    Lookup(AccountSid, ServiceSid, String),
}

/// What an update asks. Absent leaves as it is.
#[derive(Clone)]
#[expect(missing_docs, reason = "each is the parameter of the same name, behaviour map 8.2")]
pub struct UpdateFactor {
    pub target: FactorTarget,
    pub friendly_name: Option<FactorName>,
    pub params: Params,
    pub auth_payload: Option<String>,
}

impl Engine {
    /// Changes a factor, and verifies it if the request brings an `AuthPayload`: with what it is changed to, since the two
    /// come together where an application mends what a person's device was told otherwise. A wrong one leaves the factor
    /// unverified and is counted.
    ///
    /// # Errors
    /// See [`FactorError`].
    pub async fn update_factor(&self, wanted: UpdateFactor, by: Actor) -> Result<Factor, FactorError> {
        let (now, since) = (self.now(), self.unverified_since());
        let keeper = Keeper::new(&self.0, self.sealing_keys().await?, Drawn::from(self.dice()));
        let account = match &wanted.target {
            FactorTarget::Sid(place, _) => place.account,
            FactorTarget::Lookup(account, ..) => *account,
        };
        let teller = self.teller(&self.behind(&by, &wanted.target).await?).await?;
        let entry = self.audit_entry(now, Some(account), by, "factor.verified", String::new());
        let updated = self
            .0
            .store
            .write(move |tx| {
                let refused = |refusal| Ok(End::Rollback(Err(refusal)));
                let found = match &wanted.target {
                    FactorTarget::Sid(place, sid) => factors::lock(tx, &place.owner(since), *sid)?,
                    FactorTarget::Lookup(account, service, lookup) => {
                        factors::lock_by_lookup(tx, *account, *service, lookup, since)?
                    }
                };
                let Some(mut factor) = found else { return refused(FactorRefusal::NotFound) };
                let (kind, was) = (kind_of(&factor.kind)?, keeper.open(&factor)?);
                let mut kept = was.clone();
                if let Err(refusal) = told(kind.change(&mut kept, &wanted.params, now))? {
                    return refused(refusal);
                }
                if let Some(name) = &wanted.friendly_name {
                    factor.friendly_name = name.clone();
                }
                let mut is_newly_verified = false;
                if let Some(payload) = &wanted.auth_payload {
                    if let Err(refusal) = factor.may_verify() {
                        return refused(refusal);
                    }
                    let right = match told(kind.verify(&factor, &mut kept, payload, now))? {
                        Ok(right) => right,
                        Err(refusal) => return refused(refusal),
                    };
                    factor = match factor.verified(right, now) {
                        Ok(factor) => factor,
                        Err(refusal) => return refused(refusal),
                    };
                    if let FactorStatus::Verified { .. } = factor.status {
                        is_newly_verified = true;
                        let mut entry = entry.clone();
                        entry.subject = factor.sid.to_string();
                        audit::add(tx, &entry)?;
                    }
                }
                if is_taken(tx, &factor, kept.lookup.as_deref())? {
                    return refused(FactorRefusal::BindingTaken);
                }
                keeper.put(&mut factor, &was, kept);
                factor.updated_at = now;
                factors::update(tx, &factor)?;
                if let Some(teller) = teller.as_ref().filter(|_| is_newly_verified) {
                    teller.changed(tx, Change::Added, Some(&factor))?;
                }
                if is_newly_verified {
                    let drawn = keeper.drawn().bytes();
                    Event::of_factor(EventType::FactorVerified, &factor, drawn, now).write_of(tx, &factor)?;
                }
                Ok(End::Commit(Ok(factor)))
            })
            .await?;
        Ok(updated?)
    }
}

impl Engine {
    /// Who is behind a change: a device that a prompt's page let in is its person's doing there.
    async fn behind(&self, by: &Actor, target: &FactorTarget) -> Result<Actor, StoreError> {
        if let (Actor::AccessToken(_) | Actor::Device(_), FactorTarget::Sid(_, sid)) = (by, target) {
            let sid = *sid;
            if let Some(prompt) = self.0.store.read(move |tx| access_tokens::prompt_of(tx, sid)).await? {
                return Ok(Actor::Prompt(prompt));
            }
        }
        Ok(by.clone())
    }
}

/// Whether another factor has the lookup that this one is to get.
fn is_taken(tx: &mut WriteTx<'_>, factor: &Factor, lookup: Option<&str>) -> Result<bool, DbError> {
    match lookup {
        Some(anew) if factor.lookup.as_deref() != Some(anew) => {
            factors::is_lookup_taken(tx, factor.service_sid, anew)
        }
        _ => Ok(false),
    }
}
