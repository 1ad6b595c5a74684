//! All upstreams, and which address goes to which.

use std::fmt;
use std::sync::Arc;

use countersign_model::{Channel, Recipient, ServiceSid};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{CHANNELS, Upstream};
use crate::seat::{Seat, Terms};
use crate::{BadSettings, Provider};

/// Where an address stands among a hundred: the same on every node, after every restart and under every key, so keyed by
/// nothing secret; another in each service, so that not always the same people are the first.
pub(super) fn place(service: ServiceSid, recipient: &Recipient) -> u8 {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(service.to_string().as_bytes()) else { return 0 };
    mac.update(recipient.as_str().as_bytes());
    let hash = mac.finalize().into_bytes();
    let number = hash.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    u8::try_from(number % 100).unwrap_or_default()
}

/// Every upstream. Fixed once built.
#[derive(Clone, Default)]
pub struct Upstreams(Vec<(Arc<Upstream>, Arc<Seat>)>);

impl fmt::Debug for Upstreams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(upstream, _)| &upstream.name)).finish()
    }
}

impl Upstreams {
    /// These.
    ///
    /// # Errors
    /// When two are for the same service: an address can go to one only.
    pub fn new(all: Vec<Upstream>) -> Result<Self, BadSettings> {
        for (place, one) in all.iter().enumerate() {
            if let Some(other) = all[..place].iter().find(|other| other.service == one.service) {
                let of =
                    one.service.map_or("every service".to_owned(), |service| format!("service {service}"));
                return Err(BadSettings(format!(
                    "upstreams {} and {} are both for {of}: keep one of them",
                    other.key, one.key
                )));
            }
        }
        let with_seat = |upstream: Upstream| {
            let upstream = Arc::new(upstream);
            let provider = Arc::clone(&upstream) as Arc<dyn Provider>;
            (upstream, Arc::new(Seat { provider, terms: Terms::default() }))
        };
        Ok(Self(all.into_iter().map(with_seat).collect()))
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The one that the operator calls `key`, with its seat as a carrier of messages.
    #[must_use]
    pub fn named(&self, key: &str) -> Option<(&Arc<Upstream>, &Arc<Seat>)> {
        self.0.iter().find(|(upstream, _)| upstream.key == key).map(|(upstream, seat)| (upstream, seat))
    }

    /// The one that has a part in this service: its own before that of all services.
    #[must_use]
    pub fn of(&self, service: ServiceSid) -> Option<&Arc<Upstream>> {
        let own = self.0.iter().find(|(upstream, _)| upstream.service == Some(service));
        let found = own.or_else(|| self.0.iter().find(|(upstream, _)| upstream.service.is_none()));
        found.map(|(upstream, _)| upstream)
    }

    /// The one that a verification goes to which begins now.
    #[must_use]
    pub fn taking(
        &self,
        service: ServiceSid,
        channel: Channel,
        recipient: &Recipient,
    ) -> Option<&Arc<Upstream>> {
        let upstream = self.of(service)?;
        (CHANNELS.contains(&channel) && upstream.has_a_share_in(service, recipient)).then_some(upstream)
    }

    /// All of them as carriers of messages, in the order of the configuration.
    pub fn seats(&self) -> impl ExactSizeIterator<Item = &Arc<Seat>> {
        self.0.iter().map(|(_, seat)| seat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::upstream::UpstreamSettings;
    use crate::{SEND_LIMIT, Secret};

    const HERE: &str = "VA0123456789abcdef0123456789abcdef";
    const OTHER: &str = "VAffffffffffffffffffffffffffffffff";

    fn upstream(name: &str, service: Option<&str>, percent: u8) -> Upstream {
        let settings = UpstreamSettings {
            service: service.map(str::to_owned),
            percent,
            verify_service_sid: OTHER.to_owned(),
            custom_code: false,
            account_sid: "AC0123456789abcdef0123456789abcdef".to_owned(),
            auth_token: Some(Secret::new("token")),
            api_key: None,
            api_key_secret: None,
            url: "http://127.0.0.1:9".to_owned(),
        };
        Upstream::new(name, &settings, SEND_LIMIT).expect("an upstream")
    }

    fn numbers() -> impl Iterator<Item = Recipient> {
        (0..2000).map(|n| Recipient::parse(&format!("+1501712{n:04}")).expect("a number"))
    }

    fn sid(text: &str) -> ServiceSid {
        text.parse().expect("a SID")
    }

    /// Which of the numbers go there.
    fn share(percent: u8, service: &str) -> Vec<bool> {
        let upstreams = Upstreams::new(vec![upstream("a", None, percent)]).expect("upstreams");
        numbers().map(|to| upstreams.taking(sid(service), Channel::Sms, &to).is_some()).collect()
    }

    #[test]
    fn raising_the_percentage_only_adds_addresses_and_lowering_it_only_takes_some_back() {
        let mut before = share(0, HERE);
        assert!(!before.contains(&true));
        for percent in 1..=100 {
            let now = share(percent, HERE);
            assert!(before.iter().zip(&now).all(|(before, now)| !before || *now), "{percent}");
            let went = now.iter().filter(|goes| **goes).count();
            let expected = usize::from(percent) * 20;
            assert!(went.abs_diff(expected) < 100, "{percent}: {went}");
            before = now;
        }
        assert!(!before.contains(&false), "at 100 all go");
    }

    #[test]
    fn another_service_has_others_first() {
        let both = share(50, HERE).into_iter().zip(share(50, OTHER)).filter(|(a, b)| *a && *b).count();
        assert!(both.abs_diff(500) < 100, "{both}");
    }

    #[test]
    fn where_an_address_stands_never_changes() {
        // Releases and nodes must agree: these are the places of the first release that had any.
        let at = |to: &str| place(sid(HERE), &Recipient::parse(to).expect("an address"));
        assert_eq!([at("+15017122661"), at("+4915112345678"), at("ann@example.com")], [43, 70, 96]);
    }

    #[test]
    fn a_service_s_own_upstream_counts_before_that_of_all_and_two_for_the_same_are_refused() {
        let all = vec![upstream("all", None, 100), upstream("own", Some(HERE), 100)];
        let upstreams = Upstreams::new(all).expect("upstreams");
        let name = |service| upstreams.of(sid(service)).expect("one").key().to_owned();
        assert_eq!((name(HERE).as_str(), name(OTHER).as_str()), ("own", "all"));
        for service in [None, Some(HERE)] {
            let twice = vec![upstream("a", service, 1), upstream("b", service, 2)];
            let told = Upstreams::new(twice).expect_err("two").0;
            assert!(told.contains("a and b"), "{told}");
        }
    }

    #[test]
    fn what_twilio_doesn_t_carry_stays_here() {
        let upstreams = Upstreams::new(vec![upstream("a", None, 100)]).expect("upstreams");
        let to = Recipient::parse("+15017122661").expect("a number");
        assert!(upstreams.taking(sid(HERE), Channel::Telegram, &to).is_none());
        assert!(upstreams.taking(sid(HERE), Channel::Call, &to).is_some());
    }
}
