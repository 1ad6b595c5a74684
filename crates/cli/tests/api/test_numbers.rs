//! Numbers that nothing is sent to: what is right for them, what isn't, and that nobody is let in by one unawares.

use countersign_delivery::Seat;
use countersign_engine::Delivery;
use countersign_model::{
    AttemptState, Channel, ChannelOrder, ChannelOrders, ChannelStep, Code, Limits, Phone, ServiceSid,
    TEST_NUMBER, TestNumber, TestNumbers,
};
use countersign_store::fallbacks;
use serde_json::Value;

use crate::support::{
    Answer, HOUR, MINUTE, Person, SECOND, Service, TestApp, WRONG, by_rules, in_turn, on_both_engines, ops,
    run_on_two_nodes_carrying,
};

on_both_engines!(
    under countersign_model::Limits::default(), carried crate::test_numbers::with_two;
    its_fixed_code_is_right_and_nothing_is_sent,
    every_answer_says_that_it_is_one,
    a_wrong_code_is_wrong_and_five_are_counted,
    every_spelling_and_channel_of_it_is_the_same_number,
    a_code_of_the_callers_own_does_not_take_the_place_of_the_fixed_one,
    it_ends_to_the_millisecond_and_is_then_a_number_as_any_other,
    its_code_expires_as_any_other_and_never_outlives_it,
    its_neighbour_is_sent_a_code_that_the_fixed_one_does_not_open,
    in_another_service_than_its_own_it_is_a_number_as_any_other,
    no_limit_of_an_address_holds_for_it_but_a_block_does,
    no_order_of_channels_goes_on_without_a_receipt,
    a_payment_is_bound_to_it_as_to_any_other,
    of_many_checks_at_once_one_is_approved,
    webhooks_are_told_of_it_and_of_no_message,
);

/// One in every service.
const NUMBER: &str = "+12125550123";
const FIXED: &str = "271828";
/// One in a service that there is not.
const ELSEWHERE: &str = "+12125550124";

fn number(number: &str, service: Option<ServiceSid>, until: Option<&str>) -> TestNumber {
    let code = Code::parse_custom(FIXED).expect("a code");
    TestNumber::new(Phone::parse(number).expect("a number"), code, service, "2026-01-01", until)
        .expect("a test number")
}

/// Both until the second day of the year, with an order of channels that would go on in 20 seconds.
fn with_two(seats: Vec<Seat>) -> Delivery {
    let nowhere = "VA0123456789abcdef0123456789abcdef".parse().expect("a SID");
    let until = Some("2026-01-02");
    let all = vec![number(NUMBER, None, until), number(ELSEWHERE, Some(nowhere), until)];
    let steps =
        [Channel::Sms, Channel::Call].map(|channel| ChannelStep { channel, wait_millis: 20 * SECOND });
    let order = ChannelOrder { service: None, steps: steps.to_vec(), only_auto: false };
    Delivery {
        test_numbers: TestNumbers::new(all).expect("numbers"),
        channel_orders: ChannelOrders::new(vec![order]),
        ..by_rules(seats, Vec::new())
    }
}

async fn tester(app: &TestApp) -> Person {
    app.service(&[]).await.person(NUMBER)
}

fn marked(answer: Answer) -> Answer {
    assert_eq!(answer.body["test_number"], true, "{}", answer.body);
    answer
}

fn unmarked(answer: Answer) -> Answer {
    assert_eq!(answer.body.get("test_number"), None, "{}", answer.body);
    answer
}

fn last_attempt(created: &Answer) -> String {
    let sends = created.body["send_code_attempts"].as_array().expect("sends");
    sends.last().and_then(|send| send["attempt_sid"].as_str()).expect("a send").to_owned()
}

async fn its_fixed_code_is_right_and_nothing_is_sent(app: TestApp) {
    // Under limits that send nothing to any phone.
    let tester = tester(&app).await;
    let created = tester.asks().await.is(201);
    let attempt = app.attempt(&last_attempt(&created), |_| true).await;
    assert_eq!((attempt.state, attempt.provider.as_deref()), (AttemptState::Dropped, Some(TEST_NUMBER)));
    assert!(attempt.is_test() && attempt.journal.is_empty());
    tester.types(FIXED).await.is(200).shows("approved");
    tester.types(FIXED).await.finds_nothing();
    let mailbox = (app.mailbox.clone(), app.spare.clone());
    app.stop_worker().await;
    assert!(mailbox.0.given().is_empty() && mailbox.1.given().is_empty());
}

