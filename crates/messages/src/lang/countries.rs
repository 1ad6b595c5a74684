//! Which language to write to a phone in, by its country.

/// A language and the countries (ISO 3166-1 alpha-2, as phone number metadata names them) whose phones get it
/// unless the caller asks for another. One language a country: the most read one.
///
/// It may name languages that have no texts yet: their countries get English until the file arrives, and then
/// nothing changes here. Countries that are not listed get English; Irish is sent on request only.
pub(crate) const COUNTRIES: &[(&str, &str)] = &[
    ("da", "DK FO GL"),
    ("de", "AT CH DE LI"),
    (
        "en",
        "AG AI AS AU BB BM BS BW BZ CA CK DM FJ FK FM GB GD GG GH GI GM GU GY IE IM IN JE JM KE KN KY LC LR LS \
         MH MP MS MT MU MW NA NG NZ PG PH PK PW SB SC SG SH SL SX SZ TC TO TT TZ UG US VC VG VI VU WS ZA ZM ZW",
    ),
    ("es", "AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PR PY SV UY VE"),
    ("fr", "BF BJ BL CD CF CG CI CM DJ FR GA GF GN GP LU MC MF ML MQ NC NE PF PM RE SN TD TG WF YT"),
    ("it", "IT SM VA"),
    ("nl", "BE BQ CW NL SR"),
    ("pl", "PL"),
    ("pt", "AO BR CV GW MZ PT ST"),
];

#[cfg(test)]
mod tests {
    use super::*;

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
