//! Against PyPI's smpp34, a second opinion: a codec and a server of other authors.

use std::sync::Arc;

use countersign_delivery::providers::SmppSettings;
use countersign_model::{About, ReceiptState};
use serde_json::{Value, json};

use super::centre::Centre;
use super::{Living, accepted, sending, settings, with_text};

#[tokio::test]
async fn a_second_library_reads_what_we_write_and_we_what_it_writes() {
    let mut centre = Centre::python().await;
    let mut living = Living::start(&settings(centre.port));
    let bound = centre.next("bound").await;
    assert_eq!((&bound["system_id"], &bound["receives"]), (&json!("acme"), &json!(true)));
    let message = with_text(1, "Acme: 481 516 €");
    let sending = tokio::spawn(sending(Arc::clone(&living.provider), message));
    let message = centre.next("message").await;
    insta::assert_json_snapshot!(message, @r#"
    {
      "data_coding": 0,
      "dest_addr_npi": 1,
      "dest_addr_ton": 1,
      "destination_addr": "15017122661",
      "esm_class": 0,
      "event": "message",
      "number": 1,
      "octets": "41636d653a2034383120353136201b65",
      "registered_delivery": 1,
      "source_addr": "Acme",
      "source_addr_npi": 0,
      "source_addr_ton": 5,
      "tlvs": []
    }
    "#);
    centre.answer(&message["number"], "0A7F");
    assert_eq!(sending.await.expect("a fate"), accepted("0A7F", 1));

    // Parameters, then text alone.
    let parameters = json!({ "short_message": "", "tlvs": [[0x1E, "3041374600"], [0x427, "02"]] });
    assert_eq!(centre.deliver(parameters).await, 0);
    let receipt = living.receipt().await;
    assert_eq!(receipt.about, About::ProviderId("0A7F".to_owned()));
    assert_eq!(receipt.state, ReceiptState::Delivered);
    let text =
        "id:0A7F sub:001 dlvrd:000 submit date:2611222110 done date:2611222111 stat:EXPIRED err:027 text:";
    assert_eq!(centre.deliver(json!({ "short_message": text })).await, 0);
    let receipt = living.receipt().await;
    assert_eq!((receipt.state, receipt.code.as_deref()), (ReceiptState::Expired, Some("027")));

    living.stop.send(true).expect("it lives");
    centre.next("unbound").await;
    living.task.await.expect("it ended well");
}

#[tokio::test]
async fn a_second_library_s_refusals_are_understood() {
    let mut centre = Centre::python().await;
    let living = Arc::new(Living::start(&settings(centre.port)));
    for (number, status, class) in [(1, 0x58, "throttled"), (2, 0x14, "retryable"), (3, 0x0B, "recipient")] {
        let sending = living.sending(number);
        let asked = centre.next("message").await["number"].clone();
        centre.tell(&json!({ "do": "answer", "number": asked, "status": status }));
        assert_eq!(sending.await.expect("a fate").class(), class);
    }
}

#[tokio::test]
async fn a_second_library_gets_the_parts_of_a_long_text_with_their_header() {
    let mut centre = Centre::python().await;
    let settings = SmppSettings { window: 5, ..settings(centre.port) };
    let living = Arc::new(Living::start(&settings));
    let text = format!("{}€{}", "a".repeat(152), "b".repeat(152));
    let sending = {
        let (living, text) = (Arc::clone(&living), text.clone());
        tokio::spawn(async move { living.send(&with_text(1, &text)).await })
    };
    let mut octets = Vec::new();
    for place in 1..=3 {
        let part = centre.next("message").await;
        let hex = part["octets"].as_str().expect("octets").to_owned();
        assert_eq!(part["esm_class"], 0x40);
        assert_eq!((&hex[..6], &hex[8..12]), ("050003", &*format!("03{place:02x}")));
        octets.push(hex[12..].to_owned());
        centre.answer(&Value::from(place), &format!("part-{place}"));
    }
    assert_eq!(sending.await.expect("a fate"), accepted("part-3", 3));
    let septets = format!("{}1b65{}", "61".repeat(152), "62".repeat(152));
    assert_eq!(octets.concat(), septets);
}
