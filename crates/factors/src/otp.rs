//! One-time passwords out of a secret and a counter (RFC 4226), under the hashes of RFC 6238.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use subtle::ConstantTimeEq;

pub(crate) use countersign_model::OtpAlgorithm as Alg;

/// The code of `digits` digits that `secret` gives for `counter`.
pub(crate) fn code(alg: Alg, secret: &[u8], counter: u64, digits: u8) -> String {
    match alg {
        Alg::Sha1 => truncate(&tag::<Hmac<Sha1>>(secret, counter), digits),
        Alg::Sha256 => truncate(&tag::<Hmac<Sha256>>(secret, counter), digits),
        Alg::Sha512 => truncate(&tag::<Hmac<Sha512>>(secret, counter), digits),
    }
}

/// Whether `given` is that code; takes as long for each of the same length.
pub(crate) fn is_code(alg: Alg, secret: &[u8], counter: u64, digits: u8, given: &str) -> bool {
    code(alg, secret, counter, digits).as_bytes().ct_eq(given.as_bytes()).into()
}

fn tag<M: Mac + KeyInit>(secret: &[u8], counter: u64) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(&counter.to_be_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// RFC 4226 section 5.3: 31 bits from where the last four bits point to.
fn truncate(tag: &[u8], digits: u8) -> String {
    let at = usize::from(tag.last().copied().unwrap_or_default() & 15);
    let word = tag.get(at..at + 4).and_then(|word| word.try_into().ok()).map_or(0, u32::from_be_bytes);
    let number = u64::from(word & 0x7FFF_FFFF) % 10_u64.pow(u32::from(digits));
    format!("{number:0width$}", width = usize::from(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn the_counters_of_rfc_4226_give_its_codes() {
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
            "520489",
        ];
        for (counter, expected) in (0..).zip(codes) {
            assert_eq!(code(Alg::Sha1, SECRET, counter, 6), expected);
            assert!(is_code(Alg::Sha1, SECRET, counter, 6, expected));
        }
    }

    #[test]
    fn the_moments_of_rfc_6238_give_its_codes() {
        let long = b"1234567890123456789012345678901234567890123456789012345678901234";
        for (seconds, sha1, sha256, sha512) in [
            (59, "94287082", "46119246", "90693936"),
            (1_111_111_109, "07081804", "68084774", "25091201"),
            (1_111_111_111, "14050471", "67062674", "99943326"),
            (1_234_567_890, "89005924", "91819424", "93441116"),
            (2_000_000_000, "69279037", "90698825", "38618901"),
            (20_000_000_000_u64, "65353130", "77737706", "47863826"),
        ] {
            let step = seconds / 30;
            assert_eq!(code(Alg::Sha1, &long[..20], step, 8), sha1);
            assert_eq!(code(Alg::Sha256, &long[..32], step, 8), sha256);
            assert_eq!(code(Alg::Sha512, &long[..64], step, 8), sha512);
        }
    }

    #[test]
    fn a_code_of_another_length_or_with_other_signs_is_wrong() {
        for given in ["", "75522", "7552240", "0755224", "75522\u{664}", "755 224", "+55224"] {
            assert!(!is_code(Alg::Sha1, SECRET, 0, 6, given), "{given}");
        }
    }
}
