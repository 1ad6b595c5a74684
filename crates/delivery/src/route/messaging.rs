//! Messaging services: names of Twilio's form (`MG…`) for some of the operator's providers. A service's messaging
//! configuration says which of them a country's text messages go through.

use countersign_model::{Channel, MessagingServiceSid};

use super::{Asked, Plan, Routes};
use crate::BadSettings;

/// One of the operator's messaging services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagingService {
    /// What applications call it.
    pub sid: MessagingServiceSid,
    /// The providers by name, first choice first.
    pub providers: Vec<String>,
}

impl Routes {
    /// The same with these messaging services.
    ///
    /// # Errors
    /// When one names a provider that isn't there or doesn't carry text messages, or stands twice.
    pub fn with_messaging_services(mut self, services: Vec<MessagingService>) -> Result<Self, BadSettings> {
        for (place, service) in services.iter().enumerate() {
            let bad = |text: String| Err(BadSettings(format!("messaging service {}: {text}", service.sid)));
            if services[..place].iter().any(|other| other.sid == service.sid) {
                return bad("it stands twice".to_owned());
            }
            if service.providers.is_empty() {
                return bad("providers must name one at least".to_owned());
            }
            for (place, name) in service.providers.iter().enumerate() {
                let Some(seat) = self.named(name) else {
                    let known = self.seats.iter().map(|seat| seat.provider.name()).collect::<Vec<_>>();
                    return bad(format!("there is no provider {name:?}, only {}", known.join(", ")));
                };
                if service.providers[..place].contains(name) {
                    return bad(format!("it names {name} twice"));
                }
                if !seat.provider.channels().contains(&Channel::Sms) {
                    return bad(format!("{name} doesn't carry sms"));
                }
            }
        }
        self.messaging = services;
        Ok(self)
    }

    /// Whether there are any: else nobody needs to ask what a service has chosen.
    #[must_use]
    pub fn has_messaging_services(&self) -> bool {
        !self.messaging.is_empty()
    }

    /// The messaging service with this SID.
    #[must_use]
    pub fn messaging_service(&self, sid: MessagingServiceSid) -> Option<&MessagingService> {
        self.messaging.iter().find(|service| service.sid == sid)
    }

    /// Who is to be asked when a messaging service was chosen: its providers first, then who else would be. One that the
    /// operator took away since is as none.
    #[must_use]
    pub fn plan_through<'r>(&'r self, asked: &Asked<'_>, chosen: Option<MessagingServiceSid>) -> Plan<'r> {
        let mut plan = self.plan(asked);
        let Some(service) = chosen.and_then(|sid| self.messaging_service(sid)) else { return plan };
        let first: Vec<_> = service.providers.iter().filter_map(|name| self.named(name)).collect();
        let is_first = |name: &str| service.providers.iter().any(|first| first == name);
        plan.seats.retain(|seat| !is_first(seat.provider.name()));
        plan.seats.splice(0..0, first);
        plan.passed.retain(|(name, _)| !is_first(name));
        plan
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{abc, asked, route, to};
    use super::*;

    const SID: &str = "MG0123456789abcdef0123456789abcdef";

    fn service(providers: &[&str]) -> MessagingService {
        let providers = providers.iter().map(|name| (*name).to_owned()).collect();
        MessagingService { sid: SID.parse().expect("a SID"), providers }
    }

    #[test]
    fn the_chosen_service_s_providers_come_first_and_the_others_stay_behind_them() {
        let routes = Routes::ruled(abc(), vec![route("r", &["a", "b"])]).expect("routes");
        let routes = routes.with_messaging_services(vec![service(&["c", "b"])]).expect("routes");
        let number = to("+4520123456");
        let names = |chosen: Option<&str>| {
            let chosen = chosen.map(|sid| sid.parse().expect("a SID"));
            let plan = routes.plan_through(&asked(&number, Channel::Sms), chosen);
            let seats = plan.seats.iter().map(|seat| seat.provider.name().to_owned());
            (seats.collect::<Vec<_>>(), plan.passed.len())
        };
        let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(names(None), (named(&["a", "b"]), 1));
        assert_eq!(names(Some(SID)), (named(&["c", "b", "a"]), 0));
        assert_eq!(names(Some("MG00000000000000000000000000000000")), (named(&["a", "b"]), 1));
    }

    #[test]
    fn a_messaging_service_that_can_t_be_is_told() {
        for (services, hint) in [
            (vec![service(&[])], "one at least"),
            (vec![service(&["x"])], "only a, b, c"),
            (vec![service(&["a", "a"])], "twice"),
            (vec![service(&["a"]), service(&["b"])], "stands twice"),
        ] {
            let routes = Routes::ruled(abc(), Vec::new()).expect("routes");
            let told = routes.with_messaging_services(services).map(drop).expect_err(hint);
            assert!(told.0.contains(hint), "{}", told.0);
        }
    }
}
