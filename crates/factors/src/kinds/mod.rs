//! Every kind of factor.

pub mod passkeys;
mod push;
mod totp;

use crate::Kind;

/// All of them. A new kind is a file beside this one and a line here.
pub static KINDS: &[&dyn Kind] = &[&totp::Totp, &passkeys::Passkeys, &push::Push];

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
}
