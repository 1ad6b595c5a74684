//! Which addresses are public: everybody's own machines, and nothing that is near this one.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use countersign_model::Cidr;

/// Networks of IPv4 that aren't public, and who says so: the registry of RFC 6890, and what clouds put elsewhere.
const NOT_PUBLIC_V4: &[(Cidr, &str)] = &[
    (v4(0, 0, 0, 0, 8), "RFC 791: this network"),
    (v4(10, 0, 0, 0, 8), "RFC 1918: private"),
    (v4(100, 64, 0, 0, 10), "RFC 6598: shared by carriers; one cloud's metadata service"),
    (v4(127, 0, 0, 0, 8), "RFC 1122: loopback"),
    (v4(169, 254, 0, 0, 16), "RFC 3927: link-local; metadata services"),
    (v4(172, 16, 0, 0, 12), "RFC 1918: private"),
    (v4(192, 0, 0, 0, 24), "RFC 6890: protocol assignments; one cloud's metadata service"),
    (v4(192, 0, 2, 0, 24), "RFC 5737: documentation"),
    (v4(192, 88, 99, 0, 24), "RFC 7526: relays from 6to4, given up"),
    (v4(192, 168, 0, 0, 16), "RFC 1918: private"),
    (v4(198, 18, 0, 0, 15), "RFC 2544: benchmarks"),
    (v4(198, 51, 100, 0, 24), "RFC 5737: documentation"),
    (v4(203, 0, 113, 0, 24), "RFC 5737: documentation"),
    (v4(224, 0, 0, 0, 4), "RFC 5771: multicast"),
    (v4(240, 0, 0, 0, 4), "RFC 1112: reserved; RFC 919: broadcast"),
    (v4(168, 63, 129, 16, 32), "one cloud's own services for its machines"),
];

/// The part of IPv6 that is given out (RFC 4291). Loopback, link-local, unique local, multicast and the translations of IPv4
/// (RFC 6052, RFC 8215) lie outside.
const GLOBAL_V6: Cidr = v6(0x2000, 0, 3);

/// What of it isn't public.
const NOT_PUBLIC_V6: &[(Cidr, &str)] = &[
    (v6(0x2001, 0, 23), "RFC 2928: protocol assignments, among them Teredo (RFC 4380), which holds IPv4"),
    (v6(0x2001, 0xDB8, 32), "RFC 3849: documentation"),
    (v6(0x2002, 0, 16), "RFC 3056: 6to4, which holds IPv4"),
    (v6(0x3FFF, 0, 20), "RFC 9637: documentation"),
];

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Cidr {
    Cidr::new(IpAddr::V4(Ipv4Addr::new(a, b, c, d)), prefix)
}

const fn v6(a: u16, b: u16, prefix: u8) -> Cidr {
    Cidr::new(IpAddr::V6(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0)), prefix)
}

/// Whether `address` is public. An IPv4 address that is mapped into IPv6 counts as the IPv4 address.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        address @ IpAddr::V4(_) => !NOT_PUBLIC_V4.iter().any(|(network, _)| network.contains(address)),
        address @ IpAddr::V6(_) => {
            GLOBAL_V6.contains(address) && !NOT_PUBLIC_V6.iter().any(|(network, _)| network.contains(address))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn public(text: &str) -> bool {
        is_public(text.parse().unwrap())
    }

    #[test]
    fn machines_of_the_public_net_are_public() {
        for text in
            ["1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"]
        {
            assert!(public(text), "{text}");
        }
    }

    #[test]
    fn what_is_near_this_machine_or_means_something_else_is_not() {
        for text in [
            "127.0.0.1",
            "127.255.255.254",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.100.100.200",
            "192.0.0.192",
            "168.63.129.16",
            "198.19.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001:0:7f00:1::",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2001:db8::1",
            "3fff::1",
            "4000::1",
        ] {
            assert!(!public(text), "{text}");
        }
    }

    #[test]
    fn the_table_holds_networks_as_they_are_written() {
        for (network, why) in NOT_PUBLIC_V4.iter().chain(NOT_PUBLIC_V6) {
            assert_eq!(format!("{network:?}").parse(), Ok(*network), "{why}");
        }
    }

    proptest! {
        #[test]
        fn every_form_of_ipv6_that_holds_a_private_address_is_private(
            first in prop::sample::select(vec![0_u8, 10, 127, 224, 255]), rest in any::<[u8; 3]>(),
        ) {
            let inner = Ipv4Addr::new(first, rest[0], rest[1], rest[2]);
            let [a, b, c, d] = inner.octets().map(u16::from);
            let (high, low) = (a << 8 | b, c << 8 | d);
            for address in [
                IpAddr::V4(inner),
                inner.to_ipv6_mapped().into(),
                Ipv6Addr::new(0, 0, 0, 0, 0, 0, high, low).into(),
                Ipv6Addr::new(0x64, 0xFF9B, 0, 0, 0, 0, high, low).into(),
                Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1).into(),
                Ipv6Addr::new(0x2001, 0, high, low, 0, 0, !high, !low).into(),
            ] {
                prop_assert!(!is_public(address), "{}", address);
            }
        }

        #[test]
        fn the_standard_library_agrees_on_what_it_knows(bits in any::<u32>()) {
            let address = Ipv4Addr::from_bits(bits);
            let near = address.is_private() || address.is_loopback() || address.is_link_local()
                || address.is_multicast() || address.is_broadcast() || address.is_unspecified()
                || address.is_documentation();
            prop_assert!(!(near && is_public(address.into())), "{}", address);
        }
    }
}
