//! The hash under which one-time passwords are made.

use serde::{Deserialize, Serialize};

/// Which hash the HMAC of a one-time password is made with (RFC 6238, section 1.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OtpAlgorithm {
    /// What RFC 4226 has, and nearly every device.
    #[default]
    Sha1,
    /// With a hash of 32 octets.
    Sha256,
    /// With a hash of 64 octets.
    Sha512,
}

impl OtpAlgorithm {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sha1, Self::Sha256, Self::Sha512];

    /// As the API writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
        }
    }

    /// Reads what [`OtpAlgorithm::as_str`] writes, and nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_named_in_lower_case_and_no_other_is_known() {
        for it in OtpAlgorithm::ALL {
            assert_eq!(OtpAlgorithm::parse(it.as_str()), Some(it));
            assert_eq!(serde_json::to_value(it).unwrap(), it.as_str());
        }
        for text in ["", "SHA1", "md5", "sha384"] {
            assert_eq!(OtpAlgorithm::parse(text), None, "{text}");
        }
    }
}
