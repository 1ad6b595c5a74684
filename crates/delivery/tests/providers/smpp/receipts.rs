//! Receipts on a living connection: kept before they are answered, however and whenever they come.

use std::sync::Arc;

use countersign_delivery::SEND_LIMIT;
use countersign_delivery::providers::SmppSettings;
use countersign_model::{About, ReceiptState};
use serde_json::json;

use super::centre::Centre;
use super::scripted::{DELIVER_SM, NACK, Scripted};
use super::{ALICE, Living, accepted, settings};
use crate::message;

/// `RX_T_APPN`: tell it again later.
const AGAIN: u64 = 0x64;

#[tokio::test]
async fn receipts_are_heard_by_parameter_and_by_text_more_than_once_and_in_any_order() {
    let mut centre = Centre::node(json!({})).await;
    let mut living = Living::start(&settings(centre.port));
    assert_eq!(living.send(&message(ALICE, 1)).await, accepted("m-1", 1));
    let text = |stat: &str| {
        format!(
            "id:m-1 sub:001 dlvrd:001 submit date:2611222110 done date:261122211159 stat:{stat} err:000 text:Your"
        )
    };
    for (pdu, state) in [
        // The end before the way there, and the end once more.
        (
            json!({ "receipted_message_id": "m-1", "message_state": 2, "short_message": text("DELIVRD") }),
            ReceiptState::Delivered,
        ),
        (json!({ "short_message": text("ENROUTE"), "esm_class": 0x20 }), ReceiptState::Sent),
        (json!({ "short_message": text("DELIVRD") }), ReceiptState::Delivered),
        (
            json!({ "short_message": { "message": text("REJECTD").to_uppercase() }, "data_coding": 8 }),
            ReceiptState::Rejected,
        ),
    ] {
        assert_eq!(centre.deliver(pdu.clone()).await, 0, "{pdu}");
        let receipt = living.receipt().await;
        assert_eq!(receipt.state, state, "{pdu}");
        assert!(
            matches!(&receipt.about, About::ProviderId(id) if id.eq_ignore_ascii_case("m-1")),
            "{receipt:?}"
        );
        if pdu["short_message"].is_string() {
            assert_eq!(receipt.at.map(|at| at.to_string()).as_deref(), Some("2026-11-22T21:11:59Z"));
        }
    }
}

#[tokio::test]
async fn a_receipt_before_the_message_s_answer_is_heard_by_the_same_name() {
    let mut centre = Centre::node(json!({ "manual": true })).await;
    let mut living = Living::start(&settings(centre.port));
    let provider = Arc::clone(&living.provider);
    let sending = tokio::spawn(super::sending(provider, message(ALICE, 1)));
    let number = centre.next("message").await["number"].clone();
    assert_eq!(centre.deliver(json!({ "receipted_message_id": "early", "message_state": 2 })).await, 0);
    assert_eq!(living.receipt().await.about, About::ProviderId("early".to_owned()));
    assert!(!sending.is_finished());
    centre.answer(&number, "early");
    assert_eq!(sending.await.expect("a fate"), accepted("early", 1));
}

#[tokio::test]
async fn ids_meet_though_each_side_writes_them_in_its_own_way() {
    for (receipt_id, answer, receipt) in
        [("dec", "0000004F", "79"), ("hex", "79", "4f"), ("same", "4F", "4F")]
    {
        let mut centre = Centre::node(json!({ "manual": true })).await;
        let settings = SmppSettings { receipt_id: receipt_id.to_owned(), ..settings(centre.port) };
        let mut living = Living::start(&settings);
        let sending = tokio::spawn(super::sending(Arc::clone(&living.provider), message(ALICE, 1)));
        let number = centre.next("message").await["number"].clone();
        centre.answer(&number, answer);
        let fate = sending.await.expect("a fate");
        centre.deliver(json!({ "short_message": format!("id:{receipt} stat:DELIVRD err:000") })).await;
        let id = living.receipt().await.provider_id.expect("an id");
        assert_eq!(fate, accepted(&id, 1), "{receipt_id}");
    }
}

#[tokio::test]
async fn what_the_database_did_not_take_the_centre_is_asked_to_tell_again() {
    let mut centre = Centre::node(json!({})).await;
    let mut living = Living::hearing(&settings(centre.port), SEND_LIMIT, 2, false);
    living.send(&message(ALICE, 1)).await;
    let receipt = json!({ "receipted_message_id": "m-1", "message_state": 2 });
    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(centre.deliver(receipt.clone()).await);
    }
    assert_eq!(answers, [AGAIN, AGAIN, 0]);
    assert_eq!(living.receipt().await.state, ReceiptState::Delivered);
    assert!(living.heard.try_recv().is_err(), "kept once");
}

#[tokio::test]
async fn what_a_person_writes_is_never_a_receipt_and_is_not_told_for_ever() {
    let mut centre = Centre::node(json!({})).await;
    let mut living = Living::start(&settings(centre.port));
    living.send(&message(ALICE, 1)).await;
    for pdu in [
        // The right words, in a message from a phone.
        json!({ "esm_class": 0, "short_message": "id:m-1 stat:DELIVRD err:000" }),
        json!({ "esm_class": 0x40, "short_message": "id:m-1 stat:DELIVRD err:000" }),
        // A phone's own acknowledgement.
        json!({ "esm_class": 8, "short_message": "id:m-1 stat:DELIVRD err:000" }),
        // Receipts that say nothing.
        json!({ "short_message": "" }),
        json!({ "short_message": "hello" }),
        json!({ "message_state": 2, "short_message": "" }),
    ] {
        assert_eq!(centre.deliver(pdu.clone()).await, 0, "{pdu}");
    }
    // Everything before this was read by now.
    centre.deliver(json!({ "receipted_message_id": "m-1", "message_state": 2 })).await;
    assert_eq!(living.receipt().await.state, ReceiptState::Delivered);
    assert!(living.heard.try_recv().is_err());
}

#[tokio::test]
async fn a_flood_of_receipts_is_bounded_and_beyond_it_told_to_come_again() {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let centre = Scripted::start(move |mut peer, _| {
        let tell = tell.clone();
        async move {
            peer.bind().await;
            // Empty but for esm_class, an id and a state.
            let mut body = vec![0; 17];
            body[7] = 4;
            body.extend(b"\0\x1E\0\x02\x37\0\x04\x27\0\x01\x02");
            for number in 1..=510 {
                peer.write(DELIVER_SM, 0, number, &body).await;
            }
            while let Some(raw) = peer.read().await {
                let _ = tell.send(raw);
            }
        }
    })
    .await;
    let _living = Living::hearing(&settings(centre.port), SEND_LIMIT, 0, true);
    for number in 501..=510 {
        let raw = told.recv().await.expect("an answer");
        assert_eq!((raw.id, u64::from(raw.status), raw.number), (DELIVER_SM | NACK, AGAIN, number));
    }
}
