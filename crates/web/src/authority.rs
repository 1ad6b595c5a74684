//! The name and port in a `Host` header, read strictly.

use std::fmt;
use std::net::{Ipv6Addr, SocketAddr};
use std::str::FromStr;

/// `host` or `host:port`, in lower case (RFC 9110 section 7.2).
///
/// What is in here can be written into a URL or a header as it is: there are no spaces, quotes, slashes, control
/// characters or user names in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Authority {
    /// A name, an IPv4 address, or an IPv6 address in brackets.
    host: String,
    port: Option<u16>,
}

/// The text is not `host[:port]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadAuthority;

impl std::fmt::Display for BadAuthority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a name is written as host or host:port")
    }
}

impl std::error::Error for BadAuthority {}

impl Authority {
    /// The host without its port; an IPv6 address stands in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, when one was written.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The host and this port.
    pub(crate) fn with_port(mut self, port: Option<u16>) -> Self {
        self.port = port;
        self
    }
}

impl From<SocketAddr> for Authority {
    fn from(address: SocketAddr) -> Self {
        let host = match address {
            SocketAddr::V4(v4) => v4.ip().to_string(),
            SocketAddr::V6(v6) => format!("[{}]", v6.ip()),
        };
        Self { host, port: Some(address.port()) }
    }
}

impl FromStr for Authority {
    type Err = BadAuthority;

    fn from_str(text: &str) -> Result<Self, BadAuthority> {
        if text.len() > 255 {
            return Err(BadAuthority);
        }
        let end = if text.starts_with('[') { text.find(']').ok_or(BadAuthority)? + 1 } else { 0 };
        let (host, port) = match text[end..].find(':') {
            Some(colon) => (&text[..end + colon], Some(parse_port(&text[end + colon + 1..])?)),
            None => (text, None),
        };
        if let Some(v6) = host.strip_prefix('[') {
            let v6: Ipv6Addr = v6.strip_suffix(']').and_then(|v6| v6.parse().ok()).ok_or(BadAuthority)?;
            return Ok(Self { host: format!("[{v6}]"), port });
        }
        // One dot at the end is how a name is written that must not be searched for in the local domain. An
        // underscore is not for host names, but container networks give them out.
        let letters = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        let label = |label: &str| !label.is_empty() && label.bytes().all(letters);
        if !host.strip_suffix('.').unwrap_or(host).split('.').all(label) {
            return Err(BadAuthority);
        }
        Ok(Self { host: host.to_ascii_lowercase(), port })
    }
}

impl fmt::Display for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.host)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

/// 1 to 65535 in one to five digits; `parse` alone would take a plus sign.
fn parse_port(text: &str) -> Result<u16, BadAuthority> {
    let digits = (1..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|&port| digits && port != 0).ok_or(BadAuthority)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_addresses_and_ports_are_read() {
        for (text, written) in [
            ("Localhost:4010", "localhost:4010"),
            ("my_app", "my_app"),
            ("verify.example.", "verify.example."),
            ("127.0.0.1:65535", "127.0.0.1:65535"),
            ("[::1]:4010", "[::1]:4010"),
            ("[0:0::1]", "[::1]"),
        ] {
            assert_eq!(text.parse::<Authority>().unwrap().to_string(), written);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let long = "a".repeat(256);
        for text in [
            "",
            ".",
            "..",
            "a..b",
            ".a",
            "a:",
            "a:0",
            "a:65536",
            "a:+1",
            "a:1:2",
            "::1",
            "[::1",
            "[]",
            "[::1]x",
            "[::1]:",
            "[fe80::1%eth0]",
            "user@host",
            "a/b",
            "a b",
            "a,b",
            "a\r\nX: y",
            "a\"",
            "häuser.de",
            "[::1].evil",
            &long,
        ] {
            assert_eq!(text.parse::<Authority>(), Err(BadAuthority), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_safe_in_a_url_and_reads_back(text in "[a-zA-Z0-9.:\\[\\]@/ _-]{0,20}") {
            if let Ok(authority) = text.parse::<Authority>() {
                let written = authority.to_string();
                prop_assert!(!written.contains(['@', '/', ' ']));
                prop_assert_eq!(written.parse(), Ok(authority));
            }
        }
    }
}
