//! Templates (behaviour map 5). The API only lists them; they are managed by the command line.

mod list;

use std::collections::BTreeMap;

use countersign_model::{Template, Translation};
use serde::Serialize;

pub(crate) use list::list;

/// A template as answers show it.
#[derive(Serialize)]
struct TemplateBody<'a> {
    sid: String,
    account_sid: String,
    friendly_name: &'a str,
    channels: Vec<&'static str>,
    translations: BTreeMap<&'a str, TranslationBody<'a>>,
}

#[derive(Serialize)]
struct TranslationBody<'a> {
    is_default_translation: bool,
    status: &'static str,
    locale: &'a str,
    text: &'a str,
    date_updated: String,
    date_created: String,
}

fn body(template: &Template) -> TemplateBody<'_> {
    let translations = template.translations.iter().map(|it| (it.locale.as_str(), translation(it)));
    TemplateBody {
        sid: template.sid.to_string(),
        account_sid: template.account_sid.to_string(),
        friendly_name: template.friendly_name.as_str(),
        channels: template.channels.iter().map(|channel| channel.as_str()).collect(),
        translations: translations.collect(),
    }
}

fn translation(it: &Translation) -> TranslationBody<'_> {
    TranslationBody {
        is_default_translation: it.is_default,
        status: it.status.as_str(),
        locale: it.locale.as_str(),
        text: it.text.as_str(),
        date_updated: it.updated_at.to_string(),
        date_created: it.created_at.to_string(),
    }
}
