//! Where a webhook is told.

use std::fmt;

use url::{Host, Url};

/// Letters of the longest one.
const LONGEST: usize = 2048;

/// A whole `https://` or `http://` address, kept letter by letter: what is told is signed together with it, and whoever
/// checks the signature knows it as they wrote it.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookUrl(String);

/// The text can't be a webhook's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadWebhookUrl;

impl WebhookUrl {
    /// Reads an address of at most 2048 letters that would be requested as it stands: in ASCII, without blanks or control
    /// characters, credentials and a fragment, and with a host.
    ///
    /// # Errors
    /// For everything else.
    pub fn parse(text: &str) -> Result<Self, BadWebhookUrl> {
        if text.len() > LONGEST || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(BadWebhookUrl);
        }
        let url = Url::parse(text).map_err(|_| BadWebhookUrl)?;
        let fits = matches!(url.scheme(), "https" | "http")
            && is_bare(text)
            && url.host().is_some_and(|host| host != Host::Domain(""))
            && url.port() != Some(0);
        if fits { Ok(Self(text.to_owned())) } else { Err(BadWebhookUrl) }
    }

    /// The text, as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether what is told there can be read on the way.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.0.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http:"))
    }
}

/// Whether a host stands where it belongs, with nobody's credentials before it and no fragment behind.
fn is_bare(text: &str) -> bool {
    let authority = text.split_once("://").and_then(|(_, rest)| rest.split(['/', '?']).next());
    !text.contains(['\\', '#']) && authority.is_some_and(|authority| !authority.contains('@'))
}

/// Shows nothing of it: paths and queries of webhooks often hold a secret.
impl fmt::Debug for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookUrl(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn whole_addresses_are_kept_letter_by_letter() {
        for text in [
            "https://owlbank.twilio.com",
            "https://Example.com:443/a/../b?x=1&y=%20",
            "http://127.0.0.1:8080/hook",
            "https://[2001:db8::1]/",
            "https://example.com/@us?to=a@b",
        ] {
            assert_eq!(WebhookUrl::parse(text).map(|url| url.as_str().to_owned()), Ok(text.to_owned()));
        }
        assert!(WebhookUrl::parse("HTTP://example.com").unwrap().is_plain());
        assert!(!WebhookUrl::parse("https://example.com").unwrap().is_plain());
    }

    #[test]
    fn what_would_be_requested_otherwise_than_written_is_refused() {
        let too_long = format!("https://example.com/{}", "a".repeat(LONGEST));
        for text in [
            "",
            "example.com",
            "/hook",
            "ftp://example.com",
            "file:///etc/passwd",
            "https:",
            "https://",
            "https:example.com",
            "https://user:secret@example.com/",
            "https://example.com@evil.test/",
            "https://example.com/#part",
            "https://example.com\\@evil.test",
            "https://example.com/a b",
            "https://example.com/\r\nX-Injected: 1",
            "https://example.com/\0",
            "https://ex\u{e4}mple.com/",
            "https://example.com:0/",
            "https://example.com:99999/",
            " https://example.com",
            &too_long,
        ] {
            assert_eq!(WebhookUrl::parse(text), Err(BadWebhookUrl), "{text:?}");
        }
    }

    #[test]
    fn debug_output_shows_no_address() {
        let url = WebhookUrl::parse("https://example.com/secret").unwrap();
        assert!(!format!("{url:?}").contains("secret"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_no_line_ever_breaks(text in "https?://\\PC{0,40}|[ -~\\r\\n]{0,60}") {
            if let Ok(url) = WebhookUrl::parse(&text) {
                prop_assert_eq!(url.as_str(), &text);
                prop_assert!(text.bytes().all(|byte| byte.is_ascii_graphic()));
            }
        }
    }
}
