use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::master_key::hex;

/// SHA-256 of a token in lower-case hex: what the database holds of tokens and API keys. Enough only because
/// these are 256 random bits; what people choose needs a slow hash.
#[must_use]
pub fn hash_token(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// Whether two texts are the same, taking as long for the first wrong letter as for the last. Only the lengths
/// may show.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_hashed_with_sha_256() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(hash_token("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn only_equal_texts_are_the_same() {
        assert!(same("", "") && same("482910", "482910"));
        for other in ["482911", "582910", "48291", "4829100", "", "482910\0"] {
            assert!(!same("482910", other), "{other:?}");
        }
    }
}
