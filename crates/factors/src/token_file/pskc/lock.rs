//! The encryption of a file (RFC 6030, section 6): AES in CBC, and an HMAC over each value.
//!
//! A value's HMAC is looked at before it is decrypted: a wrong key or password shows there, as does every change.

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt, InnerIvInit, KeyInit, KeyIvInit};
use hmac::{Hmac, Mac};
use pbkdf2::pbkdf2_hmac;
use roxmltree::Node;
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{at, child, octets, text};
use crate::otp::Alg;
use crate::token_file::{BadTokenFile, Unlock};

/// Octets of a block, and of what stands in front of the first.
const BLOCK: usize = 16;
/// How often a password may be hashed: a few seconds at most.
const ROUNDS: std::ops::RangeInclusive<u32> = 1..=10_000_000;

/// What opens the values of a file.
pub(super) struct Lock {
    key: Zeroizing<Vec<u8>>,
    /// The hash and the key of the HMAC; none where the file names no method.
    mac: Option<(Alg, Zeroizing<Vec<u8>>)>,
}

impl Lock {
    /// The lock of a file; none where it has none.
    pub(super) fn of(root: Node<'_, '_>, unlock: &Unlock) -> Result<Option<Self>, BadTokenFile> {
        let Some(node) = child(root, "EncryptionKey") else {
            if unlock.key.is_some() || unlock.password.is_some() {
                return Err(at(
                    root,
                    "a key or password was given, and the file is not encrypted: it may have been changed",
                ));
            }
            return Ok(None);
        };
        let key = match child(node, "DerivedKey") {
            Some(derived) => derive(derived, unlock)?,
            None => {
                let key = unlock.key.clone().ok_or_else(|| {
                    at(node, "the file is encrypted with a key that you and its maker share: give it by --key-file")
                })?;
                if ![16, 24, 32].contains(&key.len()) {
                    return Err(at(node, "the key of --key-file has not 16, 24 or 32 octets"));
                }
                key
            }
        };
        let mut lock = Self { key, mac: None };
        if let Some(method) = child(root, "MACMethod") {
            let alg = hash(method.attribute("Algorithm").unwrap_or_default());
            let alg =
                alg.ok_or_else(|| at(method, "the MACMethod is no HMAC with SHA-1, SHA-256 or SHA-512"))?;
            // Without one of its own the values' key is it.
            let key = match child(method, "MACKey") {
                Some(value) => lock.decrypt(value, &cipher_text(value)?)?,
                None => lock.key.clone(),
            };
            lock.mac = Some((alg, key));
        }
        Ok(Some(lock))
    }

    /// A value in clear, if `mac` is its own.
    pub(super) fn open(
        &self,
        value: Node<'_, '_>,
        mac: Option<Node<'_, '_>>,
    ) -> Result<Zeroizing<Vec<u8>>, BadTokenFile> {
        let (Some((alg, key)), Some(mac)) = (&self.mac, mac) else {
            return Err(at(
                value,
                "the value is encrypted and has no MAC: nobody can tell whether it was changed",
            ));
        };
        let text = cipher_text(value)?;
        let own = tag(*alg, key, &text);
        if !bool::from(own.as_slice().ct_eq(octets(mac)?.as_slice())) {
            return Err(at(
                mac,
                "the value doesn't fit its MAC: the key or password is another one, or it was changed",
            ));
        }
        self.decrypt(value, &text)
    }

    fn decrypt(&self, value: Node<'_, '_>, text: &[u8]) -> Result<Zeroizing<Vec<u8>>, BadTokenFile> {
        let method = child(value, "EncryptionMethod").and_then(|method| method.attribute("Algorithm"));
        let length = match method.and_then(|method| method.rsplit('#').next()) {
            Some("aes128-cbc") => 16,
            Some("aes192-cbc") => 24,
            Some("aes256-cbc") => 32,
            _ => return Err(at(value, "the value is encrypted by something else than AES in CBC")),
        };
        if self.key.len() != length {
            let what = format!("the value wants a key of {length} octets: this one has {}", self.key.len());
            return Err(at(value, what));
        }
        let broken = || at(value, "the encrypted value is broken: the key or password may be another one");
        let (first, text) = text.split_at_checked(BLOCK).ok_or_else(broken)?;
        let mut plain = Zeroizing::new(text.to_vec());
        let done = match length {
            16 => decrypt::<Aes128>(&self.key, first, &mut plain),
            24 => decrypt::<Aes192>(&self.key, first, &mut plain),
            _ => decrypt::<Aes256>(&self.key, first, &mut plain),
        };
        // Its last octet says how many were put behind; what those are is nobody's business (XML Encryption, 5.2).
        let padding = done.and_then(|()| plain.last().map(|last| usize::from(*last)));
        let padding = padding.filter(|many| (1..=BLOCK).contains(many)).ok_or_else(broken)?;
        let length = plain.len() - padding;
        plain.truncate(length);
        Ok(plain)
    }
}

