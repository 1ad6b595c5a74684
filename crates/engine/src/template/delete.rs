//! Deleting a template.

use countersign_model::{AccountSid, Actor, TemplateSid};
use countersign_store::{End, StoreError, audit, templates};

use crate::Engine;

impl Engine {
    /// Deletes a template and its texts; tells whether there was one. Messages that wait already have their words.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn delete_template(
        &self,
        account: AccountSid,
        sid: TemplateSid,
        by: Actor,
    ) -> Result<bool, StoreError> {
        let entry = self.audit_entry(self.now(), Some(account), by, "template.deleted", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                if !templates::delete(tx, account, sid)? {
                    return Ok(End::Rollback(false));
                }
                audit::add(tx, &entry)?;
                Ok(End::Commit(true))
            })
            .await
    }
}
