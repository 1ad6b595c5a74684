use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_model::Dice;
use zeroize::Zeroizing;

use crate::master_key::{KEY_LEN, MasterKey, hex};

/// The master keys of an installation. One is active: it seals and derives from now on; the others still open and
/// derive what they once did. Cloning is cheap.
#[derive(Clone)]
pub struct Keyring {
    /// Never empty.
    keys: Vec<Arc<MasterKey>>,
    active: Arc<MasterKey>,
}

impl Keyring {
    /// Reads a key file: a line `id:base64` for each key, `#` in front of comments. An id is 1 to 16 lower-case
    /// letters and digits, a key 32 octets in standard base64. The last key is active until [`Keyring::with_active`]
    /// says otherwise.
    ///
    /// # Errors
    /// [`BadKeyring`], which names the line but never shows what stands there.
    pub fn parse(text: &str) -> Result<Self, BadKeyring> {
        let mut keys: Vec<Arc<MasterKey>> = Vec::new();
        for (line, text) in (1..).zip(text.lines()) {
            let text = text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let (id, base64) = text.split_once(':').ok_or(BadKeyring::Form { line })?;
            if !is_key_id(id) {
                return Err(BadKeyring::Id { line });
            }
            if keys.iter().any(|key| key.id() == id) {
                return Err(BadKeyring::Twice { line });
            }
            let master = read_master(base64).ok_or(BadKeyring::Key { line })?;
            keys.push(Arc::new(MasterKey::new(id, &master)));
        }
        let active = keys.last().map(Arc::clone).ok_or(BadKeyring::Empty)?;
        Ok(Self { keys, active })
    }

    /// The text of a fresh key file with one key in it.
    #[must_use]
    pub fn new_text(dice: &dyn Dice) -> String {
        format!(
            "# Countersign's master keys, one a line: id:base64. The database says which one is active.\n\
             # Whoever has this file and the database can read every secret; without it nobody can.\n\
             # Keep a copy away from the database's backups, and let only the server's user read it (mode 0600).\n\
             # To change keys, use `countersign secrets rotate`; a line stays as long as anything needs it.\n\
             {}",
            *Self::new_line(dice)
        )
    }

    /// A line for a key file: a fresh key. Its id is drawn too, so that the lines of two files can be put into one.
    #[must_use]
    pub fn new_line(dice: &dyn Dice) -> Zeroizing<String> {
        let id = hex(&dice.draw::<4>());
        let master = Zeroizing::new(dice.draw::<KEY_LEN>());
        let base64 = Zeroizing::new(STANDARD.encode(*master));
        Zeroizing::new(format!("k{id}:{}\n", &*base64))
    }

    /// The same keys with another one active.
    ///
    /// # Errors
    /// [`UnknownKey`] when the ring has no such key.
    pub fn with_active(&self, key_id: &str) -> Result<Self, UnknownKey> {
        Ok(Self { keys: self.keys.clone(), active: Arc::clone(self.find(key_id)?) })
    }

    /// The id of the key that seals and derives from now on.
    #[must_use]
    pub fn active_id(&self) -> &str {
        self.active().id()
    }

    /// The ids of all keys, in the file's order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|key| key.id())
    }

    /// A value that may stand in the database and proves, at the next start, that the key of this id is still the
    /// same key. It is a hash: it says nothing about the key or what comes from it. None when there is no such key.
    #[must_use]
    pub fn check_value(&self, key_id: &str) -> Option<String> {
        self.find(key_id).ok().map(|key| key.check().to_owned())
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &MasterKey> {
        self.keys.iter().map(|key| &**key)
    }

    pub(crate) fn active(&self) -> &MasterKey {
        &self.active
    }

    pub(crate) fn find(&self, key_id: &str) -> Result<&Arc<MasterKey>, UnknownKey> {
        self.keys.iter().find(|key| key.id() == key_id).ok_or_else(|| UnknownKey(key_id.to_owned()))
    }
}

fn is_key_id(id: &str) -> bool {
    (1..=16).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

fn read_master(base64: &str) -> Option<Zeroizing<[u8; KEY_LEN]>> {
    let octets = Zeroizing::new(STANDARD.decode(base64).ok()?);
    let master: &[u8; KEY_LEN] = octets.as_slice().try_into().ok()?;
    Some(Zeroizing::new(*master))
}

/// The ids only.
impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("ids", &self.ids().collect::<Vec<_>>()).finish_non_exhaustive()
    }
}

/// Why a text is no key file. Lines are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadKeyring {
    /// There is no key in it.
    Empty,
    /// A line without a colon.
    Form {
        /// The line.
        line: usize,
    },
    /// An id with other characters, or none, or too many.
    Id {
        /// The line.
        line: usize,
    },
    /// A key that is not 32 octets in base64.
    Key {
        /// The line.
        line: usize,
    },
    /// An id that stands in an earlier line too.
    Twice {
        /// The later line.
        line: usize,
    },
}

