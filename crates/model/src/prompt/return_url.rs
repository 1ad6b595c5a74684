//! Where a browser is sent back to.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// Letters of the longest one.
const LONGEST: usize = 2048;
/// What we add; an application's own by these names would be taken for ours.
const OURS: [&str; 4] = ["prompt", "code", "error", "state"];

/// A whole `https://` address, or `http://` on a developer's own machine, as a browser would write it.
#[derive(Clone, PartialEq, Eq)]
pub struct ReturnUrl(Url);

/// The text can't be an address that browsers are sent back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadReturnUrl;

impl ReturnUrl {
    /// Reads an address: in ASCII, without credentials and fragment, its query without the names that we add. It is kept as
    /// browsers write it (`/a/../b` is `/b`), so that what is compared is where the browser goes.
    ///
    /// # Errors
    /// For everything else.
    pub fn parse(text: &str) -> Result<Self, BadReturnUrl> {
        if text.len() > LONGEST || !text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') {
            return Err(BadReturnUrl);
        }
        let url = Url::parse(text).map_err(|_| BadReturnUrl)?;
        let is_safe = match url.scheme() {
            "https" => is_host_name(&url),
            "http" => url.host().is_some_and(|host| is_this_machine(&host)),
            _ => false,
        };
        let is_bare = url.username().is_empty()
            && url.password().is_none()
            && url.fragment().is_none()
            // `https:host` and `https:///host` are read as addresses too, but nobody writes them so who means well.
            && text.split_once("://").is_some_and(|(_, rest)| !rest.starts_with('/') && !rest.contains('@'));
        let is_ours = url.query_pairs().any(|(name, _)| OURS.contains(&&*name));
        if is_safe && is_bare && url.port() != Some(0) && !is_ours {
            Ok(Self(url))
        } else {
            Err(BadReturnUrl)
        }
    }

    /// As browsers write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Scheme, host and port, for the page's rules of where its forms may lead.
    #[must_use]
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Whether it may be registered: it has no query, which each prompt's own may have.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.0.query().is_none()
    }

    /// Whether it is the registered one: scheme, host, port and path are the same, letter by letter. A prefix is not
    /// enough, since applications have pages that send on to anywhere.
    #[must_use]
    pub fn is(&self, registered: &Self) -> bool {
        let place = |url: &Url| {
            (
                url.scheme().to_owned(),
                url.host_str().map(str::to_owned),
                url.port_or_known_default(),
                url.path().to_owned(),
            )
        };
        place(&self.0) == place(&registered.0)
    }

    /// The address with these parameters behind its own.
    #[must_use]
    pub fn with(&self, pairs: &[(&str, &str)]) -> String {
        let mut url = self.0.clone();
        url.query_pairs_mut().extend_pairs(pairs);
        url.into()
    }
}

/// Whether an address's host is one that stands in a page's policy as one word: a number, or a name of letters, digits, dots,
/// hyphens and underscores. Browsers take more for a name, `;` and `*` among it.
#[must_use]
pub fn is_host_name(url: &Url) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b".-_".contains(&b);
    match url.host() {
        Some(Host::Domain(name)) => !name.is_empty() && name.bytes().all(is_plain),
        host => host.is_some(),
    }
}

/// Nobody can listen there who isn't on the person's own machine.
fn is_this_machine(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

impl FromStr for ReturnUrl {
    type Err = BadReturnUrl;

    fn from_str(text: &str) -> Result<Self, BadReturnUrl> {
        Self::parse(text)
    }
}

impl fmt::Display for ReturnUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

/// Without its query, which is the application's own business.
impl fmt::Debug for ReturnUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin(), self.0.path())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn url(text: &str) -> ReturnUrl {
        ReturnUrl::parse(text).expect("an address")
    }

    #[test]
    fn an_address_is_https_or_on_this_machine_and_nothing_is_hidden_in_it() {
        for text in [
            "https://app.example.com/login",
            "https://app.example.com:8443/login?next=%2Fhome",
            "http://localhost:3000/done",
            "http://127.0.0.1:3000/done",
            "http://[::1]/done",
        ] {
            assert_eq!(url(text).as_str(), text);
        }
        for text in [
            "",
            "/done",
            "//app.example.com/done",
            "http://app.example.com/done",
            "http://localhost.example.com/done",
            "javascript:alert(1)",
            "data:text/html,x",
            "myapp://done",
            "https://user@app.example.com/",
            "https://app.example.com@evil.test/",
            "https://app.example.com\\@evil.test/",
            "https:app.example.com",
            "https:///app.example.com",
            "https://app.example.com;sandbox/",
            "https://app.example.com,x/",
            "https://*/",
            "https://app.example.com/#fragment",
            "https://app.example.com/\r\nSet-Cookie:a=b",
            "https://app.example.com/ x",
            "https://app.example.com:0/",
            "https://app.example.com/?code=1",
            "https://app.example.com/?a=1&sta%74e=2",
            &format!("https://app.example.com/{}", "a".repeat(2048)),
        ] {
            assert_eq!(ReturnUrl::parse(text), Err(BadReturnUrl), "{text}");
        }
    }

    #[test]
    fn only_the_registered_place_is_the_registered_one() {
        let registered = url("https://app.example.com/login/done");
        for same in [
            "https://app.example.com/login/done",
            "https://APP.example.com:443/login/done?next=1",
            "https://app.example.com/x/../login/done",
        ] {
            assert!(url(same).is(&registered), "{same}");
        }
        for other in [
            "https://app.example.com/login/done/",
            "https://app.example.com/login/Done",
            "https://app.example.com/login/done/../../evil",
            "https://app.example.com/login/done%2f..",
            "https://app.example.com/login/",
            "https://app.example.com:8443/login/done",
            "https://evil.app.example.com/login/done",
            "https://app.example.com.evil.test/login/done",
            "https://evil.test/https://app.example.com/login/done",
            "http://localhost/login/done",
        ] {
            assert!(!url(other).is(&registered), "{other}");
        }
    }

    #[test]
    fn what_is_added_is_escaped_and_stands_behind_what_was_there() {
        let with = url("https://app.example.com/done?next=1").with(&[("code", "a&b"), ("state", "\"<é")]);
        assert_eq!(with, "https://app.example.com/done?next=1&code=a%26b&state=%22%3C%C3%A9");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_leads_where_it_says(text in "https?://\\PC{0,60}") {
            if let Ok(url) = ReturnUrl::parse(&text) {
                let with = url.with(&[("code", "x")]);
                prop_assert_eq!(Url::parse(&with).unwrap().origin().ascii_serialization(), url.origin());
            }
        }
    }
}
