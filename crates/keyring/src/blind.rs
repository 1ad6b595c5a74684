//! Keyed hashes: two texts can be told to be the same, and nothing else of them.

use countersign_model::Dice;
use hmac::Mac as _;
use zeroize::Zeroizing;

use crate::master_key::{KEY_LEN, hex, mac};
use crate::{Keyring, Place, SealError};

/// Octets of a hash: for two values to meet, 2^64 would be needed.
const HASH_LEN: usize = 16;

impl Keyring {
    /// A fresh key for [`Keyring::blind`], sealed for one place. It is sealed and not derived, so that hashes stay the same
    /// when master keys change, and are worth nothing once it is gone.
    #[must_use]
    pub fn new_blinding_key(&self, place: Place<'_>, dice: &dyn Dice) -> String {
        let key = Zeroizing::new(dice.draw::<KEY_LEN>());
        self.seal(place, &*key, dice)
    }

    /// HMAC-SHA256 of `text` under the key that is sealed here, cut to 32 hex digits. Whoever has the hash and lacks the key
    /// can't try what the text may have been, however few texts there are.
    ///
    /// # Errors
    /// [`SealError`] when the key doesn't open.
    pub fn blind(&self, place: Place<'_>, sealed_key: &str, text: &str) -> Result<String, SealError> {
        let key = self.open(place, sealed_key)?;
        let key: &[u8; KEY_LEN] = key.as_slice().try_into().map_err(|_| SealError::Malformed)?;
        Ok(hash(key, text))
    }
}

fn hash(key: &[u8; KEY_LEN], text: &str) -> String {
    let mut mac = mac(key);
    mac.update(text.as_bytes());
    hex(&mac.finalize().into_bytes()[..HASH_LEN])
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_model::MockDice;

    const PLACE: Place<'_> = Place { table: "rate_limits", row: "RK1", column: "hash_key_sealed" };

    #[test]
    fn a_hash_is_the_texts_and_the_keys() {
        // Computed with Python's hmac: it stands in databases and must not change.
        assert_eq!(hash(&[7; 32], "203.0.113.7"), "e3d2400b0b06facea1eb19081eb5da01");
        assert_ne!(hash(&[7; 32], "203.0.113.7"), hash(&[8; 32], "203.0.113.7"));
        assert_ne!(hash(&[7; 32], "203.0.113.7"), hash(&[7; 32], "203.0.113.8"));
    }

    #[test]
    fn a_hash_stays_the_same_when_its_key_is_sealed_anew_and_is_another_under_each_key() {
        let dice = MockDice::new(1);
        let both = format!("{}{}", Keyring::new_text(&dice), *Keyring::new_line(&dice));
        let ring = Keyring::parse(&both).expect("two keys");
        let first = ring.ids().next().expect("a key").to_owned();
        let old = ring.with_active(&first).expect("the first");
        let (one, other) = (old.new_blinding_key(PLACE, &dice), old.new_blinding_key(PLACE, &dice));
        let hash = |sealed: &str| ring.blind(PLACE, sealed, "203.0.113.7");
        assert_ne!(hash(&one), hash(&other));
        let anew = ring.reseal(PLACE, &one, &dice).expect("opens").expect("was sealed by another");
        assert!(hash(&one).is_ok() && hash(&anew) == hash(&one));
    }

    #[test]
    fn a_key_of_another_place_or_length_hashes_nothing() {
        let dice = MockDice::new(1);
        let ring = Keyring::parse(&Keyring::new_text(&dice)).expect("a key");
        let sealed = ring.new_blinding_key(PLACE, &dice);
        let elsewhere = Place { row: "RK2", ..PLACE };
        assert_eq!(ring.blind(elsewhere, &sealed, "a"), Err(SealError::Broken));
        let short = ring.seal(PLACE, &[1; 16], &dice);
        assert_eq!(ring.blind(PLACE, &short, "a"), Err(SealError::Malformed));
    }
}
