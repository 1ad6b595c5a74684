//! Twilio.
//!
//! Nothing has to be set up in their console beside a sender: every message carries the address for its own receipts.
//! They are signed with the account's auth token, never with an API key, so an account that sends with an API key still
//! needs `auth_token` for receipts to be believed. A call asks, signed alike, for each document that it reads. Facts: twilio.com/docs and the OpenAPI document of twilio/twilio-oai.

mod account;
mod answer;
mod messaging;
mod receipt;
mod signature;
mod twiml;
mod voice;

use std::time::Duration;

use countersign_model::{Channel, Fate, Timestamp};

use self::account::Account;
use self::messaging::Messaging;
use self::voice::Voice;
use super::BadSettings;
use crate::provider::sending;
use crate::question::left;
use crate::{
    Balancing, CallHeard, Hearing, Inbound, Message, Probing, Provider, Reply, Script, Secret, Sending,
};

countersign_settings::settings! {
    /// Text messages through Twilio's Programmable Messaging, calls through its Programmable Voice.
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
        /// `messaging_service_sid` is needed for text messages.
        pub from: Option<String> = Kind::Text, optional, example "+15005550006";
        /// The messaging service that chooses the sender.
        pub messaging_service_sid: Option<String> = Kind::Text, optional, example "MG0123456789abcdef0123456789abcdef";
        /// The number of the account that calls come from. Calls need it, `auth_token` and `server.public_url`.
        pub call_from: Option<String> = Kind::Text, optional, example "+15005550006";
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
    messaging: Option<Messaging>,
    voice: Option<Voice>,
    channels: Vec<Channel>,
}

impl Twilio {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when a SID is none of its kind, or there is not exactly one way to sign in and one sender.
    pub fn new(name: &str, settings: &TwilioSettings, limit: Duration) -> Result<Self, BadSettings> {
        let (messaging, voice) = (Messaging::new(settings)?, Voice::new(settings)?);
        let channels = [(Channel::Sms, messaging.is_some()), (Channel::Call, voice.is_some())];
        let channels: Vec<_> =
            channels.into_iter().filter_map(|(channel, has)| has.then_some(channel)).collect();
        if channels.is_empty() {
            let sentence = "from or messaging_service_sid is needed, or call_from";
            return Err(BadSettings(sentence.to_owned()));
        }
        Ok(Self {
            name: name.to_owned(),
            account: Account::new(settings, limit)?,
            messaging,
            voice,
            channels,
        })
    }
}

impl Provider for Twilio {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &self.channels
    }

    fn probe(&self, _: Timestamp) -> Probing<'_> {
        Box::pin(self.account.question().probe())
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        sending(async move {
            match (message.channel, &self.messaging, &self.voice) {
                (Channel::Call, _, Some(voice)) => voice.send(&self.account, message, now).await,
                (channel, Some(messaging), _) if channel != Channel::Call => {
                    messaging.send(&self.account, message, now).await
                }
                _ => Err(Fate::BadMessage { reason: "no sender is set for this channel".to_owned() }),
            }
        })
    }

    fn tells(&self) -> bool {
        self.account.auth_token.is_some()
    }

    fn hear<'a>(&'a self, inbound: &'a Inbound<'a>, _: Timestamp) -> Hearing<'a> {
        Box::pin(std::future::ready(receipt::read(inbound, self.account.auth_token.as_ref())))
    }

    fn speaks(&self, locale: &str) -> bool {
        twiml::language(locale).is_some()
    }

    fn speak(&self, script: &Script) -> Option<Reply> {
        self.voice.as_ref().and_then(|_| twiml::document(script))
    }

    fn hear_call(&self, inbound: &Inbound<'_>, _: Timestamp) -> CallHeard {
        voice::hear(inbound, self.account.auth_token.as_ref())
    }

    fn balance(&self) -> Balancing<'_> {
        Box::pin(
            self.account
                .question()
                .balance(|told| left(told.get("balance")?, told.get("currency")?.as_str()?)),
        )
    }
}
