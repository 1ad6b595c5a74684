//! Encrypting for one browser (RFC 8291), in one record of `aes128gcm` (RFC 8188).

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use countersign_model::PushSubscription;

/// Octets of a record at most; there is one, and push services take no more (RFC 8030, 7.2).
const RECORD: u32 = 4096;
/// What the text is filled up to a multiple of, in octets, so that its length tells little about the question.
const STEP: usize = 256;
/// What ends the text of the last record (RFC 8188, 2).
const LAST: u8 = 2;
/// Octets that each message's own salt has, and that the cipher adds.
const SALT: usize = 16;
const TAG: usize = 16;

/// `text` for this browser, with a key pair and a salt of its own; none when the browser's key is none.
#[expect(
    clippy::disallowed_methods,
    reason = "the key pair, on which all rests, is drawn by the library itself; its salt may come from the same place"
)]
pub(super) fn encrypt(browser: &PushSubscription, text: &[u8]) -> Option<Vec<u8>> {
    let mut salt = [0; SALT];
    SystemRandom::new().fill(&mut salt).ok()?;
    sealed(browser, text, &PrivateKey::generate(&ECDH_P256).ok()?, salt, STEP)
}

/// As [`encrypt`], with what is drawn there; filled up to a multiple of `step` octets, with what marks its end.
fn sealed(
    browser: &PushSubscription,
    text: &[u8],
    own: &PrivateKey,
    salt: [u8; SALT],
    step: usize,
) -> Option<Vec<u8>> {
    let point = own.compute_public_key().ok()?;
    let (point, theirs) = (point.as_ref(), browser.key());
    let shared = agree(own, UnparsedPublicKey::new(&ECDH_P256, theirs), (), |shared| {
        let first = Salt::new(HKDF_SHA256, browser.secret()).extract(shared);
        expand::<32>(&first, &[b"WebPush: info\0", theirs, point]).ok_or(())
    });
    let second = Salt::new(HKDF_SHA256, &salt).extract(&shared.ok()?);
    let key = expand::<16>(&second, &[b"Content-Encoding: aes128gcm\0"])?;
    let nonce = expand::<12>(&second, &[b"Content-Encoding: nonce\0"])?;

    let mut record = text.to_vec();
    record.push(LAST);
    record.resize(record.len().next_multiple_of(step), 0);
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).ok()?);
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record).ok()?;

    // The header: salt, record size, and the name of the key, which is the key itself (RFC 8291, 4).
    let mut body = salt.to_vec();
    body.extend(RECORD.to_be_bytes());
    body.push(u8::try_from(point.len()).ok()?);
    body.extend(point);
    body.extend(record);
    (body.len() + TAG <= RECORD as usize).then_some(body)
}

/// So many octets.
#[derive(Clone, Copy)]
struct Octets(usize);

impl KeyType for Octets {
    fn len(&self) -> usize {
        self.0
    }
}

fn expand<const N: usize>(from: &Prk, about: &[&[u8]]) -> Option<[u8; N]> {
    let mut octets = [0; N];
    from.expand(about, Octets(N)).ok()?.fill(&mut octets).ok()?;
    Some(octets)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::json;

    use super::*;

    fn octets(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).expect("base64url")
    }

    fn browser(key: &str, secret: &str) -> PushSubscription {
        let keys = json!({ "p256dh": key, "auth": secret });
        let text = json!({ "endpoint": "https://push.example.net/p/x", "keys": keys }).to_string();
        PushSubscription::parse(&text).expect("a subscription")
    }

    /// RFC 8291, section 5 and appendix A.
    const THEIRS: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const SECRET: &str = "BTBZMqHH6r4Tts7J_aSIgg";
    const OURS: &str = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
    const SALT_TEXT: &str = "DGv6ra1nlYgDCS1FRnbzlw";
    const TEXT: &[u8] = b"When I grow up, I want to be a watermelon";
    const SEALED: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    #[test]
    fn the_standard_s_own_example_comes_out_letter_by_letter() {
        let own = PrivateKey::from_private_key(&ECDH_P256, &octets(OURS)).expect("a key");
        let salt = octets(SALT_TEXT).try_into().expect("a salt");
        let sealed = sealed(&browser(THEIRS, SECRET), TEXT, &own, salt, 1).expect("it is sealed");
        assert_eq!(URL_SAFE_NO_PAD.encode(sealed), SEALED);
    }

    #[test]
    fn every_message_has_its_own_key_and_salt_and_tells_little_of_its_length() {
        let browser = browser(THEIRS, SECRET);
        let (one, two) = (encrypt(&browser, TEXT).expect("sealed"), encrypt(&browser, TEXT).expect("sealed"));
        assert_ne!(one[..SALT], two[..SALT]);
        assert_ne!(one[21..86], two[21..86]);
        let short = encrypt(&browser, b"No").expect("sealed");
        assert_eq!((one.len(), short.len()), (two.len(), one.len()));
        assert_eq!(encrypt(&browser, &[b'a'; STEP]).expect("sealed").len(), one.len() + STEP);
    }

    #[test]
    fn what_is_no_key_or_too_long_is_not_sealed() {
        // Begins as a point does, and lies nowhere on the curve.
        let nowhere = URL_SAFE_NO_PAD.encode([&[4][..], &[1; 64]].concat());
        assert_eq!(encrypt(&browser(&nowhere, SECRET), TEXT), None);
        assert_eq!(encrypt(&browser(THEIRS, SECRET), &[b'a'; RECORD as usize]), None);
    }
}
