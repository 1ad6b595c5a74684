//! Links of a chain: each hash covers the one before it, so none can be changed without changing all that follow.

use sha2::{Digest, Sha256};

use crate::master_key::hex;

/// What stands before the first link.
pub const CHAIN_START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// SHA-256 of the link before, 64 hex digits, and of `entry`, in lower-case hex.
#[must_use]
pub fn chained(previous: &str, entry: &str) -> String {
    // Every link has the same length, so that the two can't be cut apart elsewhere.
    hex(&Sha256::new().chain_update(previous.as_bytes()).chain_update(entry.as_bytes()).finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_the_hash_of_both() {
        // Computed with Python's hashlib: it stands in databases and must not change.
        let known = "586374a93ac58a5386851e4ec5e9ae4c9bd06c7a0f6d17b17feb045f1927c947";
        assert_eq!(chained(CHAIN_START, "entry"), known);
        assert_ne!(chained(CHAIN_START, "entry"), chained(known, "entry"));
    }
}
