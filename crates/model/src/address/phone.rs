use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use rlibphonenumber::{
    PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region, RegionStr,
};

use super::BadAddress;
use crate::Country;
use crate::limit::NumberKind;

/// A phone number that a numbering plan knows, in E.164 (`+15017122661`).
#[derive(Clone)]
pub struct Phone {
    e164: String,
    /// Found when parsing; of a number from the database, only once somebody asks.
    country: OnceLock<Option<RegionStr>>,
    /// Found once somebody asks: it costs as much as parsing.
    of_type: OnceLock<PhoneNumberType>,
}

impl Phone {
    /// Reads a number in E.164: `+` and digits, nothing between them (behaviour map 4.2).
    ///
    /// A blank in front counts as `+`, because that is what an unencoded `+` in a form body decodes to. What
    /// people still write but no longer dial (the 0 of `+44 07…`, Mexico's `+521…`) is folded by Google's metadata
    /// into the number's one form, so that one phone never has two budgets.
    ///
    /// # Errors
    /// [`BadAddress::NotE164`] for another notation, [`BadAddress::NoSuchNumber`] when no country has this number.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let digits = text.strip_prefix(['+', ' ']).ok_or(BadAddress::NotE164)?;
        if !is_international(digits) {
            return Err(BadAddress::NotE164);
        }
        let number = read(digits).ok_or(BadAddress::NoSuchNumber)?;
        // The region decides about validity and is kept: asking for it costs as much as all the rest.
        let region = PHONE_NUMBER_UTIL.get_region_for_number(&number).ok_or(BadAddress::NoSuchNumber)?;
        if !PHONE_NUMBER_UTIL.is_valid_number_for_region(&number, region) {
            return Err(BadAddress::NoSuchNumber);
        }
        let e164 = PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164).into_owned();
        Ok(Self { e164, country: OnceLock::from(named(region)), of_type: OnceLock::new() })
    }

    /// A number that `parse` has accepted before, as [`Phone::as_str`] wrote it.
    pub(super) fn from_stored(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+')?;
        is_international(digits).then(|| Self {
            e164: text.to_owned(),
            country: OnceLock::new(),
            of_type: OnceLock::new(),
        })
    }

    /// The number in E.164.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.e164
    }

    /// The country whose numbering plan it is in, as two capital letters of ISO 3166-1; none for numbers that
    /// belong to no country (`+800`, satellites).
    #[must_use]
    pub fn country(&self) -> Option<&str> {
        let find = || read(&self.e164[1..]).as_ref().and_then(country_of);
        self.country.get_or_init(find).as_ref().map(RegionStr::as_str)
    }

    /// The same as a noun.
    #[must_use]
    pub fn in_country(&self) -> Option<Country> {
        self.country().and_then(Country::of_metadata)
    }

    /// What the numbering plan says that it is for.
    #[must_use]
    pub fn kind(&self) -> NumberKind {
        if self.country().is_none() {
            return NumberKind::of_no_country(&self.e164);
        }
        NumberKind::of_type(self.of_type())
    }

    fn of_type(&self) -> PhoneNumberType {
        let find = || {
            let number = read(&self.e164[1..]);
            number.map_or(PhoneNumberType::Unknown, |number| PHONE_NUMBER_UTIL.get_number_type(&number))
        };
        *self.of_type.get_or_init(find)
    }

    /// Whether the numbering plan says that it is a landline. Where landlines and mobiles share their numbers (North
    /// America) nobody can tell, and it counts as none.
    #[must_use]
    pub fn is_landline(&self) -> bool {
        self.line_type() == Some("landline")
    }

    /// Whether it is a mobile, a landline or an internet phone, as Twilio names them (`mobile`, `landline`, `voip`);
    /// none where the numbering plan doesn't tell.
    #[must_use]
    pub fn line_type(&self) -> Option<&'static str> {
        match self.of_type() {
            PhoneNumberType::Mobile => Some("mobile"),
            PhoneNumberType::FixedLine => Some("landline"),
            PhoneNumberType::VoIP => Some("voip"),
            _ => None,
        }
    }

    /// The number as logs and listings may show it: `+1501*****61`. At least four digits stay hidden.
    #[must_use]
    pub fn masked(&self) -> String {
        const TAIL: usize = 2;
        let length = self.e164.len();
        let head = length.saturating_sub(TAIL + 4).min(5);
        format!("{}{}{}", &self.e164[..head], "*".repeat(length - head - TAIL), &self.e164[length - TAIL..])
    }
}

/// At most 15 digits (ITU-T E.164, section 6.2); no number in use has fewer than 7, and none begins with 0.
fn is_international(digits: &str) -> bool {
    (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0')
}

fn read(digits: &str) -> Option<PhoneNumber> {
    PHONE_NUMBER_UTIL.parse(format!("+{digits}"), None).ok()
}

fn country_of(number: &PhoneNumber) -> Option<RegionStr> {
    named(PHONE_NUMBER_UTIL.get_region_for_number(number)?)
}

fn named(region: Region) -> Option<RegionStr> {
    (region != Region::World).then(|| region.as_region_str())
}

impl PartialEq for Phone {
    fn eq(&self, other: &Self) -> bool {
        self.e164 == other.e164
    }
}
impl Eq for Phone {}

impl Hash for Phone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.e164.hash(state);
    }
}

