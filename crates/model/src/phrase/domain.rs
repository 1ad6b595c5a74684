use super::{BadPhrase, phrase};

/// The name that a text message binds its code to: phones fill the code into pages of this name, and into no other's
/// (domain-bound codes, <https://wicg.github.io/sms-one-time-codes/>).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CodeDomain(String);
phrase!(CodeDomain);

impl CodeDomain {
    /// Reads a name of two labels or more, in lower case: `verify.example.com`. No address, no port.
    ///
    /// # Errors
    /// [`BadPhrase`] for anything else.
    pub fn parse(text: &str) -> Result<Self, BadPhrase> {
        if text.is_empty() || text.len() > 253 {
            return Err(BadPhrase::Length);
        }
        if !text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.') {
            return Err(BadPhrase::Characters);
        }
        let is_label = |it: &str| (1..=63).contains(&it.len()) && !it.starts_with('-') && !it.ends_with('-');
        // The last one of an address is a number.
        let is_name =
            text.rsplit_once('.').is_some_and(|(_, top)| top.starts_with(|c: char| c.is_ascii_lowercase()));
        if !is_name || !text.split('.').all(is_label) {
            return Err(BadPhrase::Form);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name in the address of a server's pages. None without TLS, where no browser asks its phone, and where the server
    /// has no name.
    #[must_use]
    pub fn of_url(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = authority.split_once(':').map_or(authority, |(host, _)| host);
        let is_secure = scheme.eq_ignore_ascii_case("https");
        Self::parse(&host.to_ascii_lowercase()).ok().filter(|_| is_secure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_public_url_is_found_and_nothing_that_is_none() {
        for (url, name) in [
            ("https://verify.example.com", Some("verify.example.com")),
            ("HTTPS://Verify.Example.com:8443/second/step", Some("verify.example.com")),
            ("http://verify.example.com", None),
            ("https://192.0.2.1", None),
            ("https://[2001:db8::1]:8443/", None),
            ("https://localhost", None),
            ("https://verify.example.com\n@bank.example", None),
            ("https://a@verify.example.com", None),
            ("https://-a.example", None),
            ("https://a..example", None),
            ("verify.example.com", None),
        ] {
            assert_eq!(CodeDomain::of_url(url).as_ref().map(CodeDomain::as_str), name, "{url}");
        }
    }
}
