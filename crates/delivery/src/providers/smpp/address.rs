//! Addresses as SMPP writes them (section 5.2.5 and 5.2.6): a type of number, a numbering plan, and up to 20
//! characters.

use countersign_model::Phone;
use rusmpp_core::types::owned::COctetString;
use rusmpp_core::values::{Npi, Ton};

use crate::providers::BadSettings;

/// The longest name of letters that a phone shows.
const LONGEST_NAME: usize = 11;

/// The longest number that networks of a country use among themselves as a short code.
const LONGEST_SHORT_CODE: usize = 8;

/// What the operator says of the sender's form, where it is to be another than its look tells.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Form {
    pub(super) ton: Option<u8>,
    pub(super) npi: Option<u8>,
}

/// A sender or a recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) ton: Ton,
    pub(super) npi: Npi,
    pub(super) digits: COctetString<1, 21>,
}

impl Address {
    /// The sender in the settings, whose look tells its form: letters, a short code, or a number.
    pub(super) fn sender(text: &str, form: Form) -> Result<Self, BadSettings> {
        let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let (digits, ton, npi) = match text.strip_prefix('+') {
            Some(digits) if all_digits(digits) && digits.len() <= 15 => (digits, 1, 1),
            None if all_digits(text) && text.len() <= LONGEST_SHORT_CODE => (text, 3, 0),
            // A number that was written without its sign.
            None if all_digits(text) && text.len() <= 15 => (text, 1, 1),
            None if is_name(text) => (text, 5, 0),
            _ => {
                let wanted =
                    "sender must be up to 11 letters and digits, a short code, or a number as +4915112345678";
                return Err(BadSettings(wanted.to_owned()));
            }
        };
        Self::new(form.ton.unwrap_or(ton), form.npi.unwrap_or(npi), digits)
            .ok_or_else(|| BadSettings("sender is too long".to_owned()))
    }

    /// Whoever gets the message: an international number, written without `+`.
    pub(super) fn recipient(phone: &Phone) -> Option<Self> {
        Self::new(1, 1, phone.as_str().trim_start_matches('+'))
    }

    fn new(ton: u8, npi: u8, digits: &str) -> Option<Self> {
        let digits = COctetString::from_string(digits.to_owned()).ok()?;
        Some(Self { ton: Ton::from(ton), npi: Npi::from(npi), digits })
    }
}

/// A name is of visible ASCII, with spaces within.
fn is_name(text: &str) -> bool {
    (1..=LONGEST_NAME).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
        && text.trim() == text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_s_look_tells_its_form_unless_the_operator_does() {
        for (text, digits, ton, npi) in [
            ("Acme", "Acme", 5, 0),
            ("Acme Bank 1", "Acme Bank 1", 5, 0),
            ("82244", "82244", 3, 0),
            ("+4915112345678", "4915112345678", 1, 1),
            ("4915112345678", "4915112345678", 1, 1),
        ] {
            let address = Address::sender(text, Form::default()).expect(text);
            assert_eq!(address.digits.as_str(), digits);
            assert_eq!((u8::from(address.ton), u8::from(address.npi)), (ton, npi), "{text}");
        }
        let form = Form { ton: Some(0), npi: Some(9) };
        let address = Address::sender("82244", form).expect("a sender");
        assert_eq!((u8::from(address.ton), u8::from(address.npi)), (0, 9));
    }

    #[test]
    fn a_sender_that_no_phone_shows_is_refused() {
        for text in
            ["", "+", "longer than eleven", "Ärger", " Acme", "1234567890123456", "+49x", "a\nb", "a\0"]
        {
            let refused = Address::sender(text, Form::default()).expect_err(text);
            assert!(refused.0.starts_with("sender"), "{refused}");
        }
    }
}
