//! Phone numbers that numbering plans know, none twice.

use std::sync::atomic::{AtomicU64, Ordering};

/// Prefix, and how many free digits follow: mobiles of Germany, France and Spain, numbers of San Francisco. Countries
/// differ in what parsing their numbers costs.
const RANGES: [(&str, u32); 4] = [("+49151", 8), ("+3361", 7), ("+346", 8), ("+14152", 6)];
/// Numbers in the smallest range.
const SPAN: u64 = 1_000_000;
/// Coprime to every power of ten, so that multiplying by it visits each number once. Scattered as people's numbers
/// are: counting up would favour a database's trees.
const STEP: u64 = 618_033;

/// A source of fresh numbers; after four million it begins again.
#[derive(Debug, Default)]
pub(crate) struct Numbers(AtomicU64);

impl Numbers {
    /// A number that nobody has had.
    pub(crate) fn fresh(&self) -> String {
        let turn = self.0.fetch_add(1, Ordering::Relaxed);
        let (prefix, digits) = RANGES[(turn % RANGES.len() as u64) as usize];
        let scattered = (turn / RANGES.len() as u64) % SPAN * STEP % SPAN;
        let digits = digits as usize;
        // The scattered digits in front: the trees see them first.
        let tail = format!("{scattered:06}{:0<1$}", "", digits - 6);
        format!("{prefix}{tail}")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use countersign_model::Recipient;

    use super::*;

    #[test]
    fn every_number_is_valid_and_in_its_one_form() {
        let numbers = Numbers::default();
        for _ in 0..20_000 {
            let number = numbers.fresh();
            let parsed = Recipient::parse(&number).unwrap_or_else(|_| panic!("{number} is no number"));
            assert_eq!(parsed.as_str(), number);
        }
    }

    #[test]
    fn none_comes_twice() {
        let numbers = Numbers::default();
        let seen: HashSet<_> = (0..100_000).map(|_| numbers.fresh()).collect();
        assert_eq!(seen.len(), 100_000);
        assert!(
            !STEP.is_multiple_of(2) && !STEP.is_multiple_of(5),
            "a step that shares a factor with the span"
        );
    }
}
