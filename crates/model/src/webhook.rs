//! Webhooks: addresses of an application's own that are told of what happens in its service (behaviour map 10).

mod event;
mod url;

use std::fmt;

use crate::{AccountSid, ServiceSid, Timestamp, WebhookSid};

pub use event::{BadEventTypes, EventType, EventTypes};
pub use url::{BadWebhookUrl, WebhookUrl};

/// What people call a webhook: 1 to 64 characters, none of them a control character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookName(String);

/// The text can't be a webhook's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadWebhookName;

impl WebhookName {
    /// Reads a name.
    ///
    /// # Errors
    /// When it is empty, blank, too long, or has a control character in it.
    pub fn parse(text: &str) -> Result<Self, BadWebhookName> {
        let fits =
            !text.trim().is_empty() && text.chars().count() <= 64 && !text.chars().any(char::is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err(BadWebhookName) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WebhookName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$word_doc])* $word,)*
        }

        impl $name {
            /// On the wire and in the database.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$word => $text,)* }
            }

            /// Reads it; nothing for any other text.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$word),)* _ => None }
            }
        }
    };
}

words! {
    /// Whether a webhook is told anything.
    WebhookStatus {
        /// It is.
        Enabled "enabled",
        /// It isn't, and what happens meanwhile it never hears of.
        Disabled "disabled",
    }
}

words! {
    /// How much an event says.
    WebhookVersion {
        /// Names only.
        V1 "v1",
        /// What was asked and answered too.
        V2 "v2",
    }
}

/// A webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its name on the wire.
    pub sid: WebhookSid,
    /// Whose service it is.
    pub account_sid: AccountSid,
    /// The service that it hears of.
    pub service_sid: ServiceSid,
    /// Its name for people.
    pub friendly_name: WebhookName,
    /// What it wants to hear of.
    pub event_types: EventTypes,
    /// Where it is told.
    pub url: WebhookUrl,
    /// Whether it is told.
    pub status: WebhookStatus,
    /// How much it is told.
    pub version: WebhookVersion,
    /// Since when nothing reached it, while that is so.
    pub failing_since: Option<Timestamp>,
    /// Why the last try failed, while that is so: a word or two of ours.
    pub failure: Option<String>,
    /// Since when it is told nothing new because too much waits for it, while that is so.
    pub full_since: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed by somebody.
    pub updated_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_1_to_64_characters_in_one_line() {
        let longest = "\u{e4}".repeat(64);
        for text in ["x", "Orders, live", &longest] {
            assert_eq!(WebhookName::parse(text).map(|name| name.to_string()), Ok(text.to_owned()));
        }
        let too_long = "x".repeat(65);
        for text in ["", "  ", &too_long, "a\nb", "a\0"] {
            assert_eq!(WebhookName::parse(text), Err(BadWebhookName), "{text:?}");
        }
    }

    #[test]
    fn words_read_back_and_others_are_none() {
        for status in [WebhookStatus::Enabled, WebhookStatus::Disabled] {
            assert_eq!(WebhookStatus::parse(status.as_str()), Some(status));
        }
        assert_eq!(WebhookVersion::parse("v1"), Some(WebhookVersion::V1));
        assert_eq!((WebhookStatus::parse("Enabled"), WebhookVersion::parse("v3")), (None, None));
    }
}
