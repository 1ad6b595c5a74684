//! Every provider there is. A new one is a file (or folder) beside this one and a line in the list below; the
//! configuration, the documentation and the example file are made from the list.

mod apns;
mod aws;
mod aws_sms;
mod aws_sns;
mod aws_xml;
mod bird;
mod fcm;
mod gatewayapi;
mod gatewayapi_mtsms;
mod inbox;
mod infobip;
mod mailbox;
mod messagebird;
mod plivo;
mod postmark;
mod sendgrid;
mod ses;
mod simulated;
mod sinch;
mod smpp;
mod smtp;
mod telegram;
mod telnyx;
pub(crate) mod twilio;
mod vonage;
mod vonage_voice;
mod web_push;
mod webhook;
mod whatsapp;

use std::fmt;
use std::sync::Arc;

use countersign_model::{Channel, Platform};
use countersign_settings::Key;
use serde::Deserialize;

use crate::{Provider, SEND_LIMIT};

pub use apns::{Apns, ApnsSettings};
pub use aws_sms::{AwsSms, AwsSmsSettings};
pub use aws_sns::{AwsSns, AwsSnsSettings};
pub use bird::{Bird, BirdSettings};
pub use fcm::{Fcm, FcmSettings};
pub use gatewayapi::{GatewayApi, GatewayApiSettings};
pub use gatewayapi_mtsms::{GatewayApiMtsms, GatewayApiMtsmsSettings};
pub use inbox::{Inbox, InboxMessage};
pub use infobip::{Infobip, InfobipSettings};
pub use messagebird::{MessageBird, MessageBirdSettings};
pub use plivo::{Plivo, PlivoSettings};
pub use postmark::{Postmark, PostmarkSettings};
pub use sendgrid::{Sendgrid, SendgridSettings};
pub use ses::{Ses, SesSettings};
pub use simulated::{Simulated, SimulatedSettings};
pub use sinch::{Sinch, SinchSettings};
pub use smpp::{Smpp, SmppSettings};
pub use smtp::{Smtp, SmtpSettings};
pub use telegram::{Telegram, TelegramSettings};
pub use telnyx::{Telnyx, TelnyxSettings};
pub use twilio::{Twilio, TwilioSettings};
pub use vonage::{Vonage, VonageSettings};
pub use vonage_voice::{VonageVoice, VonageVoiceSettings};
pub use web_push::{WebPush, WebPushSettings};
pub use webhook::{Webhook, WebhookSettings};
pub use whatsapp::{Whatsapp, WhatsappSettings};

/// A sort of provider, as the documentation tells of it.
#[derive(Clone, Copy, Debug)]
pub struct ProviderKind {
    /// What stands behind `kind =` in the configuration.
    pub name: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// The channels it can carry at most; none for one that wakes devices.
    pub channels: &'static [Channel],
    /// Whose devices it wakes; none for one that carries codes.
    pub platforms: &'static [Platform],
    /// What its table may hold beside `name` and `kind`.
    pub keys: &'static [Key],
}

/// Settings that a provider can't be made from. The sentence names the key and says what it should be; it holds no
/// secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadSettings(pub String);

impl fmt::Display for BadSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadSettings {}

macro_rules! wakes {
    () => {
        &[]
    };
    ($platforms:expr) => {
        $platforms
    };
}

macro_rules! providers {
    ($($kind:ident $name:literal $settings:ident $channels:expr $(, wakes $platforms:expr)?;)*) => {
        /// One provider's table in the configuration; `kind` says which keys the rest may have.
        #[derive(Clone, Debug, Deserialize)]
        #[serde(tag = "kind")]
        pub enum ProviderSettings {$(
            #[doc = concat!("`", $name, "`")]
            #[serde(rename = $name)]
            $kind($settings),
        )*}

        impl ProviderSettings {
            /// Every kind that a configuration may name.
            pub const KINDS: &'static [ProviderKind] = &[$(
                ProviderKind {
                    name: $settings::SECTION.name,
                    about: $settings::SECTION.doc,
                    channels: $channels,
                    platforms: wakes!($($platforms)?),
                    keys: $settings::SECTION.keys,
                },
            )*];

            /// Makes the provider; `name` is the operator's name for it.
            ///
            /// # Errors
            /// [`BadSettings`] when a value can't be used; nothing is connected to, so a peer that is down is none.
            pub fn build(&self, name: &str) -> Result<Arc<dyn Provider>, BadSettings> {
                match self {$(
                    Self::$kind(settings) => Ok(Arc::new($kind::new(name, settings, SEND_LIMIT)?)),
                )*}
            }
        }
    };
}

