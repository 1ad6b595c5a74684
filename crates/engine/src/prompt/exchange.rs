//! Exchanging the code that a browser brought: the only way to hear that somebody is approved.

use countersign_keyring::hash_token;
use countersign_model::{
    AccountSid, Actor, PromptSid, PromptStatus, Purpose, ResultCode, ServiceSid, Strength, Timestamp,
};
use countersign_store::{End, audit, prompts};

use super::{Opened, PromptError};
use crate::Engine;
use crate::webhook::News;

/// What the application hears.
#[derive(Clone, Debug)]
pub struct Exchanged {
    /// The prompt, exchanged.
    pub opened: Opened,
    /// What was shown is worth this.
    pub strength: Strength,
    /// The same, signed.
    pub token: String,
    /// When.
    pub at: Timestamp,
}

impl Engine {
    /// Exchanges a code, once: of two that try at once one does. `issuer` is the name that this server goes by.
    ///
    /// The state isn't asked for: a code is 256 bits, known to the browser that was sent back and to nobody else, and
    /// comparing the state with the one in the person's own session is what protects them, which only the application can.
    /// The answer repeats it for that.
    ///
    /// # Errors
    /// See [`PromptError`].
    pub async fn exchange_prompt(
        &self,
        account: AccountSid,
        service: ServiceSid,
        sid: PromptSid,
        code: &str,
        issuer: &str,
        by: Actor,
    ) -> Result<Exchanged, PromptError> {
        let now = self.now();
        // Before the code is spent: what can't be signed must not be lost.
        let (key, kid) = self.signing_key().await?;
        let hash = hash_token(code);
        let vault = self.vault().await?;
        let entry = self.audit_entry(now, Some(account), by, "prompt.exchanged", sid.to_string());
        let news = News::new(self.dice(), now);
        let exchanged = self
            .0
            .store
            .write(move |tx| {
                let Some(prompt) = prompts::lock(tx, account, service, sid)? else {
                    return Ok(End::Rollback(Err(PromptError::NotFound)));
                };
                let PromptStatus::Completed { at, .. } = prompt.status else {
                    return Ok(End::Rollback(Err(PromptError::Code)));
                };
                if !prompt.admits(&hash, now) {
                    return Ok(End::Rollback(Err(PromptError::Code)));
                }
                let mut it = vault.open(prompt)?;
                // What is sealed decides: a status in clear could be written by whoever can write the database.
                if it.prompt.purpose != Purpose::Setup && !it.content.is_proven() {
                    return Ok(End::Rollback(Err(PromptError::Code)));
                }
                it.prompt.status = PromptStatus::Completed { at, result: ResultCode::Exchanged { at: now } };
                it.prompt.updated_at = now;
                prompts::update(tx, &it.prompt)?;
                audit::add(tx, &entry)?;
                news.prompt_became(tx, &it.prompt, Some(&it.content))?;
                Ok(End::Commit(Ok(it)))
            })
            .await?;
        let opened = exchanged?;
        let strength = Strength::of(&opened.content.proofs);
        let token = super::sign::token(&key, &kid, &opened, &strength, issuer, now)?;
        Ok(Exchanged { opened, strength, token, at: now })
    }
}
