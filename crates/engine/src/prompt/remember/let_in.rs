//! Letting in somebody whose browser is remembered.

use countersign_keyring::hash_token;
use countersign_model::{Change, Recognised, TokenStanding};
use countersign_store::{End, StoreError, audit, remembered_browsers};

use super::{BrowserCookie, Known};
use crate::Engine;
use crate::prompt::claim::Claimed;
use crate::prompt::lead;
use crate::prompt::settle::Came;

impl Engine {
    /// Takes the browser's token and gives it another; whoever's is no good goes on as anybody else.
    pub(in crate::prompt) async fn let_in_remembered(&self, it: &Claimed) -> Result<Came, StoreError> {
        let (purpose, content) = (it.opened.prompt.purpose, &it.opened.content);
        let known = it.known.as_ref().filter(|known| known.is_good() && known.is_asked_for(purpose, content));
        let Some(known) = known else { return Ok(asked(it)) };
        let Some((recognised, cookie)) = self.replace_token(it, known).await? else { return Ok(asked(it)) };
        Ok(Came::Recognised(recognised, cookie))
    }

    /// Replaces a token that is good. Of two that show it at once, the second is let in by the one before.
    async fn replace_token(
        &self,
        it: &Claimed,
        known: &Known,
    ) -> Result<Option<(Recognised, Option<BrowserCookie>)>, StoreError> {
        let now = self.now();
        let (secret, shown, tag) = (self.dice().secret(), known.token_hash.clone(), known.tag.clone());
        let (sid, hash) = (known.browser.sid, hash_token(&secret));
        let days = it.service.settings.prompts.remember_days.unwrap_or_default();
        let account = Some(it.opened.prompt.account_sid);
        let stolen = self.audit_entry(
            now,
            account,
            it.actor(),
            "prompt.browser_stolen",
            known.browser.sid.to_string(),
        );
        let teller = self.teller(&it.actor()).await?;
        self.0
            .store
            .write(move |tx| {
                let Some(mut browser) = remembered_browsers::get_locked(tx, sid)? else {
                    return Ok(End::Rollback(None));
                };
                let cookie = match browser.standing(&shown, now) {
                    TokenStanding::Stolen => {
                        remembered_browsers::remove(tx, sid)?;
                        audit::add(tx, &stolen)?;
                        if let Some(teller) = &teller {
                            teller.changed(tx, Change::BrowserStolen, None)?;
                        }
                        return Ok(End::Commit(None));
                    }
                    TokenStanding::Fresh => None,
                    TokenStanding::Current => {
                        browser.rotate(hash.clone(), now);
                        let left = browser.counts_until(days).millis_since(now);
                        Some(BrowserCookie::new(tag.clone(), sid, &secret, left))
                    }
                };
                browser.used_at = now;
                remembered_browsers::used(tx, &browser)?;
                let recognised = Recognised { browser: sid, since: browser.created_at.millis() };
                Ok(End::Commit(Some((recognised, cookie))))
            })
            .await
    }
}

/// Where everybody begins.
fn asked(it: &Claimed) -> Came {
    Came::To(lead::stage(it.opened.prompt.purpose, &it.opened.content, &it.factors), None)
}