async fn every_answer_says_that_it_is_one(app: TestApp) {
    let tester = tester(&app).await;
    let created = marked(tester.asks().await.is(201)).shows("pending");
    marked(tester.service.fetch(&created.sid()).await.is(200));
    marked(tester.service.fetch(NUMBER).await.is(200));
    marked(tester.types(WRONG).await.is(200));
    marked(tester.cancels().await.is(200));
    tester.asks().await.is(201);
    marked(tester.types(FIXED).await.is(200)).shows("approved");
    tester.asks().await.is(201);
    marked(tester.service.update(NUMBER, "approved").await.is(200));
    // And of nobody else.
    let mail = tester.service.person("ann@example.com");
    unmarked(mail.asks().await.is(201));
    unmarked(mail.types(&mail.reads().await).await.is(200)).shows("approved");
}

async fn a_wrong_code_is_wrong_and_five_are_counted(app: TestApp) {
    let tester = tester(&app).await;
    tester.asks().await.is(201);
    for code in ["271827", "27182", "2718281", "172828", "271 828"] {
        tester.types(code).await.is(200).shows("pending");
    }
    tester.types(FIXED).await.refuses(429, 60202);
    app.advance(15 * MINUTE);
    tester.asks().await.is(201);
    tester.types(FIXED).await.shows("approved");
}

async fn every_spelling_and_channel_of_it_is_the_same_number(app: TestApp) {
    let service = app.service(&[]).await;
    let sid = service.create(&[("To", " 12125550123"), ("Channel", "call")]).await.is(201).sid();
    let again = marked(service.create(&[("To", NUMBER), ("Channel", "whatsapp")]).await.is(201));
    assert_eq!((again.sid(), again.sends()), (sid, 2));
    service.check(&[("To", " 12125550123"), ("Code", FIXED)]).await.shows("approved");
    // Other notations are refused as for everybody.
    service.create(&[("To", "+1 (212) 555-0123"), ("Channel", "sms")]).await.blames("To");
    app.stop_worker().await;
    assert!(service.mailbox.given().is_empty());
}

async fn a_code_of_the_callers_own_does_not_take_the_place_of_the_fixed_one(app: TestApp) {
    let strict = tester(&app).await;
    strict.asks_with(&[("CustomCode", "999999")]).await.refuses(403, 60204);
    let service = app.service(&[("CustomCodeEnabled", "true")]).await;
    let tester = service.person(NUMBER);
    marked(tester.asks_with(&[("CustomCode", "999999")]).await.is(201));
    tester.types("999999").await.shows("pending");
    tester.types(FIXED).await.shows("approved");
}

async fn it_ends_to_the_millisecond_and_is_then_a_number_as_any_other(app: TestApp) {
    let tester = tester(&app).await;
    app.advance(24 * HOUR - 1);
    marked(tester.asks().await.is(201));
    app.advance(1);
    tester.types(FIXED).await.finds_nothing();
    // These limits send to no country.
    tester.asks().await.names_rule(403, 60605, "country");
}

async fn its_code_expires_as_any_other_and_never_outlives_it(app: TestApp) {
    let tester = tester(&app).await;
    tester.asks().await.is(201);
    app.advance(10 * MINUTE - 1);
    tester.types(WRONG).await.shows("pending");
    app.advance(1);
    tester.types(FIXED).await.finds_nothing();
    app.advance(24 * HOUR - 11 * MINUTE);
    let sid = tester.asks().await.is(201).sid();
    app.advance(MINUTE - 1);
    tester.service.fetch(&sid).await.is(200).shows("pending");
    app.advance(1);
    tester.service.fetch(&sid).await.finds_nothing();
}

