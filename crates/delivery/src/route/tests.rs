use super::*;
use crate::{Message, Sending};
use countersign_model::{Fate, MockDice, Timestamp};
use proptest::prelude::*;

struct Named(&'static str, &'static [Channel]);

impl Provider for Named {
    fn name(&self) -> &str {
        self.0
    }
    fn channels(&self) -> &[Channel] {
        self.1
    }
    fn send<'a>(&'a self, _: &'a Message, _: Timestamp) -> Sending<'a> {
        Box::pin(async { Fate::accepted(None) })
    }
}

fn service(n: u64) -> ServiceSid {
    ServiceSid::new(Timestamp::from_millis(1), &MockDice::new(n))
}

pub(super) fn asked<'a>(recipient: &'a Recipient, channel: Channel) -> Asked<'a> {
    Asked { service: service(1), channel, recipient, chance: 0 }
}

pub(super) fn to(text: &str) -> Recipient {
    Recipient::parse(text).expect("an address")
}

fn names(plan: &Plan<'_>) -> Vec<String> {
    plan.seats.iter().map(|seat| seat.provider.name().to_owned()).collect()
}

pub(super) fn route(name: &str, providers: &[&str]) -> Route {
    Route {
        name: name.to_owned(),
        service: None,
        channel: None,
        to: Vec::new(),
        providers: providers.iter().map(ToString::to_string).collect(),
        weights: Vec::new(),
        max_price: None,
    }
}

fn seat(provider: Named) -> Seat {
    Seat { provider: Arc::new(provider), terms: Terms::default() }
}

pub(super) fn abc() -> Vec<Seat> {
    vec![
        seat(Named("a", &[Channel::Sms])),
        seat(Named("b", &[Channel::Sms, Channel::Email])),
        seat(Named("c", &Channel::ALL)),
    ]
}

#[test]
fn without_rules_each_channel_has_those_who_carry_it_in_the_order_given() {
    let routes = Routes::new(&[
        Arc::new(Named("b", &[Channel::Sms, Channel::Email])),
        Arc::new(Named("a", &[Channel::Sms])),
    ]);
    let ann = to("ann@example.com");
    let phone = to("+4520123456");
    assert_eq!(names(&routes.plan(&asked(&phone, Channel::Sms))), ["b", "a"]);
    let plan = routes.plan(&asked(&ann, Channel::Email));
    assert_eq!(names(&plan), ["b"]);
    assert_eq!(plan.passed, [("a", "doesn't carry email".to_owned())]);
    assert!(!routes.carries(Channel::Call));
    let filled = routes.filled_with(&Arc::new(Named("spare", &Channel::ALL)));
    assert_eq!(names(&filled.plan(&asked(&phone, Channel::Call))), ["spare"]);
    assert_eq!(names(&filled.plan(&asked(&ann, Channel::Email))), ["b"]);
    assert!(names(&Routes::default().plan(&asked(&phone, Channel::Sms))).is_empty());
}

#[test]
fn the_service_counts_before_the_number_and_the_closest_number_before_the_rest() {
    let place = |text: &str| vec![text.parse::<Destination>().expect("a destination")];
    let routes = Routes::ruled(
        abc(),
        vec![
            route("rest", &["a"]),
            Route { to: place("GB"), ..route("britain", &["b"]) },
            Route { to: place("+4420"), ..route("london", &["c"]) },
            Route { service: Some(service(2)), ..route("theirs", &["b", "a"]) },
        ],
    )
    .expect("routes");
    let decided = |number: &str, of: u64| {
        let number = to(number);
        let asked = Asked { service: service(of), ..asked(&number, Channel::Sms) };
        routes.plan(&asked).route.expect("a route").name.clone()
    };
    assert_eq!(decided("+4520123456", 1), "rest");
    assert_eq!(decided("+447400123456", 1), "britain");
    assert_eq!(decided("+442083661177", 1), "london");
    assert_eq!(decided("+442083661177", 2), "theirs");
}

#[test]
fn who_costs_too_much_is_passed_over_and_it_is_said() {
    let money = |text: &str| text.parse::<Money>().expect("an amount");
    let mut seats = abc();
    seats[0].terms.price = Some(money("0.10"));
    seats[1].terms.price = Some(money("0.04"));
    let routes = Route { max_price: Some(money("0.05")), ..route("cheap", &["a", "b", "c"]) };
    let routes = Routes::ruled(seats, vec![routes]).expect("routes");
    let number = to("+4520123456");
    let plan = routes.plan(&asked(&number, Channel::Sms));
    // Whoever's price nobody told can't be judged.
    assert_eq!(names(&plan), ["b", "c"]);
    assert_eq!(plan.passed, [("a", "costs 0.10, and route cheap allows 0.05".to_owned())]);
}

#[test]
fn a_rule_that_can_t_work_is_refused() {
    let refused = |route: Route| Routes::ruled(abc(), vec![route]).err().expect("a refusal").0;
    assert!(refused(route("r", &[])).contains("one at least"));
    assert!(refused(route("r", &["a", "a"])).contains("twice"));
    assert!(refused(route("r", &["d"])).contains("only a, b, c"));
    assert!(refused(Route { weights: vec![1], ..route("r", &["a", "b"]) }).contains("as many"));
    assert!(refused(Route { weights: vec![0, 0], ..route("r", &["a", "b"]) }).contains("more than 0"));
    let call = Route { channel: Some(Channel::Call), ..route("r", &["a"]) };
    assert!(refused(call).contains("a doesn't carry call"));
}

#[test]
fn weights_share_out_who_comes_first_and_nobody_is_lost() {
    let weighted = Route { weights: vec![3, 1, 0], ..route("r", &["a", "b", "c"]) };
    let routes = Routes::ruled(abc(), vec![weighted]).expect("routes");
    let number = to("+4520123456");
    let mut first = std::collections::BTreeMap::new();
    for chance in 0..400 {
        let plan = routes.plan(&Asked { chance, ..asked(&number, Channel::Sms) });
        let names = names(&plan);
        assert_eq!(names.len(), 3);
        *first.entry(names[0].clone()).or_insert(0) += 1;
    }
    assert_eq!(first, [("a".to_owned(), 300), ("b".to_owned(), 100)].into());
}

proptest! {
    #[test]
    fn every_chance_and_weight_gives_each_provider_once(chance in any::<u64>(), weights in prop::collection::vec(0..5_u32, 3)) {
        let route = Route { weights: weights.clone(), ..route("r", &["a", "b", "c"]) };
        let mut names = in_order(&route, chance);
        if let Some(first) = weights.iter().position(|weight| *weight > 0).filter(|_| weights.iter().filter(|weight| **weight > 0).count() == 1) {
            prop_assert_eq!(names[0], ["a", "b", "c"][first]);
        }
        names.sort_unstable();
        prop_assert_eq!(names, ["a", "b", "c"]);
    }
}
