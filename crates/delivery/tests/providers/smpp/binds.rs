//! Several binds, a window each, and texts of several parts, against npm's smpp.

use std::sync::Arc;

use countersign_delivery::SEND_LIMIT;
use countersign_delivery::providers::SmppSettings;
use countersign_model::{About, Fate, ReceiptState};
use serde_json::{Value, json};

use super::centre::Centre;
use super::scripted::{NACK, SUBMIT_SM, Scripted};
use super::{ALICE, Living, accepted, settings, with_text};
use crate::message;

#[tokio::test]
async fn a_pair_sends_on_one_bind_and_hears_on_the_other() {
    let mut centre = Centre::node(json!({})).await;
    let settings = SmppSettings { bind: "pair".to_owned(), ..settings(centre.port) };
    let mut living = Living::start(&settings);
    let mut commands = Vec::new();
    for _ in 0..2 {
        commands.push(centre.next("bound").await["command"].as_str().expect("a command").to_owned());
    }
    commands.sort();
    assert_eq!(commands, ["bind_receiver", "bind_transmitter"]);
    assert_eq!(living.send(&message(ALICE, 1)).await, accepted("m-1", 1));
    let receipt = json!({ "receipted_message_id": "m-1", "message_state": 2 });
    assert_eq!(centre.deliver(receipt).await, 0);
    assert_eq!(living.receipt().await.about, About::ProviderId("m-1".to_owned()));
}

#[tokio::test]
async fn each_of_several_binds_fills_its_window_and_no_more() {
    let mut centre = Centre::node(json!({ "manual": true })).await;
    let settings = SmppSettings { binds: 2, window: 3, ..settings(centre.port) };
    let living = Arc::new(Living::start(&settings));
    for _ in 0..2 {
        centre.next("bound").await;
    }
    // Who answers is ready for messages: the centre's word for the bind alone may still be on its way.
    for session in 0..2 {
        centre.tell(&json!({ "do": "enquire", "session": session }));
        centre.next("there").await;
    }
    let sending: Vec<_> = (1..=10).map(|number| living.sending(number)).collect();
    let mut on_each = [0, 0];
    let mut open = Vec::new();
    for _ in 0..6 {
        let message = centre.next("message").await;
        on_each[usize::try_from(message["session"].as_u64().expect("a session")).expect("a place")] += 1;
        open.push(message["number"].clone());
    }
    assert_eq!(on_each, [3, 3]);
    // The last first: answers come in any order, and each makes room for one more.
    for _ in 0..4 {
        assert_eq!(centre.waiting("message"), 0);
        let number = open.pop().expect("an open one");
        centre.answer(&number, &format!("id-{number}"));
        open.push(centre.next("message").await["number"].clone());
    }
    for number in open {
        centre.answer(&number, &format!("id-{number}"));
    }
    let mut ids = Vec::new();
    for fate in sending {
        let Fate::Accepted { provider_id, .. } = fate.await.expect("a fate") else { panic!("not accepted") };
        ids.push(provider_id.expect("an id"));
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 10, "each message has its own answer");
}

/// What a phone makes of the parts.
fn put_together(mut parts: Vec<Value>) -> String {
    let place =
        |part: &Value| part["udh"][0][4].as_u64().or_else(|| part["sar"][2].as_u64()).expect("a place");
    parts.sort_by_key(place);
    parts.iter().map(|part| part["text"].as_str().expect("a text")).collect()
}

#[tokio::test]
async fn the_parts_of_a_long_text_put_together_by_the_centre_are_the_text() {
    // An extension character and an emoji where a part ends.
    let texts = [
        (format!("{}€{}", "a".repeat(152), "b[]{}".repeat(30)), 3),
        (format!("{}🔑{}", "я".repeat(66), "Ваш код 481 516 ".repeat(5)), 3),
    ];
    for (way, header) in [("udh", "udh"), ("sar", "sar")] {
        let mut centre = Centre::node(json!({})).await;
        let settings = SmppSettings { long_messages: way.to_owned(), ..settings(centre.port) };
        let living = Living::start(&settings);
        let mut taken = 0;
        for (number, (text, count)) in (1..).zip(&texts) {
            let fate = living.send(&with_text(number, text)).await;
            taken += count;
            assert_eq!(fate, accepted(&format!("m-{taken}"), u32::try_from(*count).expect("a count")));
            let mut parts = Vec::new();
            for _ in 0..*count {
                parts.push(centre.next("message").await);
            }
            assert!(parts.iter().all(|part| !part[header].is_null()), "{parts:?}");
            let registered: Vec<_> = parts.iter().map(|part| part["registered_delivery"].clone()).collect();
            assert_eq!(registered, [0, 0, 1]);
            assert_eq!(&put_together(parts), text);
        }
    }
}

#[tokio::test]
async fn a_payload_reaches_the_centre_in_one_piece() {
    let mut centre = Centre::node(json!({})).await;
    let settings = SmppSettings { long_messages: "payload".to_owned(), ..settings(centre.port) };
    let text = format!("{}€🔑", "Ваш код 481 516 ".repeat(20));
    assert_eq!(Living::start(&settings).send(&with_text(1, &text)).await, accepted("m-1", 1));
    assert_eq!(centre.next("message").await["payload"], text);
}

/// What becomes of a text of three parts whose second is answered with this status, or not at all.
async fn second_part(status: Option<u32>) -> Fate {
    let centre = Scripted::start(move |mut peer, _| async move {
        peer.bind().await;
        let first = peer.wait_for(SUBMIT_SM).await;
        peer.answer(&first, 0, b"one\0").await;
        let second = peer.wait_for(SUBMIT_SM).await;
        if let Some(status) = status {
            peer.write(SUBMIT_SM | NACK, status, second.number, b"").await;
            peer.rest().await;
        }
    })
    .await;
    Living::limited(&settings(centre.port), SEND_LIMIT).send(&with_text(1, &"a".repeat(400))).await
}

#[tokio::test]
async fn a_long_text_that_breaks_off_half_way_is_no_success_and_not_untaken_either() {
    let reason = |why: &str| format!("only 1 of 3 parts were taken: {why}");
    let throttled = second_part(Some(0x58)).await;
    assert_eq!(throttled, Fate::Ambiguous { reason: reason("too many messages") });
    let full = second_part(Some(0x14)).await;
    assert!(matches!(&full, Fate::Ambiguous { reason } if reason.contains("queue is full")), "{full:?}");
    let lost = second_part(None).await;
    assert!(matches!(&lost, Fate::Ambiguous { reason } if reason.contains("1 of 3")), "{lost:?}");
    assert_eq!(second_part(Some(0x0B)).await.class(), "recipient");
}

#[tokio::test]
async fn receipts_of_one_account_may_come_on_either_bind() {
    let mut centre = Centre::node(json!({})).await;
    let mut living = Living::start(&SmppSettings { binds: 2, ..settings(centre.port) });
    for _ in 0..2 {
        centre.next("bound").await;
    }
    for session in [1, 0] {
        let pdu = json!({ "receipted_message_id": format!("x-{session}"), "message_state": 5 });
        centre.tell(&json!({ "do": "deliver", "session": session, "pdu": pdu }));
        assert_eq!(centre.next("delivered").await["status"], 0);
        let receipt = living.receipt().await;
        assert_eq!(receipt.about, About::ProviderId(format!("x-{session}")));
        assert_eq!(receipt.state, ReceiptState::Failed);
    }
}
