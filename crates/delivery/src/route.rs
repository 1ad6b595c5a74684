//! Who is asked for which message, and in what order.
//!
//! The operator's routes decide; where none fits, everybody who carries the channel is asked in the order of the
//! configuration. Of the routes that fit, one of a service counts before one of all services, then the one that names
//! the number most closely, then the first.

mod explain;
mod messaging;

use std::sync::Arc;

use countersign_model::limit::Money;
use countersign_model::{Channel, Recipient, ServiceSid};

use crate::seat::{Destination, Seat, Terms};
use crate::{BadSettings, Provider};

pub use self::explain::{Candidate, Explanation};
pub use self::messaging::MessagingService;

/// One of the operator's rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// What it is called in explanations.
    pub name: String,
    /// The service it is for; every service when there is none.
    pub service: Option<ServiceSid>,
    /// The channel it is for; every channel when there is none.
    pub channel: Option<Channel>,
    /// Where messages go; everywhere when empty.
    pub to: Vec<Destination>,
    /// The providers by name, first choice first.
    pub providers: Vec<String>,
    /// How often each of them comes first, in relation to the others; as many as providers, or none: then always the
    /// first. A weight of 0 is for when others fail.
    pub weights: Vec<u32>,
    /// A provider whose price for the number is higher is passed over.
    pub max_price: Option<Money>,
}

/// A message that somebody has to carry.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Under which service.
    pub service: ServiceSid,
    /// Which way.
    pub channel: Channel,
    /// To whom.
    pub recipient: &'a Recipient,
    /// A throw of dice, the same for every try of one message: it decides between weights.
    pub chance: u64,
}

/// Who is asked, and why the others aren't.
#[derive(Clone, Debug)]
pub struct Plan<'r> {
    /// The route that decided; none when it was the order of the configuration.
    pub route: Option<&'r Route>,
    /// First choice first.
    pub seats: Vec<&'r Arc<Seat>>,
    /// Who is passed over, and why.
    pub passed: Vec<(&'r str, String)>,
}

/// All providers and the operator's rules. Fixed once built; holds no state of theirs.
#[derive(Clone, Default)]
pub struct Routes {
    seats: Vec<Arc<Seat>>,
    routes: Vec<Route>,
    messaging: Vec<MessagingService>,
}

impl Routes {
    /// Every provider serves every channel that it can carry; the order given is the order asked.
    #[must_use]
    pub fn new(providers: &[Arc<dyn Provider>]) -> Self {
        let seat = |provider: &Arc<dyn Provider>| {
            Arc::new(Seat { provider: Arc::clone(provider), terms: Terms::default() })
        };
        Self { seats: providers.iter().map(seat).collect(), ..Self::default() }
    }

    /// These providers under these rules.
    ///
    /// # Errors
    /// When a rule names a provider that isn't there or that can't do what it is named for.
    pub fn ruled(seats: Vec<Seat>, routes: Vec<Route>) -> Result<Self, BadSettings> {
        for route in &routes {
            check(route, &seats)?;
        }
        Ok(Self { seats: seats.into_iter().map(Arc::new).collect(), routes, messaging: Vec::new() })
    }

