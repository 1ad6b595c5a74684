//! Every kind of factor.

pub mod addresses;
pub mod hardware;
pub mod passkeys;
mod push;
pub mod recovery_codes;
mod totp;

use crate::Kind;

/// All of them. A new kind is a file beside this one and a line here.
pub static KINDS: &[&dyn Kind] = &[
    &totp::Totp,
    &passkeys::Passkeys,
    &push::Push,
    &addresses::PHONE,
    &addresses::EMAIL,
    &recovery_codes::RecoveryCodes,
    &hardware::HOTP,
    &hardware::TOTP,
];

/// The names of those that Twilio has too.
pub fn twilios() -> impl Iterator<Item = &'static str> {
    KINDS.iter().filter(|kind| kind.is_twilios()).map(|kind| kind.name())
}

/// The kind of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn Kind> {
    KINDS.iter().copied().find(|kind| kind.name() == name)
}

#[cfg(test)]
mod tests {
    use countersign_model::FactorKind;

    use super::*;

    #[test]
    fn every_kind_is_found_by_its_name_and_no_two_have_the_same() {
        for kind in KINDS {
            assert!(kind.name().parse::<FactorKind>().is_ok(), "{} can stand in a row", kind.name());
            assert_eq!(KINDS.iter().filter(|other| other.name() == kind.name()).count(), 1);
            assert_eq!(find(kind.name()).map(Kind::name), Some(kind.name()));
        }
        assert!(find("").is_none() && find("TOTP").is_none());
    }

    #[test]
    fn twilio_has_three_of_them_and_the_others_are_made_by_calls_of_their_own() {
        assert_eq!(twilios().collect::<Vec<_>>(), ["totp", "passkeys", "push"]);
        for kind in KINDS.iter().filter(|kind| !kind.is_twilios()) {
            assert!(kind.has_own_calls(), "{} can't be made by its type alone", kind.name());
        }
    }
}
