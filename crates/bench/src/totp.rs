//! Authenticator apps: what the load types, and what the bare server looks at (RFC 6238, with SHA-256).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::stopwatch::unix_seconds;

/// Seconds that a code is shown: as long as the product allows, so that a turn lies in two steps at most.
pub(crate) const PERIOD: u64 = 60;
/// Steps before and after the present one that are taken.
pub(crate) const SKEW: u64 = 2;
/// Octets of a secret.
const LENGTH: usize = 20;

/// An app's secret.
pub(crate) struct App([u8; LENGTH]);

impl App {
    /// Whoever knows the name knows the secret: the load and the bare server agree without a word.
    pub(crate) fn of(name: &str) -> Self {
        let tag = tag(b"of a benchmark: nothing secret is kept with it", name.as_bytes());
        let mut secret = [0; LENGTH];
        secret.copy_from_slice(&tag[..LENGTH]);
        Self(secret)
    }

    /// The six digits of a step (RFC 4226, 5.3).
    pub(crate) fn code(&self, step: u64) -> String {
        let tag = tag(&self.0, &step.to_be_bytes());
        let at = usize::from(tag[31] & 15);
        let number = tag[at..at + 4].iter().fold(0_u32, |number, octet| number << 8 | u32::from(*octet));
        format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
    }

    /// The latest step around the present one whose code this is.
    pub(crate) fn step_of(&self, code: &str) -> Option<u64> {
        let now = step();
        (now - SKEW..=now + SKEW).rev().find(|step| self.code(*step) == code)
    }

    /// The secret in base32 (RFC 4648).
    pub(crate) fn base32(&self) -> String {
        const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let eight = |five: &[u8]| {
            let bits = five.iter().fold(0_u64, |bits, octet| bits << 8 | u64::from(*octet));
            (0..8).rev().map(move |at| char::from(LETTERS[(bits >> (5 * at) & 31) as usize]))
        };
        self.0.chunks(5).flat_map(eight).collect()
    }
}

/// The present step.
pub(crate) fn step() -> u64 {
    unix_seconds() / PERIOD
}

fn tag(key: &[u8], message: &[u8]) -> [u8; 32] {
    // A key of any length is one.
    let mac = Hmac::<Sha256>::new_from_slice(key);
    mac.map(|mac| mac.chain_update(message).finalize().into_bytes().into()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, has a secret of 32 octets and eight digits; the last six are the same.
        let tag = tag(b"12345678901234567890123456789012", &1_u64.to_be_bytes());
        let at = usize::from(tag[31] & 15);
        let number = u32::from_be_bytes(tag[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
        assert_eq!(number % 100_000_000, 46_119_246);
        assert_eq!(App(*b"12345678901234567890").base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_code_is_of_the_step_that_it_was_made_for() {
        let (app, now) = (App::of("a"), step());
        // One before the last that is taken: the clock may go on meanwhile.
        for step in [now - 1, now, now + 1] {
            let found = app.step_of(&app.code(step)).unwrap();
            assert!(found == step || app.code(found) == app.code(step), "{step}");
        }
        assert!(app.step_of(&App::of("b").code(now)).is_none() && app.step_of("").is_none());
    }
}