async fn its_neighbour_is_sent_a_code_that_the_fixed_one_does_not_open(app: TestApp) {
    app.engine
        .add_to_safe_list(app.account, Phone::parse("+12125550125").expect("a number"), ops())
        .await
        .expect("the safe list");
    let neighbour = app.service(&[]).await.person("+12125550125");
    unmarked(neighbour.asks().await.is(201));
    let code = neighbour.reads().await;
    neighbour.types(FIXED).await.shows("pending");
    unmarked(neighbour.types(&code).await).shows("approved");
}

async fn in_another_service_than_its_own_it_is_a_number_as_any_other(app: TestApp) {
    let person = app.service(&[]).await.person(ELSEWHERE);
    person.asks().await.names_rule(403, 60605, "country");
}

async fn no_limit_of_an_address_holds_for_it_but_a_block_does(app: TestApp) {
    let tester = tester(&app).await;
    for _ in 0..12 {
        tester.asks().await.is(201);
        tester.types(FIXED).await.shows("approved");
    }
    for _ in 0..5 {
        tester.asks().await.is(201);
    }
    tester.asks().await.refuses(429, 60203);
    app.engine.pause(Some(app.account), None, None, ops()).await.expect("a pause");
    tester.cancels().await.is(200);
    tester.asks().await.names_rule(403, 60410, "pause");
}

async fn no_order_of_channels_goes_on_without_a_receipt(app: TestApp) {
    tester(&app).await.asks().await.is(201);
    let planned = app.engine.store().read(fallbacks::next_due).await.expect("an answer");
    assert_eq!(planned, None);
}

async fn a_payment_is_bound_to_it_as_to_any_other(app: TestApp) {
    let tester = app.service(&[("Psd2Enabled", "true")]).await.person(NUMBER);
    tester.asks().await.refuses(400, 60206);
    tester.asks_with(&[("Amount", "12.00 EUR"), ("Payee", "Acme")]).await.is(201);
    let wrong = [("Amount", "13.00 EUR"), ("Payee", "Acme")];
    tester.types_with(FIXED, &wrong).await.shows("pending");
    let right = [("Amount", "12.00 EUR"), ("Payee", "Acme")];
    marked(tester.types_with(FIXED, &right).await).shows("approved");
}

async fn of_many_checks_at_once_one_is_approved(app: TestApp) {
    let tester = tester(&app).await;
    tester.asks().await.is(201);
    let checks: Vec<_> = (0..50)
        .map(|_| {
            let tester = tester.clone();
            tokio::spawn(async move { tester.types(FIXED).await })
        })
        .collect();
    let mut approved = 0;
    for check in checks {
        let answer = check.await.expect("an answer");
        approved += usize::from(answer.body["valid"] == Value::Bool(true));
    }
    assert_eq!(approved, 1);
}

#[test]
fn what_was_begun_as_one_kind_is_never_ended_as_the_other() {
    // Two nodes while a configuration is rolled out: one has the number, the other doesn't yet, or no longer.
    run_on_two_nodes_carrying(
        Limits::development(),
        with_two,
        in_turn,
        async |with: TestApp, without: TestApp| {
            let service = with.service(&[]).await;
            let here = service.person(NUMBER);
            let there = Service::new(without.api(), &without, &service.sid).person(NUMBER);
            let test = here.asks().await.is(201).sid();
            there.types(FIXED).await.finds_nothing();
            // Made anew, with a code that goes out.
            let real = unmarked(there.asks().await.is(201));
            assert_ne!(real.sid(), test);
            let code = there.reads().await;
            here.types(FIXED).await.shows("pending");
            // And anew the other way: the code that went out is good no more.
            let again = marked(here.asks().await.is(201));
            assert_ne!(again.sid(), real.sid());
            here.types(&code).await.shows("pending");
            here.types(FIXED).await.shows("approved");
            assert_eq!(without.mailbox.given().len(), 1);
            assert!(with.mailbox.given().is_empty());
        },
    );
}

async fn webhooks_are_told_of_it_and_of_no_message(app: TestApp) {
    let service = app.service(&[]).await;
    service.subscribes(&["verification.*"]).await;
    let tester = service.person(NUMBER);
    tester.asks().await.is(201);
    tester.types(FIXED).await.shows("approved");
    assert_eq!(service.told().await, ["created", "approved"]);
}