impl fmt::Display for BadKeyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => {
                f.write_str("the key file has no key; put a line 'id:base64 of 32 random octets' into it")
            }
            Self::Form { line } => {
                write!(f, "line {line} of the key file has no ':'; write it as 'id:base64'")
            }
            Self::Id { line } => write!(
                f,
                "the id in line {line} of the key file is not 1 to 16 lower-case letters and digits; rename it if it \
                 is new, restore it if it has been in use"
            ),
            Self::Key { line } => write!(
                f,
                "the key in line {line} of the key file is not 32 octets in base64 (44 characters); make one with \
                 'openssl rand -base64 32' if it is new, restore it if it has been in use"
            ),
            Self::Twice { line } => write!(
                f,
                "the id in line {line} of the key file stands in an earlier line too; give the newer key another id"
            ),
        }
    }
}

impl std::error::Error for BadKeyring {}

/// The keyring has no key of this id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownKey(pub String);

impl fmt::Display for UnknownKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the key file has no key '{}', which is still in use; put its line back", self.0)
    }
}

impl std::error::Error for UnknownKey {}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_model::MockDice;
    use proptest::prelude::*;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    #[test]
    fn the_last_key_is_active_and_comments_do_not_count() {
        let ring = Keyring::parse(&format!("# old\n  k1:{KEY}  \r\n\n#k0:x\nk2:{KEY}\n")).expect("two keys");
        assert_eq!(ring.active_id(), "k2");
        assert_eq!(ring.ids().collect::<Vec<_>>(), ["k1", "k2"]);
    }

    #[test]
    fn a_fresh_file_reads_back_and_no_two_are_alike() {
        let dice = MockDice::new(1);
        let (one, two) = (Keyring::new_text(&dice), Keyring::new_text(&dice));
        assert_ne!(one, two);
        let both = Keyring::parse(&format!("{one}{two}")).expect("two keys with ids of their own");
        assert_eq!(both.ids().count(), 2);
        assert!(one.lines().filter(|line| !line.starts_with('#')).count() == 1, "{}", one.len());
    }

    #[test]
    fn another_key_can_be_made_active_and_all_still_open() {
        let ring = Keyring::parse(&format!("k1:{KEY}\nk2:{KEY}")).expect("two keys");
        let turned = ring.with_active("k1").expect("k1 is there");
        assert_eq!((turned.active_id(), ring.active_id()), ("k1", "k2"));
        assert_eq!(turned.ids().collect::<Vec<_>>(), ["k1", "k2"]);
        assert_eq!(ring.with_active("k3").err(), Some(UnknownKey("k3".to_owned())));
    }

    #[test]
    fn a_wrong_file_is_refused_by_line_without_showing_the_key() {
        for (text, expected) in [
            (String::new(), BadKeyring::Empty),
            ("# nothing\n\n".to_owned(), BadKeyring::Empty),
            (KEY.to_owned(), BadKeyring::Form { line: 1 }),
            (format!("\n:{KEY}"), BadKeyring::Id { line: 2 }),
            (format!("K1:{KEY}"), BadKeyring::Id { line: 1 }),
            (format!("k.1:{KEY}"), BadKeyring::Id { line: 1 }),
            (format!("k1234567890123456:{KEY}"), BadKeyring::Id { line: 1 }),
            (format!("k1:{KEY}\nk1:{KEY}"), BadKeyring::Twice { line: 2 }),
            ("k1:".to_owned(), BadKeyring::Key { line: 1 }),
            ("k1:c2hvcnQ=".to_owned(), BadKeyring::Key { line: 1 }),
            (format!("k1: {KEY}"), BadKeyring::Key { line: 1 }),
            (format!("k1:AAAA{KEY}"), BadKeyring::Key { line: 1 }),
        ] {
            let error = Keyring::parse(&text).expect_err("refused");
            assert_eq!(error, expected);
            assert!(!error.to_string().contains("AAEC"), "{error}");
        }
    }

    #[test]
    fn debug_output_has_ids_only() {
        let ring = Keyring::parse(&format!("k1:{KEY}")).expect("a key");
        assert_eq!(format!("{ring:?}"), "Keyring { ids: [\"k1\"], .. }");
    }

    #[test]
    fn a_check_value_tells_keys_and_ids_apart() {
        let ring = Keyring::parse(&format!("k1:{KEY}\nk2:{KEY}")).expect("two keys");
        let other = Keyring::parse(&format!("k1:{}", KEY.replace("AAEC", "AAED"))).expect("a key");
        // Computed with Python's hmac: it stands in databases and must not change.
        let known = "54eac12cf24611a54dc0cefbff3959cd41ede1d0217709343161921c2af1a3c6";
        assert_eq!(ring.check_value("k1").as_deref(), Some(known));
        assert_ne!(ring.check_value("k1"), ring.check_value("k2"));
        assert_ne!(ring.check_value("k1"), other.check_value("k1"));
        assert_eq!(ring.check_value("k3"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "([a-z0-9#]{0,3}:?[A-Za-z0-9+/=]{0,44}\n?){0,4}|.{0,80}") {
            if let Ok(ring) = Keyring::parse(&text) {
                prop_assert!(ring.check_value(ring.active_id()).is_some());
            }
        }
    }
}
