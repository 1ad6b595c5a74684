//! A person as an application knows it: what factors and challenges belong to (behaviour map 8.1).

use std::fmt;

use crate::{AccountSid, EntitySid, Moments, ServiceSid, Timestamp};

/// The application's own name for a person: 8 to 64 letters, digits and `-`. Two that differ only in case are the same
/// person; it is shown as it was first given.
#[derive(Clone, Eq)]
pub struct Identity(String);

/// The text is no identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadIdentity;

impl Identity {
    /// Reads an identity.
    ///
    /// # Errors
    /// When it is shorter or longer, or has another character in it.
    pub fn parse(text: &str) -> Result<Self, BadIdentity> {
        let fits = (8..=64).contains(&text.len());
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if fits && plain { Ok(Self(text.to_owned())) } else { Err(BadIdentity) }
    }

    /// As it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it is found by: the same for every spelling.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl PartialEq for Identity {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Its beginning only: applications are asked not to put an address in it, and some will.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…", self.0.get(..4).unwrap_or_default())
    }
}

/// A person in a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Its name on the wire.
    pub sid: EntitySid,
    /// Whose service it is.
    pub account_sid: AccountSid,
    /// The service.
    pub service_sid: ServiceSid,
    /// The application's name for it.
    pub identity: Identity,
    /// When factors were made for it in the last day, those that are gone again among them.
    pub factors_made: Moments,
    /// When it was made.
    pub created_at: Timestamp,
    /// When a factor was last made for it.
    pub updated_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_identity_is_8_to_64_letters_digits_and_dashes() {
        let longest = "a".repeat(64);
        for text in ["ff483d1ff591898a9942916050d2ca3f", "A-b-3456", "--------", &longest] {
            assert_eq!(Identity::parse(text).map(|it| it.to_string()), Ok(text.to_owned()));
        }
        let too_long = "a".repeat(65);
        for text in
            ["", "1234567", &too_long, "ann@example", "ann smith", "ann_smith", "\u{e4}nnsmith1", "a/../bcde"]
        {
            assert_eq!(Identity::parse(text), Err(BadIdentity), "{text}");
        }
    }

    #[test]
    fn spellings_in_other_case_are_the_same_person_and_each_is_shown_as_given() {
        let (upper, lower) = (Identity::parse("DD6840AE").unwrap(), Identity::parse("dd6840ae").unwrap());
        assert_eq!(upper, lower);
        assert_eq!((upper.key(), upper.as_str()), (lower.key(), "DD6840AE"));
        assert_ne!(upper, Identity::parse("DD6840AF").unwrap());
    }

    #[test]
    fn debug_output_shows_the_beginning_only() {
        assert_eq!(format!("{:?}", Identity::parse("ann-example-com").unwrap()), "ann-…");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,70}") {
            if let Ok(identity) = Identity::parse(&text) {
                prop_assert_eq!(identity.as_str(), text);
                let _ = format!("{identity:?}");
            }
        }
    }
}
