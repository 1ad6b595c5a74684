//! The token that proves whose notices they are. Apple refuses one that is older than an hour, and whoever comes with a
//! new one more often than every 20 minutes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_model::Timestamp;
use serde_json::json;

use crate::Secret;
use crate::es256::SigningKey;
use crate::providers::BadSettings;

/// How long a token is used, in milliseconds: less than Apple's hour, by more than clocks differ.
const LIFE: i64 = 50 * 60 * 1000;
/// How old a token is at least before there may be another, in milliseconds.
const LEAST: i64 = 20 * 60 * 1000;
/// Letters of a key's or team's id.
const ID: usize = 10;

/// A key and the token that was made with it last.
pub(super) struct Tokens {
    key: SigningKey,
    key_id: String,
    team_id: String,
    held: Mutex<Option<Held>>,
}

struct Held {
    token: Arc<str>,
    made_at: Timestamp,
}

impl Tokens {
    pub(super) fn read(key: &Secret, key_id: &str, team_id: &str) -> Result<Self, BadSettings> {
        let bad = "key must be the text of Apple's .p8 file, beginning with -----BEGIN PRIVATE KEY-----";
        let key = SigningKey::from_pem(key.reveal()).ok_or_else(|| BadSettings(bad.to_owned()))?;
        for (name, id) in [("key_id", key_id), ("team_id", team_id)] {
            if id.len() != ID || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return Err(BadSettings(format!("{name} must be {ID} letters and digits")));
            }
        }
        Ok(Self { key, key_id: key_id.to_owned(), team_id: team_id.to_owned(), held: Mutex::default() })
    }

    /// The token that is held, or a new one; none when none can be signed.
    pub(super) fn token(&self, now: Timestamp) -> Option<Arc<str>> {
        let mut held = self.held();
        if let Some(held) = held.as_ref().filter(|held| held.age(now) < LIFE) {
            return Some(Arc::clone(&held.token));
        }
        let header = json!({ "alg": "ES256", "kid": self.key_id });
        let claims = json!({ "iss": self.team_id, "iat": now.millis().div_euclid(1000) });
        let token: Arc<str> = self.key.token(&header, &claims)?.into();
        *held = Some(Held { token: Arc::clone(&token), made_at: now });
        Some(token)
    }

    /// Drops a token that Apple calls too old, `used`; tells whether there may be another already. Where there may not,
    /// this server's clock is behind.
    pub(super) fn forget(&self, used: &Arc<str>, now: Timestamp) -> bool {
        let mut held = self.held();
        match held.as_ref() {
            // Another notice that was refused at the same time has made a new one.
            Some(it) if !Arc::ptr_eq(&it.token, used) => true,
            Some(it) if it.age(now) < LEAST => false,
            _ => {
                *held = None;
                true
            }
        }
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// In milliseconds; a clock that was set back makes none younger than new.
    fn age(&self, now: Timestamp) -> i64 {
        now.millis_since(self.made_at).abs()
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;

    use super::*;

    #[test]
    fn of_two_notices_that_hear_of_an_old_token_at_once_neither_blames_this_servers_clock() {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key");
        let der = BASE64_STANDARD.encode(key.to_pkcs8v1().expect("the key").as_ref());
        let pem = Secret::new(format!("-----BEGIN PRIVATE KEY-----\n{der}\n-----END PRIVATE KEY-----\n"));
        let tokens = Tokens::read(&pem, "ABC123DEFG", "DEF123GHIJ").expect("settings");
        let now = Timestamp::from_millis(1_700_000_000_000);
        let old = tokens.token(now).expect("a token");
        let later = now.plus_millis(LEAST);
        assert!(tokens.forget(&old, later));
        let new = tokens.token(later).expect("a token");
        assert!(!Arc::ptr_eq(&old, &new));
        assert!(tokens.forget(&old, later), "the second has another token to try");
        assert!(Arc::ptr_eq(&tokens.token(later).expect("a token"), &new), "which is kept");
        assert!(!tokens.forget(&new, later), "one that is new and refused is");
    }
}
