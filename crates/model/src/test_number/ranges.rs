//! Numbers that no person has: who plans a country's numbers keeps them free for films, books and examples. Data with its
//! sources; what isn't here may be somebody's.

use crate::Phone;
use crate::limit::NumberKind;

/// What one planner keeps free.
struct Reserved {
    /// Where its word counts: countries share calling codes.
    countries: &'static [&'static str],
    /// Where it says so.
    #[cfg_attr(not(test), expect(dead_code, reason = "for whoever mends the table"))]
    source: &'static str,
    /// The digits behind `+`: a digit stands for itself, `x` for any, `n` for any but 0.
    numbers: &'static [&'static str],
}

const RESERVED: &[Reserved] = &[
    Reserved {
        countries: &["US", "CA"],
        source: "ATIS-0300115, 555 line number assignment guidelines: 555-0100 to 555-0199 are fictional",
        numbers: &["1xxx55501xx"],
    },
    // Mobiles (+44 7700 900xxx), Nottingham and 01632 are missing: the numbering plans' metadata takes them for no numbers,
    // so a request with one is refused. France's mobiles (+33 6 39 98) and Ireland's
    // numbers (+353 20 91) are missing for the same reason.
    Reserved {
        countries: &["GB"],
        source: "Ofcom, telephone numbers for drama use",
        numbers: &[
            "441134960xxx",
            "441144960xxx",
            "441164960xxx",
            "441174960xxx",
            "441184960xxx",
            "441214960xxx",
            "441314960xxx",
            "441414960xxx",
            "441514960xxx",
            "441614960xxx",
            "441914980xxx",
            "442079460xxx",
            "442896496xxx",
            "442920180xxx",
        ],
    },
    Reserved {
        countries: &["FR"],
        source: "Arcep, national numbering plan, decision 2018-0881: numbers for audiovisual works",
        numbers: &["3319900xxxx", "3326191xxxx", "3335301xxxx", "3346571xxxx", "3353649xxxx"],
    },
    Reserved {
        countries: &["DE"],
        source: "Bundesnetzagentur, notice 148/2021 in gazette 7/2021: numbers for media productions",
        numbers: &[
            "492214710xxx",
            "493023125xxx",
            "494066969xxx",
            "496990009xxx",
            "498999998xxx",
            "4915228817386",
            "4917139200xx",
            "491729980752",
            "49176040690xx",
        ],
    },
    Reserved {
        countries: &["SE"],
        source: "Post- och telestyrelsen, telephone numbers for books and films: 070-174 06 05 to 99",
        numbers: &["467017406nx"],
    },
    Reserved {
        countries: &["AU"],
        source: "ACMA, phone numbers for use in TV shows, films and creative works: these and no others",
        numbers: &[
            "61491570006",
            "61491570110",
            "61491570156",
            "61491570157",
            "61491570158",
            "61491570159",
            "61491570313",
            "61491570737",
            "61491571266",
            "61491571491",
            "61491571804",
            "61491572549",
            "61491572665",
            "61491572983",
            "61491573087",
            "61491573770",
            "61491574118",
            "61491574632",
            "61491575254",
            "61491575789",
            "61491576398",
            "61491576801",
            "61491577426",
            "61491577644",
            "61491578148",
            "61491578888",
            "61491578957",
            "61491579212",
            "61491579455",
            "61491579760",
        ],
    },
];

/// Whether no person has `phone` and none will be given it. Numbers that cost whoever calls them are left out whatever the
/// table says.
pub(super) fn is_nobodys(phone: &Phone) -> bool {
    let digits = &phone.as_str()[1..];
    let country = phone.country().unwrap_or_default();
    phone.kind() == NumberKind::Ordinary
        && RESERVED.iter().any(|reserved| {
            reserved.countries.contains(&country)
                && reserved.numbers.iter().any(|pattern| fits(pattern, digits))
        })
}

fn fits(pattern: &str, digits: &str) -> bool {
    pattern.len() == digits.len()
        && pattern.bytes().zip(digits.bytes()).all(|(wanted, digit)| match wanted {
            b'x' => digit.is_ascii_digit(),
            b'n' => digit.is_ascii_digit() && digit != b'0',
            wanted => wanted == digit,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_nobodys(text: &str) -> bool {
        super::is_nobodys(&Phone::parse(text).expect(text))
    }

    #[test]
    fn every_line_of_the_table_names_numbers_that_can_be_verified() {
        let mut none = Vec::new();
        for reserved in RESERVED {
            assert!(!reserved.source.is_empty());
            for pattern in reserved.numbers {
                // North America's area codes aren't all in use.
                let digits = if pattern.starts_with("1xxx") {
                    pattern.replacen("1xxx", "1212", 1)
                } else {
                    (*pattern).to_owned()
                };
                for digit in ["1", "9"] {
                    let number = format!("+{}", digits.replace(['x', 'n'], digit));
                    if !Phone::parse(&number).is_ok_and(|phone| super::is_nobodys(&phone)) {
                        none.push(number);
                    }
                }
            }
        }
        assert_eq!(none, Vec::<String>::new());
    }

    #[test]
    fn neighbours_of_the_reserved_numbers_are_peoples() {
        for number in [
            "+15017122661",
            "+12125550099",
            "+12125550200",
            "+12125551212",
            "+447400123456",
            "+442079461000",
            "+33612345678",
            "+46701740700",
            "+46701740604",
            "+61491570007",
            "+61491570160",
        ] {
            assert!(!is_nobodys(number), "{number}");
        }
    }

    #[test]
    fn a_calling_code_that_countries_share_counts_for_those_that_made_the_promise() {
        assert!(is_nobodys("+14165550123"), "Canada");
        assert!(!is_nobodys("+18765550123"), "Jamaica");
        assert!(!is_nobodys("+18005550123"), "toll-free: only 555-0199 is kept free there");
    }
}
