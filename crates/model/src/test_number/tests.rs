use super::*;
use crate::MockDice;

const NUMBER: &str = "+12125550123";

fn made(number: &str, added: &str, until: Option<&str>) -> Result<TestNumber, String> {
    let code = Code::parse_custom("271828").expect("a code");
    let number = Phone::parse(number).expect("a number");
    TestNumber::new(number, code, None, added, until).map_err(|error| error.to_string())
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a moment")
}

#[test]
fn a_number_that_may_be_a_persons_is_refused_with_one_that_is_nobodys() {
    for number in ["+15017122661", "+4915112345678", "+18005550123"] {
        let told = made(number, "2026-11-23", None).expect_err(number);
        assert!(told.contains(number) && told.contains("+12125550100"), "{told}");
    }
}

#[test]
fn it_ends_after_ninety_days_to_the_millisecond_or_earlier_if_so_said() {
    let it = made(NUMBER, "2026-11-23", None).expect("a test number");
    assert_eq!(it.until(), at("2027-02-21T00:00:00Z"));
    assert!(it.is_live(at("2026-11-23T00:00:00Z")));
    assert!(it.is_live(it.until().plus_millis(-1)));
    assert!(!it.is_live(it.until()));
    let short = made(NUMBER, "2026-11-23", Some("2026-11-24")).expect("a day");
    assert!(!short.is_live(at("2026-11-24T00:00:00Z")));
}

#[test]
fn it_cannot_be_made_to_live_longer() {
    for until in ["2027-02-22", "2036-01-01", "2026-11-23", "2026-11-22"] {
        let told = made(NUMBER, "2026-11-23", Some(until)).expect_err(until);
        assert!(told.contains("90 days"), "{told}");
    }
    for added in ["", "today", "2026-13-01", "2026-11-23T00:00:00Z", "26-11-23", "20261123", "9999-12-31"] {
        assert!(made(NUMBER, added, None).is_err(), "{added}");
    }
}

#[test]
fn a_day_that_has_begun_nowhere_is_of_the_future_and_counts_for_nothing() {
    let it = made(NUMBER, "2026-11-23", None).expect("a test number");
    let first = at("2026-11-22T10:00:00Z");
    assert!(!it.is_of_the_future(first) && it.is_live(first), "it is the 23rd on Kiribati");
    let before = first.plus_millis(-1);
    assert!(it.is_of_the_future(before) && !it.is_live(before));
}

#[test]
fn it_is_found_in_its_own_service_only_and_not_by_a_neighbours_number() {
    let dice = MockDice::new(1);
    let (now, code) = (at("2026-11-23T12:00:00Z"), Code::parse_custom("271828").expect("a code"));
    let [mine, other] = [ServiceSid::new(now, &dice), ServiceSid::new(now, &dice)];
    let number = Phone::parse(NUMBER).expect("a number");
    let one = TestNumber::new(number, code, Some(mine), "2026-11-23", None).expect("a test number");
    let numbers = TestNumbers::new(vec![one]).expect("numbers");
    let find =
        |service, to: &str| numbers.find(service, &Recipient::parse(to).expect("an address"), now).is_some();
    assert!(find(mine, NUMBER));
    assert!(!find(other, NUMBER));
    assert!(!find(mine, "+12125550124") && !find(mine, "ann@example.com"));
}

#[test]
fn one_number_has_one_code_in_a_service() {
    let one = || made(NUMBER, "2026-11-23", None).expect("a test number");
    let told = TestNumbers::new(vec![one(), one()]).expect_err("twice").to_string();
    assert!(told.contains(NUMBER), "{told}");
}

#[test]
fn its_debug_output_shows_neither_code_nor_whole_number() {
    let shown = format!("{:?}", made(NUMBER, "2026-11-23", None).expect("a test number"));
    assert!(!shown.contains("271828") && !shown.contains("2125550123"), "{shown}");
}
