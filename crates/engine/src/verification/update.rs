//! Ending a verification as the caller says.

use std::sync::Arc;

use countersign_model::{AccountSid, Ending, Refusal, ServiceSid, Verification, reach};
use countersign_store::{End, StoreError, verifications};

use super::Target;
use crate::Engine;
use crate::upstream::owe_end;
use crate::webhook::News;

/// Why nothing was ended.
#[derive(Debug)]
pub enum UpdateVerificationError {
    /// Nothing lives there.
    Refused(Refusal),
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for UpdateVerificationError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Ends a verification: `Canceled` frees its address, `Approved` is the report of an application that checked a
    /// custom code itself (behaviour map 4.7).
    ///
    /// # Errors
    /// See [`UpdateVerificationError`].
    pub async fn update_verification(
        &self,
        account: AccountSid,
        service: ServiceSid,
        target: Target,
        how: Ending,
    ) -> Result<Verification, UpdateVerificationError> {
        let now = self.now();
        let (inner, news) = (Arc::clone(&self.0), News::new(self.dice(), now));
        let ended = self
            .0
            .store
            .write(move |tx| {
                let found = match &target {
                    Target::Sid(sid) => verifications::lock_owned(tx, account, service, *sid)?,
                    Target::Address(to) => verifications::lock_by_address(tx, account, service, to)?,
                };
                let ended = found.ok_or(Refusal::NotFound).and_then(|(live, _)| {
                    let before = live.status;
                    live.ended_by_caller(how, now).map(|ended| (before, ended))
                });
                match ended {
                    Ok((before, ended)) => {
                        verifications::update(tx, &ended)?;
                        news.ended(tx, before, &ended)?;
                        if owe_end(tx, &ended, now)? {
                            let inner = Arc::clone(&inner);
                            tx.after_commit(move || inner.woken.notify_one());
                        }
                        reach("update.ended");
                        Ok(End::Commit(Ok(ended)))
                    }
                    Err(refusal) => Ok(End::Rollback(Err(UpdateVerificationError::Refused(refusal)))),
                }
            })
            .await?;
        reach("update.answered");
        if let (Ok(verification), Ending::Approved) = (&ended, how) {
            self.note_approval(verification);
        }
        ended
    }
}
