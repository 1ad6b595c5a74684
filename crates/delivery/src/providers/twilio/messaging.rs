//! Text messages: `POST …/Messages.json`.

use countersign_model::{Fate, Timestamp};

use super::TwilioSettings;
use super::account::{Account, check_sid};
use crate::{BadSettings, Message, sender};

/// The longest that Twilio lets a message wait, in seconds.
const LONGEST_VALIDITY: i64 = 36_000;

/// How this account sends text messages.
pub(super) struct Messaging {
    /// `From` or `MessagingServiceSid`, and its value.
    sender: (&'static str, String),
    content_retention: Option<String>,
    address_retention: Option<String>,
}

impl Messaging {
    /// Nothing when no sender is set.
    pub(super) fn new(settings: &TwilioSettings) -> Result<Option<Self>, BadSettings> {
        let sender = match (&settings.from, &settings.messaging_service_sid) {
            (Some(from), None) => ("From", sender::read("from", from)?),
            (None, Some(service)) => {
                check_sid("messaging_service_sid", "MG", service)?;
                ("MessagingServiceSid", service.clone())
            }
            (None, None) => return Ok(None),
            _ => return Err(BadSettings("only one of from and messaging_service_sid is needed".to_owned())),
        };
        Ok(Some(Self {
            sender,
            content_retention: one_of(
                "content_retention",
                &["retain", "discard"],
                settings.content_retention.as_ref(),
            )?,
            address_retention: one_of(
                "address_retention",
                &["retain", "obfuscate"],
                settings.address_retention.as_ref(),
            )?,
        }))
    }

    /// `RiskCheck` is left to the account: what Twilio takes for pumping must not be bought all the same.
    pub(super) async fn send(
        &self,
        account: &Account,
        message: &Message,
        now: Timestamp,
    ) -> Result<Fate, Fate> {
        let phone = message.phone()?;
        let validity = (message.expires_at.millis_since(now) / 1000).clamp(1, LONGEST_VALIDITY).to_string();
        let mut fields = vec![
            ("To", phone.as_str()),
            (self.sender.0, self.sender.1.as_str()),
            ("Body", message.text.as_str()),
            ("ValidityPeriod", validity.as_str()),
        ];
        let optional = [
            // Receipts that can't be believed are not asked for.
            ("StatusCallback", message.receipt_url.as_ref().filter(|_| account.auth_token.is_some())),
            ("ContentRetention", self.content_retention.as_ref()),
            ("AddressRetention", self.address_retention.as_ref()),
        ];
        fields.extend(optional.into_iter().filter_map(|(name, value)| Some((name, value?.as_str()))));
        account.post("Messages.json", &fields, message, now).await
    }
}

fn one_of(key: &str, words: &[&str], value: Option<&String>) -> Result<Option<String>, BadSettings> {
    match value {
        Some(value) if !words.contains(&value.as_str()) => {
            Err(BadSettings(format!("{key} must be one of: {}", words.join(", "))))
        }
        value => Ok(value.cloned()),
    }
}
