//! `Channel=auto` and what comes after a message that isn't known to have arrived.

use axum::body::Body;
use countersign_delivery::Seat;
use countersign_engine::Delivery;
use countersign_model::{Channel, ChannelOrder, ChannelOrders, ChannelStep, Fate, Limits};
use http::Request;
use serde_json::json;
use tower::ServiceExt;

use super::latest_attempt;
use crate::support::{MINUTE, PUBLIC_URL, SECOND, TestApp, by_rules, on_both_engines};

on_both_engines!(
    carried crate::delivery::orders::whatsapp_then_sms_then_call;
    auto_is_the_first_of_the_order_that_reaches_the_address,
    without_a_receipt_the_next_channel_has_its_turn_with_the_same_code,
    a_receipt_stops_the_order_and_a_failure_hastens_it,
    a_provider_that_never_tells_is_believed_when_it_takes_a_message,
    who_can_t_be_reached_on_one_channel_is_tried_on_the_next_at_once,
    a_fraud_refusal_stops_everything,
    nothing_follows_once_the_verification_has_ended,
    what_a_caller_asks_for_himself_takes_the_place_of_the_plan,
    five_sends_are_five_whoever_asked_for_them,
);

mod limited {
    use super::*;
    on_both_engines!(
        under crate::delivery::orders::strict(), carried crate::delivery::orders::whatsapp_then_sms_then_call;
        a_fallback_spends_the_limits_of_a_send_that_was_asked_for,
    );
}

pub(crate) fn whatsapp_then_sms_then_call(seats: Vec<Seat>) -> Delivery {
    let steps = [Channel::Whatsapp, Channel::Sms, Channel::Call]
        .map(|channel| ChannelStep { channel, wait_millis: 20 * SECOND })
        .to_vec();
    let order = ChannelOrder { service: None, steps, only_auto: false };
    Delivery { channel_orders: ChannelOrders::new(vec![order]), ..by_rules(seats, Vec::new()) }
}

/// Two messages in ten minutes.
pub(crate) fn strict() -> Limits {
    let section = json!({
        "sms_countries": "all", "call_countries": "all",
        "per_address": { "per_10_minutes": 2 },
        "budget": { "account_per_hour": "off", "account_per_day": "off",
                    "country_per_hour": "off", "country_per_day": "off" },
    });
    serde_json::from_value(section).expect("limits")
}

const ALICE: &str = "+15017122661";

/// Alice asks for a code on whichever channel is best, from a provider that tells.
async fn auto(app: &TestApp) -> (crate::support::Person, String, String) {
    app.mailbox.will_tell();
    let alice = app.alice().await;
    let created = alice.service.create(&[("To", ALICE), ("Channel", "auto")]).await.is(201);
    let sid = latest_attempt(&created);
    let code = alice.gets().await.code;
    app.ended_attempt(&sid).await;
    (alice, sid, code)
}

/// The channels of Alice's messages so far.
fn channels(app: &TestApp) -> Vec<&'static str> {
    app.mailbox.given().iter().map(|message| message.channel.as_str()).collect()
}

/// A receipt about the newest message.
async fn tells(app: &TestApp, state: &str) {
    let url = app.mailbox.given().pop().expect("a message").receipt_url.expect("an address");
    let path = url.strip_prefix(PUBLIC_URL).expect("an address under the public URL");
    let request = Request::post(path).header("mailbox-signature", "first").body(Body::from(state.to_owned()));
    let Ok(answer) = app.router.clone().oneshot(request.expect("a request")).await;
    assert_eq!(answer.status(), 200);
}

async fn auto_is_the_first_of_the_order_that_reaches_the_address(app: TestApp) {
    let service = app.service(&[]).await;
    let created = service.create(&[("To", ALICE), ("Channel", "auto")]).await.is(201);
    assert_eq!(created.body["channel"], "whatsapp");
    assert_eq!(created.body["send_code_attempts"][0]["channel"], "whatsapp");
    let created = service.create(&[("To", "ann@example.com"), ("Channel", "auto")]).await.is(201);
    assert_eq!(created.body["channel"], "email");
}

async fn without_a_receipt_the_next_channel_has_its_turn_with_the_same_code(app: TestApp) {
    let (alice, first, code) = auto(&app).await;
    for (channel, sends) in [("sms", 2), ("call", 3)] {
        app.advance(20 * SECOND);
        let message = alice.gets().await;
        assert_eq!((message.channel.as_str(), &message.code), (channel, &code));
        app.ended_attempt(&message.delivery_id).await;
        assert_eq!(alice.service.fetch(ALICE).await.sends(), sends);
    }
    // The first send's journal says why there was a second.
    let attempt = app.attempt(&first, |attempt| attempt.journal.len() > 1).await;
    assert!(format!("{:?}", attempt.journal).contains("sms next"), "{attempt:?}");
    // Nothing comes behind the call.
    app.advance(MINUTE);
    alice.service.check(&[("To", ALICE), ("Code", &code)]).await.shows("approved");
    assert_eq!(channels(&app), ["whatsapp", "sms", "call"]);
}

