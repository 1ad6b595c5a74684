//! What authenticator apps scan: the key URI format of Google Authenticator (behaviour map 8.2).

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::otp::Alg;

/// Everything but RFC 3986's unreserved characters: an issuer with `&` or `#` in it stays what it is.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The parts of a URI. A colon in the issuer becomes a dash: it ends the issuer for apps that undo the encoding first, and some
/// refuse what then differs from the parameter.
pub(super) struct Uri<'a> {
    pub(super) issuer: &'a str,
    pub(super) account: &'a str,
    /// In base32, without padding.
    pub(super) secret: &'a str,
    pub(super) alg: Alg,
    pub(super) digits: u8,
    pub(super) period: u32,
}

impl fmt::Display for Uri<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let issuer = self.issuer.replace(':', "-");
        let issuer = utf8_percent_encode(&issuer, RESERVED);
        write!(
            f,
            "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm={alg}&digits={digits}&period={period}",
            account = utf8_percent_encode(self.account, RESERVED),
            secret = self.secret,
            alg = self.alg.as_str().to_ascii_uppercase(),
            digits = self.digits,
            period = self.period,
        )
    }
}

#[cfg(test)]
mod tests {
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_example_of_the_documentation_is_written_letter_by_letter() {
        let uri = Uri {
            issuer: "test-issuer",
            account: "John\u{2019}s Account Name",
            secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
            alg: Alg::Sha1,
            digits: 6,
            period: 30,
        };
        assert_eq!(
            uri.to_string(),
            "otpauth://totp/test-issuer:John%E2%80%99s%20Account%20Name?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=test-issuer&algorithm=SHA1&digits=6&period=30"
        );
    }

    proptest! {
        #[test]
        fn names_of_any_kind_come_back_and_add_no_parameter(issuer in "\\PC{1,30}", account in "\\PC{1,30}") {
            let uri = Uri { issuer: &issuer, account: &account, secret: "MZXW6", alg: Alg::Sha512, digits: 8, period: 60 };
            let text = uri.to_string();
            let (label, query) = text.strip_prefix("otpauth://totp/").unwrap().split_once('?').unwrap();
            let (of, who) = label.split_once(':').unwrap();
            let decode = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
            let issuer = issuer.replace(':', "-");
            prop_assert_eq!((decode(of), decode(who)), (issuer.clone(), account.clone()));
            let pairs: Vec<_> = query.split('&').map(|pair| pair.split_once('=').unwrap()).collect();
            let names: Vec<_> = pairs.iter().map(|(name, _)| *name).collect();
            prop_assert_eq!(names, ["secret", "issuer", "algorithm", "digits", "period"]);
            prop_assert_eq!(decode(pairs[1].1), issuer);
        }
    }
}
