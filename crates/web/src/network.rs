//! The network that a request comes from, for counting what strangers try.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use http::HeaderMap;
use http::request::Parts;

use crate::{OriginPolicy, Peer};

/// The network: an IPv4 address, or the first half of an IPv6 one, since whoever has one of these has them all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network(String);

impl Network {
    fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(address.to_string()),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self(format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0)))
            }
        }
    }

    /// As it is counted.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The client behind `peer`: of what trusted proxies wrote into `X-Forwarded-For` the last address that isn't one of
/// theirs. What stands before it came from the client and may be invented.
fn client(policy: &OriginPolicy, headers: &HeaderMap, peer: IpAddr) -> IpAddr {
    let lines: Vec<_> =
        headers.get_all("x-forwarded-for").iter().map(|line| line.to_str().unwrap_or_default()).collect();
    let mut client = peer;
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !policy.trusted_proxies.contains(client) {
            break;
        }
        let Ok(address) = hop.trim().parse() else { break };
        client = address;
    }
    client
}

/// Needs the [`Peer`] that [`crate::serve`] sets; without it everybody is of one network.
impl<S: Sync> FromRequestParts<S> for Network
where
    Arc<OriginPolicy>: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let policy = Arc::<OriginPolicy>::from_ref(state);
        let peer = parts.extensions.get::<Peer>().map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.0.ip());
        Ok(Self::of(client(&policy, &parts.headers, peer)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CidrList, Origin, Scheme};

    fn client_of(peer: &str, told: &[&str]) -> String {
        let policy = OriginPolicy {
            public_url: None,
            trusted_proxies: CidrList::parse("10.0.0.0/8").expect("a list"),
            scheme: Scheme::Http,
            fallback: Origin::of_listener(Scheme::Http, ([127, 0, 0, 1], 80).into()),
        };
        let mut headers = HeaderMap::new();
        for line in told {
            headers.append("x-forwarded-for", line.parse().expect("a value"));
        }
        client(&policy, &headers, peer.parse().expect("an address")).to_string()
    }

    #[test]
    fn only_what_our_own_proxies_wrote_is_believed() {
        assert_eq!(client_of("203.0.113.7", &["198.51.100.1"]), "203.0.113.7", "no proxy of ours");
        assert_eq!(client_of("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(client_of("10.0.0.1", &["1.2.3.4, 198.51.100.1"]), "198.51.100.1", "the rest is invented");
        assert_eq!(client_of("10.0.0.1", &["1.2.3.4, 198.51.100.1, 10.0.0.2"]), "198.51.100.1");
        assert_eq!(client_of("10.0.0.1", &["1.2.3.4", "198.51.100.1"]), "198.51.100.1", "over two lines");
        assert_eq!(client_of("10.0.0.1", &["nonsense"]), "10.0.0.1");
        assert_eq!(client_of("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn whoever_has_an_ipv6_network_is_one() {
        let network = |text: &str| Network::of(text.parse().expect("an address")).as_str().to_owned();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network("2001:db8:1:2:ffff::1"), network("2001:db8:1:2::1"));
        assert_eq!(network("::ffff:203.0.113.7"), "203.0.113.7");
    }
}