async fn a_receipt_stops_the_order_and_a_failure_hastens_it(app: TestApp) {
    let (alice, ..) = auto(&app).await;
    tells(&app, "failed").await;
    // At once, without twenty seconds.
    let message = alice.gets().await;
    assert_eq!(message.channel, Channel::Sms);
    app.ended_attempt(&message.delivery_id).await;
    tells(&app, "sent").await;
    tells(&app, "delivered").await;
    app.advance(5 * MINUTE);
    alice.service.person("+4915112345678").asks().await.is(201);
    assert!(!channels(&app).contains(&"call"));
}

async fn a_provider_that_never_tells_is_believed_when_it_takes_a_message(app: TestApp) {
    let alice = app.alice().await;
    let created = alice.service.create(&[("To", ALICE), ("Channel", "auto")]).await.is(201);
    alice.gets().await;
    app.ended_attempt(&latest_attempt(&created)).await;
    app.advance(5 * MINUTE);
    let left = app.engine.store().read(countersign_store::fallbacks::next_due).await;
    assert_eq!(left.expect("the store"), None);
    assert_eq!(channels(&app), ["whatsapp"]);
}

async fn who_can_t_be_reached_on_one_channel_is_tried_on_the_next_at_once(app: TestApp) {
    let alice = app.alice().await;
    app.mailbox.will(Fate::BadRecipient { reason: "has no such app".to_owned() });
    alice.service.create(&[("To", ALICE), ("Channel", "auto")]).await.is(201);
    let code = alice.gets().await.code;
    let message = alice.gets().await;
    assert_eq!((message.channel, &message.code), (Channel::Sms, &code));
    assert!(app.spare.given().is_empty());
}

async fn a_fraud_refusal_stops_everything(app: TestApp) {
    let alice = app.alice().await;
    app.mailbox.will_tell();
    app.mailbox.will(Fate::Fraud { reason: "pumping".to_owned() });
    let created = alice.service.create(&[("To", ALICE), ("Channel", "auto")]).await.is(201);
    alice.gets().await;
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!((attempt.state.as_str(), attempt.error.as_deref()), ("failed", Some("fraud: pumping")));
    app.advance(5 * MINUTE);
    let left = app.engine.store().read(countersign_store::fallbacks::next_due).await;
    assert_eq!(left.expect("the store"), None);
    assert!(app.spare.given().is_empty());
    assert_eq!(channels(&app), ["whatsapp"]);
}

/// Waits until no plan is left.
async fn no_plan(app: &TestApp) {
    while app.engine.store().read(countersign_store::fallbacks::next_due).await.expect("the store").is_some()
    {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

async fn nothing_follows_once_the_verification_has_ended(app: TestApp) {
    let (alice, _, code) = auto(&app).await;
    alice.types(&code).await.shows("approved");
    app.advance(20 * SECOND);
    no_plan(&app).await;
    assert_eq!(channels(&app), ["whatsapp"]);
}

async fn what_a_caller_asks_for_himself_takes_the_place_of_the_plan(app: TestApp) {
    let (alice, ..) = auto(&app).await;
    app.advance(10 * SECOND);
    alice.service.create(&[("To", ALICE), ("Channel", "call")]).await.is(201);
    let message = alice.gets().await;
    app.ended_attempt(&message.delivery_id).await;
    app.advance(10 * SECOND);
    no_plan(&app).await;
    assert_eq!(channels(&app), ["whatsapp", "call"]);
}

async fn five_sends_are_five_whoever_asked_for_them(app: TestApp) {
    let (alice, ..) = auto(&app).await;
    for _ in 0..4 {
        alice.service.create(&[("To", ALICE), ("Channel", "sms")]).await.is(201);
        app.ended_attempt(&alice.gets().await.delivery_id).await;
    }
    // The fifth send's plan is for a sixth.
    app.advance(20 * SECOND);
    no_plan(&app).await;
    assert_eq!(channels(&app).len(), 5);
    alice.service.create(&[("To", ALICE), ("Channel", "sms")]).await.refuses(429, 60203);
}

async fn a_fallback_spends_the_limits_of_a_send_that_was_asked_for(app: TestApp) {
    let (alice, first, _) = auto(&app).await;
    app.advance(20 * SECOND);
    let message = alice.gets().await;
    assert_eq!(message.channel, Channel::Sms);
    app.ended_attempt(&message.delivery_id).await;
    // The third in ten minutes is one too many, though a carrier says that the second failed.
    tells(&app, "failed").await;
    no_plan(&app).await;
    assert_eq!(channels(&app), ["whatsapp", "sms"]);
    let attempt = app.attempt(&message.delivery_id, |attempt| attempt.journal.len() > 2).await;
    assert!(format!("{:?}", attempt.journal).contains("call was refused"), "{attempt:?} {first}");
}