// The local inbox is missing here on purpose: it is for development and only `dev` makes one.
providers! {
    Apns "apns" ApnsSettings &[], wakes &[Platform::Apn];
    AwsSms "aws-sms" AwsSmsSettings &[Channel::Sms];
    AwsSns "aws-sns" AwsSnsSettings &[Channel::Sms];
    Bird "bird" BirdSettings &[Channel::Sms];
    Fcm "fcm" FcmSettings &[], wakes &[Platform::Fcm];
    GatewayApi "gatewayapi" GatewayApiSettings &[Channel::Sms];
    GatewayApiMtsms "gatewayapi-mtsms" GatewayApiMtsmsSettings &[Channel::Sms];
    Infobip "infobip" InfobipSettings &[Channel::Sms];
    MessageBird "messagebird" MessageBirdSettings &[Channel::Sms, Channel::Call];
    Plivo "plivo" PlivoSettings &[Channel::Sms];
    Postmark "postmark" PostmarkSettings &[Channel::Email];
    Sendgrid "sendgrid" SendgridSettings &[Channel::Email];
    Ses "ses" SesSettings &[Channel::Email];
    Simulated "simulated" SimulatedSettings &Channel::ALL;
    Sinch "sinch" SinchSettings &[Channel::Sms];
    Smpp "smpp" SmppSettings &[Channel::Sms];
    Smtp "smtp" SmtpSettings &[Channel::Email];
    Telegram "telegram" TelegramSettings &[Channel::Telegram];
    Telnyx "telnyx" TelnyxSettings &[Channel::Sms];
    Twilio "twilio" TwilioSettings &[Channel::Sms, Channel::Call];
    Vonage "vonage" VonageSettings &[Channel::Sms];
    VonageVoice "vonage-voice" VonageVoiceSettings &[Channel::Call];
    WebPush "web-push" WebPushSettings &[], wakes &[Platform::Webpush];
    Webhook "webhook" WebhookSettings &Channel::ALL;
    Whatsapp "whatsapp" WhatsappSettings &[Channel::Whatsapp];
}

impl ProviderSettings {
    /// Whether it only plays a provider, so that nobody would get a code by it.
    #[must_use]
    pub const fn is_simulated(&self) -> bool {
        matches!(self, Self::Simulated(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<ProviderSettings, String> {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    }

    const WEBHOOK: &str = "kind = 'webhook'\nurl = 'http://127.0.0.1:9/send'\nsecret = 'sixteen letters!'\n";

    #[test]
    fn a_table_becomes_the_provider_of_its_kind() {
        let provider = read(WEBHOOK).expect("settings").build("mine").expect("a provider");
        assert_eq!(provider.name(), "mine");
        assert_eq!(provider.channels(), Channel::ALL);
        let smtp = "kind = 'smtp'\nurl = 'smtp://127.0.0.1:25'\nfrom = 'Acme <login@example.com>'\n";
        assert_eq!(
            read(smtp).expect("settings").build("mail").expect("a provider").channels(),
            [Channel::Email]
        );
    }

    #[test]
    fn an_unknown_kind_or_key_is_refused_and_named() {
        let error = read("kind = 'pigeon'").expect_err("no such kind");
        assert!(error.contains("pigeon") && error.contains("smtp") && error.contains("webhook"), "{error}");
        let error = read(&format!("{WEBHOOK}urll = 'x'")).expect_err("no such key");
        assert!(error.contains("urll") && error.contains("url"), "{error}");
    }

    #[test]
    fn every_kind_says_what_it_is() {
        for kind in ProviderSettings::KINDS {
            assert!(
                kind.about.ends_with('.') && (kind.channels.is_empty() != kind.platforms.is_empty()),
                "{kind:?}"
            );
            assert!(kind.keys.iter().all(|key| key.doc.ends_with('.')), "{kind:?}");
        }
    }

    #[test]
    fn debug_output_of_settings_shows_no_secret() {
        let shown = format!("{:?}", read(WEBHOOK).expect("settings"));
        assert!(!shown.contains("sixteen"), "{shown}");
    }
}
