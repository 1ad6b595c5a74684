//! What kind of number the numbering plan says it is.

use rlibphonenumber::PhoneNumberType;

/// What a number is for. Only [`NumberKind::Ordinary`] ones are a person's phone; the others cost more than they
/// should, earn somebody money per message, or ring where nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKind {
    /// A mobile, a landline, or an internet phone.
    Ordinary,
    /// The one who is called earns.
    Premium,
    /// Caller and called share the cost.
    SharedCost,
    /// One number of a company for all its places (`+44 300`).
    UniversalAccess,
    /// A number that follows a person, at a price (`+44 70`, North America's 500).
    Personal,
    /// The one who is called pays (`+1 800`).
    TollFree,
    /// A pager or a voice mailbox.
    Pager,
    /// A satellite phone (`+870`, `+881`).
    Satellite,
    /// A number of no country: international networks and services (`+800`, `+808`, `+878`, `+882`, `+883`, `+888`,
    /// `+979`).
    NonGeographic,
    /// In the plan when it was accepted, and not any more.
    Unassigned,
}

impl NumberKind {
    /// The kind of a number that its country's plan gives this type.
    pub(crate) const fn of_type(of: PhoneNumberType) -> Self {
        match of {
            PhoneNumberType::FixedLine
            | PhoneNumberType::Mobile
            | PhoneNumberType::FixedLineOrMobile
            | PhoneNumberType::VoIP => Self::Ordinary,
            PhoneNumberType::PremiumRate => Self::Premium,
            PhoneNumberType::SharedCost => Self::SharedCost,
            PhoneNumberType::UAN => Self::UniversalAccess,
            PhoneNumberType::PersonalNumber => Self::Personal,
            PhoneNumberType::TollFree => Self::TollFree,
            PhoneNumberType::Pager | PhoneNumberType::VoiceMail => Self::Pager,
            PhoneNumberType::Unknown => Self::Unassigned,
        }
    }

    /// The kind of a number that no country has. The metadata calls satellite phones mobiles and knows nothing of
    /// what a message to them costs, so the calling code decides.
    pub(crate) fn of_no_country(e164: &str) -> Self {
        match e164.get(1..4) {
            Some("870" | "881") => Self::Satellite,
            Some("979") => Self::Premium,
            _ => Self::NonGeographic,
        }
    }

    /// The name in `details` and in logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Premium => "premium",
            Self::SharedCost => "shared_cost",
            Self::UniversalAccess => "universal_access",
            Self::Personal => "personal",
            Self::TollFree => "toll_free",
            Self::Pager => "pager",
            Self::Satellite => "satellite",
            Self::NonGeographic => "non_geographic",
            Self::Unassigned => "unassigned",
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Phone, limit::NumberKind};

    fn kind(text: &str) -> NumberKind {
        Phone::parse(text).expect(text).kind()
    }

    #[test]
    fn peoples_phones_are_ordinary() {
        for text in [
            "+15017122661",
            "+4915112345678",
            "+49301234567",
            "+447400123456",
            "+4520123456",
            "+447781123456", // Guernsey
            "+919876543210",
            "+445612345678", // an internet phone
        ] {
            assert_eq!(kind(text), NumberKind::Ordinary, "{text}");
        }
    }

    #[test]
    fn numbers_that_cost_more_are_known() {
        for (text, expected) in [
            ("+4590123456", NumberKind::Premium),
            ("+449098765432", NumberKind::Premium),
            ("+19002345678", NumberKind::Premium),
            ("+491804123456", NumberKind::SharedCost),
            ("+443001234567", NumberKind::UniversalAccess),
            ("+447012345678", NumberKind::Personal),
            ("+15002345678", NumberKind::Personal),
            ("+18002345678", NumberKind::TollFree),
            ("+447640123456", NumberKind::Pager),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_of_no_country_are_satellites_or_international_services() {
        for (text, expected) in [
            ("+870301234567", NumberKind::Satellite),
            ("+881612345678", NumberKind::Satellite),
            ("+80012345678", NumberKind::NonGeographic),
            ("+80812345678", NumberKind::NonGeographic),
            ("+878101234567890", NumberKind::NonGeographic),
            ("+8823421234", NumberKind::NonGeographic),
            ("+883510012345", NumberKind::NonGeographic),
            ("+979123456789", NumberKind::Premium),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
    }
}
