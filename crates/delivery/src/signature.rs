//! Signatures of what providers call us with. All comparisons take the same time whatever differs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Whether `signature` is the lower- or upper-case hex HMAC-SHA256 of `data` under `key`.
pub(crate) fn is_hex_hmac_sha256(key: &[u8], data: &[u8], signature: &str) -> bool {
    unhex(signature.trim()).is_some_and(|signature| is_hmac_sha256(key, data, &signature))
}

/// Whether `signature` is the base64 HMAC-SHA256 of `data` under `key`.
pub(crate) fn is_base64_hmac_sha256(key: &[u8], data: &[u8], signature: &str) -> bool {
    STANDARD.decode(signature.trim()).is_ok_and(|signature| is_hmac_sha256(key, data, &signature))
}

fn is_hmac_sha256(key: &[u8], data: &[u8], signature: &[u8]) -> bool {
    // HMAC takes keys of every length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return false };
    mac.update(data);
    mac.verify_slice(signature).is_ok()
}

/// Bytes of a hex text in either case; nothing for anything else.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    let nibble = |byte: u8| (byte as char).to_digit(16);
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| u8::try_from(nibble(pair[0])? << 4 | nibble(pair[1])?).ok())
        .collect()
}

/// Bytes as lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 4231, test case 2.
    const KEY: &[u8] = b"Jefe";
    const DATA: &[u8] = b"what do ya want for nothing?";
    const MAC: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    #[test]
    fn a_signature_is_told_from_every_other_text() {
        assert!(is_hex_hmac_sha256(KEY, DATA, MAC));
        assert!(is_hex_hmac_sha256(KEY, DATA, &MAC.to_uppercase()));
        assert!(is_base64_hmac_sha256(KEY, DATA, &STANDARD.encode(unhex(MAC).expect("hex"))));
        for wrong in ["", "5b", "zz", &MAC[..62], &format!("{MAC}00"), "é"] {
            assert!(!is_hex_hmac_sha256(KEY, DATA, wrong), "{wrong}");
            assert!(!is_base64_hmac_sha256(KEY, DATA, wrong), "{wrong}");
        }
        assert!(!is_hex_hmac_sha256(b"other", DATA, MAC));
        assert!(!is_hex_hmac_sha256(KEY, b"other", MAC));
    }

    #[test]
    fn hex_reads_back() {
        assert_eq!(unhex(&hex(&[0, 1, 254, 255])), Some(vec![0, 1, 254, 255]));
        assert_eq!(unhex("+1"), None);
    }
}
