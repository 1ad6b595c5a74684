//! A create that may be asked for again: within a day the same key and request get the same answer, and nothing is
//! sent twice.
//!
//! The key is taken in the create's own transaction, so a create that was refused or lost leaves none, and of two at
//! once the second waits for the first. The answer isn't kept, only which send it told of: it is made again from the
//! verification as it stood then.

use countersign_keyring::{Keyring, Place, hash_token};
use countersign_model::{AttemptSid, Dice, Service, Status, Timestamp, Verification};
use countersign_store::{DbError, WriteTx, attempts, idempotency, services, verifications};

use super::{StartVerification, StartVerificationError};

/// How long a key counts, in milliseconds.
const COUNTS: i64 = 24 * 3_600_000;

/// What a caller sent along so that a create may be repeated.
#[derive(Clone)]
pub struct IdempotencyKey {
    /// The key, as the caller chose it.
    pub key: String,
    /// A hash of all that was asked for: what tells a repetition from another use of the key.
    pub request_hash: String,
}

/// The request's hash covers a custom code: not shown.
impl std::fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IdempotencyKey").finish_non_exhaustive()
    }
}

/// What stands under the key.
pub(super) enum Before {
    /// Nothing: this is the first.
    Nothing,
    /// The same request, answered thus.
    Answered(Box<(Verification, Service)>),
    /// Not to be answered again.
    Refused(StartVerificationError),
}

/// A key with its chance drawn, ready for a transaction.
pub(super) struct Once {
    key_hash: String,
    request_hash: String,
    request_sealed: String,
}

/// Where a request's hash is sealed.
const fn place(key_hash: &str) -> Place<'_> {
    Place { table: "idempotency_keys", row: key_hash, column: "request_sealed" }
}

impl Once {
    pub(super) fn new(given: &IdempotencyKey, keyring: &Keyring, dice: &dyn Dice) -> Self {
        let key_hash = hash_token(&given.key);
        let request_sealed = keyring.seal(place(&key_hash), given.request_hash.as_bytes(), dice);
        Self { key_hash, request_hash: given.request_hash.clone(), request_sealed }
    }

    /// Takes the key, or finds what stands under it. The first lock of a create.
    pub(super) fn take(
        &self,
        tx: &mut WriteTx<'_>,
        wanted: &StartVerification,
        attempt: AttemptSid,
        keyring: &Keyring,
        now: Timestamp,
    ) -> Result<Before, DbError> {
        let mine = idempotency::Use {
            account: wanted.account,
            key_hash: &self.key_hash,
            request_sealed: &self.request_sealed,
            attempt,
            until: now.plus_millis(COUNTS),
        };
        let holder = idempotency::take(tx, &mine, now)?;
        if holder.attempt == attempt {
            return Ok(Before::Nothing);
        }
        let theirs = keyring.open(place(&self.key_hash), &holder.request_sealed);
        if !theirs.is_ok_and(|theirs| *theirs == self.request_hash.as_bytes()) {
            return Ok(Before::Refused(StartVerificationError::KeyReused));
        }
        let verification = match attempts::find(tx, holder.attempt)? {
            Some(attempt) => verifications::find(tx, attempt.verification_sid)?,
            None => None,
        };
        let service = services::find(tx, wanted.account, wanted.service)?;
        Ok(match (verification, service) {
            (Some(verification), Some(service)) => {
                Before::Answered(Box::new((as_told(verification, holder.attempt), service)))
            }
            // Deleted meanwhile: there is nothing to tell of.
            _ => Before::Refused(StartVerificationError::NoService),
        })
    }
}

/// The verification as it stood right after this send.
fn as_told(mut verification: Verification, attempt: AttemptSid) -> Verification {
    if let Some(at) = verification.sends.iter().position(|mark| mark.attempt_sid == attempt) {
        verification.sends.truncate(at + 1);
        verification.channel = verification.sends[at].channel;
        verification.updated_at = verification.sends[at].at;
        verification.status = Status::Pending;
    }
    verification
}
