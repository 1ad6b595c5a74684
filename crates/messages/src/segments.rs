//! How many SMS a text becomes, which is what providers bill.

use countersign_model::Gsm7;

/// The alphabet that a text is sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Seven bits a character (3GPP TS 23.038 section 6.2.1).
    Gsm7,
    /// Sixteen bits a unit (section 6.2.3). Phones read it as UTF-16, so an emoji is two units.
    Ucs2,
}

impl Encoding {
    /// Units that fit into an SMS which stands alone: 140 octets.
    const fn alone(self) -> usize {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    /// Units that fit into each SMS of several: 140 octets less a header of six (3GPP TS 23.040 section
    /// 9.2.3.24.1).
    const fn joined(self) -> usize {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }
}

/// The size of a text as SMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segments {
    /// One character outside GSM-7 puts the whole text into UCS-2.
    pub encoding: Encoding,
    /// Septets (GSM-7, where `€` and the like take two) or 16-bit units (UCS-2).
    pub units: usize,
    /// How many SMS are sent; at least one, as an empty SMS is one too.
    pub count: usize,
}

/// Measures `text`. A character of two units is never split between two SMS, so a part may stay one unit short.
#[must_use]
pub fn segments(text: &str) -> Segments {
    match text.chars().map(|c| Gsm7::of(c).map(Gsm7::septets)).collect::<Option<Vec<usize>>>() {
        Some(widths) => measure(Encoding::Gsm7, widths),
        None => measure(Encoding::Ucs2, text.chars().map(char::len_utf16).collect()),
    }
}

fn measure(encoding: Encoding, widths: Vec<usize>) -> Segments {
    let units = widths.iter().sum();
    if units <= encoding.alone() {
        return Segments { encoding, units, count: 1 };
    }
    let (mut count, mut filled) = (1, 0);
    for width in widths {
        if filled + width > encoding.joined() {
            count += 1;
            filled = 0;
        }
        filled += width;
    }
    Segments { encoding, units, count }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(encoding: Encoding, units: usize, count: usize) -> Segments {
        Segments { encoding, units, count }
    }

    #[test]
    fn a_gsm_text_has_160_characters_alone_and_153_a_part() {
        for (length, count) in [(0, 1), (160, 1), (161, 2), (306, 2), (307, 3), (459, 3), (460, 4)] {
            assert_eq!(segments(&"a".repeat(length)), of(Encoding::Gsm7, length, count));
        }
    }

    #[test]
    fn a_ucs2_text_has_70_units_alone_and_67_a_part() {
        for (length, count) in [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)] {
            assert_eq!(segments(&"я".repeat(length)), of(Encoding::Ucs2, length, count));
        }
    }

    #[test]
    fn an_extension_character_counts_two_septets() {
        assert_eq!(segments("5 €"), of(Encoding::Gsm7, 4, 1));
        assert_eq!(segments(&"€".repeat(80)), of(Encoding::Gsm7, 160, 1));
    }

    #[test]
    fn an_escape_pair_is_not_split_between_parts() {
        // 306 septets would fill two parts, but the pair at 153 and 154 moves to the second and pushes one on.
        let text = format!("{}€{}", "a".repeat(152), "a".repeat(152));
        assert_eq!(segments(&text), of(Encoding::Gsm7, 306, 3));
    }

    #[test]
    fn a_surrogate_pair_is_not_split_between_parts() {
        let text = format!("{}🔑{}", "я".repeat(66), "я".repeat(66));
        assert_eq!(segments(&text), of(Encoding::Ucs2, 134, 3));
    }

    #[test]
    fn one_character_outside_the_alphabet_makes_the_whole_text_ucs2() {
        assert_eq!(segments(&"a".repeat(71)).count, 1);
        assert_eq!(segments(&format!("{}’", "a".repeat(70))), of(Encoding::Ucs2, 71, 2));
    }

    proptest! {
        #[test]
        fn parts_hold_the_text_and_none_is_wasted(text in "[a-z€{}ä]{0,700}|[a-zя🔑]{0,700}|.{0,700}") {
            let Segments { encoding, units, count } = segments(&text);
            if count == 1 {
                prop_assert!(units <= encoding.alone());
            } else {
                prop_assert!(units > encoding.alone());
                prop_assert!(units <= count * encoding.joined());
                // Every part but the last is full, or one unit short of it.
                prop_assert!(units > (count - 1) * (encoding.joined() - 1));
            }
        }

        #[test]
        fn ucs2_counts_utf16_units(text in ".{0,200}") {
            let text = format!("{text}’");
            let segments = segments(&text);
            prop_assert_eq!(segments.encoding, Encoding::Ucs2);
            prop_assert_eq!(segments.units, text.encode_utf16().count());
        }

        #[test]
        fn a_longer_text_never_takes_fewer_parts(
            text in "[a-z€🔑]{0,400}|[a-z€]{0,400}",
            more in "[a-z€🔑]{0,20}|[a-z€]{0,20}",
        ) {
            let longer = format!("{text}{more}");
            prop_assert!(segments(&longer).count >= segments(&text).count);
        }
    }
}
