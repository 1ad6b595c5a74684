//! Ranges of addresses: which peers are the operator's own proxies, which networks nobody outside may have us call.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// A network such as `10.0.0.0/8`, or one address.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Cidr {
    network: IpAddr,
    prefix: u8,
}

/// The text is not a network; the message says why and what to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCidr(String);

impl Cidr {
    /// The network of the addresses whose first `prefix` bits are those of `network`; its other bits must be zero.
    #[must_use]
    pub const fn new(network: IpAddr, prefix: u8) -> Self {
        Self { network, prefix }
    }

    /// Whether `address` lies within. An IPv4 address that arrives mapped into IPv6 counts as the IPv4 address.
    #[must_use]
    pub fn contains(self, address: IpAddr) -> bool {
        match (self.network, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                (network.to_bits() ^ address.to_bits()).checked_shr(32 - u32::from(self.prefix)).unwrap_or(0)
                    == 0
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                (network.to_bits() ^ address.to_bits()).checked_shr(128 - u32::from(self.prefix)).unwrap_or(0)
                    == 0
            }
            _ => false,
        }
    }
}

impl FromStr for Cidr {
    type Err = BadCidr;

    fn from_str(text: &str) -> Result<Self, BadCidr> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let wrong = || BadCidr(format!("“{text}” is not a network; write 10.0.0.0/8, fd00::/8 or 192.0.2.7"));
        let network: IpAddr = address.parse().map_err(|_| wrong())?;
        // Peers are compared as IPv4 addresses, so a mapped network would never contain one.
        if network.to_canonical() != network {
            return Err(wrong());
        }
        let bits = if network.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => {
                digits.parse().map_err(|_| wrong())?
            }
            Some(_) => return Err(wrong()),
            None => bits,
        };
        if prefix > bits {
            return Err(wrong());
        }
        let zeroes = match network {
            IpAddr::V4(v4) => v4.to_bits().trailing_zeros(),
            IpAddr::V6(v6) => v6.to_bits().trailing_zeros(),
        };
        // 10.0.0.7/8 is a slip: either the address or the length is not what was meant.
        if zeroes < u32::from(bits - prefix) {
            return Err(BadCidr(format!("“{text}” has bits set beyond its first {prefix}")));
        }
        Ok(Self { network, prefix })
    }
}

impl fmt::Debug for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.network, self.prefix)
    }
}

impl fmt::Display for BadCidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadCidr {}

/// Several networks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CidrList(Vec<Cidr>);

impl CidrList {
    /// Reads networks separated by commas or white space; no text is an empty list, which contains nothing.
    ///
    /// # Errors
    /// The first that is not a network.
    pub fn parse(text: &str) -> Result<Self, BadCidr> {
        let separator = |c: char| c == ',' || c.is_whitespace();
        text.split(separator).filter(|piece| !piece.is_empty()).map(str::parse).collect()
    }

    /// Whether any of them contains `address`.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }
}

impl FromIterator<Cidr> for CidrList {
    fn from_iter<I: IntoIterator<Item = Cidr>>(networks: I) -> Self {
        Self(networks.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(list: &str, address: &str) -> bool {
        CidrList::parse(list).unwrap().contains(address.parse().unwrap())
    }

    #[test]
    fn a_network_contains_its_first_and_last_address_and_not_its_neighbours() {
        for (list, inside, outside) in [
            ("10.0.0.0/8", ["10.0.0.0", "10.255.255.255"], ["9.255.255.255", "11.0.0.0"]),
            ("192.0.2.7", ["192.0.2.7", "::ffff:192.0.2.7"], ["192.0.2.6", "192.0.2.8"]),
            ("fd00::/8", ["fd00::", "fdff:ffff::1"], ["fc00::", "fe00::"]),
            ("::1/128", ["::1", "::1"], ["::2", "127.0.0.1"]),
            ("2001:db8::/32 , 10.0.0.0/31", ["2001:db8::9", "10.0.0.1"], ["2001:db9::", "10.0.0.2"]),
        ] {
            assert!(inside.iter().all(|address| within(list, address)), "{list}");
            assert!(!outside.iter().any(|address| within(list, address)), "{list}");
        }
    }

    #[test]
    fn length_zero_is_the_whole_family_and_the_empty_list_is_nobody() {
        assert!(within("0.0.0.0/0", "255.255.255.255") && !within("0.0.0.0/0", "::1"));
        assert!(within("::/0", "ffff::") && !within("::/0", "1.2.3.4"));
        assert!(!within("", "127.0.0.1"));
    }

    #[test]
    fn a_slip_is_refused_with_the_text_in_the_message() {
        for text in [
            "10.0.0.0/33",
            "10.0.0.0/+8",
            "10.0.0.0/",
            "10.0/8",
            "::/129",
            "proxy.local",
            "::ffff:10.0.0.0/104",
            "10.0.0.7/8",
            "fd00::1/8",
        ] {
            let BadCidr(message) = CidrList::parse(&format!("127.0.0.1 {text}")).unwrap_err();
            assert!(message.contains(text), "{message}");
        }
    }
}
