//! Two nodes on one database: what is said to one holds on the other at once.

use countersign_model::Actor;
use serde_json::json;

use super::{by, limits};
use crate::support::{SECOND, Service, TestApp, run_on_two_nodes};

const ALICE: &str = "+15017122661";

async fn one_service(one: &TestApp, other: &TestApp) -> (Service, Service) {
    let here = one.service(&[]).await;
    let there = Service::new(other.api(), other, &here.sid);
    (here, there)
}

#[test]
fn a_block_and_a_pause_hold_on_every_node_when_the_command_returns() {
    run_on_two_nodes(limits(json!({"per_address": {"per_30_seconds": 0}})), async |one, other| {
        let (_, there) = one_service(&one, &other).await;
        let ops = || Actor::Operator("ops".to_owned());
        let what = || "+1501".parse().expect("a prefix");
        there.create(&by(ALICE, "sms")).await.is(201);
        one.engine.add_block(what(), None, None, ops()).await.expect("a block");
        there.create(&by(ALICE, "sms")).await.names_rule(403, 60410, "block");
        one.engine.remove_block(what(), ops()).await.expect("an answer");
        there.create(&by(ALICE, "sms")).await.is(201);
        one.engine.pause(None, None, None, ops()).await.expect("a pause");
        there.create(&by(ALICE, "sms")).await.names_rule(403, 60410, "pause");
    });
}

#[test]
fn an_address_is_counted_on_all_nodes_together() {
    run_on_two_nodes(limits(json!({})), async |one, other| {
        let (here, there) = one_service(&one, &other).await;
        here.create(&by(ALICE, "sms")).await.is(201);
        there.create(&by(ALICE, "sms")).await.names_rule(429, 60212, "address_30_seconds");
        other.advance(29 * SECOND);
        there.create(&by(ALICE, "sms")).await.names_rule(429, 60212, "address_30_seconds");
        other.advance(SECOND);
        there.create(&by(ALICE, "sms")).await.is(201);
        // A node whose clock is behind counts what the other has sent all the same.
        here.create(&by(ALICE, "sms")).await.names_rule(429, 60212, "address_30_seconds");
    });
}
