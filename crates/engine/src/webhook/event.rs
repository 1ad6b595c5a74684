//! What happened, as webhooks are told it (behaviour map 10).

use countersign_model::{EventType, ServiceSid, Timestamp, WebhookVersion};
use countersign_store::{DbError, WriteTx, webhook_events};
use serde_json::{Map, Value};

/// What the first version says; the second says all.
const V1: &[&str] = &[
    "uuid",
    "type",
    "account_sid",
    "service_sid",
    "entity_identity",
    "factor_sid",
    "factor_type",
    "challenge_sid",
    "verification_sid",
    "prompt_sid",
    "purpose",
    "status",
    "channel",
    "attempt_sid",
    "date",
];

/// Something that happened, with its chance drawn before the transaction that it is written in.
///
/// A kind of event is a line in `EventType`, and a function like those in `factor.rs`, `verification.rs` and
/// `prompt.rs` beside this file, which says what is told. The verb that makes it happen has it written in its own transaction.
pub(crate) struct Event {
    what: EventType,
    service: ServiceSid,
    subject: String,
    uuid: String,
    at: Timestamp,
    fields: Map<String, Value>,
}

impl Event {
    /// Something happened in a service to `subject`: a SID. Events of one subject are told in their order.
    pub(super) fn new(
        what: EventType,
        (service, subject): (ServiceSid, String),
        drawn: [u8; 12],
        at: Timestamp,
    ) -> Self {
        let uuid = uuid(drawn, at);
        let mut it = Self { what, service, subject, uuid: uuid.clone(), at, fields: Map::new() };
        it.say("uuid", uuid);
        it.say("type", what.as_str());
        it.say("service_sid", service.to_string());
        it
    }

    /// Has `name` told as `value`. The second version alone tells it, unless the list above has it.
    pub(super) fn say(&mut self, name: &str, value: impl Into<String>) {
        self.fields.insert(name.to_owned(), Value::String(value.into()));
    }

    /// Writes it down for every webhook that wants it. The subject's row is locked, or was just made.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn write(self, tx: &mut WriteTx<'_>) -> Result<(), DbError> {
        let event = webhook_events::Event {
            service: self.service,
            what: self.what,
            subject: &self.subject,
            uuid: &self.uuid,
            fields: &Value::Object(self.fields).to_string(),
        };
        webhook_events::add(tx, &event, self.at)
    }
}

/// What a webhook of this version is told out of a row's `fields`, none if they aren't ours.
pub(super) fn told(fields: &str, version: WebhookVersion) -> Option<Vec<(String, String)>> {
    let Ok(Value::Object(fields)) = serde_json::from_str(fields) else { return None };
    let is_told = |name: &str| version == WebhookVersion::V2 || V1.contains(&name);
    let text = |(name, value)| match value {
        Value::String(text) => Some((name, text)),
        _ => None,
    };
    fields.into_iter().filter(|(name, _)| is_told(name)).map(text).collect()
}

/// A UUID of the seventh version: the time, then chance (RFC 9562).
pub(super) fn uuid(drawn: [u8; 12], at: Timestamp) -> String {
    let millis = u128::try_from(at.millis()).unwrap_or(0) & 0xFFFF_FFFF_FFFF;
    let mut chance = [0; 16];
    chance[4..].copy_from_slice(&drawn);
    let chance = u128::from_be_bytes(chance);
    let bits =
        millis << 80 | 7 << 76 | (chance >> 62 & 0xFFF) << 64 | 0b10 << 62 | chance & 0x3FFF_FFFF_FFFF_FFFF;
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_holds_its_version_and_its_moment() {
        let at = Timestamp::from_millis(0x017F_22E2_79B0);
        assert_eq!(uuid([0xFF; 12], at), "017f22e2-79b0-7fff-bfff-ffffffffffff");
        assert_eq!(uuid([0; 12], at), "017f22e2-79b0-7000-8000-000000000000");
    }

    #[test]
    fn the_first_version_is_told_names_and_the_second_all() {
        let fields = r#"{"uuid":"u","type":"factor.created","factor_friendly_name":"n"}"#;
        let names = |version| -> Vec<String> {
            told(fields, version).unwrap().into_iter().map(|(name, _)| name).collect()
        };
        assert_eq!(names(WebhookVersion::V1), ["type", "uuid"]);
        assert_eq!(names(WebhookVersion::V2), ["factor_friendly_name", "type", "uuid"]);
        assert_eq!(told("[]", WebhookVersion::V1), None);
        assert_eq!(told(r#"{"uuid":1}"#, WebhookVersion::V1), None);
    }
}
