use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, NONCE_LEN, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_model::Dice;
use zeroize::Zeroizing;

use crate::{Keyring, UnknownKey, push_part};

/// The one place in the database where a sealed secret opens. Copied into another row, table or column it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The table's name.
    pub table: &'a str,
    /// The row's primary key.
    pub row: &'a str,
    /// The column's name.
    pub column: &'a str,
}

impl Place<'_> {
    fn associated_data(self) -> Aad<Vec<u8>> {
        let mut data = Vec::new();
        for part in [self.table, self.row, self.column] {
            push_part(&mut data, part.as_bytes());
        }
        Aad::from(data)
    }
}

/// Why a sealed text does not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SealError {
    /// It is not `v1.<key id>.<base64url>`.
    Malformed,
    /// The key that sealed it is not on the ring.
    UnknownKey(UnknownKey),
    /// It was changed, stands in another place than it was sealed for, or its key is another one by the same id.
    Broken,
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("the sealed text is not of the form v1.<key id>.<base64url>"),
            Self::UnknownKey(unknown) => unknown.fmt(f),
            Self::Broken => f.write_str("the sealed text was changed, moved, or sealed with another key"),
        }
    }
}

impl std::error::Error for SealError {}

impl Keyring {
    /// Seals a secret with the active key for one place (AES-256-GCM-SIV, RFC 8452): `v1.<key id>.<base64url of
    /// nonce and ciphertext>`. Should the dice ever throw the same nonce twice, equal secrets in one place would
    /// show that they are equal, and no more.
    #[must_use]
    pub fn seal(&self, place: Place<'_>, plain: &[u8], dice: &dyn Dice) -> String {
        let key = self.active();
        let nonce = dice.draw::<NONCE_LEN>();
        // Room for the tag, or growing would leave the plain text behind in freed memory.
        let mut sealed = Vec::with_capacity(plain.len() + AES_256_GCM_SIV.tag_len());
        sealed.extend_from_slice(plain);
        key.seal()
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                place.associated_data(),
                &mut sealed,
            )
            .expect("GCM-SIV seals up to 64 GiB");
        let text = URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat());
        format!("{}{text}", sealed_by(key.id()))
    }

    /// Opens what [`Keyring::seal`] made for this place, with whichever key made it.
    ///
    /// # Errors
    /// [`SealError`]; it never holds any of the secret.
    pub fn open(&self, place: Place<'_>, sealed: &str) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (key_id, text) =
            sealed.strip_prefix("v1.").and_then(|rest| rest.split_once('.')).ok_or(SealError::Malformed)?;
        let octets = URL_SAFE_NO_PAD.decode(text).map_err(|_| SealError::Malformed)?;
        let (nonce, ciphertext) = octets.split_first_chunk::<NONCE_LEN>().ok_or(SealError::Malformed)?;
        let key = self.find(key_id).map_err(SealError::UnknownKey)?;
        let mut opened = Zeroizing::new(ciphertext.to_vec());
        let length = key
            .seal()
            .open_in_place(Nonce::assume_unique_for_key(*nonce), place.associated_data(), &mut opened)
            .map_err(|_| SealError::Broken)?
            .len();
        opened.truncate(length);
        Ok(opened)
    }

    /// Seals anew with the active key what another key sealed for this place; `None` when the active key sealed it.
    ///
    /// # Errors
    /// [`SealError`] when it doesn't open.
    pub fn reseal(
        &self,
        place: Place<'_>,
        sealed: &str,
        dice: &dyn Dice,
    ) -> Result<Option<String>, SealError> {
        if sealed.starts_with(&sealed_by(self.active_id())) {
            return Ok(None);
        }
        let plain = self.open(place, sealed)?;
        Ok(Some(self.seal(place, &plain, dice)))
    }
}

