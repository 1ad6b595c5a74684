//! What happened, as webhooks are told it (behaviour map 10).

use countersign_model::{Answer, Challenge, EventType, Factor, Timestamp, WebhookVersion};
use countersign_store::{DbError, WriteTx, webhook_events};
use serde_json::{Map, Value};

use crate::factor::kind_of;

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
];

/// Something that happened, with its chance drawn before the transaction that it is written in.
pub(crate) struct Event {
    what: EventType,
    uuid: String,
    at: Timestamp,
    fields: Map<String, Value>,
}

impl Event {
    fn new(what: EventType, drawn: [u8; 12], at: Timestamp) -> Self {
        let uuid = uuid(drawn, at);
        let mut it = Self { what, uuid: uuid.clone(), at, fields: Map::new() };
        it.say("uuid", uuid);
        it.say("type", what.as_str());
        it
    }

    fn say(&mut self, name: &str, value: impl Into<String>) {
        self.fields.insert(name.to_owned(), Value::String(value.into()));
    }

    /// Something happened to a factor.
    pub(crate) fn of_factor(what: EventType, factor: &Factor, drawn: [u8; 12], at: Timestamp) -> Self {
        let mut it = Self::new(what, drawn, at);
        it.say("account_sid", factor.account_sid.to_string());
        it.say("service_sid", factor.service_sid.to_string());
        it.say("entity_identity", factor.identity.as_str());
        it.say("factor_sid", factor.sid.to_string());
        it.say("factor_type", factor.kind.as_str());
        it.say("factor_friendly_name", factor.friendly_name.as_str());
        if let Some(metadata) = &factor.metadata {
            it.say("factor_metadata", metadata.to_text());
        }
        it
    }

    /// A challenge for a factor was answered.
    ///
    /// # Errors
    /// When what was asked can't be written as JSON.
    pub(crate) fn of_challenge(
        answer: Answer,
        challenge: &Challenge,
        factor: &Factor,
        drawn: [u8; 12],
        at: Timestamp,
    ) -> Result<Self, DbError> {
        let what = match answer {
            Answer::Approved => EventType::ChallengeApproved,
            Answer::Denied => EventType::ChallengeDenied,
        };
        let mut it = Self::of_factor(what, factor, drawn, at);
        it.say("challenge_sid", challenge.sid.to_string());
        if let Some(details) = &challenge.details {
            let details =
                serde_json::to_string(details).map_err(|_| DbError::unreadable("challenges.details"))?;
            it.say("challenge_details", details);
        }
        if let Some(hidden) = &challenge.hidden_details {
            it.say("challenge_hidden_details", hidden.to_text());
        }
        if let Some(metadata) = &challenge.metadata {
            it.say("challenge_metadata", metadata.to_text());
        }
        Ok(it)
    }

    /// Writes it down for every webhook that wants it. The factor's row is locked, or was just made. Of kinds that Twilio
    /// doesn't have nothing is told: an application that was written for it wouldn't know them.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn write(self, tx: &mut WriteTx<'_>, factor: &Factor) -> Result<(), DbError> {
        if !kind_of(&factor.kind)?.is_twilios() {
            return Ok(());
        }
        let event = webhook_events::Event {
            service: factor.service_sid,
            what: self.what,
            subject: &factor.sid.to_string(),
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
fn uuid(drawn: [u8; 12], at: Timestamp) -> String {
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
