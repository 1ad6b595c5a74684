//! Making a sheet of recovery codes.

use std::fmt;

use countersign_factors::recovery_codes::{self, NAME, RecoveryCodes};
use countersign_model::{Actor, Change, Factor, FactorName, FactorRefusal, FactorSid};
use countersign_store::{End, audit, factors};

use super::{Drawn, FactorError, Keeper, Newborn, Place};
use crate::Engine;

/// A sheet that was just made, and its codes, which are told this once.
pub struct RecoverySheet {
    /// The factor.
    pub factor: Factor,
    /// The codes as they are shown: four groups of four letters and digits. Wiped when dropped.
    pub codes: Vec<recovery_codes::Code>,
}

/// None of the codes.
impl fmt::Debug for RecoverySheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecoverySheet").field("factor", &self.factor).finish_non_exhaustive()
    }
}

impl Engine {
    /// Makes a sheet of ten recovery codes for a person; the one before is void from then on.
    ///
    /// # Errors
    /// See [`FactorError`].
    pub async fn make_recovery_codes(&self, place: Place, by: Actor) -> Result<RecoverySheet, FactorError> {
        let now = self.now();
        let sid = FactorSid::new(now, self.dice());
        let keeper = Keeper::new(&self.0, self.sealing_keys().await?, Drawn::from(self.dice()));
        let sheet = recovery_codes::draw(self.dice()).map_err(|_| FactorRefusal::Parameter("FactorType"))?;
        let teller = self.teller(&by).await?;
        let replaced =
            self.audit_entry(now, Some(place.account), by.clone(), "factor.deleted", String::new());
        let mut born = Newborn {
            kept: sheet.kept,
            friendly_name: FactorName::parse("Recovery codes")
                .map_err(|_| FactorRefusal::Parameter("FriendlyName"))?,
            ..self.newborn(&RecoveryCodes, place, (sid, now), by)?
        };
        born.factor_made.detail = Some(NAME.to_owned());
        let made = self
            .0
            .store
            .write(move |tx| {
                let refused = |refusal| Ok(End::Rollback(Err(refusal)));
                let Some(entity) = born.owner(tx)? else { return refused(FactorRefusal::NotFound) };
                // The person is locked: nobody makes another sheet for them meanwhile.
                for before in factors::of_kind(tx, &born.place.owner(born.since), NAME, 1)? {
                    factors::delete(tx, before.sid)?;
                    let mut replaced = replaced.clone();
                    replaced.subject = before.sid.to_string();
                    replaced.detail = Some(NAME.to_owned());
                    audit::add(tx, &replaced)?;
                }
                match born.insert(tx, &keeper, entity)? {
                    Ok(factor) => {
                        if let Some(teller) = &teller {
                            teller.changed(tx, Change::NewCodes, None)?;
                        }
                        Ok(End::Commit(Ok(factor)))
                    }
                    Err(refusal) => refused(refusal),
                }
            })
            .await?;
        Ok(RecoverySheet { factor: made?, codes: sheet.codes })
    }
}
