//! Texts that are longer than one message.

use super::text::Written;

/// How the centre is told that messages belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Long {
    /// By a header in each (3GPP TS 23.040 section 9.2.3.24.1).
    Header,
    /// By the parameters `sar_…` of each (section 5.3.2.22 to 5.3.2.24).
    Parameters,
    /// Not at all: it gets the whole in `message_payload` and divides it (section 5.3.2.32).
    Payload,
}

/// The octets of each part. A character of two octets or units is never torn apart, so a part may stay one short.
pub(super) fn split(written: &Written) -> Vec<&[u8]> {
    if written.octets.len() <= written.alone {
        return vec![&written.octets];
    }
    let mut parts = Vec::new();
    let (mut start, mut end) = (0, 0);
    for &width in &written.widths {
        if end + width - start > written.joined {
            parts.push(&written.octets[start..end]);
            start = end;
        }
        end += width;
    }
    parts.push(&written.octets[start..end]);
    parts
}

/// The header of part `number` of `total`: the parts of one text share `reference`.
pub(super) const fn header(reference: u8, number: u8, total: u8) -> [u8; 6] {
    [5, 0, 3, reference, total, number]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::text::Encoding;
    use super::*;

    #[test]
    fn parts_hold_153_septets_or_67_units() {
        for (character, count, lengths) in [
            ('a', 160, vec![160]),
            ('a', 161, vec![153, 8]),
            ('a', 307, vec![153, 153, 1]),
            ('я', 70, vec![140]),
            ('я', 71, vec![134, 8]),
        ] {
            let written = Encoding::Gsm7.write(&character.to_string().repeat(count));
            let parts: Vec<_> = split(&written).into_iter().map(<[u8]>::len).collect();
            assert_eq!(parts, lengths, "{count} of {character}");
        }
    }

    fn encodings() -> impl Strategy<Value = Encoding> {
        prop::sample::select(vec![Encoding::Gsm7, Encoding::Latin1 { data_coding: 3 }, Encoding::Ucs2])
    }

    proptest! {
        #[test]
        fn the_parts_put_together_are_the_text_and_no_character_is_torn(
            encoding in encodings(),
            text in "[a-z€{}]{0,500}|[a-zя🔑]{0,300}|.{0,300}",
        ) {
            let written = encoding.write(&text);
            let parts = split(&written);
            prop_assert_eq!(parts.concat(), written.octets.clone());
            prop_assert_eq!(written.widths.iter().sum::<usize>(), written.octets.len());
            let most = if parts.len() == 1 { written.alone } else { written.joined };
            for part in &parts {
                prop_assert!(part.len() <= most);
                if written.data_coding == 8 {
                    let units: Vec<u16> = part.chunks(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect();
                    prop_assert!(part.len() % 2 == 0 && String::from_utf16(&units).is_ok());
                } else if written.data_coding == 0 {
                    // An escape at the end would have lost its letter.
                    prop_assert!(part.last() != Some(&0x1B));
                }
            }
        }

        #[test]
        fn there_are_as_many_parts_as_are_counted_elsewhere(text in "[a-z€{}]{0,500}|[a-zя🔑]{0,300}") {
            // The rule of crates/messages, by another way: no part but the last has room for one more character.
            let written = Encoding::Gsm7.write(&text);
            let parts = split(&written);
            for pair in parts.windows(2) {
                prop_assert!(pair[0].len() + 4 > written.joined);
                prop_assert!(!pair[1].is_empty());
            }
        }
    }
}
