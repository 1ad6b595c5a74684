//! JSON Web Tokens that providers sign with a secret that both sides know (RFC 7515, 7519).
//!
//! Only HMAC is spoken here, and only the algorithms that a provider says it uses: the token's own `alg` chooses among
//! them and widens nothing, so neither `none` nor a public key taken for a secret can get through.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_model::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::{Sha256, Sha384, Sha512};

/// An algorithm of RFC 7518, 3.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Hs256,
    Hs384,
    Hs512,
}

/// What a token whose signature and times were right says.
#[derive(Clone, Debug)]
pub(crate) struct Claims(Value);

/// Verifies `token` and reads its claims. `exp` and `nbf` count where they stand, give or take `leeway` seconds; whether
/// they have to stand there is for the caller to say.
///
/// # Errors
/// Why it isn't believed, without anything of the token.
pub(crate) fn verified(
    token: &str,
    key: &[u8],
    allowed: &[Algorithm],
    now: Timestamp,
    leeway: i64,
) -> Result<Claims, &'static str> {
    let (signed, signature) = token.trim().rsplit_once('.').ok_or("the token has no three parts")?;
    let (header, payload) = signed.split_once('.').ok_or("the token has no three parts")?;
    let header = object(header).ok_or("the token's header can't be read")?;
    // RFC 7515, 4.1.11: an extension that must be understood is not.
    if header.get("crit").is_some() {
        return Err("the token uses an extension");
    }
    let named = header.get("alg").and_then(Value::as_str).and_then(Algorithm::from_name);
    let algorithm =
        named.filter(|named| allowed.contains(named)).ok_or("the token's algorithm is not allowed")?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| "the token's signature can't be read")?;
    // Everybody can sign with a key that is empty.
    if key.is_empty() || !algorithm.is_mac(key, signed.as_bytes(), &signature) {
        return Err("the token's signature doesn't fit");
    }
    let claims = Claims(object(payload).ok_or("the token's claims can't be read")?);
    claims.stand_at(now, leeway)?;
    Ok(claims)
}

impl Algorithm {
    /// Every algorithm that is known here.
    pub(crate) const ALL: &'static [Self] = &[Self::Hs256, Self::Hs384, Self::Hs512];

    fn from_name(name: &str) -> Option<Self> {
        match name {
            "HS256" => Some(Self::Hs256),
            "HS384" => Some(Self::Hs384),
            "HS512" => Some(Self::Hs512),
            _ => None,
        }
    }

    fn is_mac(self, key: &[u8], data: &[u8], signature: &[u8]) -> bool {
        // The length is compared too: a signature cut short is none.
        match self {
            Self::Hs256 => is::<Hmac<Sha256>>(key, data, signature),
            Self::Hs384 => is::<Hmac<Sha384>>(key, data, signature),
            Self::Hs512 => is::<Hmac<Sha512>>(key, data, signature),
        }
    }
}

fn is<M: Mac + KeyInit>(key: &[u8], data: &[u8], signature: &[u8]) -> bool {
    // HMAC takes keys of every length.
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else { return false };
    mac.update(data);
    mac.verify_slice(signature).is_ok()
}

impl Claims {
    /// A claim that is text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// A claim that is a moment, in seconds since 1970; fractions are allowed and dropped.
    pub(crate) fn seconds(&self, name: &str) -> Option<i64> {
        let value = self.0.get(name)?;
        #[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates")]
        value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))
    }

    /// A claim that is a whole number, not negative.
    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.0.get(name)?.as_u64()
    }

    /// Whether there is a claim of this name, of whatever kind.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some()
    }

    fn stand_at(&self, now: Timestamp, leeway: i64) -> Result<(), &'static str> {
        let now = now.millis().div_euclid(1000);
        if self.has("exp") {
            let until = self.seconds("exp").ok_or("the token's exp is no number")?;
            if now >= until.saturating_add(leeway) {
                return Err("the token has expired");
            }
        }
        if self.has("nbf") {
            let from = self.seconds("nbf").ok_or("the token's nbf is no number")?;
            if now < from.saturating_sub(leeway) {
                return Err("the token is not valid yet");
            }
        }
        Ok(())
    }
}

