//! Twilio's messages against a server that checks each request by Twilio's own OpenAPI document.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use countersign_delivery::providers::TwilioSettings;
use countersign_delivery::{Message, Probe, Provider};
use countersign_model::{Channel, Cost, Fate};
use serde_json::Value;

use crate::support::{CALLBACK, endpoint};
use crate::twilio::{ACCOUNT, form, made, settings};
use crate::twilio_calls::calling;
use crate::{NOW, message};

const ALICE: &str = "+15017122661";

/// A running server; ends with the value.
struct Peer {
    child: Child,
    url: String,
}

impl Peer {
    fn start() -> Self {
        let mut child = Command::new("node")
            .arg(directory().join("node_modules/@stoplight/prism-cli/dist/index.js"))
            .args(["mock", "--host", "127.0.0.1", "--port", "0"])
            .arg(directory().join("twilio.json"))
            .stdout(Stdio::piped())
            .spawn()
            .expect("Node runs: ./test prepares it");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let url = lines
            .find_map(|line| Some(line.ok()?.split_once("listening on ")?.1.trim().to_owned()))
            .expect("an address: run ./test, which prepares the test peers");
        // What it writes from now on must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn directory() -> PathBuf {
    let directory = std::env::var_os("COUNTERSIGN_PEERS_TWILIO").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/peers/twilio"),
        PathBuf::from,
    );
    let missing = "is missing: run ./test, which prepares the test peers";
    assert!(directory.join("twilio.json").exists(), "{}/twilio.json {missing}", directory.display());
    directory
}

/// The two ways of naming a sender, one of them with everything else that can be set.
fn ways(url: &str) -> [TwilioSettings; 2] {
    let other = TwilioSettings {
        from: None,
        messaging_service_sid: Some("MG0123456789abcdef0123456789abcdef".to_owned()),
        content_retention: Some("discard".to_owned()),
        address_retention: Some("obfuscate".to_owned()),
        ..settings(url)
    };
    [settings(url), other]
}

#[tokio::test]
async fn twilio_s_own_document_finds_nothing_to_object_to() {
    let peer = Peer::start();
    let mut message = message(ALICE, 7);
    message.receipt_url = Some(CALLBACK.to_owned());
    for settings in ways(&peer.url) {
        let twilio = made(&settings);
        let fate = twilio.send(&message, NOW).await;
        // What its document gives as an example.
        let taken = Fate::Accepted {
            provider_id: Some("SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".to_owned()),
            parts: Some(1),
            cost: None,
        };
        assert_eq!(fate, taken);
        assert_eq!(twilio.balance().await, Ok(Cost::read("0.05", "USD")));
        assert_eq!(twilio.probe(NOW).await, Probe::Reached);
    }
    let call = Message { channel: Channel::Call, call_url: Some(CALLBACK.to_owned()), ..message };
    let fate = made(&calling(&peer.url)).send(&call, NOW).await;
    assert!(
        matches!(&fate, Fate::Accepted { provider_id: Some(sid), .. } if sid.starts_with("CA")),
        "{fate:?}"
    );
    // It does look: what its document forbids is refused.
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    for (body, status) in [
        ("To=%2B15017122661&Body=hello", 201),
        ("Body=hello", 422),
        ("To=%2B15017122661&ContentRetention=shred", 422),
        ("To=%2B15017122661&ValidityPeriod=soon", 422),
    ] {
        let request = client
            .post(format!("{}/2010-04-01/Accounts/{ACCOUNT}/Messages.json", peer.url))
            .header("content-type", "application/x-www-form-urlencoded")
            .basic_auth(ACCOUNT, Some("token"))
            .body(body);
        assert_eq!(request.send().await.expect("an answer").status(), status, "{body}");
    }
}

#[tokio::test]
async fn every_field_that_is_sent_stands_in_twilio_s_document() {
    let document = std::fs::read(directory().join("twilio.json")).expect("the document");
    let document: Value = serde_json::from_slice(&document).expect("JSON");
    let mut message = message(ALICE, 7);
    message.receipt_url = Some(CALLBACK.to_owned());
    let (url, seen) = endpoint(|| "{}").await;
    for settings in ways(&url) {
        made(&settings).send(&message, NOW).await;
    }
    let call = Message {
        channel: Channel::Call,
        call_url: Some(CALLBACK.to_owned()),
        send_digits: Some("1".to_owned()),
        ..message
    };
    made(&calling(&url)).send(&call, NOW).await;
    for asked in seen.all() {
        let path = asked.uri.path().replace(ACCOUNT, "{AccountSid}");
        let known = document["paths"][path]["post"]["requestBody"]["content"]
            ["application/x-www-form-urlencoded"]["schema"]["properties"]
            .as_object()
            .expect("the form's fields");
        let form = form(&asked.body);
        let names: Vec<_> = form.lines().filter_map(|line| Some(line.split_once(": ")?.0)).collect();
        assert!(names.len() >= 5, "{form}");
        for name in names {
            assert!(known.contains_key(name), "{name} is no field of Twilio's");
        }
    }
}
