use countersign_model::Limits;
use serde_json::json;

use super::{by, limits};
use crate::support::{Answer, HOUR, Service, TestApp, WRITERS, on_both_engines, run_on_two_nodes};

on_both_engines!(
    under crate::limits::budget::section();
    strangers_are_refused_while_known_persons_still_get_in,
    an_hour_later_there_is_money_again_until_the_day_is_spent,
    a_country_has_a_price_of_its_own,
    a_call_costs_what_the_operator_says,
    emails_cost_nothing,
    cancelling_and_another_service_bring_no_money_back,
    another_account_spends_its_own,
    a_known_person_is_true_or_false,
    requests_at_once_pass_the_cap_by_no_more_than_what_is_in_flight,
);

/// Money for ten messages in an hour and twelve in a day. A fifth is for known persons.
pub(super) fn section() -> Limits {
    limits(json!({
        "prices": {"sms": 0.05, "call": 0.25, "sms_to": {"SE": 0.02}},
        "budget": {"account_per_hour": 0.5, "account_per_day": 0.6, "country_per_hour": "off"},
    }))
}

/// A number that nobody used before.
fn number(n: usize) -> String {
    format!("+1501712{n:04}")
}

async fn ask(service: &Service, n: usize, known: bool) -> Answer {
    let to = number(n);
    let known = if known { "true" } else { "false" };
    service.create(&[("To", &to), ("Channel", "sms"), ("KnownPerson", known)]).await
}

async fn strangers_are_refused_while_known_persons_still_get_in(app: TestApp) {
    let service = app.service(&[]).await;
    for n in 2000..2008 {
        ask(&service, n, false).await.is(201);
    }
    assert_eq!(
        ask(&service, 2008, false).await.names_rule(403, 60410, "budget"),
        json!({
            "rule": "budget",
            "reason": "the budget of this account for this hour is spent; what is left is kept for known persons",
            "per": "hour",
            "kept_for_known_persons": true,
            "until": "2026-01-01T01:00:00Z",
        })
    );
    for n in 2008..2010 {
        ask(&service, n, true).await.is(201);
    }
    let details = ask(&service, 2010, true).await.names_rule(403, 60410, "budget");
    assert_eq!(details["kept_for_known_persons"], false);
    service.fetch(&number(2010)).await.finds_nothing();
}

async fn an_hour_later_there_is_money_again_until_the_day_is_spent(app: TestApp) {
    let service = app.service(&[]).await;
    for n in 2000..2010 {
        ask(&service, n, true).await.is(201);
    }
    ask(&service, 2010, true).await.names_rule(403, 60410, "budget");
    app.advance(HOUR);
    for n in 2010..2012 {
        ask(&service, n, true).await.is(201);
    }
    let details = ask(&service, 2012, true).await.names_rule(403, 60410, "budget");
    assert_eq!((&details["per"], &details["until"]), (&json!("day"), &json!("2026-01-02T00:00:00Z")));
    app.advance(23 * HOUR);
    ask(&service, 2012, true).await.is(201);
}

async fn a_country_has_a_price_of_its_own(app: TestApp) {
    let service = app.service(&[]).await;
    for n in 0..20 {
        let to = format!("+467012345{n:02}");
        service.create(&[("To", &to), ("Channel", "sms"), ("KnownPerson", "true")]).await.is(201);
    }
    // Twenty to Sweden cost eight of the others.
    for n in 2000..2002 {
        ask(&service, n, true).await.is(201);
    }
    ask(&service, 2002, true).await.names_rule(403, 60410, "budget");
}

async fn a_call_costs_what_the_operator_says(app: TestApp) {
    let service = app.service(&[]).await;
    let call = async |n| {
        let to = number(n);
        service.create(&[("To", &to), ("Channel", "call"), ("KnownPerson", "true")]).await
    };
    call(2000).await.is(201);
    call(2001).await.is(201);
    call(2002).await.names_rule(403, 60410, "budget");
    ask(&service, 2002, true).await.names_rule(403, 60410, "budget");
}

