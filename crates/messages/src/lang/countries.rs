//! Which language to write to a phone in, by its country.

/// A language and the countries (ISO 3166-1 alpha-2, as phone number metadata names them) whose phones get it
/// unless the caller asks for another. One language a country: of those that have texts, the most read one.
/// Countries that are not listed get English; Irish is sent on request only.
///
/// Where several are read, a phone number does not tell which, and an application that knows its person says so
/// (`Locale`):
/// - Belgium gets Dutch, the language of the larger part; its mobile numbers belong to no region.
/// - Switzerland gets German, for the same reason. Luxembourg gets French, the language of its laws and offices.
/// - The Maghreb, Mauritania and the Comoros read Arabic first, which has no texts yet; then French, before English.
/// - Andorra reads Catalan, and Spanish before French. Timor-Leste has Portuguese beside Tetum.
/// - Greenland and the Faroes learn Danish at school.
pub(crate) const COUNTRIES: &[(&str, &str)] = &[
    ("da", "DK FO GL"),
    ("de", "AT CH DE LI"),
    (
        "en",
        "AG AI AS AU BB BM BS BW BZ CA CK DM FJ FK FM GB GD GG GH GI GM GU GY IE IM IN JE JM KE KN KY LC LR LS \
         MH MP MS MT MU MW NA NG NZ PG PH PK PW SB SC SG SH SL SX SZ TC TO TT TZ UG US VC VG VI VU WS ZA ZM ZW",
    ),
    ("es", "AD AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PR PY SV UY VE"),
    (
        "fr",
        "BF BI BJ BL CD CF CG CI CM DJ DZ FR GA GF GN GP HT KM LU MA MC MF MG ML MQ MR NC NE PF PM RE SN TD TG TN WF \
         YT",
    ),
    ("it", "IT SM VA"),
    ("nl", "AW BE BQ CW NL SR"),
    ("pl", "PL"),
    ("pt", "AO CV GW MZ PT ST TL"),
    ("pt-BR", "BR"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Locale;

    #[test]
    fn every_language_of_a_country_has_texts() {
        for (tag, _) in COUNTRIES {
            assert!(Locale::all().any(|locale| locale.tag() == *tag), "{tag}");
        }
    }

    #[test]
    fn every_country_is_two_capital_letters_and_has_one_language() {
        let mut countries: Vec<&str> = COUNTRIES.iter().flat_map(|(_, list)| list.split(' ')).collect();
        for country in &countries {
            assert!(country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase()), "{country}");
        }
        let listed = countries.len();
        countries.sort_unstable();
        countries.dedup();
        assert_eq!(countries.len(), listed, "a country stands under two languages");
    }
}
