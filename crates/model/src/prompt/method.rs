//! With what a person proves themselves, and what that is worth.

use serde::{Deserialize, Serialize};

use crate::{Channel, FactorSid, Timestamp};

/// A way of proving oneself, the strongest first. Each is a kind of factor, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A passkey or security key.
    Passkeys,
    /// An app on a device of theirs, which asks and signs the answer.
    Push,
    /// An authenticator app.
    Totp,
    /// A hardware token with a clock.
    HardwareTotp,
    /// A hardware token with a button.
    Hotp,
    /// A code to a phone, by text message or call.
    Phone,
    /// A code by e-mail.
    Email,
    /// One of the codes that were written down.
    RecoveryCodes,
}

impl Method {
    /// All of them, the strongest first.
    pub const ALL: [Self; 8] = [
        Self::Passkeys,
        Self::Push,
        Self::Totp,
        Self::HardwareTotp,
        Self::Hotp,
        Self::Phone,
        Self::Email,
        Self::RecoveryCodes,
    ];

    /// Every name, in the same order.
    pub const NAMES: [&'static str; 8] =
        ["passkeys", "push", "totp", "hardware_totp", "hotp", "phone", "email", "recovery_codes"];

    /// The name: that of the kind of factor.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The method of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name)
    }

    /// Whether two are the same thing to a person, so that one stands beside the other for nothing: a hardware token is one
    /// whether a clock or a button makes its codes.
    #[must_use]
    pub const fn is_like(self, other: Self) -> bool {
        let are_tokens = matches!(self, Self::HardwareTotp | Self::Hotp)
            && matches!(other, Self::HardwareTotp | Self::Hotp);
        are_tokens || self as usize == other as usize
    }

    /// The assurance level that it can reach: a passkey's answer tells whether it does.
    #[must_use]
    pub const fn highest_level(self) -> u8 {
        match self {
            Self::Passkeys => 2,
            // NIST SP 800-63B, 5.1.3.1: e-mail shall not be used, for it proves no device.
            Self::Email => 0,
            _ => 1,
        }
    }

    /// Whether it is something to fall back on, rather than to live with.
    #[must_use]
    pub const fn is_fallback(self) -> bool {
        matches!(self, Self::RecoveryCodes)
    }
}

/// That a person has proven themselves once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// With what.
    pub method: Method,
    /// The factor.
    #[serde(with = "super::text")]
    pub factor: FactorSid,
    /// How the code travelled, where one did.
    #[serde(default, with = "super::text::maybe")]
    pub channel: Option<Channel>,
    /// Whether its owner unlocked the authenticator, as its signed answer tells.
    pub is_unlocked: bool,
    /// When, in milliseconds.
    pub at: i64,
}

impl Proof {
    /// When.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        Timestamp::from_millis(self.at)
    }

    /// What it is called in a token: authentication method references of RFC 8176, and `pop` of the same registry at IANA,
    /// since nothing tells whether the key of a passkey or of a device lies in hardware.
    #[must_use]
    pub const fn references(&self) -> &'static [&'static str] {
        match (self.method, self.channel) {
            (Method::Passkeys, _) if self.is_unlocked => &["pop", "user", "mfa"],
            // The person copied a number from the device: they were there.
            (Method::Passkeys | Method::Push, _) => &["pop", "user"],
            (Method::Phone, Some(Channel::Call)) => &["tel"],
            (Method::Phone, Some(Channel::Sms)) => &["sms"],
            _ => &["otp"],
        }
    }

    /// The assurance level that it reaches alone.
    const fn level(&self) -> u8 {
        match self.method {
            Method::Passkeys if !self.is_unlocked => 1,
            method => method.highest_level(),
        }
    }
}

/// What all proofs of a prompt are worth together. A password that the application asked for before doesn't count here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strength {
    /// The authenticator assurance level of NIST SP 800-63B: 2 for an unlocked passkey, 1 for anything else that a person
    /// has, and 0 for an e-mail alone. Two things that one *has* are no second factor to each other.
    pub level: u8,
    /// Authentication method references, each once.
    pub references: Vec<&'static str>,
}

impl Strength {
    /// Of these proofs.
    #[must_use]
    pub fn of(proofs: &[Proof]) -> Self {
        let mut references = Vec::new();
        for reference in proofs.iter().flat_map(|proof| proof.references()) {
            if !references.contains(reference) {
                references.push(*reference);
            }
        }
        Self { level: proofs.iter().map(Proof::level).max().unwrap_or(0), references }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MockDice;

    fn proof(method: Method, channel: Option<Channel>, is_unlocked: bool) -> Proof {
        let factor = FactorSid::new(Timestamp::from_millis(0), &MockDice::new(1));
        Proof { method, factor, channel, is_unlocked, at: 0 }
    }

    #[test]
    fn methods_have_the_names_of_kinds_and_the_strongest_comes_first() {
        for method in Method::ALL {
            assert_eq!(Method::parse(method.as_str()), Some(method));
            assert_eq!(serde_json::to_value(method).unwrap(), method.as_str());
        }
        assert!(
            Method::Passkeys < Method::Push && Method::Push < Method::Totp && Method::Totp < Method::Phone
        );
        assert!(Method::parse("sms").is_none() && Method::parse("").is_none());
    }

    #[test]
    fn two_things_that_one_has_are_no_second_factor_and_a_mail_is_none_at_all() {
        let strength = |proofs: &[Proof]| {
            let Strength { level, references } = Strength::of(proofs);
            (level, references)
        };
        let (sms, totp) = (proof(Method::Phone, Some(Channel::Sms), false), proof(Method::Totp, None, false));
        assert_eq!(strength(&[sms, totp]), (1, vec!["sms", "otp"]));
        assert_eq!(strength(&[proof(Method::Email, Some(Channel::Email), false)]), (0, vec!["otp"]));
        assert_eq!(strength(&[proof(Method::Phone, Some(Channel::Call), false)]), (1, vec!["tel"]));
        assert_eq!(strength(&[proof(Method::Passkeys, None, true)]), (2, vec!["pop", "user", "mfa"]));
        assert_eq!(strength(&[proof(Method::Passkeys, None, false)]), (1, vec!["pop", "user"]));
        // No device says whether its owner unlocked it.
        assert_eq!(strength(&[proof(Method::Push, None, false)]), (1, vec!["pop", "user"]));
        assert_eq!(strength(&[]), (0, vec![]));
    }
}
