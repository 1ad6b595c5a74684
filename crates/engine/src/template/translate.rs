//! Writing a template's text in a language.

use countersign_model::{
    AccountSid, Actor, LocaleTag, Template, TemplateSid, TemplateText, Translation, TranslationStatus,
};
use countersign_store::{End, StoreError, audit, templates};

use crate::Engine;

impl Engine {
    /// Adds a text, or writes it in the place of the one in this language: what is new has to be approved. `is_default`
    /// makes it the one for all languages that have none. None when there is no such template.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn translate_template(
        &self,
        account: AccountSid,
        sid: TemplateSid,
        (locale, text): (LocaleTag, TemplateText),
        is_default: bool,
        by: Actor,
    ) -> Result<Option<Template>, StoreError> {
        let now = self.now();
        let subject = format!("{sid} {locale}");
        let entry = self.audit_entry(now, Some(account), by, "template.translated", subject);
        self.0
            .store
            .write(move |tx| {
                let Some(mut template) = templates::lock(tx, account, sid)? else {
                    return Ok(End::Rollback(None));
                };
                let place = template.translations.iter().position(|it| it.locale == locale);
                let old = place.map(|place| template.translations.remove(place));
                if is_default {
                    for it in template.translations.iter_mut().filter(|it| it.is_default) {
                        it.is_default = false;
                        templates::translate(tx, sid, it)?;
                    }
                }
                let translation = Translation {
                    locale: locale.clone(),
                    text: text.clone(),
                    status: TranslationStatus::Pending,
                    is_default: is_default || old.as_ref().is_some_and(|old| old.is_default),
                    created_at: old.map_or(now, |old| old.created_at),
                    updated_at: now,
                };
                templates::translate(tx, sid, &translation)?;
                audit::add(tx, &entry)?;
                template.translations.push(translation);
                template.translations.sort_by(|a, b| a.locale.as_str().cmp(b.locale.as_str()));
                Ok(End::Commit(Some(template)))
            })
            .await
    }
}
