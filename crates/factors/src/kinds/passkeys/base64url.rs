//! Octets as WebAuthn writes them: base64url, without padding; read with or without.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) fn read(text: &str) -> Option<Vec<u8>> {
    ENGINE.decode(text).ok()
}

pub(super) fn write(octets: &[u8]) -> String {
    ENGINE.encode(octets)
}
