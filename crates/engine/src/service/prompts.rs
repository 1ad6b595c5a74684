//! Changing a service's settings of prompts.

use countersign_model::{AccountSid, Actor, Method, ReturnUrl, Service, ServiceSid};
use countersign_store::{End, StoreError, audit, services};

use crate::Engine;

/// What a request says. Absent leaves as it is; of what may be null, none clears.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each is the setting of the same name in `PromptSettings`")]
pub struct PromptPatch {
    pub return_urls: Option<Vec<ReturnUrl>>,
    pub methods: Option<Option<Vec<Method>>>,
    pub logo_url: Option<Option<String>>,
    pub color: Option<Option<String>>,
    pub support_url: Option<Option<String>>,
    pub remember_days: Option<Option<u32>>,
}

fn set<T: Clone>(place: &mut T, wanted: Option<&T>) {
    if let Some(wanted) = wanted {
        *place = wanted.clone();
    }
}

impl Engine {
    /// Changes what `patch` names; none when the account has no such service.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn update_prompt_settings(
        &self,
        account: AccountSid,
        sid: ServiceSid,
        patch: PromptPatch,
        by: Actor,
    ) -> Result<Option<Service>, StoreError> {
        let now = self.now();
        let entry = self.audit_entry(now, Some(account), by, "service.updated", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                let Some(mut service) = services::lock(tx, account, sid)? else {
                    return Ok(End::Rollback(None));
                };
                let it = &mut service.settings.prompts;
                if let Some(urls) = &patch.return_urls {
                    it.return_urls = urls.iter().map(ToString::to_string).collect();
                }
                set(&mut it.methods, patch.methods.as_ref());
                set(&mut it.logo_url, patch.logo_url.as_ref());
                set(&mut it.color, patch.color.as_ref());
                set(&mut it.support_url, patch.support_url.as_ref());
                set(&mut it.remember_days, patch.remember_days.as_ref());
                service.updated_at = now;
                services::update(tx, &service)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(Some(service)))
            })
            .await
    }
}
