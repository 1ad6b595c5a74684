//! Telling a factor's device from strangers.

use countersign_model::{AccountSid, FactorSid, Identity, ServiceSid};
use countersign_store::StoreError;
use countersign_store::factors::{self, Owner};

use crate::Engine;
use crate::factor::{Drawn, Keeper, kind_of, told};

/// The device of a factor: it may act for this factor and for nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device {
    /// Whose service the factor is in.
    pub account: AccountSid,
    /// The factor.
    pub factor: FactorSid,
}

/// What a device's token is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It is the device's.
    Admitted(Device),
    /// It names a factor that this person doesn't have, so that nobody can say whose it is.
    Unknown(FactorSid),
    /// It is nobody's: no token of a device, not signed by the factor's key, or not good now.
    Refused,
}

impl Engine {
    /// What a token is worth that came with a call about this person of this service.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn admit_device(
        &self,
        service: ServiceSid,
        identity: &Identity,
        token: &str,
    ) -> Result<Admission, StoreError> {
        let Some(claim) = countersign_factors::claimed(token) else { return Ok(Admission::Refused) };
        let since = self.unverified_since();
        let keeper = Keeper::new(&self.0, self.0.opening_keys(), Drawn::from(self.dice()));
        let (identity, token) = (identity.clone(), token.to_owned());
        let now = self.now();
        self.0
            .store
            .read(move |tx| {
                let owner = Owner { account: claim.account, service, identity: &identity, since };
                let Some(factor) = factors::find(tx, &owner, claim.factor)? else {
                    return Ok(Admission::Unknown(claim.factor));
                };
                let said = kind_of(&factor.kind)?.admits(&factor, &keeper.open(&factor)?, &token, now);
                let device = Device { account: factor.account_sid, factor: factor.sid };
                let is_theirs = told(said)?.unwrap_or(false);
                Ok(if is_theirs { Admission::Admitted(device) } else { Admission::Refused })
            })
            .await
    }
}
