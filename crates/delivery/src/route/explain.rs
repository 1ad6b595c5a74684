//! Why a message would go where it goes: what [`Routes::plan`] decides, told to people.

use std::sync::Arc;

use countersign_model::limit::Money;

use super::{Asked, Route, Routes};
use crate::seat::Seat;

/// What would become of a message.
#[derive(Clone, Debug)]
pub struct Explanation<'r> {
    /// The route that decides; none when it is the order of the configuration.
    pub route: Option<&'r Route>,
    /// Who is asked, in turn: whoever chance puts first, then the others in this order.
    pub candidates: Vec<Candidate<'r>>,
    /// Who is passed over, and why.
    pub passed: Vec<(&'r str, String)>,
}

/// One who is asked.
#[derive(Clone, Debug)]
pub struct Candidate<'r> {
    /// Who.
    pub seat: &'r Arc<Seat>,
    /// What the message costs there; nothing when the operator didn't say.
    pub price: Option<Money>,
    /// Of a hundred such messages, how many it is asked for first.
    pub first_percent: u64,
}

impl Routes {
    /// What would become of a message; `asked.chance` is not looked at, because every throw is told.
    #[must_use]
    pub fn explain<'r>(&'r self, asked: &Asked<'_>) -> Explanation<'r> {
        let thrown = |chance: u64| self.plan(&Asked { chance, ..*asked });
        let plan = thrown(0);
        let weights = plan.route.map(|route| route.weights.as_slice()).unwrap_or_default();
        let sum: u64 = weights.iter().map(|weight| u64::from(*weight)).sum();
        // All throws that fall into one weight end alike: its first one stands for them. Who is picked may be passed over,
        // and its share is then the next one's.
        let mut firsts: Vec<(&str, u64)> = Vec::new();
        let mut chance = 0;
        for weight in weights.iter().map(|weight| u64::from(*weight)).filter(|weight| *weight > 0) {
            firsts.extend(thrown(chance).seats.first().map(|seat| (seat.provider.name(), weight)));
            chance += weight;
        }
        let candidates = plan.seats.iter().enumerate().map(|(place, &seat)| {
            let name = seat.provider.name();
            let share: u64 = firsts.iter().filter(|(of, _)| *of == name).map(|(_, weight)| weight).sum();
            // Without weights the first is always first.
            let always = if place == 0 { 100 } else { 0 };
            let first_percent = (share * 100 + sum / 2).checked_div(sum).unwrap_or(always);
            Candidate { seat, price: seat.terms.price_for(asked.recipient), first_percent }
        });
        Explanation { route: plan.route, candidates: candidates.collect(), passed: plan.passed }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{abc, asked, route, to};
    use super::*;
    use countersign_model::Channel;

    fn shares(routes: Vec<Route>, seats: Vec<Seat>) -> Vec<(String, u64)> {
        let routes = Routes::ruled(seats, routes).expect("routes");
        let number = to("+4520123456");
        let explained = routes.explain(&asked(&number, Channel::Sms));
        explained
            .candidates
            .iter()
            .map(|one| (one.seat.provider.name().to_owned(), one.first_percent))
            .collect()
    }

    #[test]
    fn shares_are_those_of_the_weights_and_without_weights_the_first_has_all() {
        let named = |names: &[(&str, u64)]| -> Vec<(String, u64)> {
            names.iter().map(|(name, share)| ((*name).to_owned(), *share)).collect()
        };
        let weighted = Route { weights: vec![1, 3, 0], ..route("r", &["a", "b", "c"]) };
        assert_eq!(shares(vec![weighted], abc()), named(&[("a", 25), ("b", 75), ("c", 0)]));
        assert_eq!(shares(vec![route("r", &["b", "a"])], abc()), named(&[("b", 100), ("a", 0)]));
        assert_eq!(shares(Vec::new(), abc()), named(&[("a", 100), ("b", 0), ("c", 0)]));
    }

    #[test]
    fn the_share_of_who_is_passed_over_goes_to_who_is_asked_instead() {
        let mut seats = abc();
        seats[1].terms.price = "0.20".parse().ok();
        let dear =
            Route { weights: vec![1, 3, 0], max_price: "0.10".parse().ok(), ..route("r", &["a", "b", "c"]) };
        let routes = Routes::ruled(seats, vec![dear]).expect("routes");
        let number = to("+4520123456");
        let explained = routes.explain(&asked(&number, Channel::Sms));
        let told: Vec<_> =
            explained.candidates.iter().map(|one| (one.seat.provider.name(), one.first_percent)).collect();
        assert_eq!(told, [("a", 100), ("c", 0)]);
        assert!(explained.passed[0].1.contains("costs 0.20"), "{:?}", explained.passed);
    }
}
