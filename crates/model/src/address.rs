//! Where a code is sent: a phone number or an e-mail address, each in the one form it is compared and stored in.

mod email;
mod phone;
mod recipient;

use std::fmt;

pub use email::Email;
pub use phone::Phone;
pub use recipient::Recipient;

/// Why a text is no address that a code can be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadAddress {
    /// Not `+` and 7 to 15 digits.
    NotE164,
    /// E.164 in form, but no country has such a number.
    NoSuchNumber,
    /// Not a mailbox at an internet domain.
    NotEmail,
}

impl fmt::Display for BadAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotE164 => {
                "a phone number is written in E.164: '+', the country code and the number, digits only"
            }
            Self::NoSuchNumber => "this phone number is in no country's numbering plan",
            Self::NotEmail => "an e-mail address is written as name@example.com",
        })
    }
}

impl std::error::Error for BadAddress {}
