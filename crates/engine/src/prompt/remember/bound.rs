//! What a remembered browser hangs on.

use countersign_keyring::digest;
use countersign_model::{Factor, FactorStatus};

use crate::prompt::lead;
use crate::prompt::scene::config;

/// A hash of what a person can prove themselves with: all that is set up, and how many recovery codes are left. A new name
/// changes nothing.
pub(in crate::prompt) fn bound_to(factors: &[Factor]) -> String {
    let is_verified = |it: &&Factor| matches!(it.status, FactorStatus::Verified { .. });
    let mut parts: Vec<String> = factors
        .iter()
        .filter(is_verified)
        .map(|factor| match lead::method_of(factor) {
            Some(method) if method.is_fallback() => format!("{} {}", factor.sid, config(factor)["remaining"]),
            _ => factor.sid.to_string(),
        })
        .collect();
    parts.sort_unstable();
    digest(&parts.join("\n"))
}
