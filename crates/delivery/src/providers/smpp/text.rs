//! A text in octets: the phones' own alphabet, Latin-1, or UCS-2 (section 5.2.19; 3GPP TS 23.038).

use countersign_model::{GSM7_ESCAPE, Gsm7};

/// The data coding of UCS-2.
const UCS2: u8 = 8;

/// What the operator chose for texts whose characters allow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// The alphabet of phones, a septet an octet, under the centre's default coding.
    Gsm7,
    /// ISO 8859-1, under the coding that the centre takes for it.
    Latin1 {
        /// 3 by the standard; 0 where it is the default.
        data_coding: u8,
    },
    /// UTF-16, for every text.
    Ucs2,
}

/// A text in octets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// What the octets are.
    pub(super) data_coding: u8,
    /// The text.
    pub(super) octets: Vec<u8>,
    /// How many octets each character takes, in order: a character is never torn apart.
    pub(super) widths: Vec<usize>,
    /// Octets that fit into a message that stands alone.
    pub(super) alone: usize,
    /// Octets that fit into each of several.
    pub(super) joined: usize,
}

impl Encoding {
    /// Writes `text`; as UCS-2 when it holds a character that the chosen encoding lacks.
    pub(super) fn write(self, text: &str) -> Written {
        match self {
            Self::Gsm7 => gsm7(text),
            Self::Latin1 { data_coding } => latin1(text, data_coding),
            Self::Ucs2 => None,
        }
        .unwrap_or_else(|| ucs2(text))
    }
}

fn gsm7(text: &str) -> Option<Written> {
    let places = text.chars().map(Gsm7::of).collect::<Option<Vec<_>>>()?;
    let mut octets = Vec::with_capacity(places.len());
    for place in &places {
        match *place {
            Gsm7::Basic(septet) => octets.push(septet),
            Gsm7::Extended(septet) => octets.extend([GSM7_ESCAPE, septet]),
        }
    }
    let widths = places.into_iter().map(Gsm7::septets).collect();
    Some(Written { data_coding: 0, octets, widths, alone: 160, joined: 153 })
}

/// Without the controls that Latin-1 has and no phone shows.
fn latin1(text: &str, data_coding: u8) -> Option<Written> {
    let octet =
        |c: char| u8::try_from(u32::from(c)).ok().filter(|_| !c.is_control() || matches!(c, '\n' | '\r'));
    let octets = text.chars().map(octet).collect::<Option<Vec<_>>>()?;
    Some(Written { data_coding, widths: vec![1; octets.len()], octets, alone: 140, joined: 134 })
}

/// Phones read it as UTF-16, so an emoji is two units.
fn ucs2(text: &str) -> Written {
    let octets = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let widths = text.chars().map(|c| c.len_utf16() * 2).collect();
    Written { data_coding: UCS2, octets, widths, alone: 140, joined: 134 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_writes_what_it_can_and_leaves_the_rest_to_ucs2() {
        let latin1 = Encoding::Latin1 { data_coding: 3 };
        for (encoding, text, data_coding, octets) in [
            (Encoding::Gsm7, "@_$ä€", 0, vec![0x00, 0x11, 0x02, 0x7B, 0x1B, 0x65]),
            (Encoding::Gsm7, "ç", 8, vec![0x00, 0xE7]),
            (Encoding::Gsm7, "🔑", 8, vec![0xD8, 0x3D, 0xDD, 0x11]),
            (latin1, "@_$äç", 3, vec![0x40, 0x5F, 0x24, 0xE4, 0xE7]),
            (latin1, "€", 8, vec![0x20, 0xAC]),
            (latin1, "\u{85}", 8, vec![0x00, 0x85]),
            (Encoding::Latin1 { data_coding: 0 }, "é", 0, vec![0xE9]),
            (Encoding::Ucs2, "A", 8, vec![0x00, 0x41]),
        ] {
            let written = encoding.write(text);
            assert_eq!((written.data_coding, written.octets), (data_coding, octets), "{encoding:?} {text}");
        }
    }
}
