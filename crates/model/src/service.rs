//! A Verify service: the settings that verifications are made under (behaviour map 6).

use serde::{Deserialize, Serialize};

use crate::{AccountSid, CodeLength, FriendlyName, Method, Purpose, ServiceSid, Timestamp};

/// How long a code lives, in whole seconds: 2 minutes to 24 hours. Twilio has the same bounds, but only its
/// support can set them (behaviour map 4.3); here it is an ordinary setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Lifetime(i64);

impl Lifetime {
    /// The shortest and the longest, in seconds.
    pub const BOUNDS: std::ops::RangeInclusive<i64> = 120..=86_400;

    /// A lifetime of `seconds`, if within the bounds.
    #[must_use]
    pub fn from_seconds(seconds: i64) -> Option<Self> {
        Self::BOUNDS.contains(&seconds).then_some(Self(seconds))
    }

    /// In seconds.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// In milliseconds.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0 * 1000
    }
}

impl Default for Lifetime {
    fn default() -> Self {
        Self(600)
    }
}

impl TryFrom<i64> for Lifetime {
    type Error = &'static str;

    fn try_from(seconds: i64) -> Result<Self, Self::Error> {
        Self::from_seconds(seconds).ok_or("a lifetime is 120 to 86400 seconds")
    }
}

impl From<Lifetime> for i64 {
    fn from(lifetime: Lifetime) -> Self {
        lifetime.0
    }
}

/// Settings of push factors; held for the answers, used once push exists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// Deprecated by Twilio: whether challenges show their date.
    pub include_date: bool,
    /// Credential for Apple's push service, `CR…`.
    pub apn_credential_sid: Option<String>,
    /// Credential for Google's push service, `CR…`.
    pub fcm_credential_sid: Option<String>,
}

/// Settings of TOTP factors; null until set (behaviour map 6).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totp {
    /// The issuer shown in authenticator apps; the service's name when null.
    pub issuer: Option<String>,
    /// Seconds of a step, 20 to 60.
    pub time_step: Option<i64>,
    /// Digits, 3 to 8.
    pub code_length: Option<i64>,
    /// Steps before and after the present one that are accepted, 0 to 2.
    pub skew: Option<i64>,
}

/// Sender of WhatsApp messages; reference only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whatsapp {
    /// `MG…`.
    pub msg_service_sid: Option<String>,
    /// `whatsapp:+…`.
    pub from: Option<String>,
}

/// Who asks for a passkey.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelyingParty {
    /// The domain that passkeys are bound to.
    pub id: Option<String>,
    /// Shown by the browser.
    pub name: Option<String>,
    /// Where ceremonies may come from.
    pub origins: Option<Vec<String>>,
}

/// How a criterion of a passkey is chosen: `required`, `preferred`, `discouraged`, or for the attachment
/// `platform`, `cross-platform`, `any`; empty is a value too (behaviour map 6).
pub type PasskeyCriteria = Option<String>;

/// Settings of passkeys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkeys {
    /// Who asks.
    pub relying_party: RelyingParty,
    /// Which kind of authenticator.
    pub authenticator_attachment: PasskeyCriteria,
    /// Whether the authenticator must be able to find the key without being told which.
    pub discoverable_credentials: PasskeyCriteria,
    /// Whether the person must unlock the authenticator.
    pub user_verification: PasskeyCriteria,
}

/// Settings of prompts: where people are sent back to, what they may prove themselves with, and what the pages look like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PromptSettings {
    /// Where a browser may be sent back to, without queries. None at all: no prompt can be made.
    pub return_urls: Vec<String>,
    /// The methods that are offered; all of them when null.
    pub methods: Option<Vec<Method>>,
    /// Those of them that can be set up; all when null.
    pub setup_methods: Option<Vec<Method>>,
    /// Those of them that a login takes; all when null.
    pub login_methods: Option<Vec<Method>>,
    /// Those of them that something is confirmed with; all when null.
    pub confirm_methods: Option<Vec<Method>>,
    /// The purposes at which two different methods have to be shown.
    pub two_methods: Vec<Purpose>,
    /// The assurance level that somebody has to show before they change their methods, if they can: 0 to 2.
    pub setup_aal: u8,
    /// The level that a login has to reach.
    pub login_aal: u8,
    /// The level that it takes to confirm something.
    pub confirm_aal: u8,
    /// A picture on the pages, `https://…`.
    pub logo_url: Option<String>,
    /// The colour of buttons, `#rrggbb`.
    pub color: Option<String>,
    /// Where people find help, `https://…`.
    pub support_url: Option<String>,
    /// Where the operator's app is opened to set a device up, `https://…` or in a scheme of its own; without it none can be.
    pub push_app_link: Option<String>,
}

