//! What happens to verifications that live while the operator changes what goes to the upstream: nothing.

use countersign_engine::Delivery;
use countersign_model::Limits;

use super::{ALICE, Verify, asks, types};
use crate::support::{Service, TestApp, in_turn, run_on_two_nodes_carrying};

/// Two nodes on one database: the operator has changed the configuration of the second already.
fn across(
    ours: bool,
    second: impl FnOnce(Verify) -> Box<dyn FnOnce(Vec<countersign_delivery::Seat>) -> Delivery>,
    case: impl AsyncFnOnce(TestApp, TestApp, Service, Service, Verify),
) {
    let verify = Verify::new();
    let (first, second) = (verify.clone().carry(100, ours), second(verify.clone()));
    run_on_two_nodes_carrying(Limits::development(), first, second, async |one, other| {
        let here = one.service(&[]).await;
        let there = Service::new(other.api(), &other, &here.sid);
        case(one, other, here, there, verify).await;
    });
}

#[test]
fn a_lower_percentage_leaves_what_lives_where_it_began_and_begins_the_next_here() {
    let lower = |verify: Verify| Box::new(verify.carry(0, false)) as Box<_>;
    across(false, lower, async |one, other, first, second, verify| {
        let began = asks(&one, &first).await.sid();
        let code = verify.all()[0].code.clone();
        // The node that sends new ones itself sends this one there, and asks there.
        assert_eq!(asks(&other, &second).await.sid(), began);
        assert_eq!((verify.count("Verifications"), other.mailbox.given().len()), (2, 0));
        types(&second, &code).await.shows("approved");
        asks(&other, &second).await;
        let ours = other.mailbox.given().pop().expect("a message").code;
        assert_eq!(verify.count("Verifications"), 2);
        // And a node that hasn't heard of the change leaves that one here.
        types(&first, &ours).await.shows("approved");
        assert_eq!(verify.count("VerificationCheck"), 1);
    });
}

#[test]
fn an_upstream_that_is_gone_from_the_configuration_costs_no_check_and_lets_nobody_in() {
    across(
        false,
        |_| Box::new(in_turn) as Box<_>,
        async |one, _, first, second, verify| {
            let sid = asks(&one, &first).await.sid();
            let code = verify.all()[0].code.clone();
            for _ in 0..6 {
                types(&second, &code).await.refuses(503, 20503);
            }
            second.create(&[("To", ALICE), ("Channel", "sms")]).await.refuses(503, 20503);
            second.fetch(&sid).await.shows("pending");
            assert_eq!((verify.asked().len(), second.mailbox.given().len()), (1, 0));
            // Named again, it goes on.
            types(&first, &code).await.shows("approved");
        },
    );
}

#[test]
fn a_verification_of_an_upstream_that_is_gone_can_be_canceled() {
    across(
        false,
        |_| Box::new(in_turn) as Box<_>,
        async |one, other, first, second, _| {
            let sid = asks(&one, &first).await.sid();
            second.update(&sid, "canceled").await.shows("canceled");
            assert_ne!(asks(&other, &second).await.sid(), sid);
            assert_eq!(other.mailbox.given().len(), 1);
        },
    );
}

#[test]
fn a_code_of_ours_is_checked_here_whether_or_not_its_upstream_is_still_named() {
    across(
        true,
        |_| Box::new(in_turn) as Box<_>,
        async |one, _, first, second, verify| {
            asks(&one, &first).await;
            types(&second, &verify.all()[0].code).await.shows("approved");
        },
    );
}
