//! Where a `CONNECT` leads.

use countersign_web::Authority;

use crate::{Refusal, VerifyHost};

/// Which other hosts a client may be connected with.
#[derive(Clone, Debug, Default)]
pub enum Rules {
    /// None: a call that goes astray is noticed.
    #[default]
    VerifyOnly,
    /// Any, on these ports.
    ///
    /// Everything that can reach a proxy on loopback runs on this machine and may open the same connections by
    /// itself, so the proxy lends it nothing; but a developer's browser runs strangers' pages. Those can't send a
    /// `CONNECT`, and an ordinary request is refused whatever it names.
    Tunnel {
        /// The ports; 443 and 80 suit most.
        ports: Vec<u16>,
    },
}

/// What a client named: `host:port` (RFC 9110 section 9.3.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    host: Authority,
    port: u16,
}

/// Where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Here.
    Verify(VerifyHost),
    /// To another host, which is connected with untouched.
    Tunnel(Target),
}

impl Target {
    /// Reads a request's target.
    ///
    /// # Errors
    /// [`Refusal::BadTarget`] when it isn't a host and a port.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let host: Authority = text.parse().map_err(|_| Refusal::BadTarget)?;
        let port = host.port().ok_or(Refusal::BadTarget)?;
        Ok(Self { host, port })
    }

    /// The host as a resolver takes it: an IPv6 address without its brackets.
    pub(crate) fn host(&self) -> &str {
        self.host.host().trim_start_matches('[').trim_end_matches(']')
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Decides where it leads.
    ///
    /// # Errors
    /// Why it leads nowhere.
    pub fn way(self, rules: &Rules) -> Result<Way, Refusal> {
        let name = self.host();
        if let Ok(verify) = name.strip_suffix('.').unwrap_or(name).parse::<VerifyHost>() {
            let is_exact = self.port == 443 && !name.ends_with('.');
            return if is_exact { Ok(Way::Verify(verify)) } else { Err(Refusal::VerifyMisspelt) };
        }
        match rules {
            Rules::VerifyOnly => Err(Refusal::Other(name.to_owned())),
            Rules::Tunnel { ports } if !ports.contains(&self.port) => Err(Refusal::Port(self.port)),
            Rules::Tunnel { .. } => Ok(Way::Tunnel(self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tunnel() -> Rules {
        Rules::Tunnel { ports: vec![443, 80] }
    }

    fn way(text: &str, rules: &Rules) -> Result<Way, Refusal> {
        Target::parse(text)?.way(rules)
    }

    #[test]
    fn verify_ends_here_whatever_the_rules() {
        for rules in [Rules::VerifyOnly, tunnel()] {
            for name in ["verify.twilio.com", "verify.sydney.au1.twilio.com"] {
                assert_eq!(way(&format!("{name}:443"), &rules), Ok(Way::Verify(name.parse().unwrap())));
            }
        }
    }

    #[test]
    fn verify_is_never_tunnelled_however_it_is_written() {
        let rules = Rules::Tunnel { ports: vec![443, 80, 8443] };
        for text in [
            "verify.twilio.com:80",
            "verify.twilio.com:8443",
            "verify.twilio.com.:443",
            "VERIFY.us1.twilio.com.:443",
            "verify.us1.twilio.com:80",
        ] {
            assert_eq!(way(text, &rules), Err(Refusal::VerifyMisspelt), "{text}");
        }
    }

    #[test]
    fn others_are_refused_unless_they_are_tunnelled_and_then_on_the_ports_named() {
        assert_eq!(way("example.com:443", &Rules::VerifyOnly), Err(Refusal::Other("example.com".to_owned())));
        assert_eq!(way("example.com:25", &tunnel()), Err(Refusal::Port(25)));
        let Ok(Way::Tunnel(target)) = way("[::1]:80", &tunnel()) else { panic!("it is tunnelled") };
        assert_eq!((target.host(), target.port()), ("::1", 80));
    }

    #[test]
    fn what_is_no_host_and_port_leads_nowhere() {
        for text in
            ["", "example.com", ":443", "example.com:", "a@example.com:443", "http://a:443", "a b:443"]
        {
            assert_eq!(way(text, &tunnel()), Err(Refusal::BadTarget), "{text}");
        }
    }

    proptest! {
        #[test]
        fn only_exact_names_of_verify_end_here_and_none_of_them_leaves(
            text in "(verify\\.|VERIFY\\.)?[a-zA-Z0-9.@/\\[\\] -]{0,10}(\\.?twilio\\.com|example\\.com)?\\.?(:[0-9]{0,5})?"
        ) {
            match way(&text, &tunnel()) {
                Ok(Way::Verify(host)) => prop_assert_eq!(text.to_ascii_lowercase(), format!("{host}:443")),
                Ok(Way::Tunnel(target)) => {
                    prop_assert!([443, 80].contains(&target.port()));
                    let name = target.host().trim_end_matches('.').to_owned();
                    prop_assert!(name.parse::<VerifyHost>().is_err(), "{}", name);
                }
                Err(refusal) => prop_assert!(refusal.status().is_client_error()),
            }
        }
    }
}
