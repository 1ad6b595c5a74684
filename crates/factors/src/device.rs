//! The tokens by which a device calls for itself (behaviour map 9.3).

use countersign_model::{AccountSid, CredentialSid, FactorSid, Timestamp};
use serde_json::Value;

use crate::es256::{Jws, PublicKey};

/// What a token's header says that it is for. An answer to a challenge doesn't say it, so none of them is a token.
const CONTENT: &str = "twilio-pba;v=1";
/// How far ahead a token may end, in seconds: the apps' ten minutes, and one for clocks.
const LONGEST: i64 = 660;
/// How far ahead a token may begin, in seconds: the device's clock may be early.
const EARLY: i64 = 60;

/// Whose a token says it is. Nothing of it is proven: it tells which factor to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The factor whose device made it.
    pub factor: FactorSid,
    /// Whose service the factor is in.
    pub account: AccountSid,
}

/// Whose `token` says it is; none for what isn't a device's.
#[must_use]
pub fn claimed(token: &str) -> Option<Claim> {
    claim(&Jws::read(token)?)
}

fn claim(jws: &Jws<'_>) -> Option<Claim> {
    if jws.header.get("cty").and_then(Value::as_str) != Some(CONTENT) {
        return None;
    }
    let key: CredentialSid = jws.header.get("kid")?.as_str()?.parse().ok()?;
    let account = jws.payload.get("sub")?.as_str()?.parse().ok()?;
    Some(Claim { factor: key.alias(), account })
}

/// The name by which a token tells its factor: the app gets it as `config.credential_sid`. It is the factor's own SID by
/// another prefix, so that it needs no place to stand and leads to no other factor.
pub(crate) const fn credential(factor: FactorSid) -> CredentialSid {
    factor.alias()
}

/// Whether `token` is of this factor in this account, signed by this key, and good at `now`.
pub(crate) fn is_good(token: &str, of: Claim, key: &PublicKey, now: Timestamp) -> bool {
    let Some(jws) = Jws::read(token) else { return false };
    if claim(&jws) != Some(of) || !jws.is_by(key) {
        return false;
    }
    let now = now.millis().div_euclid(1000);
    let seconds = |name| jws.payload.get(name).and_then(Value::as_i64);
    let ends = seconds("exp").is_some_and(|exp| now < exp && exp <= now.saturating_add(LONGEST));
    // Absent it began long ago; there and no whole number it says nothing that could be believed.
    let begins = match jws.payload.get("nbf") {
        None => true,
        Some(nbf) => nbf.as_i64().is_some_and(|nbf| nbf <= now.saturating_add(EARLY)),
    };
    ends && begins
}
