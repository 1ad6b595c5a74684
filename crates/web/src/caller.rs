//! Who calls: HTTP Basic with an account's SID and token, or with an API key (behaviour map 1.2).
//!
//! A handler that takes a [`Caller`] can't be reached without one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{FromRef, FromRequestParts};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use countersign_engine::Engine;
use countersign_keyring::{hash_token, same};
use countersign_model::{AccountSid, Actor, ApiKeySid, Timestamp, TokenHash};
use countersign_store::{StoreError, accounts};
use http::header::AUTHORIZATION;
use http::request::Parts;

use crate::record::Acting;
use crate::{Problem, trouble};

/// How long credentials are remembered, in milliseconds: a revocation takes that long at most.
const REMEMBERED_MILLIS: i64 = 5000;
/// Users remembered at once.
const REMEMBERED: usize = 10_000;

/// Somebody who proved to act for an account.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    /// The account.
    pub account: AccountSid,
    /// The key that was used in place of the account's own token.
    pub key: Option<ApiKeySid>,
}

impl Caller {
    /// Who the audit trail says it was.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.key.map_or(Actor::Account(self.account), Actor::ApiKey)
    }
}

/// What stands in the database for a user name.
#[derive(Clone)]
struct Known {
    account: AccountSid,
    hashes: Vec<TokenHash>,
    read_at: Timestamp,
}

impl Known {
    /// Whether this is one of its secrets; takes as long for each.
    fn has(&self, given: &str) -> bool {
        self.hashes.iter().fold(false, |found, hash| found | same(&hash.0, given))
    }
}

/// The user name of a request.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum User {
    Account(AccountSid),
    Key(ApiKeySid),
}

impl User {
    fn parse(text: &str) -> Option<Self> {
        text.parse().map(Self::Account).or_else(|_| text.parse().map(Self::Key)).ok()
    }
}

/// Tells callers from strangers.
pub struct Gate {
    engine: Engine,
    known: Mutex<HashMap<User, Known>>,
}

impl Gate {
    /// A gate before `engine`.
    #[must_use]
    pub fn new(engine: Engine) -> Arc<Self> {
        Arc::new(Self { engine, known: Mutex::new(HashMap::new()) })
    }

    /// The caller with these credentials.
    async fn admit(&self, header: Option<&[u8]>) -> Result<Caller, Problem> {
        // One answer for every failure: a stranger learns nothing of which accounts exist.
        let (user, secret) = header.and_then(credentials).ok_or_else(Problem::unauthorized)?;
        let given = hash_token(&secret);
        let known = match self.remembered(user).filter(|known| known.has(&given)) {
            Some(known) => known,
            // A token that was made a moment ago is good, whatever is remembered of the account.
            None => {
                let read = self.read(user).await.map_err(|error| trouble(&error))?;
                read.filter(|known| known.has(&given)).ok_or_else(Problem::unauthorized)?
            }
        };
        let key = match user {
            User::Account(_) => None,
            User::Key(sid) => Some(sid),
        };
        Ok(Caller { account: known.account, key })
    }

    fn remembered(&self, user: User) -> Option<Known> {
        let now = self.engine.now();
        let fresh = |known: &&Known| (0..REMEMBERED_MILLIS).contains(&now.millis_since(known.read_at));
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&user).filter(fresh).cloned()
    }

    async fn read(&self, user: User) -> Result<Option<Known>, StoreError> {
        let now = self.engine.now();
        let found = self
            .engine
            .store()
            .read(move |tx| {
                Ok(match user {
                    User::Account(sid) => accounts::find(tx, sid)?.map(|account| Known {
                        account: sid,
                        hashes: [Some(account.primary), account.secondary].into_iter().flatten().collect(),
                        read_at: now,
                    }),
                    User::Key(sid) => accounts::find_key(tx, sid)?.map(|key| Known {
                        account: key.account_sid,
                        hashes: vec![key.secret],
                        read_at: now,
                    }),
                })
            })
            .await?;
        let mut remembered = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match &found {
            // Only users that exist are remembered: strangers can't fill the memory.
            Some(known) => {
                if remembered.len() >= REMEMBERED {
                    remembered.clear();
                }
                remembered.insert(user, known.clone());
            }
            None => drop(remembered.remove(&user)),
        }
        Ok(found)
    }
}

/// User and secret of an `Authorization: Basic …`.
fn credentials(header: &[u8]) -> Option<(User, String)> {
    let header = std::str::from_utf8(header).ok()?;
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (user, secret) = decoded.split_once(':')?;
    Some((User::parse(user)?, secret.to_owned()))
}

impl<S: Sync> FromRequestParts<S> for Caller
where
    Arc<Gate>: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let mut headers = parts.headers.get_all(AUTHORIZATION).iter();
        let header = headers.next();
        // Two of them: which one was checked by whoever stands before us?
        if headers.next().is_some() {
            return Err(Problem::unauthorized());
        }
        let caller = Arc::<Gate>::from_ref(state).admit(header.map(http::HeaderValue::as_bytes)).await?;
        if let Some(acting) = parts.extensions.get::<Acting>() {
            // Set already when a handler asks twice: the same credentials, the same account.
            let _ = acting.0.set(caller.account);
        }
        Ok(caller)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SID: &str = "AC0123456789abcdef0123456789abcdef";

    fn basic(text: &str) -> Vec<u8> {
        format!("Basic {}", BASE64_STANDARD.encode(text)).into_bytes()
    }

    #[test]
    fn a_secret_may_hold_colons_and_the_scheme_any_case() {
        let (_, secret) = credentials(&basic(&format!("{SID}:a:b"))).unwrap();
        assert_eq!(secret, "a:b");
        let header = basic(&format!("{SID}:x"));
        let header = String::from_utf8(header).unwrap().replace("Basic", "bASIC");
        assert!(credentials(header.as_bytes()).is_some());
    }

    #[test]
    fn what_is_no_account_and_no_key_is_nobody() {
        for text in ["", "x", "token:abc", "VA0123456789abcdef0123456789abcdef:x", "AC01:x"] {
            assert!(credentials(&basic(text)).is_none(), "{text}");
        }
        assert!(credentials(b"Bearer abc").is_none() && credentials(b"Basic").is_none());
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_panic(header in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = credentials(&header);
        }
    }
}
