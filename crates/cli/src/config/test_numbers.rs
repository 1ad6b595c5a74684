//! `[[test_numbers]]`: numbers that nothing is sent to and whose code stands here. Only the file sets them: whoever may
//! call the API or set a variable can't make one.

use countersign_model::{BadTestNumber, Code, Phone, TestNumber, TestNumbers, Timestamp};
use serde::Deserialize;
use toml::{Table, Value};

use super::routes::{service, tables};
use crate::commands::Failure;

/// What a test number may hold; shown in the example file and on the reference page, and read by a test.
pub(super) const EXAMPLE: &str = r#"[[test_numbers]]
number = "+12125550123"            # kept free for films and examples: the guide lists which are
code = "271828"                    # what is right for it, whatever the caller asks for
added = "2026-11-23"               # the day it was written here
until = "2026-12-24"               # ends as this day begins (UTC); left out: 90 days later, which is the most
service = "VA0123456789abcdef0123456789abcdef"   # left out: every service
"#;

/// How long before its end a number is spoken of, in milliseconds.
const SOON: i64 = 14 * 24 * 3_600_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    number: String,
    // Any value: an error about its type would show it.
    code: Value,
    added: String,
    until: Option<String>,
    service: Option<String>,
}

/// The test numbers, ended ones too.
pub(super) fn read(file: &mut Table) -> Result<TestNumbers, Failure> {
    let numbers = tables(file, "test_numbers")?.into_iter().zip(1..);
    let numbers = numbers.map(|(table, place)| number(table, place)).collect::<Result<_, _>>()?;
    TestNumbers::new(numbers).map_err(|error| Failure::configuration(format!("[[test_numbers]]: {error}")))
}

fn number(table: Value, place: usize) -> Result<TestNumber, Failure> {
    let told = |text: String| Failure::configuration(format!("[[test_numbers]], number {place}: {text}"));
    let written: Written =
        table.try_into().map_err(|error: toml::de::Error| told(error.message().to_owned()))?;
    let number = Phone::parse(&written.number).map_err(|error| told(format!("number: {error}")))?;
    let code =
        written.code.as_str().ok_or_else(|| told("code must be text, such as \"314159\"".to_owned()))?;
    let code = Code::parse_custom(code).map_err(|error| told(format!("code: {error}")))?;
    let service = written.service.map(|text| service(&text)).transpose().map_err(&told)?;
    TestNumber::new(number, code, service, &written.added, written.until.as_deref())
        .map_err(|error: BadTestNumber| told(error.to_string()))
}

/// Refuses days that nobody can have written yet: a number added in the future would live for longer than 90 days.
pub(super) fn check(numbers: &TestNumbers, now: Timestamp) -> Result<(), Failure> {
    match numbers.iter().find(|it| it.is_of_the_future(now)) {
        None => Ok(()),
        Some(it) => Err(Failure::configuration(format!(
            "[[test_numbers]]: {} was added on a day that is still to come: write today's",
            it.number().as_str()
        ))),
    }
}

/// What an operator should know of test numbers at `now`: those that have ended or will within two weeks.
pub(super) fn remarks(numbers: &TestNumbers, now: Timestamp) -> Vec<String> {
    let remark = |it: &TestNumber| {
        let (number, until) = (it.number().as_str(), it.until());
        match until.millis_since(now) {
            ..=0 => Some(format!(
                "test number {number} has ended at {until}: it is a number as any other, and messages to it are sent and \
                 paid for. Take it out of [[test_numbers]], or write a new day into added"
            )),
            left if left <= SOON => Some(format!(
                "test number {number} ends at {until}: write a new day into added to go on with it"
            )),
            _ => None,
        }
    };
    numbers.iter().filter_map(remark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "[[test_numbers]]\nnumber = '+12125550123'\ncode = '271828'\nadded = '2026-11-23'\n";

    fn parsed(text: &str) -> Result<TestNumbers, String> {
        read(&mut text.parse().expect("TOML")).map_err(|error| error.to_string())
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a moment")
    }

    #[test]
    fn the_example_is_read_whole() {
        let numbers = parsed(EXAMPLE).expect("numbers");
        let it = numbers.iter().next().expect("one");
        assert_eq!(it.number().as_str(), "+12125550123");
        assert_eq!(it.code().as_str(), "271828");
        assert_eq!(it.until(), at("2026-12-24T00:00:00Z"));
        assert!(it.service().is_some());
    }

    #[test]
    fn a_mistake_names_the_place_and_what_would_be_right_and_never_the_code() {
        for (from, to, hint) in [
            ("+12125550123", "+15017122661", "may be a person's"),
            ("+12125550123", "12125550123", "number"),
            ("'271828'", "271828", "must be text"),
            ("271828", "2718281828459", "4 to 10"),
            ("'2026-11-23'", "'today'", "2026-11-23"),
            ("added = '2026-11-23'", "", "added"),
            ("added", "until = '2027-06-01'\nadded", "90 days"),
            ("added", "service = 'VA1'\nadded", "32 hex digits"),
            ("added", "secret = 1\nadded", "secret"),
        ] {
            let told = parsed(&ONE.replacen(from, to, 1)).expect_err(to);
            assert!(told.contains("[[test_numbers]], number 1") && told.contains(hint), "{told}");
            assert!(!told.contains("271828"), "{told}");
        }
        assert!(parsed(&format!("{ONE}{ONE}")).expect_err("twice").contains("twice"));
        assert!(parsed("test_numbers = ['+12125550123']").is_err());
    }

    #[test]
    fn no_variable_makes_one() {
        let names = [
            "COUNTERSIGN_TEST_NUMBERS",
            "COUNTERSIGN_TEST_NUMBERS_NUMBER",
            "COUNTERSIGN_TEST_NUMBERS_0_CODE",
        ];
        let environment = names.map(|name| (name.to_owned(), ONE.to_owned())).into_iter().collect();
        let config = crate::config::Config::parse("", &environment).expect("they mean nothing");
        assert!(config.test_numbers.is_empty());
    }

    #[test]
    fn a_day_that_is_still_to_come_is_refused() {
        let numbers = parsed(ONE).expect("numbers");
        assert!(check(&numbers, at("2026-11-23T00:00:00Z")).is_ok());
        let told = check(&numbers, at("2026-11-20T00:00:00Z")).expect_err("too early").to_string();
        assert!(told.contains("+12125550123") && told.contains("today's"), "{told}");
    }

    #[test]
    fn an_end_is_spoken_of_two_weeks_before_and_from_then_on() {
        let numbers = parsed(ONE).expect("numbers");
        assert_eq!(remarks(&numbers, at("2027-02-06T23:59:59Z")), Vec::<String>::new());
        assert!(remarks(&numbers, at("2027-02-07T00:00:00Z"))[0].contains("ends at 2027-02-21"));
        for later in ["2027-02-21T00:00:00Z", "2028-01-01T00:00:00Z"] {
            assert!(remarks(&numbers, at(later))[0].contains("has ended"));
        }
    }
}
