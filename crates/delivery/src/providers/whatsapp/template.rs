//! The template and its languages.

use serde_json::{Value, json};

use crate::Message;
use crate::providers::BadSettings;

/// A template that exists in some languages.
pub(super) struct Template {
    name: String,
    languages: Vec<String>,
}

impl Template {
    pub(super) fn new(name: &str, languages: &[String]) -> Result<Self, BadSettings> {
        // What the WhatsApp Manager takes.
        let is_name = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if !is_name {
            return Err(BadSettings("template must be lower-case letters, digits and _".to_owned()));
        }
        let is_language = |language: &String| {
            !language.is_empty() && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        if languages.is_empty() || !languages.iter().all(is_language) {
            return Err(BadSettings("languages must name one at least, as in en_US or de".to_owned()));
        }
        Ok(Self { name: name.to_owned(), languages: languages.to_vec() })
    }

    /// The language for a locale: the same, else one that shares the first part, else the first of all.
    fn language(&self, locale: &str) -> &str {
        let wanted = locale.replace('-', "_");
        let first = |tag: &str| tag.split('_').next().unwrap_or_default().to_ascii_lowercase();
        let same = self.languages.iter().find(|language| language.eq_ignore_ascii_case(&wanted));
        same.or_else(|| self.languages.iter().find(|language| first(language) == first(&wanted)))
            .unwrap_or(&self.languages[0])
    }

    /// What is posted. The code stands twice: in the text, and behind the button that copies it, which is addressed as
    /// a `url` whatever sort it was made as.
    pub(super) fn filled(&self, to: &str, message: &Message) -> Value {
        let code = json!([{ "type": "text", "text": message.code }]);
        json!({
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": to,
            "type": "template",
            "template": {
                "name": self.name,
                "language": { "code": self.language(&message.locale) },
                "components": [
                    { "type": "body", "parameters": code },
                    { "type": "button", "sub_type": "url", "index": "0", "parameters": code },
                ],
            },
            // Comes back in receipts (UNCONFIRMED for authentication templates): their id is enough without.
            "biz_opaque_callback_data": message.delivery_id,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_finds_its_language_its_sister_or_the_first() {
        let languages = ["en_US", "de", "pt_BR", "zh_CN"].map(str::to_owned);
        let template = Template::new("code", &languages).expect("a template");
        for (locale, language) in [
            ("en", "en_US"),
            ("en-GB", "en_US"),
            ("de", "de"),
            ("de-AT", "de"),
            ("pt-br", "pt_BR"),
            ("pt", "pt_BR"),
            ("zh-TW", "zh_CN"),
            ("d", "en_US"),
            ("fr", "en_US"),
            ("", "en_US"),
        ] {
            assert_eq!(template.language(locale), language, "{locale}");
        }
    }
}
