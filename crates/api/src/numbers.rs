//! Phone numbers that were read a moment ago. Whoever checks a code sends the number of the create again, and asking the
//! numbering plans costs as much as a statement of the database.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use countersign_model::{BadAddress, Channel, Phone, Recipient};

/// Numbers remembered at least; at most twice as many.
const REMEMBERED: usize = 1024;

/// The memory. What a text means never changes while a process lives, so nothing in it grows old.
#[derive(Default)]
pub(crate) struct Numbers(Mutex<Generations>);

/// When the young are too many they become the old, and the old are forgotten.
#[derive(Default)]
struct Generations {
    young: HashMap<String, Phone>,
    old: HashMap<String, Phone>,
}

impl Numbers {
    /// As [`Recipient::parse_for`].
    pub(crate) fn parse_for(&self, channel: Channel, text: &str) -> Result<Recipient, BadAddress> {
        match channel {
            Channel::Email => Recipient::parse_for(channel, text),
            _ => self.phone(text).map(Recipient::Phone),
        }
    }

    /// As [`Recipient::parse`].
    pub(crate) fn parse(&self, text: &str) -> Result<Recipient, BadAddress> {
        if text.contains('@') { Recipient::parse(text) } else { self.phone(text).map(Recipient::Phone) }
    }

    fn phone(&self, text: &str) -> Result<Phone, BadAddress> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = {
            let numbers = lock();
            numbers.young.get(text).or_else(|| numbers.old.get(text)).cloned()
        };
        if let Some(known) = known {
            return Ok(known);
        }
        let phone = Phone::parse(text)?;
        let mut numbers = lock();
        if numbers.young.len() >= REMEMBERED {
            numbers.old = std::mem::take(&mut numbers.young);
        }
        numbers.young.insert(text.to_owned(), phone.clone());
        Ok(phone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remembered(numbers: &Numbers) -> usize {
        let numbers = numbers.0.lock().unwrap();
        numbers.young.len() + numbers.old.len()
    }

    #[test]
    fn a_text_means_the_same_the_second_time() {
        let numbers = Numbers::default();
        for text in
            ["+4915112345678", " 4915112345678", "+44 7911", "+15017122661", "ann@Example.com", "", "x"]
        {
            for _ in 0..2 {
                assert_eq!(numbers.parse(text), Recipient::parse(text), "{text}");
                for channel in [Channel::Sms, Channel::Call, Channel::Email] {
                    let expected = Recipient::parse_for(channel, text);
                    assert_eq!(numbers.parse_for(channel, text), expected, "{text} by {channel}");
                }
            }
        }
        assert_eq!(remembered(&numbers), 3, "only what is a number, each spelling by itself");
    }

    #[test]
    fn memory_is_bounded_and_the_latest_are_kept() {
        let numbers = Numbers::default();
        let text = |n: usize| format!("+4915112{n:06}");
        for n in 0..5 * REMEMBERED {
            assert!(numbers.parse(&text(n)).is_ok());
            assert!(remembered(&numbers) <= 2 * REMEMBERED);
        }
        let inner = numbers.0.lock().unwrap();
        let is_known = |n| inner.young.contains_key(&text(n)) || inner.old.contains_key(&text(n));
        assert!((4 * REMEMBERED..5 * REMEMBERED).all(is_known));
    }
}