fn decrypt<C>(key: &[u8], first: &[u8], text: &mut [u8]) -> Option<()>
where
    C: cbc::cipher::BlockCipherDecrypt + KeyInit,
    cbc::Decryptor<C>: KeyIvInit + InnerIvInit + BlockModeDecrypt,
{
    if text.is_empty() {
        return None;
    }
    let cipher = <cbc::Decryptor<C> as KeyIvInit>::new_from_slices(key, first).ok()?;
    cipher.decrypt_padded::<NoPadding>(text).ok().map(drop)
}

fn cipher_text(value: Node<'_, '_>) -> Result<Zeroizing<Vec<u8>>, BadTokenFile> {
    let found = child(value, "CipherData").and_then(|data| child(data, "CipherValue"));
    octets(found.ok_or_else(|| at(value, "the encrypted value is missing"))?)
}

fn tag(alg: Alg, key: &[u8], text: &[u8]) -> Vec<u8> {
    fn of<M: Mac + hmac::KeyInit>(key: &[u8], text: &[u8]) -> Vec<u8> {
        let mut mac = <M as hmac::KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
        mac.update(text);
        mac.finalize().into_bytes().to_vec()
    }
    match alg {
        Alg::Sha1 => of::<Hmac<Sha1>>(key, text),
        Alg::Sha256 => of::<Hmac<Sha256>>(key, text),
        Alg::Sha512 => of::<Hmac<Sha512>>(key, text),
    }
}

/// The hash of an HMAC by its URI; SHA-1 where none is named.
fn hash(uri: &str) -> Option<Alg> {
    match uri.rsplit('#').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "" | "hmac-sha1" => Some(Alg::Sha1),
        "hmac-sha256" => Some(Alg::Sha256),
        "hmac-sha512" => Some(Alg::Sha512),
        _ => None,
    }
}

/// The key that a password gives (PBKDF2 of PKCS #5).
fn derive(node: Node<'_, '_>, unlock: &Unlock) -> Result<Zeroizing<Vec<u8>>, BadTokenFile> {
    let method = child(node, "KeyDerivationMethod")
        .ok_or_else(|| at(node, "it is not said how the key is derived"))?;
    let is_pbkdf2 = method.attribute("Algorithm").is_some_and(|uri| uri.ends_with("#pbkdf2"));
    let found = method.children().find(|it| it.tag_name().name().eq_ignore_ascii_case("PBKDF2-params"));
    let (true, Some(parameters)) = (is_pbkdf2, found) else {
        return Err(at(method, "the key is derived by something else than PBKDF2"));
    };
    let password = unlock
        .password
        .as_ref()
        .ok_or_else(|| at(node, "the file is encrypted with a password: give it by --password-file"))?;
    let salt = child(parameters, "Salt").and_then(|salt| child(salt, "Specified"));
    let salt = octets(salt.ok_or_else(|| at(parameters, "the salt is missing"))?)?;
    let number = |name| child(parameters, name).map(text).and_then(|text| text.parse::<u32>().ok());
    let rounds = number("IterationCount").filter(|rounds| ROUNDS.contains(rounds));
    let rounds = rounds.ok_or_else(|| at(parameters, "the IterationCount is not 1 to 10000000"))?;
    let length = if child(parameters, "KeyLength").is_some() { number("KeyLength") } else { Some(16) };
    let length = length.and_then(|it| usize::try_from(it).ok()).filter(|it| [16, 24, 32].contains(it));
    let length = length.ok_or_else(|| at(parameters, "the KeyLength is not 16, 24 or 32"))?;
    let prf = child(parameters, "PRF").and_then(|prf| prf.attribute("Algorithm")).unwrap_or_default();
    let prf = hash(prf).ok_or_else(|| at(parameters, "the PRF is no HMAC with SHA-1, SHA-256 or SHA-512"))?;
    let mut key = Zeroizing::new(vec![0; length]);
    match prf {
        Alg::Sha1 => pbkdf2_hmac::<Sha1>(password.as_bytes(), &salt, rounds, &mut key),
        Alg::Sha256 => pbkdf2_hmac::<Sha256>(password.as_bytes(), &salt, rounds, &mut key),
        Alg::Sha512 => pbkdf2_hmac::<Sha512>(password.as_bytes(), &salt, rounds, &mut key),
    }
    Ok(key)
}
