//! Two nodes on one database count together.

use countersign_model::Limits;
use tokio::task::JoinSet;

use super::{Limit, create, somebody};
use crate::support::{SECOND, Service, run_on_two_nodes};

#[test]
fn of_200_creates_at_once_on_two_nodes_exactly_seven_pass() {
    run_on_two_nodes(Limits::development(), async |one, other| {
        let here = one.service(&[]).await;
        let there = Service::new(other.api(), &other, &here.sid);
        let limit = Limit::of(&here, "ip", 7, 60).await;
        let mut tasks = JoinSet::new();
        for n in 0..200 {
            let service = if n % 2 == 0 { here.clone() } else { there.clone() };
            let says = limit.says("203.0.113.7");
            tasks.spawn(async move { create(&service, &somebody(n), &says).await.status.as_u16() });
        }
        let statuses = tasks.join_all().await;
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 7, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 201 | 429)), "{statuses:?}");
    });
}

#[test]
fn what_one_node_changes_holds_on_the_other_at_once() {
    run_on_two_nodes(Limits::development(), async |one, other| {
        let here = one.service(&[]).await;
        let there = Service::new(other.api(), &other, &here.sid);
        let limit = Limit::made(&here, "ip").await;
        let bucket = limit.path(&format!("/Buckets/{}", limit.bucket(1, 60).await.is(201).sid()));
        create(&there, &somebody(1), &limit.says("a")).await.is(201);
        create(&here, &somebody(2), &limit.says("a")).await.names_rule(429, 20429, "rate_limit");
        here.api.post(&bucket, &[("Max", "2")]).await.is(200);
        create(&there, &somebody(2), &limit.says("a")).await.is(201);
        // A node whose clock is behind counts what the other has let through all the same.
        other.advance(30 * SECOND);
        here.api.post(&bucket, &[("Max", "3")]).await.is(200);
        create(&there, &somebody(3), &limit.says("a")).await.is(201);
        create(&here, &somebody(4), &limit.says("a")).await.names_rule(429, 20429, "rate_limit");
        here.api.delete(&limit.path("")).await.is(204);
        create(&there, &somebody(4), &limit.says("a")).await.blames("RateLimits");
    });
}
