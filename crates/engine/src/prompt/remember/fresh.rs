//! Remembering a browser.

use countersign_keyring::hash_token;
use countersign_model::{
    AuditEntry, MAX_REMEMBERED, RememberedBrowser, RememberedBrowserSid, Service, Timestamp,
};
use countersign_store::{DbError, StoreError, WriteTx, audit, remembered_browsers};

use super::{BrowserCookie, bound_to};
use crate::Engine;
use crate::prompt::claim::Claimed;
use crate::prompt::settle::Came;

/// A browser that is remembered if its person gets through.
#[derive(Clone)]
pub(in crate::prompt) struct Fresh {
    browser: RememberedBrowser,
    /// What it was known by before.
    before: Option<RememberedBrowserSid>,
    entry: AuditEntry,
    cookie: BrowserCookie,
}

/// For how many days a service has browsers remembered.
fn days(service: &Service) -> Option<u32> {
    service.settings.prompts.remember_days
}

impl Engine {
    /// The browser of somebody who wants it to be remembered, has just proven themselves, and may. With a recovery code
    /// nobody may: it is what is left when everything else is lost. It hangs on what the person had when they gave their
    /// answer, so that a change meanwhile ends it.
    pub(in crate::prompt) async fn fresh_browser(
        &self,
        it: &Claimed,
        came: &Came,
        now: Timestamp,
    ) -> Result<Option<Fresh>, StoreError> {
        let (prompt, content) = (&it.opened.prompt, &it.opened.content);
        let Came::Proven(proof) = came else { return Ok(None) };
        let Some(days) = days(&it.service).filter(|_| it.remembering.is_wanted) else { return Ok(None) };
        if proof.method.is_fallback() || !content.admits_remembered(prompt.purpose) {
            return Ok(None);
        }
        let secret = self.dice().secret();
        let sid = RememberedBrowserSid::new(now, self.dice());
        let browser = RememberedBrowser {
            sid,
            account_sid: prompt.account_sid,
            service_sid: prompt.service_sid,
            identity: prompt.identity.clone(),
            name: it.remembering.name.clone(),
            method: proof.method,
            bound_to: bound_to(&it.factors),
            token_hash: hash_token(&secret),
            previous_hash: None,
            rotated_at: now,
            created_at: now,
            used_at: now,
            expires_at: now.plus_millis(i64::from(days) * 86_400_000),
        };
        let tag = match &it.known {
            Some(known) => known.tag.clone(),
            None => self.browser_tag(prompt.service_sid, &prompt.identity).await?,
        };
        let left = browser.expires_at.millis_since(now);
        let account = Some(prompt.account_sid);
        Ok(Some(Fresh {
            before: it.known.as_ref().map(|known| known.browser.sid),
            entry: self.audit_entry(now, account, it.actor(), "prompt.browser_remembered", sid.to_string()),
            cookie: BrowserCookie::new(tag, sid, &secret, left),
            browser,
        }))
    }
}

impl Fresh {
    /// Remembers it, and gives what the browser is to keep.
    pub(in crate::prompt) fn remember(&self, tx: &mut WriteTx<'_>) -> Result<BrowserCookie, DbError> {
        let stay = i64::try_from(MAX_REMEMBERED - 1).unwrap_or(i64::MAX);
        remembered_browsers::prune(tx, &self.browser, self.before, stay)?;
        remembered_browsers::insert(tx, &self.browser)?;
        audit::add(tx, &self.entry)?;
        Ok(self.cookie.clone())
    }
}
