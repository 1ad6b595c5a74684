//! Against npm's smpp, which many centres' customers test with.

use std::sync::Arc;

use countersign_delivery::providers::{Smpp, SmppSettings};
use countersign_delivery::{Probe, Provider, SEND_LIMIT, Secret};
use countersign_model::Fate;
use serde_json::json;

use super::centre::Centre;
use super::{ALICE, Living, accepted, settings, with_text};
use crate::{NOW, message};
use countersign_testkit::Relay;

#[tokio::test]
async fn a_real_centre_takes_the_bind_and_the_text() {
    let mut centre = Centre::node(json!({})).await;
    let living = Living::start(&settings(centre.port));
    insta::assert_json_snapshot!(centre.next("bound").await, @r#"
    {
      "addr_npi": 0,
      "addr_ton": 0,
      "address_range": "",
      "command": "bind_transceiver",
      "event": "bound",
      "interface_version": 52,
      "session": 0,
      "system_type": ""
    }
    "#);
    let text = "Dein Acme-Code: 481 516. €5 {[~]} äöü @_$";
    assert_eq!(living.send(&with_text(1, text)).await, accepted("m-1", 1));
    insta::assert_json_snapshot!(centre.next("message").await, @r#"
    {
      "data_coding": 0,
      "dest_addr_npi": 1,
      "dest_addr_ton": 1,
      "destination_addr": "15017122661",
      "esm_class": 0,
      "event": "message",
      "number": 1,
      "priority_flag": 0,
      "protocol_id": 0,
      "registered_delivery": 1,
      "replace_if_present_flag": 0,
      "session": 0,
      "source_addr": "Acme",
      "source_addr_npi": 0,
      "source_addr_ton": 5,
      "text": "Dein Acme-Code: 481 516. €5 {[~]} äöü @_$"
    }
    "#);
    // It asks whether we are there.
    centre.tell(&json!({ "do": "enquire" }));
    assert_eq!(centre.next("there").await["status"], 0);
}

#[tokio::test]
async fn each_encoding_reaches_the_centre_as_it_was_meant() {
    let text = "Ça va? 481 516";
    for (encoding, coding) in [("latin1", 3), ("ucs2", 8), ("gsm7", 0)] {
        let mut centre = Centre::node(json!({})).await;
        let settings = SmppSettings { encoding: encoding.to_owned(), ..settings(centre.port) };
        assert_eq!(Living::start(&settings).send(&with_text(1, text)).await, accepted("m-1", 1));
        let message = centre.next("message").await;
        assert_eq!((&message["text"], &message["data_coding"]), (&json!(text), &json!(coding)), "{encoding}");
    }
}

#[tokio::test]
async fn a_throttled_message_is_said_to_be_and_the_bind_goes_on() {
    let mut centre = Centre::node(json!({ "manual": true })).await;
    let living = Arc::new(Living::start(&settings(centre.port)));
    let sending = living.sending(1);
    let number = centre.next("message").await["number"].clone();
    centre.tell(&json!({ "do": "answer", "number": number, "status": 0x58 }));
    assert_eq!(sending.await.expect("a fate"), Fate::Throttled { retry_after_millis: None });
    let sending = living.sending(2);
    let number = centre.next("message").await["number"].clone();
    centre.answer(&number, "after all");
    assert_eq!(sending.await.expect("a fate"), accepted("after all", 1));
}

#[tokio::test]
async fn a_wrong_password_is_a_matter_of_credentials_and_is_not_repeated_in_words() {
    let mut centre = Centre::node(json!({})).await;
    let wrong = SmppSettings { password: Secret::new("hunter3"), ..settings(centre.port) };
    let living = Living::start(&wrong);
    centre.next("refused").await;
    let fate = living.unbound("the password is invalid").await;
    assert_eq!(fate.class(), "credentials");
    assert!(!format!("{fate:?}").contains("hunter3"));
}

#[tokio::test]
async fn tls_is_spoken_with_a_certificate_that_is_vouched_for_and_with_no_other() {
    let mut centre = Centre::node(json!({ "tls": true })).await;
    let url = format!("smpps://localhost:{}", centre.port);
    let trusting = SmppSettings { url: url.clone(), ca_file: Some(Relay::certificate()), ..settings(0) };
    assert_eq!(Living::start(&trusting).send(&message(ALICE, 1)).await, accepted("m-1", 1));
    centre.next("bound").await;
    let wary = SmppSettings { ca_file: None, ..trusting };
    let fate = Living::start(&wary).unbound("certificate").await;
    assert_eq!(fate.class(), "retryable");
    assert_eq!(centre.waiting("bound"), 0);
}

#[tokio::test]
async fn a_dropped_connection_and_an_ended_bind_come_back() {
    for order in ["drop", "unbind"] {
        let mut centre = Centre::node(json!({ "manual": true })).await;
        let living = Arc::new(Living::start(&settings(centre.port)));
        let open = living.sending(1);
        centre.next("message").await;
        centre.tell(&json!({ "do": order }));
        assert_eq!(open.await.expect("a fate").class(), "ambiguous", "{order}");
        let again = living.sending(2);
        let number = centre.next("message").await["number"].clone();
        centre.answer(&number, "again");
        assert_eq!(again.await.expect("a fate"), accepted("again", 1));
        assert_eq!(centre.waiting("bound"), 2, "{order}");
        if order == "unbind" {
            // It was answered before we hung up.
            centre.next("let go").await;
        }
    }
}

#[tokio::test]
async fn a_probe_binds_and_takes_leave_and_sends_nothing() {
    let mut centre = Centre::node(json!({})).await;
    let probe = async |settings: &SmppSettings| {
        Smpp::new("centre", settings, SEND_LIMIT).expect("a provider").probe(NOW).await
    };
    assert_eq!(probe(&settings(centre.port)).await, Probe::Reached);
    centre.next("bound").await;
    centre.next("unbound").await;
    let wrong = SmppSettings { password: Secret::new("hunter3"), ..settings(centre.port) };
    let Probe::Failed(why) = probe(&wrong).await else { panic!("the password is wrong") };
    assert!(why.contains("0x0000000E, the password is invalid"), "{why}");
    // Beside a bind of its own it tries no second one.
    let living = Living::start(&settings(centre.port));
    living.send(&message(ALICE, 1)).await;
    centre.next("bound").await;
    assert_eq!(living.provider.probe(NOW).await, Probe::Reached);
    assert_eq!((centre.waiting("bound"), centre.waiting("message")), (0, 1));
}
