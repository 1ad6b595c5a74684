//! Letting a template's text be sent.

use countersign_model::{AccountSid, Actor, LocaleTag, Template, TemplateSid, TranslationStatus};
use countersign_store::{End, StoreError, audit, templates};

use crate::Engine;

/// Why nothing was approved.
#[derive(Debug)]
pub enum ApproveTranslationError {
    /// The account has no such template.
    NoTemplate,
    /// It has no text in this language.
    NoTranslation,
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for ApproveTranslationError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Approves a template's text in one language, or all of its texts.
    ///
    /// # Errors
    /// See [`ApproveTranslationError`].
    pub async fn approve_template(
        &self,
        account: AccountSid,
        sid: TemplateSid,
        locale: Option<LocaleTag>,
        by: Actor,
    ) -> Result<Template, ApproveTranslationError> {
        let now = self.now();
        let subject = locale.as_ref().map_or_else(|| sid.to_string(), |locale| format!("{sid} {locale}"));
        let entry = self.audit_entry(now, Some(account), by, "template.approved", subject);
        self.0
            .store
            .write(move |tx| {
                let Some(mut template) = templates::lock(tx, account, sid)? else {
                    return Ok(End::Rollback(Err(ApproveTranslationError::NoTemplate)));
                };
                let is_meant = |of: &LocaleTag| locale.as_ref().is_none_or(|locale| locale == of);
                if !template.translations.iter().any(|it| is_meant(&it.locale)) {
                    return Ok(End::Rollback(Err(ApproveTranslationError::NoTranslation)));
                }
                for it in template.translations.iter_mut().filter(|it| is_meant(&it.locale)) {
                    if it.status != TranslationStatus::Approved {
                        it.status = TranslationStatus::Approved;
                        it.updated_at = now;
                        templates::translate(tx, sid, it)?;
                    }
                }
                audit::add(tx, &entry)?;
                Ok(End::Commit(Ok(template)))
            })
            .await?
    }
}
