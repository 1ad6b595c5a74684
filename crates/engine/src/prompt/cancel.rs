//! Ending a prompt that its maker needs no more.

use countersign_model::{AccountSid, Actor, AuditEntry, PromptEnding, PromptSid, PromptStatus, ServiceSid};
use countersign_store::{End, audit, prompts};

use super::{Opened, PromptError, device};
use crate::Engine;
use crate::webhook::News;

impl Engine {
    /// Ends a prompt: whoever stands before it is told so. One that was canceled before stays so.
    ///
    /// # Errors
    /// See [`PromptError`].
    pub async fn cancel_prompt(
        &self,
        account: AccountSid,
        service: ServiceSid,
        sid: PromptSid,
        by: Actor,
    ) -> Result<Opened, PromptError> {
        let (now, since) = (self.now(), self.unverified_since());
        let vault = self.vault().await?;
        let entry = self.audit_entry(now, Some(account), by, "prompt.ended", sid.to_string());
        let news = News::new(self.dice(), now);
        self.0
            .store
            .write(move |tx| {
                let Some(prompt) = prompts::lock(tx, account, service, sid)? else {
                    return Ok(End::Rollback(Err(PromptError::NotFound)));
                };
                let mut it = vault.open(prompt)?;
                let canceled = PromptStatus::Ended { how: PromptEnding::Canceled, at: now };
                match it.prompt.status_at(now) {
                    PromptStatus::Pending => {}
                    PromptStatus::Ended { how: PromptEnding::Canceled, .. } => {
                        return Ok(End::Rollback(Ok(it)));
                    }
                    _ => return Ok(End::Rollback(Err(PromptError::Over))),
                }
                it.prompt.status = canceled;
                it.prompt.updated_at = now;
                device::left(tx, &it.prompt, &it.content.stage, since, now)?;
                it.content.end();
                vault.seal(&mut it)?;
                prompts::update(tx, &it.prompt)?;
                let detail = Some(it.prompt.status.as_str().to_owned());
                audit::add(tx, &AuditEntry { detail, ..entry.clone() })?;
                news.prompt_became(tx, &it.prompt, Some(&it.content))?;
                Ok(End::Commit(Ok(it)))
            })
            .await?
    }
}
