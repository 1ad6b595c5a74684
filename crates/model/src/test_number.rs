//! Numbers that an operator tries the whole road with, on a server that serves people.
//!
//! They are kept apart from people by what they are: no person has one (`ranges`), each ends by itself, nothing is ever
//! sent to them, and all that is made for them says so. Their code stands in the configuration and nowhere else.

mod ranges;

use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::{Code, Phone, Recipient, ServiceSid, Timestamp};

/// What stands in place of a key or a provider where a row belongs to a test number: no key and no provider can be
/// called so.
pub const TEST_NUMBER: &str = "(test number)";

/// How many days a test number lives at most.
pub const TEST_NUMBER_DAYS: i32 = 90;

const HOUR: i64 = 3_600_000;

/// A day begins so many hours before it does in UTC, where it begins first.
const FIRST_TO_SEE_A_DAY: i64 = 14 * HOUR;

/// One number with its fixed code.
#[derive(Clone, Debug)]
pub struct TestNumber {
    number: Phone,
    code: Code,
    service: Option<ServiceSid>,
    added: Timestamp,
    until: Timestamp,
}

/// Why a number can't be a test number. The sentence says what would do; it shows no code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadTestNumber(String);

impl fmt::Display for BadTestNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadTestNumber {}

impl TestNumber {
    /// A number that was made a test number on the day `added` and ends when the day `until` begins in UTC, at most
    /// [`TEST_NUMBER_DAYS`] later, which is also what counts without it. With `service` it is one there only. Days are
    /// written as `2026-11-23`.
    ///
    /// # Errors
    /// [`BadTestNumber`] for a number that may be a person's, and for days that make no sense.
    pub fn new(
        number: Phone,
        code: Code,
        service: Option<ServiceSid>,
        added: &str,
        until: Option<&str>,
    ) -> Result<Self, BadTestNumber> {
        if !ranges::is_nobodys(&number) {
            return Err(BadTestNumber(format!(
                "{} may be a person's: take one that is kept free for films and examples, such as +12125550100 \
                 (docs/guides/sandbox.md lists them)",
                number.as_str()
            )));
        }
        let last = |added: Date| added.checked_add(jiff::Span::new().days(TEST_NUMBER_DAYS)).ok();
        let added = day("added", added)?;
        let most = last(added).ok_or_else(|| BadTestNumber("added is too far in the future".to_owned()))?;
        let until = until.map(|until| day("until", until)).transpose()?.unwrap_or(most);
        if until <= added || until > most {
            return Err(BadTestNumber(format!(
                "until must be after {added} and not after {most}: a test number lives for {TEST_NUMBER_DAYS} days at \
                 most. Write a new day into added to go on with it"
            )));
        }
        Ok(Self { number, code, service, added: begin(added)?, until: begin(until)? })
    }

    /// The number.
    #[must_use]
    pub const fn number(&self) -> &Phone {
        &self.number
    }

    /// The code that is right for it.
    #[must_use]
    pub const fn code(&self) -> &Code {
        &self.code
    }

    /// The service that it is one for; every service when there is none.
    #[must_use]
    pub const fn service(&self) -> Option<ServiceSid> {
        self.service
    }

    /// When it ends.
    #[must_use]
    pub const fn until(&self) -> Timestamp {
        self.until
    }

    /// Whether the day it was added has not begun anywhere yet: nobody can have added it then.
    #[must_use]
    pub const fn is_of_the_future(&self, now: Timestamp) -> bool {
        now.millis_since(self.added) < -FIRST_TO_SEE_A_DAY
    }

    /// Whether it counts at `now`.
    #[must_use]
    pub const fn is_live(&self, now: Timestamp) -> bool {
        !self.is_of_the_future(now) && now.millis_since(self.until) < 0
    }
}

/// A day as it is written in the configuration.
fn day(name: &str, text: &str) -> Result<Date, BadTestNumber> {
    let read: Option<Date> = text.parse().ok().filter(|date: &Date| date.to_string() == text);
    read.ok_or_else(|| BadTestNumber(format!("{name} must be a day such as \"2026-11-23\", not {text:?}")))
}

/// When it begins in UTC.
fn begin(day: Date) -> Result<Timestamp, BadTestNumber> {
    let zoned = day.to_zoned(TimeZone::UTC);
    let millis = zoned.map(|zoned| zoned.timestamp().as_millisecond());
    millis.map(Timestamp::from_millis).map_err(|_| BadTestNumber(format!("{day} is too far away")))
}

/// All of a server's test numbers.
#[derive(Clone, Debug, Default)]
pub struct TestNumbers(Vec<TestNumber>);

impl TestNumbers {
    /// These.
    ///
    /// # Errors
    /// [`BadTestNumber`] when one number has two codes in the same service.
    pub fn new(numbers: Vec<TestNumber>) -> Result<Self, BadTestNumber> {
        for (place, one) in numbers.iter().enumerate() {
            let is_same = |other: &&TestNumber| {
                other.number == one.number
                    && (other.service == one.service || other.service.is_none() || one.service.is_none())
            };
            if numbers[..place].iter().any(|other| is_same(&other)) {
                let number = one.number.as_str();
                return Err(BadTestNumber(format!("{number} is named twice for one service")));
            }
        }
        Ok(Self(numbers))
    }

    /// The test number that `recipient` is under `service` at `now`.
    #[must_use]
    pub fn find(&self, service: ServiceSid, recipient: &Recipient, now: Timestamp) -> Option<&TestNumber> {
        let phone = recipient.phone().filter(|_| !self.0.is_empty())?;
        self.0.iter().find(|it| {
            it.number == *phone && it.service.is_none_or(|wanted| wanted == service) && it.is_live(now)
        })
    }

    /// Every one, ended ones too, in the order of the configuration.
    pub fn iter(&self) -> impl Iterator<Item = &TestNumber> {
        self.0.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests;
