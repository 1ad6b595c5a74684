//! What a remembered browser holds.

use countersign_keyring::hash_token;
use countersign_model::{BrowserName, Identity, RememberedBrowserSid, ServiceSid};
use countersign_store::StoreError;

use crate::Engine;
use crate::engine::Inner;

/// In front of what a cookie's name is made of, so that no other token of ours is one.
const PURPOSE: &str = "remembered browser";
/// Letters of such a name.
const TAG: usize = 32;
/// Letters of a secret.
const SECRET: usize = 43;

/// A cookie that a browser brings. It says nothing yet: only the engine knows whether it is about the person in question.
#[derive(Clone)]
pub struct BrowserToken {
    pub(super) tag: String,
    pub(super) sid: RememberedBrowserSid,
    secret: String,
}

/// Shows nothing that opens anything.
impl std::fmt::Debug for BrowserToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BrowserToken({})", self.sid)
    }
}

impl BrowserToken {
    /// Reads the end of a cookie's name and its value; none for what we never gave.
    #[must_use]
    pub fn parse(tag: &str, value: &str) -> Option<Self> {
        let (sid, secret) = value.split_once('.')?;
        let is_plain = |text: &str, length| {
            text.len() == length && text.bytes().all(|octet| octet.is_ascii_alphanumeric())
        };
        let sid = sid.parse().ok()?;
        (is_plain(tag, TAG) && is_plain(secret, SECRET)).then(|| Self {
            tag: tag.to_owned(),
            sid,
            secret: secret.to_owned(),
        })
    }

    pub(super) fn hash(&self) -> String {
        hash_token(&self.secret)
    }

    /// Whether it was given for this person. Its name is hashed with a key, so that it tells nobody who uses a browser, and
    /// nobody can make one for somebody else.
    pub(super) fn is_of(&self, inner: &Inner, service: ServiceSid, identity: &Identity) -> bool {
        inner.opening_keys().made_callback_token(PURPOSE, &whose(service, identity), &self.tag)
    }
}

fn whose(service: ServiceSid, identity: &Identity) -> String {
    format!("{service}/{}", identity.key())
}

/// What a browser says about being remembered.
#[derive(Clone, Debug, Default)]
pub struct Remembering {
    /// The cookies that it brings, whoever they are of: several people may share a browser.
    pub tokens: Vec<BrowserToken>,
    /// Whether the person wants it to be remembered.
    pub is_wanted: bool,
    /// What it calls itself.
    pub name: BrowserName,
}

/// A cookie for a browser to keep.
#[derive(Clone)]
pub struct BrowserCookie {
    /// The end of its name.
    pub tag: String,
    /// What stands in it.
    pub value: String,
    /// For how long, in seconds.
    pub seconds: i64,
}

/// Shows nothing that opens anything.
impl std::fmt::Debug for BrowserCookie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BrowserCookie({} s)", self.seconds)
    }
}

impl BrowserCookie {
    pub(super) fn new(tag: String, sid: RememberedBrowserSid, secret: &str, millis: i64) -> Self {
        Self { tag, value: format!("{sid}.{secret}"), seconds: millis.div_euclid(1000) }
    }
}

impl Engine {
    /// The end of the name of a person's cookie. One that a browser has already keeps its name, also when the key is
    /// replaced: two names for one person would be two tokens, of which one is old.
    pub(super) async fn browser_tag(
        &self,
        service: ServiceSid,
        identity: &Identity,
    ) -> Result<String, StoreError> {
        Ok(self.sealing_keys().await?.callback_token(PURPOSE, &whose(service, identity)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_as_ours_does_is_read() {
        let (tag, sid, secret) = ("0".repeat(32), format!("YB{}", "1".repeat(32)), "s".repeat(43));
        let good = BrowserToken::parse(&tag, &format!("{sid}.{secret}")).expect("a token");
        assert_eq!(format!("{good:?}"), format!("BrowserToken({sid})"));
        for (tag, value) in [
            (tag.as_str(), sid.clone()),
            (&tag, format!("{sid}.")),
            (&tag, format!("{sid}.{}", "s".repeat(44))),
            (&tag, format!("{sid}.{}", "-".repeat(43))),
            (&tag, format!("YE{}.{secret}", "1".repeat(32))),
            ("", format!("{sid}.{secret}")),
            ("x", format!("{sid}.{secret}")),
        ] {
            assert!(BrowserToken::parse(tag, &value).is_none(), "{tag} {value}");
        }
    }
}
