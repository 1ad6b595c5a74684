use std::fmt;

use super::{BadAddress, Email, Phone};
use crate::Channel;

/// Who is sent a code.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Recipient {
    /// By text message or call.
    Phone(Phone),
    /// By e-mail.
    Email(Email),
}

impl Recipient {
    /// Reads the address that `channel` needs: an e-mail address for `email`, a phone number for
    /// every other.
    ///
    /// # Errors
    /// [`BadAddress`] when the text is not of that kind.
    pub fn parse_for(channel: Channel, text: &str) -> Result<Self, BadAddress> {
        match channel {
            Channel::Sms | Channel::Call | Channel::Whatsapp | Channel::Telegram => {
                Phone::parse(text).map(Self::Phone)
            }
            Channel::Email => Email::parse(text).map(Self::Email),
        }
    }

    /// Reads an address of either kind, where no channel says which (a check, a fetch by `To`). What has an `@`
    /// is an e-mail address.
    ///
    /// # Errors
    /// [`BadAddress`] when it is neither.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        if text.contains('@') {
            Email::parse(text).map(Self::Email)
        } else {
            Phone::parse(text).map(Self::Phone)
        }
    }

    /// An address that was parsed before, as [`Recipient::as_str`] wrote it into the database. Only its form is
    /// looked at: a row must stay readable when a numbering plan changes.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        if text.contains('@') {
            Email::from_stored(text).map(Self::Email)
        } else {
            Phone::from_stored(text).map(Self::Phone)
        }
    }

    /// The canonical text: what is stored, compared and handed to a provider.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Phone(phone) => phone.as_str(),
            Self::Email(email) => email.as_str(),
        }
    }

    /// What limits count by; see [`Email::budget_key`]. A phone number has one spelling already.
    #[must_use]
    pub fn budget_key(&self) -> String {
        match self {
            Self::Phone(phone) => phone.as_str().to_owned(),
            Self::Email(email) => email.budget_key(),
        }
    }

    /// The country of a phone number; see [`Phone::country`]. An e-mail address has none.
    #[must_use]
    pub fn country(&self) -> Option<&str> {
        match self {
            Self::Phone(phone) => phone.country(),
            Self::Email(_) => None,
        }
    }

    /// The phone number, if it is one.
    #[must_use]
    pub const fn phone(&self) -> Option<&Phone> {
        match self {
            Self::Phone(phone) => Some(phone),
            Self::Email(_) => None,
        }
    }

    /// Whether it is surely a landline.
    #[must_use]
    pub fn is_landline(&self) -> bool {
        matches!(self, Self::Phone(phone) if phone.is_landline())
    }

    /// The address as logs and listings may show it.
    #[must_use]
    pub fn masked(&self) -> String {
        match self {
            Self::Phone(phone) => phone.masked(),
            Self::Email(email) => email.masked(),
        }
    }
}

/// The masked form only: whole addresses stay out of logs.
impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phone(phone) => phone.fmt(f),
            Self::Email(email) => email.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_channel_takes_its_own_kind_of_address_only() {
        for channel in [Channel::Sms, Channel::Call] {
            let recipient = Recipient::parse_for(channel, "+15017122661").expect("a phone");
            assert_eq!(recipient.country(), Some("US"));
            assert_eq!(Recipient::parse_for(channel, "a@example.com"), Err(BadAddress::NotE164));
        }
        assert!(matches!(Recipient::parse_for(Channel::Email, "a@example.com"), Ok(Recipient::Email(_))));
        assert_eq!(Recipient::parse_for(Channel::Email, "+15017122661"), Err(BadAddress::NotEmail));
    }

    #[test]
    fn without_a_channel_the_at_sign_decides() {
        assert!(matches!(Recipient::parse("+1@example.com"), Ok(Recipient::Email(_))));
        assert!(matches!(Recipient::parse("+15017122661"), Ok(Recipient::Phone(_))));
        assert_eq!(Recipient::parse("someone"), Err(BadAddress::NotE164));
    }

    #[test]
    fn debug_output_is_masked() {
        let phone = Recipient::parse("+15017122661").expect("a phone");
        let email = Recipient::parse("ann@example.com").expect("an address");
        assert_eq!(format!("{phone:?} {email:?}"), "Phone(+1501*****61) Email(a***@example.com)");
    }

    proptest! {
        #[test]
        fn what_is_stored_reads_back_as_itself(text in "\\+1[2-9][0-9]{9}|[a-zA-Z+]{1,9}@[a-z]{1,9}\\.[a-z]{2,5}|.{0,30}") {
            if let Ok(recipient) = Recipient::parse(&text) {
                let stored = Recipient::from_stored(recipient.as_str());
                prop_assert_eq!(stored.as_ref(), Some(&recipient));
                prop_assert_eq!(stored.map(|recipient| recipient.budget_key()), Some(recipient.budget_key()));
            }
        }
    }
}
