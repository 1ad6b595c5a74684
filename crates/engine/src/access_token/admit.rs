//! Taking a permission from whoever brings it.

use countersign_model::{AccessToken, Identity, ServiceSid};
use countersign_store::{StoreError, access_tokens};

use super::text;
use crate::Engine;

impl Engine {
    /// The permission whose token this is, for this person of this service, good still. Whether it is used at the same time
    /// by somebody else is seen when it is used.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn admit_access_token(
        &self,
        service: ServiceSid,
        identity: &Identity,
        token: &str,
    ) -> Result<Option<AccessToken>, StoreError> {
        let Some(sid) = text::named(token) else { return Ok(None) };
        let found = self.0.store.read(move |tx| access_tokens::find(tx, service, sid)).await?;
        let (now, keys) = (self.now(), self.0.opening_keys());
        let is_it = |it: &AccessToken| {
            text::is_of(&keys, it, token) && it.identity.key() == identity.key() && it.is_good_at(now)
        };
        Ok(found.filter(is_it))
    }
}
