//! How one message is to be worded: what of a create concerns its message only.

use countersign_model::{
    AppHash, Channel, CodeDomain, Filled, FriendlyName, LocaleTag, SendDigits, VerificationSid,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The rendering parameters of one send (behaviour map 4.2: they apply to the new message, the code stays).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The way.
    pub channel: Channel,
    /// A name in place of the service's.
    pub friendly_name: Option<FriendlyName>,
    /// The language asked for.
    pub locale: Option<LocaleTag>,
    /// For Android's SMS retriever.
    pub app_hash: Option<AppHash>,
    /// Keys to press once a call is answered.
    pub send_digits: Option<SendDigits>,
    /// Whose page asks for the code.
    pub domain: Option<CodeDomain>,
    /// The verification whose end its upstream must know of first: it has one for each address.
    pub after: Option<VerificationSid>,
    /// A template's words in place of our own.
    pub template: Option<Filled>,
}

impl Wording {
    /// As JSON, for the outbox row.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut map = Map::new();
        map.insert("channel".into(), json!(self.channel.as_str()));
        let mut put = |name: &str, text: Option<&str>| {
            if let Some(text) = text {
                map.insert(name.into(), json!(text));
            }
        };
        put("name", self.friendly_name.as_ref().map(FriendlyName::as_str));
        put("locale", self.locale.as_ref().map(LocaleTag::as_str));
        put("app_hash", self.app_hash.as_ref().map(AppHash::as_str));
        put("send_digits", self.send_digits.as_ref().map(SendDigits::as_str));
        put("domain", self.domain.as_ref().map(CodeDomain::as_str));
        put("after", self.after.map(|sid| sid.to_string()).as_deref());
        if let Some(template) = &self.template {
            map.insert("template".into(), json!(template));
        }
        Value::Object(map).to_string()
    }

    /// From an outbox row; `None` for a text that this version can't have written.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let map: Map<String, Value> = serde_json::from_str(text).ok()?;
        let get = |name: &str| map.get(name).and_then(Value::as_str);
        Some(Self {
            channel: get("channel")?.parse().ok()?,
            friendly_name: get("name").map(FriendlyName::parse).transpose().ok()?,
            locale: get("locale").map(LocaleTag::parse).transpose().ok()?,
            app_hash: get("app_hash").map(AppHash::parse).transpose().ok()?,
            send_digits: get("send_digits").map(SendDigits::parse).transpose().ok()?,
            domain: get("domain").map(CodeDomain::parse).transpose().ok()?,
            after: get("after").map(str::parse).transpose().ok()?,
            template: map.get("template").map(Filled::deserialize).transpose().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_model::{Filling, TemplateText};

    fn filled() -> Filled {
        let custom = Default::default();
        let with = Filling { friendly_name: "Acme", payment: None, custom: &custom, code_length: 6 };
        TemplateText::parse("{{friendly_name}}: {{code}}, {{ttl}}").unwrap().fill(&with).unwrap()
    }

    #[test]
    fn a_wording_reads_back_as_written() {
        let wording = Wording {
            channel: Channel::Sms,
            friendly_name: Some(FriendlyName::parse("Acme Bank").unwrap()),
            locale: Some(LocaleTag::parse("de-AT").unwrap()),
            app_hash: Some(AppHash::parse("He42w354ol9").unwrap()),
            send_digits: None,
            domain: CodeDomain::parse("verify.example.com").ok(),
            after: "VE0123456789abcdef0123456789abcdef".parse().ok(),
            template: Some(filled()),
        };
        assert_eq!(Wording::from_text(&wording.to_text()), Some(wording));
        assert_eq!(Wording::from_text("{}"), None);
    }
}
