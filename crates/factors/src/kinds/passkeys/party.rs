//! Who asks for a passkey: a domain, its name, and the origins that ceremonies may come from.

use countersign_model::PasskeyRefusal;
use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// Characters of a name that a browser shows.
const MAX_NAME: usize = 64;
/// Origins of one relying party.
const MAX_ORIGINS: usize = 20;
/// What Android calls an app by: this and the SHA-256 of its certificate.
const ANDROID: &str = "android:apk-key-hash:";

/// As answers show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Party {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) origins: Vec<String>,
}

/// A domain in lower case. Browsers bind passkeys to nothing else; `localhost` counts as one.
pub(super) fn id(text: &str) -> Result<String, PasskeyRefusal> {
    match Host::parse(text) {
        Ok(Host::Domain(domain)) if domain.len() <= 253 && domain == text.to_ascii_lowercase() => Ok(domain),
        _ => Err(PasskeyRefusal::RelyingPartyId),
    }
}

pub(super) fn name(text: &str) -> Result<String, PasskeyRefusal> {
    let fits = (1..=MAX_NAME).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(PasskeyRefusal::RelyingParty) }
}

/// None at all is the domain itself.
pub(super) fn origins(texts: &[String], id: &str) -> Result<Vec<String>, PasskeyRefusal> {
    if texts.len() > MAX_ORIGINS {
        return Err(PasskeyRefusal::RelyingParty);
    }
    if texts.is_empty() {
        return Ok(vec![format!("https://{id}")]);
    }
    texts.iter().map(|text| origin(text)).collect()
}

/// A bare host is one with `https`; `http` is for a developer's own machine, as browsers have it.
fn origin(text: &str) -> Result<String, PasskeyRefusal> {
    let refused = Err(PasskeyRefusal::RelyingParty);
    if let Some(hash) = text.strip_prefix(ANDROID) {
        return match super::base64url::read(hash) {
            Some(hash) if hash.len() == 32 => Ok(format!("{ANDROID}{}", super::base64url::write(&hash))),
            _ => refused,
        };
    }
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let Ok(url) = Url::parse(&whole) else { return refused };
    let is_secure = url.scheme() == "https" || (url.scheme() == "http" && is_localhost(&url));
    let is_bare = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if is_secure && is_bare { Ok(url.origin().ascii_serialization()) } else { refused }
}

fn is_localhost(url: &Url) -> bool {
    url.host_str().is_some_and(|host| host == "localhost" || host.ends_with(".localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relying_party_is_a_domain() {
        for (text, read) in [
            ("example.com", "example.com"),
            ("LOGIN.Example.com", "login.example.com"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(id(text), Ok(read.to_owned()));
        }
        let long = format!("{}.com", "a.".repeat(126));
        for text in
            ["", "https://example.com", "example.com/", "exa mple.com", "127.0.0.1", "[::1]", "a:443", &long]
        {
            assert_eq!(id(text), Err(PasskeyRefusal::RelyingPartyId), "{text}");
        }
    }

    #[test]
    fn an_origin_has_a_scheme_or_gets_https() {
        let android = "android:apk-key-hash:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
        for (text, read) in [
            ("https://example.com", "https://example.com"),
            ("https://Example.com:443/", "https://example.com"),
            ("www.example.com", "https://www.example.com"),
            ("example.com:8443", "https://example.com:8443"),
            ("http://localhost:3000", "http://localhost:3000"),
            (android, android),
        ] {
            assert_eq!(origin(text), Ok(read.to_owned()), "{text}");
        }
        for text in [
            "",
            "http://example.com",
            "http://notlocalhost",
            "https://example.com/login",
            "https://u:p@example.com",
            "https://example.com?q",
            "ftp://example.com",
            "javascript:alert(1)",
            "android:apk-key-hash:",
            "android:apk-key-hash:AAEC",
        ] {
            assert_eq!(origin(text), Err(PasskeyRefusal::RelyingParty), "{text}");
        }
    }

    #[test]
    fn no_origins_are_the_domain_and_too_many_are_refused() {
        assert_eq!(origins(&[], "example.com"), Ok(vec!["https://example.com".to_owned()]));
        let many = vec!["example.com".to_owned(); MAX_ORIGINS + 1];
        assert_eq!(origins(&many, "example.com"), Err(PasskeyRefusal::RelyingParty));
    }
}
