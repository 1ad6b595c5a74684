//! Twilio.
//!
//! Nothing has to be set up in their console beside a sender: every message carries the address for its own receipts.
//! They are signed with the account's auth token, never with an API key, so an account that sends with an API key still
//! needs `auth_token` for receipts to be believed. Facts: twilio.com/docs and the OpenAPI document of twilio/twilio-oai.

mod account;
mod answer;
mod messaging;
mod receipt;
mod signature;

use std::time::Duration;

use countersign_model::{Channel, Timestamp};

use self::account::Account;
use self::messaging::Messaging;
use super::BadSettings;
use crate::{Balancing, Hearing, Inbound, Message, Probing, Provider, Secret, Sending};

countersign_settings::settings! {
    /// Text messages through Twilio's Programmable Messaging.
    pub struct TwilioSettings in "twilio" {
        /// The account's SID.
        pub account_sid: String = Kind::Text, required, example "AC0123456789abcdef0123456789abcdef";
        /// The account's primary auth token. Without it, also where an API key sends, messages ask for no receipts and all
        /// receipts are refused: Twilio signs with nothing else.
        pub auth_token: Option<Secret> = Kind::Secret, optional, example "the auth token";
        /// An API key's SID, to send with in place of the auth token.
        pub api_key: Option<String> = Kind::Text, optional, example "SK0123456789abcdef0123456789abcdef";
        /// The API key's secret.
        pub api_key_secret: Option<Secret> = Kind::Secret, optional, example "the key's secret";
        /// Whom the messages come from: a number of the account, or up to 11 letters and digits. Either this or
        /// `messaging_service_sid` is needed.
        pub from: Option<String> = Kind::Text, optional, example "+15005550006";
        /// The messaging service that chooses the sender.
        pub messaging_service_sid: Option<String> = Kind::Text, optional, example "MG0123456789abcdef0123456789abcdef";
        /// Whether Twilio keeps the text with the code in it. An account without message redaction is refused with error
        /// 30029; left out, the account's own setting counts.
        pub content_retention: Option<String> = Kind::Choice(&["retain", "discard"]), optional, example "discard";
        /// Whether Twilio keeps the whole number. As with `content_retention`, redaction has to be enabled there.
        pub address_retention: Option<String> = Kind::Choice(&["retain", "obfuscate"]), optional, example "obfuscate";
        /// Where the API is, for accounts in another region.
        #[serde(default = "api")]
        pub url: String = Kind::Text, default "https://api.twilio.com", example "https://api.dublin.ie1.twilio.com";
    }
}

fn api() -> String {
    "https://api.twilio.com".to_owned()
}

/// Sends through Twilio.
pub struct Twilio {
    name: String,
    account: Account,
    messaging: Messaging,
}

impl Twilio {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when a SID is none of its kind, or there is not exactly one way to sign in and one sender.
    pub fn new(name: &str, settings: &TwilioSettings, limit: Duration) -> Result<Self, BadSettings> {
        Ok(Self {
            name: name.to_owned(),
            account: Account::new(settings, limit)?,
            messaging: Messaging::new(settings)?,
        })
    }
}

impl Provider for Twilio {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &[Channel::Sms]
    }

    fn probe(&self) -> Probing<'_> {
        Box::pin(self.account.probe())
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        Box::pin(self.messaging.send(&self.account, message, now))
    }

    fn tells(&self) -> bool {
        self.account.auth_token.is_some()
    }

    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, _: Timestamp) -> Hearing<'a> {
        Box::pin(std::future::ready(receipt::read(inbound, self.account.auth_token.as_ref())))
    }

    fn balance(&self, now: Timestamp) -> Balancing<'_> {
        Box::pin(self.account.balance(now))
    }
}
