//! Listing and forgetting browsers: by the person, by the application, by the operator.

use countersign_model::{
    Actor, Factor, Notice, PageRequest, RememberedBrowser, RememberedBrowserSid, Service, Timestamp, Trouble,
};
use countersign_store::remembered_browsers::Person;
use countersign_store::{
    DbError, End, ReadTx, StoreError, audit, entities, factors, remembered_browsers, services,
};

use super::bound_to;
use crate::Engine;
use crate::factor::Place;
use crate::prompt::act::listed;
use crate::prompt::claim::{Claimed, FACTORS};
use crate::prompt::settle::Came;

const fn person(place: &Place) -> Person<'_> {
    Person { account: place.account, service: place.service, identity: &place.identity }
}

/// Those of a person's browsers that would let them in, the one that was used last first.
pub(in crate::prompt) fn browsers_of(
    tx: &mut ReadTx<'_>,
    place: &Place,
    service: &Service,
    factors: &[Factor],
    now: Timestamp,
) -> Result<Vec<RememberedBrowser>, DbError> {
    let Some(days) = service.settings.prompts.remember_days else { return Ok(Vec::new()) };
    let mut browsers = remembered_browsers::of_person(tx, person(place))?;
    let bound_to = bound_to(factors);
    browsers.retain(|browser| browser.counts(days, &bound_to, now));
    Ok(browsers)
}

impl Engine {
    /// Those of a person's browsers that would let them in, the one that was used last first; none when the account's
    /// service has no such person.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn remembered_browsers(
        &self,
        place: Place,
    ) -> Result<Option<Vec<RememberedBrowser>>, StoreError> {
        let (now, since) = (self.now(), self.unverified_since());
        self.0
            .store
            .read(move |tx| {
                let Some(service) = services::find(tx, place.account, place.service)? else {
                    return Ok(None);
                };
                if entities::find(tx, place.account, place.service, &place.identity)?.is_none() {
                    return Ok(None);
                }
                let factors = factors::list(tx, &place.owner(since), &PageRequest::first(FACTORS))?.rows;
                browsers_of(tx, &place, &service, &factors, now).map(Some)
            })
            .await
    }

    /// Forgets one of a person's browsers, or all without a name; tells how many those were, and nothing when the account's
    /// service has no such person. Whoever sits there proves themselves the next time.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn forget_browsers(
        &self,
        place: Place,
        browser: Option<RememberedBrowserSid>,
        by: Actor,
    ) -> Result<Option<u64>, StoreError> {
        let subject = browser.map_or_else(|| format!("{:?}", place.identity), |sid| sid.to_string());
        let entry =
            self.audit_entry(self.now(), Some(place.account), by, "prompt.browser_forgotten", subject);
        self.0
            .store
            .write(move |tx| {
                if entities::find(tx, place.account, place.service, &place.identity)?.is_none() {
                    return Ok(End::Rollback(None));
                }
                let forgotten = remembered_browsers::forget(tx, person(&place), browser)?;
                if forgotten == 0 {
                    return Ok(End::Rollback(Some(0)));
                }
                audit::add(tx, &entry)?;
                Ok(End::Commit(Some(forgotten)))
            })
            .await
    }

    /// The same for the person, from their list.
    pub(in crate::prompt) async fn forget_own(&self, it: &Claimed, about: &str) -> Result<Came, StoreError> {
        let Ok(sid) = about.parse() else { return Ok(Came::Back(Trouble::Gone)) };
        Ok(match self.forget_browsers(it.place(), Some(sid), it.actor()).await? {
            None | Some(0) => Came::Back(Trouble::Gone),
            Some(_) => listed(Notice::Forgotten),
        })
    }
}