async fn emails_cost_nothing(app: TestApp) {
    let service = app.service(&[]).await;
    for n in 2000..2010 {
        ask(&service, n, true).await.is(201);
    }
    for n in 0..10 {
        service.create(&by(&format!("ann{n}@example.com"), "email")).await.is(201);
    }
}

async fn cancelling_and_another_service_bring_no_money_back(app: TestApp) {
    for n in 2000..2010 {
        let service = app.service(&[]).await;
        ask(&service, n, true).await.is(201);
        service.update(&number(n), "canceled").await.is(200);
    }
    ask(&app.service(&[]).await, 2010, true).await.names_rule(403, 60410, "budget");
}

async fn another_account_spends_its_own(app: TestApp) {
    let service = app.service(&[]).await;
    for n in 2000..2010 {
        ask(&service, n, true).await.is(201);
    }
    let theirs = app.stranger().await.has_service(&app, &[]).await;
    ask(&theirs, 2010, true).await.is(201);
}

async fn a_known_person_is_true_or_false(app: TestApp) {
    let service = app.service(&[]).await;
    let pairs = [("To", "+15017122661"), ("Channel", "sms"), ("KnownPerson", "maybe")];
    service.create(&pairs).await.blames("KnownPerson");
}

/// Sixty at once where there is money for ten; how many were sent.
async fn rush(services: &[Service]) -> usize {
    let asked: Vec<_> = (0..60)
        .map(|n| {
            let service = services[n % services.len()].clone();
            tokio::spawn(async move { ask(&service, 2000 + n, true).await })
        })
        .collect();
    let mut sent = 0;
    for answer in asked {
        let answer = answer.await.expect("an answer");
        if answer.status == 201 {
            sent += 1;
        } else {
            answer.names_rule(403, 60410, "budget");
        }
    }
    sent
}

async fn requests_at_once_pass_the_cap_by_no_more_than_what_is_in_flight(app: TestApp) {
    let service = app.service(&[]).await;
    let sent = rush(std::slice::from_ref(&service)).await;
    let in_flight = match app.engine.store().stripes() {
        1 => 0,
        _ => WRITERS - 1,
    };
    assert!((10..=10 + in_flight).contains(&sent), "{sent}");
    ask(&service, 2060, true).await.names_rule(403, 60410, "budget");
}

#[test]
fn two_nodes_share_one_budget() {
    run_on_two_nodes(section(), async |one, other| {
        let here = one.service(&[]).await;
        let there = Service::new(other.api(), &other, &here.sid);
        let sent = rush(&[here, there.clone()]).await;
        assert!((10..10 + 2 * WRITERS).contains(&sent), "{sent}");
        ask(&there, 2060, true).await.names_rule(403, 60410, "budget");
    });
}

/// A bound for each country.
fn per_country() -> Limits {
    limits(json!({
        "prices": {"sms": 0.05},
        "budget": {"country_per_hour": 0.1, "known_persons_percent": 0},
    }))
}

async fn one_country_spent_leaves_the_others(app: TestApp) {
    let service = app.service(&[]).await;
    for n in 2000..2002 {
        ask(&service, n, false).await.is(201);
    }
    let details = ask(&service, 2002, false).await.names_rule(403, 60410, "budget");
    assert_eq!((&details["country"], &details["per"]), (&json!("US"), &json!("hour")));
    service.create(&by("+14165550123", "sms")).await.is(201);
    service.create(&by("+46701234567", "sms")).await.is(201);
}

#[test]
fn one_country_spent_leaves_the_others_on_sqlite() {
    crate::support::run_on_sqlite(
        per_country(),
        crate::support::in_turn,
        one_country_spent_leaves_the_others,
    );
}

#[test]
fn one_country_spent_leaves_the_others_on_postgres() {
    crate::support::run_on_postgres(
        per_country(),
        crate::support::in_turn,
        one_country_spent_leaves_the_others,
    );
}
