//! How phone numbers begin, as far as it is counted.

use crate::Phone;
use crate::limit::Prefix;

/// Digits at the beginning of a number that are counted by at most.
const MOST: usize = 5;
/// Digits of a number that always stay unknown.
const HIDDEN: usize = 4;

/// The beginning of a number: at most five digits, and never so many that fewer than four would stay unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area {
    /// The digits, filled up with zeros to five.
    pub filled: i64,
    /// How many of them count.
    pub digits: i64,
}

impl Area {
    /// How many digits those areas count that leave some of theirs unknown: of numbers with seven digits and more.
    pub const DIGITS: [i64; 3] = [3, 4, 5];

    /// The area of a number.
    #[must_use]
    pub fn of(phone: &Phone) -> Self {
        let digits = phone.as_str().trim_start_matches('+');
        Self::of_digits(&digits[..digits.len().saturating_sub(HIDDEN).min(MOST)])
    }

    fn of_digits(digits: &str) -> Self {
        let filled = format!("{digits:0<MOST$}").parse().unwrap_or(0);
        Self { filled, digits: i64::try_from(digits.len()).unwrap_or(0) }
    }

    /// The areas whose numbers all begin so: from the first to the last, with as many digits as the prefix or more. None
    /// where a prefix is longer than areas are.
    #[must_use]
    pub fn within(prefix: &Prefix) -> Option<(Self, Self)> {
        let digits = prefix.as_str().trim_start_matches('+');
        let first = (digits.len() <= MOST).then(|| Self::of_digits(digits))?;
        let filled = format!("{digits:9<MOST$}").parse().unwrap_or(0);
        Some((first, Self { filled, ..first }))
    }

    /// The area with `digits` digits in which numbers may begin so and may not; none if those begin so for certain, or
    /// never.
    #[must_use]
    pub fn around(prefix: &Prefix, digits: i64) -> Option<Self> {
        let all = prefix.as_str().trim_start_matches('+');
        let count = usize::try_from(digits).ok()?;
        (count < all.len()).then(|| Self::of_digits(&all[..count]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Recipient;

    fn area(number: &str) -> Area {
        let recipient = Recipient::from_stored(number).expect("a number");
        Area::of(recipient.phone().expect("a number"))
    }

    fn prefix(text: &str) -> Prefix {
        text.parse().expect("a prefix")
    }

    #[test]
    fn an_area_has_five_digits_and_fewer_where_four_would_not_stay_unknown() {
        assert_eq!(area("+4915112345678"), Area { filled: 49_151, digits: 5 });
        assert_eq!(area("+683401234"), Area { filled: 68_340, digits: 5 });
        assert_eq!(area("+68340123"), Area { filled: 68_340, digits: 4 });
        assert_eq!(area("+6834012"), Area { filled: 68_300, digits: 3 });
    }

    #[test]
    fn a_prefix_holds_areas_whole_or_cuts_one() {
        let whole = |text: &str| Area::within(&prefix(text)).map(|(a, b)| (a.filled, b.filled, a.digits));
        assert_eq!(whole("+49"), Some((49_000, 49_999, 2)));
        assert_eq!(whole("+57305"), Some((57_305, 57_305, 5)));
        assert_eq!(whole("+573051"), None);
        assert_eq!(Area::around(&prefix("+573051"), 5), Some(Area { filled: 57_305, digits: 5 }));
        assert_eq!(Area::around(&prefix("+57305"), 5), None);
        assert_eq!(Area::around(&prefix("+57305"), 3), Some(Area { filled: 57_300, digits: 3 }));
        assert_eq!(Area::around(&prefix("+57"), 3), None);
    }
}