/// The JSON object in one part of a token.
fn object(part: &str) -> Option<Value> {
    let value: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()?;
    value.is_object().then_some(value)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::hmac;
    use serde_json::json;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);
    const KEY: &[u8] = b"a key of the tests";

    /// Signed by another library than the one that verifies.
    fn signed(header: &Value, claims: &Value, with: hmac::Algorithm, key: &[u8]) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let mac = hmac::sign(&hmac::Key::new(with, key), signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac))
    }

    fn good(claims: &Value) -> String {
        signed(&json!({ "alg": "HS256", "typ": "JWT" }), claims, hmac::HMAC_SHA256, KEY)
    }

    fn refused(token: &str) -> &'static str {
        verified(token, KEY, Algorithm::ALL, NOW, 1).expect_err("a refusal")
    }

    #[test]
    fn the_standard_s_own_example_is_believed_until_it_expires() {
        // RFC 7515, appendix A.1.
        let token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let key = URL_SAFE_NO_PAD
            .decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
            .expect("a key");
        let at = |seconds: i64| {
            verified(token, &key, &[Algorithm::Hs256], Timestamp::from_millis(seconds * 1000), 0)
        };
        assert_eq!(at(1_300_819_379).expect("claims").text("iss"), Some("joe"));
        assert_eq!(at(1_300_819_380).expect_err("expired"), "the token has expired");
    }

    #[test]
    fn each_algorithm_is_believed_where_it_is_allowed_and_nowhere_else() {
        let kinds = [
            ("HS256", hmac::HMAC_SHA256, Algorithm::Hs256),
            ("HS384", hmac::HMAC_SHA384, Algorithm::Hs384),
            ("HS512", hmac::HMAC_SHA512, Algorithm::Hs512),
        ];
        for (name, with, algorithm) in kinds {
            let token = signed(&json!({ "alg": name }), &json!({ "iss": "them" }), with, KEY);
            for allowed in Algorithm::ALL {
                let read = verified(&token, KEY, &[*allowed], NOW, 1);
                assert_eq!(read.is_ok(), *allowed == algorithm, "{name} where {allowed:?} is allowed");
            }
        }
        // Said to be one and made as another.
        let token = signed(&json!({ "alg": "HS512" }), &json!({}), hmac::HMAC_SHA256, KEY);
        assert_eq!(refused(&token), "the token's signature doesn't fit");
    }

    #[test]
    fn a_token_without_a_signature_or_with_an_algorithm_of_its_own_is_refused() {
        for alg in
            [json!("none"), json!("None"), json!("hs256"), json!("RS256"), json!(null), json!(["HS256"])]
        {
            let token = signed(&json!({ "alg": alg }), &json!({}), hmac::HMAC_SHA256, KEY);
            assert_eq!(refused(&token), "the token's algorithm is not allowed", "{alg}");
            let unsigned = &token[..=token.rfind('.').expect("a dot")];
            assert_eq!(refused(unsigned), "the token's algorithm is not allowed", "{alg}");
        }
        let token = signed(&json!({ "alg": "HS256", "crit": ["b64"] }), &json!({}), hmac::HMAC_SHA256, KEY);
        assert_eq!(refused(&token), "the token uses an extension");
    }

    #[test]
    fn what_was_altered_cut_or_signed_with_another_key_is_refused() {
        let token = good(&json!({ "iss": "them" }));
        assert!(verified(&token, KEY, Algorithm::ALL, NOW, 1).is_ok());
        let other = good(&json!({ "iss": "us" }));
        let (head, signature) = token.rsplit_once('.').expect("three parts");
        let (other_head, _) = other.rsplit_once('.').expect("three parts");
        for wrong in [
            format!("{other_head}.{signature}"),
            format!("{head}."),
            format!("{head}.{}", &signature[..signature.len() - 4]),
            format!("{head}.{signature}AAAA"),
            format!("{head}.{signature}="),
            format!("{head}.é"),
            format!("{token}.{signature}"),
            head.to_owned(),
            String::new(),
            "..".to_owned(),
        ] {
            assert!(verified(&wrong, KEY, Algorithm::ALL, NOW, 1).is_err(), "{wrong}");
        }
        assert!(verified(&token, b"another key", Algorithm::ALL, NOW, 1).is_err());
        // The key that an operator left empty.
        let token = signed(&json!({ "alg": "HS256" }), &json!({}), hmac::HMAC_SHA256, b"");
        assert!(verified(&token, b"", Algorithm::ALL, NOW, 1).is_err());
    }

    #[test]
    fn a_token_counts_between_its_times_and_one_second_around_them() {
        let at = NOW.millis() / 1000;
        for (claims, fits) in [
            (json!({ "exp": at + 60, "nbf": at - 60 }), true),
            (json!({ "exp": at }), true),
            (json!({ "exp": at - 1 }), false),
            (json!({ "nbf": at + 1 }), true),
            (json!({ "nbf": at + 2 }), false),
            (json!({ "exp": at as f64 + 0.5 }), true),
            (json!({ "exp": i64::MAX, "nbf": i64::MIN }), true),
            (json!({ "exp": "tomorrow" }), false),
            (json!({ "nbf": null }), false),
        ] {
            let read = verified(&good(&claims), KEY, Algorithm::ALL, NOW, 1);
            assert_eq!(read.is_ok(), fits, "{claims}");
        }
        assert_eq!(refused(&good(&json!([]))), "the token's claims can't be read");
    }
}