    /// The same, with `provider` for the channels it can carry and nobody else does.
    #[must_use]
    pub fn filled_with<P: Provider + 'static>(mut self, provider: &Arc<P>) -> Self {
        let provider: Arc<dyn Provider> = Arc::clone(provider) as Arc<dyn Provider>;
        let channels =
            provider.channels().iter().copied().filter(|channel| !self.carries(*channel)).collect();
        let provider = Arc::new(Spare { provider, channels });
        self.seats.push(Arc::new(Seat { provider, terms: Terms::default() }));
        self
    }

    /// Whether anybody carries `channel` at all.
    #[must_use]
    pub fn carries(&self, channel: Channel) -> bool {
        self.seats.iter().any(|seat| seat.provider.channels().contains(&channel))
    }

    /// Everybody, in the order of the configuration.
    #[must_use]
    pub fn seats(&self) -> &[Arc<Seat>] {
        &self.seats
    }

    /// The provider that the operator calls `name`.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Arc<Seat>> {
        self.seats.iter().find(|seat| seat.provider.name() == name)
    }

    /// Who is to be asked.
    #[must_use]
    pub fn plan<'r>(&'r self, asked: &Asked<'_>) -> Plan<'r> {
        let mut plan = Plan { route: self.deciding(asked), seats: Vec::new(), passed: Vec::new() };
        let Some(route) = plan.route else {
            for seat in &self.seats {
                if seat.provider.channels().contains(&asked.channel) {
                    plan.seats.push(seat);
                } else {
                    plan.passed.push((seat.provider.name(), format!("doesn't carry {}", asked.channel)));
                }
            }
            return plan;
        };
        for name in in_order(route, asked.chance) {
            let Some(seat) = self.named(name) else { continue };
            let price = seat.terms.price_for(asked.recipient);
            match (route.max_price, price) {
                _ if !seat.provider.channels().contains(&asked.channel) => {
                    plan.passed.push((seat.provider.name(), format!("doesn't carry {}", asked.channel)));
                }
                (Some(most), Some(price)) if price > most => {
                    let why = format!("costs {price}, and route {} allows {most}", route.name);
                    plan.passed.push((seat.provider.name(), why));
                }
                _ => plan.seats.push(seat),
            }
        }
        for seat in &self.seats {
            if !route.providers.iter().any(|name| name == seat.provider.name()) {
                plan.passed.push((seat.provider.name(), format!("route {} doesn't name it", route.name)));
            }
        }
        plan
    }

    /// The route that decides.
    fn deciding(&self, asked: &Asked<'_>) -> Option<&Route> {
        let fits = |route: &Route| {
            if route.service.is_some_and(|service| service != asked.service)
                || route.channel.is_some_and(|channel| channel != asked.channel)
            {
                return None;
            }
            let closeness = if route.to.is_empty() {
                0
            } else {
                route.to.iter().filter_map(|to| to.closeness(asked.recipient)).max()?
            };
            Some((route.service.is_some(), closeness, route.channel.is_some()))
        };
        let mut best: Option<((bool, usize, bool), &Route)> = None;
        for route in &self.routes {
            if let Some(fit) = fits(route)
                && best.is_none_or(|(known, _)| fit > known)
            {
                best = Some((fit, route));
            }
        }
        best.map(|(_, route)| route)
    }

    /// Has every provider remove what it keeps of the addresses of which `is_meant` says yes; tells how many messages.
    ///
    /// # Errors
    /// The first provider's sentence; see [`Provider::forget`].
    pub fn forget(&self, is_meant: &dyn Fn(&str) -> bool) -> Result<u64, String> {
        self.seats.iter().try_fold(0, |gone, seat| Ok(gone + seat.provider.forget(is_meant)?))
    }
}

/// The names of a route, the one that chance picks by weight in front.
fn in_order(route: &Route, chance: u64) -> Vec<&str> {
    let mut names: Vec<&str> = route.providers.iter().map(String::as_str).collect();
    let sum: u64 = route.weights.iter().map(|weight| u64::from(*weight)).sum();
    if sum > 0 {
        let mut place = chance % sum;
        let first = route.weights.iter().position(|weight| match place.checked_sub(u64::from(*weight)) {
            Some(rest) => {
                place = rest;
                false
            }
            None => true,
        });
        let first = names.remove(first.unwrap_or(0));
        names.insert(0, first);
    }
    names
}

fn check(route: &Route, seats: &[Seat]) -> Result<(), BadSettings> {
    let bad = |text: String| Err(BadSettings(format!("route {}: {text}", route.name)));
    if route.providers.is_empty() {
        return bad("providers must name one at least".to_owned());
    }
    if !route.weights.is_empty() && route.weights.len() != route.providers.len() {
        return bad("weights must be as many as providers".to_owned());
    }
    if !route.weights.is_empty() && route.weights.iter().all(|weight| *weight == 0) {
        return bad("one of the weights must be more than 0".to_owned());
    }
    for (place, name) in route.providers.iter().enumerate() {
        let Some(seat) = seats.iter().find(|seat| seat.provider.name() == name) else {
            let known = seats.iter().map(|seat| seat.provider.name()).collect::<Vec<_>>().join(", ");
            return bad(format!("there is no provider {name:?}, only {known}"));
        };
        if route.providers[..place].contains(name) {
            return bad(format!("it names {name} twice"));
        }
        if let Some(channel) = route.channel.filter(|channel| !seat.provider.channels().contains(channel)) {
            return bad(format!("{name} doesn't carry {channel}"));
        }
    }
    Ok(())
}

/// A provider that is asked only for some of its channels.
struct Spare {
    provider: Arc<dyn Provider>,
    channels: Vec<Channel>,
}

impl Provider for Spare {
    fn name(&self) -> &str {
        self.provider.name()
    }
    fn channels(&self) -> &[Channel] {
        &self.channels
    }
    fn asks_for_keys(&self) -> bool {
        self.provider.asks_for_keys()
    }
    fn forget(&self, is_meant: &dyn Fn(&str) -> bool) -> Result<u64, String> {
        self.provider.forget(is_meant)
    }
    fn send<'a>(
        &'a self,
        message: &'a crate::Message,
        now: countersign_model::Timestamp,
    ) -> crate::Sending<'a> {
        self.provider.send(message, now)
    }
}

#[cfg(test)]
mod tests;
