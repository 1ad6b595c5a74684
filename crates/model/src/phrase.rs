//! Short texts from outside that go into messages. Each is checked for what a reader would be tricked by: a phone
//! turns a bare domain into a link, and a message of ours must never carry somebody else's.

mod amount;
mod confirm_text;
mod domain;
mod friendly_name;
mod locale;
mod payee;
mod substitution;
mod tell;
mod token;

use std::fmt;

pub use amount::Amount;
pub use confirm_text::ConfirmText;
pub use domain::CodeDomain;
pub use friendly_name::FriendlyName;
pub use locale::LocaleTag;
pub use payee::Payee;
pub use substitution::Substitution;
pub(crate) use substitution::shows_link;
pub use token::{AppHash, SendDigits};

/// Why a text can't go into a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadPhrase {
    /// Empty, blank, or longer than allowed.
    Length,
    /// A character that this text may not have.
    Characters,
    /// More digits than this text may have: it could be a phone number.
    Digits,
    /// Something that a phone would show as a link.
    Link,
    /// The characters are right but not in this order.
    Form,
}

impl fmt::Display for BadPhrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Length => "the text is empty or too long",
            Self::Characters => "the text has a character that is not allowed here",
            Self::Digits => "the text has so many digits that it could be a phone number",
            Self::Link => "the text has what a phone would show as a link",
            Self::Form => "the text is not written as it should be",
        })
    }
}

impl std::error::Error for BadPhrase {}

/// Gives a phrase its reading side.
macro_rules! phrase {
    ($name:ident) => {
        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
use phrase;
