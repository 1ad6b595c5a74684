//! Changing a service's settings of prompts.

use countersign_model::{AccountSid, Actor, Contradiction, Method, Purpose, ReturnUrl, Service, ServiceSid};
use countersign_store::{End, StoreError, audit, services};

use crate::Engine;

/// What a request says. Absent leaves as it is; of what may be null, none clears.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each is the setting of the same name in `PromptSettings`")]
pub struct PromptPatch {
    pub return_urls: Option<Vec<ReturnUrl>>,
    pub methods: Option<Option<Vec<Method>>>,
    pub setup_methods: Option<Option<Vec<Method>>>,
    pub login_methods: Option<Option<Vec<Method>>>,
    pub confirm_methods: Option<Option<Vec<Method>>>,
    pub two_methods: Option<Vec<Purpose>>,
    pub setup_aal: Option<u8>,
    pub login_aal: Option<u8>,
    pub confirm_aal: Option<u8>,
    pub logo_url: Option<Option<String>>,
    pub color: Option<Option<String>>,
    pub support_url: Option<Option<String>>,
    pub push_app_link: Option<Option<String>>,
}

/// Why the settings were not changed.
#[derive(Debug)]
pub enum UpdatePromptsError {
    /// The account has no such service.
    NotFound,
    /// They would leave nobody a way.
    Contradicting(Contradiction),
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for UpdatePromptsError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn set<T: Clone>(place: &mut T, wanted: Option<&T>) {
    if let Some(wanted) = wanted {
        *place = wanted.clone();
    }
}

impl Engine {
    /// Changes what `patch` names.
    ///
    /// # Errors
    /// See [`UpdatePromptsError`].
    pub async fn update_prompt_settings(
        &self,
        account: AccountSid,
        sid: ServiceSid,
        patch: PromptPatch,
        by: Actor,
    ) -> Result<Service, UpdatePromptsError> {
        let now = self.now();
        let entry = self.audit_entry(now, Some(account), by, "service.updated", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                let Some(mut service) = services::lock(tx, account, sid)? else {
                    return Ok(End::Rollback(Err(UpdatePromptsError::NotFound)));
                };
                let it = &mut service.settings.prompts;
                if let Some(urls) = &patch.return_urls {
                    it.return_urls = urls.iter().map(ToString::to_string).collect();
                }
                set(&mut it.methods, patch.methods.as_ref());
                set(&mut it.setup_methods, patch.setup_methods.as_ref());
                set(&mut it.login_methods, patch.login_methods.as_ref());
                set(&mut it.confirm_methods, patch.confirm_methods.as_ref());
                set(&mut it.two_methods, patch.two_methods.as_ref());
                set(&mut it.setup_aal, patch.setup_aal.as_ref());
                set(&mut it.login_aal, patch.login_aal.as_ref());
                set(&mut it.confirm_aal, patch.confirm_aal.as_ref());
                set(&mut it.logo_url, patch.logo_url.as_ref());
                set(&mut it.color, patch.color.as_ref());
                set(&mut it.support_url, patch.support_url.as_ref());
                set(&mut it.push_app_link, patch.push_app_link.as_ref());
                if let Err(found) = it.check() {
                    return Ok(End::Rollback(Err(UpdatePromptsError::Contradicting(found))));
                }
                service.updated_at = now;
                services::update(tx, &service)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(Ok(service)))
            })
            .await?
    }
}
