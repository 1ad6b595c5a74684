//! The way a code travels.

use std::fmt;
use std::str::FromStr;

/// A way to reach a person. Only those that this server can send through stand here; what Twilio knows beside
/// them (`sna`, `auto`, `rcs`) is no way of its own or is refused at the door (behaviour map 4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// A text message to a phone.
    Sms,
    /// A phone call in which a voice reads the code.
    Call,
    /// An e-mail.
    Email,
    /// A WhatsApp message to a phone.
    Whatsapp,
    /// A Telegram message to a phone; an addition of ours to Twilio's channels.
    Telegram,
}

impl Channel {
    /// Every channel, in the order they are shown.
    pub const ALL: [Self; 5] = [Self::Sms, Self::Call, Self::Email, Self::Whatsapp, Self::Telegram];

    /// The name on the wire and in the database, lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Call => "call",
            Self::Email => "email",
            Self::Whatsapp => "whatsapp",
            Self::Telegram => "telegram",
        }
    }

    /// The name inside `send_code_attempts`, where Twilio writes the older ones in upper case (behaviour map 4.1).
    #[must_use]
    pub const fn attempt_name(self) -> &'static str {
        match self {
            Self::Sms => "SMS",
            Self::Call => "CALL",
            Self::Email => "EMAIL",
            Self::Whatsapp => "whatsapp",
            Self::Telegram => "telegram",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no channel of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownChannel;

impl FromStr for Channel {
    type Err = UnknownChannel;

    fn from_str(text: &str) -> Result<Self, UnknownChannel> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == text).ok_or(UnknownChannel)
    }
}
