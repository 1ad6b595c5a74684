//! A template's words for one send.

use countersign_messages::Texts;
use countersign_model::{
    Filled, Filling, LocaleTag, NoTranslation, Service, Template, TemplateChannel, TemplateSid, Transaction,
    Unfilled,
};
use countersign_store::{DbError, WriteTx, templates};

use super::TemplateRefusal;
use crate::verification::StartVerification;

/// What the words depend on.
pub(crate) struct Words<'a> {
    pub(crate) wanted: &'a StartVerification,
    pub(crate) service: &'a Service,
    pub(crate) transaction: Option<&'a Transaction>,
    /// Whether this send takes another's place: then a template that doesn't fit stops nothing.
    pub(crate) is_fallback: bool,
}

/// The words of the template that the request or else its service names; none for a message in our own words. Asks the
/// database only where a template is named.
///
/// A request's own template must fit. A service's default one gives way to our own words where it can't be sent: Twilio's
/// default templates have names too, which services brought along and which mean nothing here.
///
/// # Errors
/// What the database says.
pub(crate) fn words(
    tx: &mut WriteTx<'_>,
    of: &Words<'_>,
) -> Result<Result<Option<Filled>, TemplateRefusal>, DbError> {
    let by_default = || of.service.settings.default_template_sid.as_deref()?.parse().ok();
    let Some(sid): Option<TemplateSid> = of.wanted.template.or_else(by_default) else { return Ok(Ok(None)) };
    let is_asked_for = of.wanted.template.is_some() && !of.is_fallback;
    let found = match TemplateChannel::of(of.wanted.channel) {
        None => Err(TemplateRefusal::NoSuchUse),
        Some(channel) => match templates::find(tx, of.wanted.account, sid)? {
            None => Err(TemplateRefusal::NotFound),
            Some(template) => of.fill(&template, channel),
        },
    };
    Ok(match found {
        Ok(filled) => Ok(Some(filled)),
        // What the caller was to give is missing, whoever named the template.
        Err(missing @ TemplateRefusal::Missing(_)) if !of.is_fallback => Err(missing),
        Err(refused) if is_asked_for => Err(refused),
        Err(_) => Ok(None),
    })
}

impl Words<'_> {
    fn fill(&self, template: &Template, channel: TemplateChannel) -> Result<Filled, TemplateRefusal> {
        if !template.channels.contains(&channel) {
            return Err(TemplateRefusal::NotForChannel);
        }
        let wanted = self.wanted;
        let spoken = Texts::resolve(None, wanted.recipient.country());
        let translation = template
            .choose(wanted.locale.as_ref().map(LocaleTag::as_str), spoken.tag())
            .map_err(|why| match why {
                NoTranslation::NotFound => TemplateRefusal::NoTranslation,
                NoTranslation::NotApproved => TemplateRefusal::NotApproved,
            })?;
        let name = wanted.custom_friendly_name.as_ref().unwrap_or(&self.service.friendly_name);
        let length = usize::from(self.service.settings.code_length.get());
        let filling = Filling {
            friendly_name: name.as_str(),
            payment: self.transaction.map(|paid| (&paid.amount, &paid.payee)),
            custom: &wanted.substitutions,
            code_length: wanted.custom_code.as_ref().map_or(length, |code| code.as_str().chars().count()),
        };
        translation.text.fill(&filling).map_err(|why| match why {
            Unfilled::Missing(names) => TemplateRefusal::Missing(names),
            Unfilled::TooLong => TemplateRefusal::TooLong,
            Unfilled::Link => TemplateRefusal::Link,
            Unfilled::NoPayment => TemplateRefusal::NoPayment,
        })
    }
}
