//! The service's face: its name, logo, colour and where it helps.

use std::fmt;

use url::Url;

/// The longest logo inside an address (`data:`), in characters: with it a page still is under 50 KB.
const MAX_INLINE_LOGO: usize = 16_384;

/// Whose pages these are.
#[derive(Clone, Debug, Default)]
pub struct Brand {
    /// The service's name. Empty where nobody knows whose prompt it would be; such a page has no head.
    pub name: String,
    /// Its logo.
    pub logo: Option<Logo>,
    /// Its colour; without one the pages have a blue of their own.
    pub colour: Option<Colour>,
    /// Where people get help.
    pub support: Option<Link>,
}

/// The address of a picture: `https`, or the picture itself (`data:image/…;base64,`), so that a browser asks nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    address: String,
    /// What the content security policy must let through.
    source: String,
}

impl Logo {
    /// Reads an address. Nothing for one that can't be a logo's.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(data) = text.strip_prefix("data:image/") {
            let (kind, content) = data.split_once(";base64,")?;
            let is_known = ["png", "jpeg", "gif", "webp", "svg+xml"].contains(&kind);
            let is_base64 = content.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b));
            return (is_known && is_base64 && !content.is_empty() && text.len() <= MAX_INLINE_LOGO)
                .then(|| Self { address: text.to_owned(), source: "data:".to_owned() });
        }
        let url = Url::parse(text).ok()?;
        let is_fit = url.scheme() == "https"
            && url.username().is_empty()
            && url.password().is_none()
            && countersign_model::is_host_name(&url);
        is_fit.then(|| Self { source: url.origin().ascii_serialization(), address: url.into() })
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.address
    }

    pub(crate) fn source(&self) -> &str {
        &self.source
    }
}

/// Where a link leads: a web page, an e-mail address or a telephone. No other scheme is one, least of all a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(String);

impl Link {
    /// Reads an address. Nothing for one with another scheme, and for what is no address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        ["https", "http", "mailto", "tel"].contains(&url.scheme()).then(|| Self(url.into()))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A colour: red, green and blue, as sRGB has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub(crate) [u8; 3]);

impl Colour {
    /// Reads `#1f4fd8`, or `#14d` as style sheets shorten it. Nothing for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix('#')?;
        let digits: Vec<u8> = hex
            .chars()
            .map(|c| c.to_digit(16))
            .map(|digit| digit.map(|digit| digit as u8))
            .collect::<Option<_>>()?;
        match digits[..] {
            [r, g, b] => Some(Self([r * 17, g * 17, b * 17])),
            [r, s, g, h, b, c] => Some(Self([r * 16 + s, g * 16 + h, b * 16 + c])),
            _ => None,
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_is_fetched_over_https_or_comes_along() {
        let logo = Logo::parse("https://cdn.example:8443/a%20b.svg?v=1;2").expect("a logo");
        assert_eq!(logo.source(), "https://cdn.example:8443");
        assert_eq!(Logo::parse("data:image/png;base64,iVBORw0KGgo=").expect("a logo").source(), "data:");
        for text in [
            "",
            "logo.png",
            "//cdn.example/logo.png",
            "http://cdn.example/logo.png",
            "https://user@cdn.example/logo.png",
            "javascript:alert(1)",
            "data:text/html;base64,PGI+",
            "data:image/svg+xml,<svg onload='alert(1)'>",
            "data:image/png;base64,\"><script>",
            "data:image/png;base64,",
        ] {
            assert_eq!(Logo::parse(text), None, "{text}");
        }
        let large = format!("data:image/png;base64,{}", "A".repeat(MAX_INLINE_LOGO));
        assert_eq!(Logo::parse(&large), None);
    }

    #[test]
    fn the_policys_source_of_a_logo_is_one_word_whatever_the_address() {
        assert_eq!(
            Logo::parse("https://cdn.example/a;b c,d").expect("a logo").source(),
            "https://cdn.example"
        );
        for text in [
            "https://cdn.example;script-src *",
            "https://cdn.example;sandbox/logo.png",
            "https://cdn.example,x/logo.png",
            "https://*/logo.png",
            "https://'self'/logo.png",
        ] {
            assert_eq!(Logo::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_link_is_never_a_script() {
        for text in [
            "https://shop.example/help",
            "mailto:help@shop.example",
            "tel:+15017122661",
            "http://localhost:3000/",
        ] {
            assert_eq!(Link::parse(text).expect("a link").as_str(), text);
        }
        for text in
            ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "/help", "help"]
        {
            assert_eq!(Link::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_colour_is_read_as_style_sheets_write_it() {
        assert_eq!(Colour::parse("#1f4FD8").expect("a colour").to_string(), "#1f4fd8");
        assert_eq!(Colour::parse("#fa0").expect("a colour").to_string(), "#ffaa00");
        for text in ["", "#", "1f4fd8", "#1f4fd", "#1f4fd8ff", "#12", "#ééé", "red", "#gggggg", "#fff;}"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }
}