impl PromptSettings {
    /// Whether a text can be a logo's address.
    #[must_use]
    pub fn is_logo(text: &str) -> bool {
        is_url(text, &["https"])
    }

    /// Whether a text is a colour, as style sheets write it in hex.
    #[must_use]
    pub fn is_color(text: &str) -> bool {
        let hex = text.strip_prefix('#');
        hex.is_some_and(|hex| [3, 6].contains(&hex.len()) && hex.bytes().all(|b| b.is_ascii_hexdigit()))
    }

    /// Whether a text can be where people find help: a page, a mailbox, a phone.
    #[must_use]
    pub fn is_support(text: &str) -> bool {
        is_url(text, &["https", "mailto", "tel"])
    }

    /// Whether a text can be what opens the operator's app: a link that the app claims, or one in a scheme that nobody else
    /// has, which begins with the operator's own domain (RFC 8252, 7.1). What a set-up needs is put behind it, so it has no
    /// fragment.
    #[must_use]
    pub fn is_app_link(text: &str) -> bool {
        let scheme = text.split(':').next().unwrap_or_default();
        let fits = text.len() <= 512 && !text.contains('#');
        fits && is_url(text, &[if scheme.contains('.') { scheme } else { "https" }])
    }
}

fn is_url(text: &str, schemes: &[&str]) -> bool {
    let fits = text.len() <= 2048 && text.bytes().all(|b| b.is_ascii_graphic());
    fits && url::Url::parse(text).is_ok_and(|url| {
        let is_web = url.scheme() == "https";
        schemes.contains(&url.scheme())
            && (!is_web || crate::is_host_name(&url))
            && url.username().is_empty()
            && url.password().is_none()
    })
}

/// Everything that can be set on a service. Stored as one JSON document, so that a new setting needs no migration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceSettings {
    /// Digits of a code.
    pub code_length: CodeLength,
    /// Whether answers carry what is known about the number's network.
    pub lookup_enabled: bool,
    /// Whether each verification is bound to an amount and a payee.
    pub psd2_enabled: bool,
    /// Whether a text message to a landline is refused; needs `lookup_enabled`.
    pub skip_sms_to_landlines: bool,
    /// Whether a call asks for a key press before it reads the code.
    pub dtmf_input_required: bool,
    /// Another voice for calls.
    pub tts_name: Option<String>,
    /// Whether text messages end with a warning not to share the code.
    pub do_not_share_warning_enabled: bool,
    /// Whether callers may bring their own code.
    pub custom_code_enabled: bool,
    /// Push factors.
    pub push: Push,
    /// TOTP factors.
    pub totp: Totp,
    /// WhatsApp sender.
    pub whatsapp: Whatsapp,
    /// Passkeys.
    pub passkeys: Passkeys,
    /// Template used when a request names none, `HJ…`.
    pub default_template_sid: Option<String>,
    /// Whether events are written to sinks.
    pub verify_event_subscription_enabled: bool,
    /// How long a code lives; ours.
    pub verification_ttl: Lifetime,
    /// Prompts; ours.
    pub prompts: PromptSettings,
}

/// What a new service has when its maker says nothing (behaviour map 6).
impl Default for ServiceSettings {
    fn default() -> Self {
        Self {
            code_length: CodeLength::default(),
            lookup_enabled: false,
            psd2_enabled: false,
            skip_sms_to_landlines: false,
            dtmf_input_required: true,
            tts_name: None,
            do_not_share_warning_enabled: false,
            custom_code_enabled: false,
            push: Push::default(),
            totp: Totp::default(),
            whatsapp: Whatsapp::default(),
            passkeys: Passkeys::default(),
            default_template_sid: None,
            verify_event_subscription_enabled: false,
            verification_ttl: Lifetime::default(),
            prompts: PromptSettings::default(),
        }
    }
}

/// A service of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name on the wire.
    pub sid: ServiceSid,
    /// Who owns it.
    pub account_sid: AccountSid,
    /// Its name in messages.
    pub friendly_name: FriendlyName,
    /// Everything else that can be set.
    pub settings: ServiceSettings,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}
