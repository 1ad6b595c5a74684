//! Versioned master keys: seal and open secrets, derive codes, hash tokens.
//!
//! Everything secret that the database holds is worth nothing without the key file: secrets are sealed for the one
//! place they stand in, codes are derived and never stored, tokens are hashed. Keys have ids, so that a new one can
//! take over while the old ones still open what they sealed.

mod blind;
mod callback;
mod chain;
mod code;
mod keyring;
mod master_key;
mod seal;
mod signing;
mod token;

pub use chain::{CHAIN_START, chained};
pub use code::CodeInput;
pub use keyring::{BadKeyring, Keyring, UnknownKey};
pub use seal::{Place, SealError, sealed_by};
pub use signing::{BadSigningKey, SigningKey, digest};
pub use token::{hash_token, same};

/// `part` behind its length: parts written one after the other this way can't be cut apart elsewhere.
fn push_part(message: &mut Vec<u8>, part: &[u8]) {
    message.extend_from_slice(&(part.len() as u64).to_be_bytes());
    message.extend_from_slice(part);
}
