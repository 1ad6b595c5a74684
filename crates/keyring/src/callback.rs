//! Tokens in the addresses that providers call us at: whoever knows one was given it by us.

use hmac::Mac as _;

use crate::master_key::{MasterKey, hex};
use crate::{Keyring, push_part, same};

/// Octets of a token: as hard to guess as a key.
const TOKEN_LEN: usize = 16;

impl Keyring {
    /// The token of the address at which `purpose` (a provider's name, say) is told about `subject`: 32 hex digits. It
    /// stands nowhere and is good as long as the key is held.
    #[must_use]
    pub fn callback_token(&self, purpose: &str, subject: &str) -> String {
        token(self.active(), purpose, subject)
    }

    /// Whether `given` is such a token, under any key that is held: keys change while messages are on their way.
    #[must_use]
    pub fn made_callback_token(&self, purpose: &str, subject: &str, given: &str) -> bool {
        self.all().fold(false, |known, key| known | same(&token(key, purpose, subject), given))
    }
}

fn token(key: &MasterKey, purpose: &str, subject: &str) -> String {
    let mut mac = key.callback_mac();
    let mut message = Vec::with_capacity(96);
    push_part(&mut message, purpose.as_bytes());
    push_part(&mut message, subject.as_bytes());
    mac.update(&message);
    hex(&mac.finalize().into_bytes()[..TOKEN_LEN])
}

#[cfg(test)]
mod tests {
    use super::*;

    const RING: &str =
        "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nk2:Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=";

    #[test]
    fn a_token_is_good_for_its_purpose_and_subject_under_every_key_that_is_held() {
        let ring = Keyring::parse(RING).expect("a keyring");
        let old = ring.with_active("k1").expect("k1").callback_token("twilio", "VL1");
        assert_eq!(old.len(), 32);
        assert!(ring.made_callback_token("twilio", "VL1", &old), "after a rotation");
        for (purpose, subject) in [("twilio", "VL2"), ("vonage", "VL1"), ("twilioV", "L1"), ("", "")] {
            assert!(!ring.made_callback_token(purpose, subject, &old), "{purpose} {subject}");
        }
        for given in ["", &old[1..], &old.to_uppercase(), &format!("{old}0")] {
            assert!(!ring.made_callback_token("twilio", "VL1", given), "{given}");
        }
        let (first, _) = RING.split_once('\n').expect("two lines");
        let other = Keyring::parse(first).expect("a keyring");
        let unknown = ring.callback_token("twilio", "VL1");
        assert!(!other.made_callback_token("twilio", "VL1", &unknown), "of a key that isn't held");
    }
}
