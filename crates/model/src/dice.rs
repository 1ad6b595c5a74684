//! Chance, handed in so that a test's failure repeats.

use std::sync::atomic::{AtomicU64, Ordering};

/// A source of unpredictable bytes. Only the binary holds the system's; everything else is given one.
pub trait Dice: Send + Sync {
    /// Fills `bytes` with randomness fit for keys.
    fn fill(&self, bytes: &mut [u8]);
}

impl dyn Dice + '_ {
    /// Draws an array of `N` random bytes.
    pub fn draw<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A secret of 43 letters and digits: a little over 256 bits, so it can be pasted anywhere without quoting.
    /// Bytes beyond the largest multiple of 62 are thrown away, so that no letter is likelier than another.
    pub fn secret(&self) -> String {
        const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let mut secret = String::with_capacity(43);
        while secret.len() < 43 {
            for byte in self.draw::<64>() {
                if byte < 248 && secret.len() < 43 {
                    secret.push(LETTERS[usize::from(byte % 62)] as char);
                }
            }
        }
        secret
    }
}

/// Dice for tests: the same seed gives the same throws (SplitMix64, nothing secret).
#[derive(Debug)]
pub struct MockDice(AtomicU64);

impl MockDice {
    /// Dice whose throws are decided by `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Dice for MockDice {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let mut z = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^= z >> 31;
            chunk.copy_from_slice(&z.to_le_bytes()[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_43_letters_and_digits_and_never_the_same_twice() {
        let dice = MockDice::new(7);
        let dice: &dyn Dice = &dice;
        let (one, two) = (dice.secret(), dice.secret());
        assert_eq!(one.len(), 43);
        assert!(one.bytes().all(|b| b.is_ascii_alphanumeric()));
        assert_ne!(one, two);
    }
}
