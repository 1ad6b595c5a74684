//! Whom text messages come from.

use crate::BadSettings;

/// The longest name that a phone shows as a sender.
const LONGEST_NAME: usize = 11;

/// The longest number (E.164).
const LONGEST_NUMBER: usize = 15;

/// The sender of text messages: a number with or without `+`, or up to 11 letters, digits and the marks that networks
/// let through.
///
/// # Errors
/// A sentence that names `key`.
pub(crate) fn read(key: &str, sender: &str) -> Result<String, BadSettings> {
    let number = sender.strip_prefix('+').unwrap_or(sender);
    let is_number = !number.is_empty()
        && number.len() <= LONGEST_NUMBER
        && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = !sender.trim().is_empty()
        && sender.len() <= LONGEST_NAME
        && sender.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" -_&.".contains(&byte));
    if is_number || is_name {
        Ok(sender.to_owned())
    } else {
        Err(BadSettings(format!(
            "{key} must be up to {LONGEST_NAME} letters and digits, or a number of up to {LONGEST_NUMBER} digits"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_a_short_name_or_a_number() {
        for good in ["Acme", "Acme Bank", "A&B", "12345", "+4915112345678", "123456789012345", "Elevenchars"]
        {
            assert_eq!(read("sender", good).as_deref(), Ok(good));
        }
        for bad in ["", "  ", "Twelve chars", "+", "1234567890123456", "+49 151", "Ämter", "A\nB", "<b>"] {
            let refused = read("sender", bad).expect_err(bad).0;
            assert!(refused.starts_with("sender must be"), "{refused}");
        }
    }
}
