//! Making a template.

use countersign_model::{
    AccountSid, Actor, LocaleTag, Template, TemplateChannel, TemplateName, TemplateSid, TemplateText,
    Translation, TranslationStatus,
};
use countersign_store::{End, StoreError, audit, templates};

use crate::Engine;

impl Engine {
    /// Makes a template with its first text, the one for all languages that have none. It is sent once it is approved.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn create_template(
        &self,
        account: AccountSid,
        friendly_name: TemplateName,
        channels: Vec<TemplateChannel>,
        (locale, text): (LocaleTag, TemplateText),
        by: Actor,
    ) -> Result<Template, StoreError> {
        let now = self.now();
        let translation = Translation {
            locale,
            text,
            status: TranslationStatus::Pending,
            is_default: true,
            created_at: now,
            updated_at: now,
        };
        let template = Template {
            sid: TemplateSid::new(now, self.dice()),
            account_sid: account,
            friendly_name,
            channels,
            translations: vec![translation],
            created_at: now,
        };
        let entry = self.audit_entry(now, Some(account), by, "template.created", template.sid.to_string());
        self.0
            .store
            .write(move |tx| {
                templates::insert(tx, &template)?;
                for translation in &template.translations {
                    templates::translate(tx, template.sid, translation)?;
                }
                audit::add(tx, &entry)?;
                Ok(End::Commit(template.clone()))
            })
            .await
    }
}