/// The masked form only: whole numbers stay out of logs.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn canonical(text: &str) -> Result<String, BadAddress> {
        Phone::parse(text).map(|phone| phone.as_str().to_owned())
    }

    #[test]
    fn a_number_in_e164_is_taken_with_its_country() {
        let phone = Phone::parse("+15017122661").expect("the number of Twilio's documentation");
        assert_eq!(phone.as_str(), "+15017122661");
        assert_eq!(phone.country(), Some("US"));
        assert_eq!(phone.masked(), "+1501*****61");
        for (text, country) in [
            ("+4915112345678", "DE"),
            ("+447400123456", "GB"),
            ("+14165550123", "CA"),
            ("+390612345678", "IT"),
            ("+2348031234567", "NG"),
            ("+919876543210", "IN"),
            ("+5511961234567", "BR"),
        ] {
            assert_eq!(canonical(text).as_deref(), Ok(text));
            assert_eq!(Phone::parse(text).expect("valid").country(), Some(country), "{text}");
        }
    }

    #[test]
    fn a_plus_that_a_form_turned_into_a_blank_is_still_a_plus() {
        assert_eq!(canonical(" 15017122661").as_deref(), Ok("+15017122661"));
        assert_eq!(canonical("  15017122661"), Err(BadAddress::NotE164));
        assert_eq!(canonical(" +15017122661"), Err(BadAddress::NotE164));
    }

    #[test]
    fn every_other_notation_is_refused() {
        for text in [
            "",
            "+",
            "15017122661",
            "0015017122661",
            "+1 501 712 2661",
            "+1 (501) 712-2661",
            "+1-501-712-2661",
            "+1501712266x",
            "+15017122661;ext=1",
            "tel:+15017122661",
            "+\u{661}5017122661",
            "\u{ff0b}15017122661",
            "+15017122661\n",
            "+1501712\x002661",
            "++15017122661",
            "+05017122661",
            "+1234567890123456",
        ] {
            assert_eq!(canonical(text), Err(BadAddress::NotE164), "{text:?}");
        }
    }

    #[test]
    fn a_number_outside_every_numbering_plan_is_refused() {
        for text in ["+10000000000", "+1555555555", "+999999999999", "+4912", "+11111111111"] {
            assert!(canonical(text).is_err(), "{text}");
        }
        assert_eq!(canonical("+10000000000"), Err(BadAddress::NoSuchNumber));
    }

    #[test]
    fn spellings_of_one_number_fold_into_one() {
        assert_eq!(canonical("+4407400123456").as_deref(), Ok("+447400123456"));
    }

    #[test]
    fn a_number_of_no_country_has_none() {
        let phone = Phone::parse("+80012345678").expect("universal freephone");
        assert_eq!(phone.country(), None);
    }

    #[test]
    fn a_stored_number_finds_its_country_when_asked() {
        let stored = Phone::from_stored("+15017122661").expect("canonical");
        assert_eq!(stored, Phone::parse("+15017122661").expect("valid"));
        assert_eq!(stored.country(), Some("US"));
    }

    #[test]
    fn masking_hides_at_least_four_digits_and_debug_shows_no_more() {
        for (stored, masked) in
            [("+1234567", "+1****67"), ("+6834000", "+6****00"), ("+15017122661", "+1501*****61")]
        {
            let phone = Phone::from_stored(stored).expect("canonical");
            assert_eq!(phone.masked(), masked);
            assert_eq!(format!("{phone:?}"), format!("Phone({masked})"));
        }
    }

    #[test]
    fn a_landline_is_told_from_a_mobile_where_the_plan_does() {
        let line_type = |text| Phone::parse(text).expect("valid").line_type();
        assert_eq!(line_type("+4915112345678"), Some("mobile"));
        assert_eq!(line_type("+49301234567"), Some("landline"));
        assert_eq!(line_type("+15017122661"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".{0,40}") {
            let _ = Phone::parse(&text);
            let _ = Phone::from_stored(&text).map(|phone| (phone.masked(), phone.country().map(str::to_owned)));
        }

        #[test]
        fn a_number_is_accepted_exactly_when_the_metadata_calls_it_valid(text in "\\+[1-9][0-9]{6,14}|\\+1[2-9][0-9]{9}|\\+44[0-9]{9,10}|\\+8(0[08]|7[08]|8[1238])[0-9]{6,11}") {
            let number = read(&text[1..]);
            let valid = number.is_some_and(|number| PHONE_NUMBER_UTIL.is_valid_number(&number));
            prop_assert_eq!(Phone::parse(&text).is_ok(), valid);
        }

        #[test]
        fn an_accepted_number_reads_back_as_itself(text in "\\+[1-9][0-9]{6,14}|\\+1[2-9][0-9]{9}|\\+49[0-9]{8,11}|\\+52[0-9]{10,12}|\\+54[0-9]{9,13}") {
            if let Ok(phone) = Phone::parse(&text) {
                prop_assert_eq!(Phone::parse(phone.as_str()), Ok(phone.clone()));
                let stored = Phone::from_stored(phone.as_str()).expect("canonical");
                prop_assert_eq!(stored.country(), phone.country());
                prop_assert_eq!(stored.kind(), phone.kind());
            }
        }
    }
}
