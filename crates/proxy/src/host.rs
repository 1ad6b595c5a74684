//! Under which names Verify is known.

use std::fmt;
use std::str::FromStr;

/// `verify.twilio.com`, `verify.{region}.twilio.com` or `verify.{edge}.{region}.twilio.com`, in lower case: what
/// helper libraries make of it (behaviour map 1.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyHost(String);

/// The name is not one of Verify's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotVerify;

impl VerifyHost {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for VerifyHost {
    type Err = NotVerify;

    fn from_str(text: &str) -> Result<Self, NotVerify> {
        let name = text.to_ascii_lowercase();
        let product = name.strip_suffix(".twilio.com").ok_or(NotVerify)?;
        let mut labels = product.split('.');
        if labels.next() != Some("verify") {
            return Err(NotVerify);
        }
        let places: Vec<&str> = labels.collect();
        if places.len() > 2 || !places.iter().all(|place| is_label(place)) {
            return Err(NotVerify);
        }
        Ok(Self(name))
    }
}

/// A label of a host name: letters, digits, hyphens within, 63 at most (RFC 1123 section 2.1).
fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

impl fmt::Display for VerifyHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn verify_is_known_with_and_without_edge_and_region() {
        for (text, name) in [
            ("verify.twilio.com", "verify.twilio.com"),
            ("Verify.Twilio.COM", "verify.twilio.com"),
            ("verify.us1.twilio.com", "verify.us1.twilio.com"),
            ("verify.sao-paulo.br1.twilio.com", "verify.sao-paulo.br1.twilio.com"),
        ] {
            assert_eq!(text.parse::<VerifyHost>().unwrap().as_str(), name);
        }
    }

    #[test]
    fn no_other_name_is_verify() {
        let long = format!("verify.{}.twilio.com", "a".repeat(64));
        for text in [
            "",
            "twilio.com",
            "api.twilio.com",
            "notverify.twilio.com",
            "verify.twilio.com.",
            "verify.twilio.com.example.com",
            "verify.twilio.como",
            "verify.nottwilio.com",
            "verifyxtwilio.com",
            "verify..twilio.com",
            "verify.-a.twilio.com",
            "verify.a-.twilio.com",
            "verify.a_b.twilio.com",
            "verify.a.b.c.twilio.com",
            "api.verify.twilio.com",
            "verify.éire.twilio.com",
            "verify.*.twilio.com",
            &long,
        ] {
            assert_eq!(text.parse::<VerifyHost>(), Err(NotVerify), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_accepted_lies_under_verify_and_twilio(text in "(verify|api)?[a-z0-9.*_-]{0,12}(\\.twilio\\.com)?\\.?") {
            if let Ok(host) = text.parse::<VerifyHost>() {
                let labels: Vec<&str> = host.as_str().split('.').collect();
                prop_assert!((3..=5).contains(&labels.len()) && labels[0] == "verify");
                prop_assert_eq!(&labels[labels.len() - 2..], ["twilio", "com"]);
            }
        }
    }
}