/// What every text begins with that the key of this id sealed.
#[must_use]
pub fn sealed_by(key_id: &str) -> String {
    format!("v1.{key_id}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_model::MockDice;
    use proptest::prelude::*;

    const K1: &str = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const K2: &str = "k2:Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=";
    const PLACE: Place<'_> = Place { table: "accounts", row: "AC1", column: "token" };

    fn ring(text: &str) -> Keyring {
        Keyring::parse(text).expect("a keyring")
    }

    fn sealed() -> String {
        ring(K1).seal(PLACE, b"secret", &MockDice::new(1))
    }

    #[test]
    fn a_sealed_secret_opens_in_its_place() {
        let text = sealed();
        assert!(text.starts_with("v1.k1."), "{text}");
        assert_eq!(ring(K1).open(PLACE, &text).expect("opens").as_slice(), b"secret");
    }

    #[test]
    fn texts_sealed_by_earlier_releases_open() {
        // Made with Python (OpenSSL's AES-GCM-SIV): databases are full of such texts.
        let text = "v1.k1.AAECAwQFBgcICQoLGVwcxfIVJSUvCC34qZBC_to5OYa6-w";
        assert_eq!(ring(K1).open(PLACE, text).expect("opens").as_slice(), b"secret");
    }

    #[test]
    fn sealing_twice_gives_two_texts() {
        let dice = MockDice::new(1);
        assert_ne!(ring(K1).seal(PLACE, b"secret", &dice), ring(K1).seal(PLACE, b"secret", &dice));
    }

    #[test]
    fn a_secret_moved_to_another_place_does_not_open() {
        let text = sealed();
        for place in [
            Place { table: "services", ..PLACE },
            Place { row: "AC2", ..PLACE },
            Place { column: "secret", ..PLACE },
            // The same letters, cut elsewhere.
            Place { table: "account", row: "sAC1", column: "token" },
            Place { table: "accounts", row: "AC1token", column: "" },
        ] {
            assert_eq!(ring(K1).open(place, &text).expect_err("moved"), SealError::Broken, "{place:?}");
        }
    }

    #[test]
    fn changing_any_character_keeps_it_shut() {
        let text = sealed();
        for at in 0..text.len() {
            let other = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
            let mut changed = text.clone();
            changed.replace_range(at..=at, other);
            assert!(ring(K1).open(PLACE, &changed).is_err(), "{at}");
            assert!(ring(K1).open(PLACE, &text[..at]).is_err(), "{at}");
        }
        assert!(ring(K1).open(PLACE, &format!("{text}A")).is_err());
        assert!(ring(K1).open(PLACE, &format!("{text}=")).is_err());
    }

    #[test]
    fn an_old_key_still_opens_after_a_new_one_has_become_active() {
        let both = ring(&format!("{K1}\n{K2}"));
        assert_eq!(both.open(PLACE, &sealed()).expect("opens").as_slice(), b"secret");
        assert!(both.seal(PLACE, b"secret", &MockDice::new(1)).starts_with("v1.k2."));
    }

    #[test]
    fn sealing_anew_changes_the_key_and_not_the_secret() {
        let (both, dice) = (ring(&format!("{K1}\n{K2}")), MockDice::new(2));
        let anew = both.reseal(PLACE, &sealed(), &dice).expect("opens").expect("another key's");
        assert!(anew.starts_with(&sealed_by("k2")), "{anew}");
        assert_eq!(ring(K2).open(PLACE, &anew).expect("opens").as_slice(), b"secret");
        assert_eq!(both.reseal(PLACE, &anew, &dice), Ok(None));
        let elsewhere = Place { row: "AC2", ..PLACE };
        assert_eq!(both.reseal(elsewhere, &sealed(), &dice), Err(SealError::Broken));
    }

    #[test]
    fn a_missing_key_is_named_and_another_key_by_its_id_does_not_open() {
        let missing = ring(K2).open(PLACE, &sealed()).expect_err("no k1");
        assert_eq!(missing, SealError::UnknownKey(UnknownKey("k1".to_owned())));
        assert!(missing.to_string().contains("'k1'"), "{missing}");
        let impostor = ring(&K2.replace("k2:", "k1:"));
        assert_eq!(impostor.open(PLACE, &sealed()).expect_err("another key"), SealError::Broken);
    }

    proptest! {
        #[test]
        fn every_secret_comes_back_and_any_text_is_read_without_panic(
            plain in prop::collection::vec(any::<u8>(), 0..99), seed: u64, text in "(v1\\.k1\\.)?[A-Za-z0-9_-]{0,60}|.{0,40}"
        ) {
            let ring = ring(K1);
            let sealed = ring.seal(PLACE, &plain, &MockDice::new(seed));
            prop_assert_eq!(ring.open(PLACE, &sealed).expect("opens").to_vec(), plain);
            prop_assert!(ring.open(PLACE, &text).is_err());
        }
    }
}
