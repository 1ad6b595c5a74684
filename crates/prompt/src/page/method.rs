//! What methods are called.

use super::view::{Enrolled, Method};
use super::words::Words;

impl Method {
    /// The text that names the kind.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Phone => "method-phone",
            Self::Sms => "method-sms",
            Self::Call => "method-call",
            Self::Email => "method-email",
            Self::Authenticator => "method-authenticator",
            Self::Passkey => "method-passkey",
            Self::Token => "method-token",
            Self::Push => "method-push",
            Self::Recovery => "method-recovery",
        }
    }

    /// The text that says what it is.
    pub(super) const fn about(self) -> &'static str {
        match self {
            Self::Phone => "about-phone",
            Self::Sms => "about-sms",
            Self::Call => "about-call",
            Self::Email => "about-email",
            Self::Authenticator => "about-authenticator",
            Self::Passkey => "about-passkey",
            Self::Token => "about-token",
            Self::Push => "about-push",
            Self::Recovery => "about-recovery",
        }
    }
}

impl Enrolled {
    /// Its name, or that of its kind.
    pub(super) fn called(&self, words: &Words<'_>) -> String {
        self.name.clone().unwrap_or_else(|| words.say(self.method.name()))
    }
}
