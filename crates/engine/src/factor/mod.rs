//! Making, verifying, changing and deleting factors. What a kind of factor decides, it decides: nothing here asks which it
//! is.

mod address;
mod create;
mod delete;
mod error;
mod kept;
mod newborn;
mod recovery_codes;
mod update;

pub(crate) use address::hash_of as address_hash;
pub use address::{AddAddressFactor, AddedAddress, EVIDENCE_MILLIS, Reached};
pub use create::{CreateFactor, Made};
pub use error::FactorError;
pub(crate) use kept::{Drawn, Keeper, kind_of, told};
pub(crate) use newborn::Newborn;
pub use recovery_codes::RecoverySheet;
pub use update::{FactorTarget, UpdateFactor};

use countersign_model::{AccountSid, Identity, ServiceSid, Timestamp};
use countersign_store::factors::Owner;

use crate::Engine;

/// Where a factor or a challenge lies: whose service, which service, whose.
#[derive(Clone, Debug)]
pub struct Place {
    /// Whose service it is.
    pub account: AccountSid,
    /// The service.
    pub service: ServiceSid,
    /// The person.
    pub identity: Identity,
}

impl Place {
    pub(crate) const fn owner(&self, since: Timestamp) -> Owner<'_> {
        Owner { account: self.account, service: self.service, identity: &self.identity, since }
    }
}

impl Engine {
    /// Factors that were made before and never verified are gone.
    #[must_use]
    pub fn unverified_since(&self) -> Timestamp {
        self.0.retention.unverified_factors_since(self.now())
    }
}
