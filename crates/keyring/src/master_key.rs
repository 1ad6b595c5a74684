use aws_lc_rs::aead::{AES_256_GCM_SIV, LessSafeKey, UnboundKey};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Octets of a master key and of each key derived from it.
pub(crate) const KEY_LEN: usize = 32;

/// What one line of the key file becomes. The master key itself is not kept: each purpose has a key of its own
/// (HKDF, RFC 5869), so that what is learnt of one says nothing about the others.
pub(crate) struct MasterKey {
    id: String,
    code: Zeroizing<[u8; KEY_LEN]>,
    callback: Zeroizing<[u8; KEY_LEN]>,
    /// AWS-LC wipes it when it is freed.
    seal: LessSafeKey,
    check: String,
}

impl MasterKey {
    pub(crate) fn new(id: &str, master: &[u8; KEY_LEN]) -> Self {
        let hkdf = Hkdf::<Sha256>::new(None, master);
        // The version is in the purpose: another algorithm some day gets another key.
        let seal = derive(&hkdf, b"countersign/v1/seal");
        let seal = UnboundKey::new(&AES_256_GCM_SIV, &*seal).expect("a key of 32 octets is AES-256's");
        let mut check = mac(&derive(&hkdf, b"countersign/v1/check"));
        check.update(id.as_bytes());
        Self {
            id: id.to_owned(),
            code: derive(&hkdf, b"countersign/v1/code"),
            callback: derive(&hkdf, b"countersign/v1/callback"),
            seal: LessSafeKey::new(seal),
            check: hex(&check.finalize().into_bytes()),
        }
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Begins the HMAC that codes come from.
    pub(crate) fn code_mac(&self) -> Hmac<Sha256> {
        mac(&self.code)
    }

    /// Begins the HMAC of tokens in callback addresses.
    pub(crate) fn callback_mac(&self) -> Hmac<Sha256> {
        mac(&self.callback)
    }

    pub(crate) fn seal(&self) -> &LessSafeKey {
        &self.seal
    }

    pub(crate) fn check(&self) -> &str {
        &self.check
    }
}

fn derive(hkdf: &Hkdf<Sha256>, purpose: &[u8]) -> Zeroizing<[u8; KEY_LEN]> {
    let mut key = Zeroizing::new([0; KEY_LEN]);
    hkdf.expand(purpose, &mut *key).expect("HKDF-SHA256 gives up to 8160 octets");
    key
}

pub(crate) fn mac(key: &[u8; KEY_LEN]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes a key of any length")
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
