//! Trying things: providers that only play one, and numbers that nothing is sent to.

use std::time::Duration;

use countersign::SystemClock;
use countersign_model::Clock;
use serde_json::{Value, json};

use crate::run::{Directory, Server};
use crate::text;

const ALICE: &str = "+15017122661";
const NUMBER: &str = "+12125550123";
const FIXED: &str = "271828";

/// A configuration with a test number that was added on this day.
fn added(day: &str) -> String {
    format!("[[test_numbers]]\nnumber = '{NUMBER}'\ncode = '{FIXED}'\nadded = '{day}'\n")
}

fn today() -> String {
    SystemClock.now().to_string()[..10].to_owned()
}

/// The newest send, once `is_there` holds for it.
fn newest(directory: &Directory, is_there: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..600 {
        let found = directory.json(&["deliveries", "list"]);
        if is_there(&found[0]) {
            return found[0].clone();
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("the newest send never came that far")
}

fn is_ended(delivery: &Value) -> bool {
    delivery["state"] == "sent"
}

fn asked(delivery: &Value) -> Vec<String> {
    let hops = delivery["asked"].as_array().expect("a list").iter();
    let name = |hop: &Value| {
        let words: Vec<_> = hop.as_str().expect("text").split(' ').take(2).collect();
        words.join(" ")
    };
    hops.map(name).collect()
}

#[test]
fn dev_shows_failover_between_two_simulated_providers_and_what_arrives() {
    let directory = Directory::empty();
    let server = Server::start_with(&directory, &["--listen", "127.0.0.1:0", "--simulate"]);
    directory.json(&["verify", "send", "--to", ALICE]);
    let code = server.code_for(ALICE);
    let first = newest(&directory, is_ended);
    assert_eq!(asked(&first), ["shaky retryable", "steady accepted"]);
    let (_, page) = server.fetch("/", &[]);
    assert!(page.contains("shaky retryable after") && page.contains("steady accepted after"), "{page}");
    directory.json(&["verify", "check", "--to", ALICE, "--code", &code]);
    // What is told later comes by the provider's own way.
    let told = newest(&directory, |it| it["receipt"] == "delivered");
    assert_eq!(told["delivery"], first["delivery"]);
    let shown = directory.json(&["deliveries", "show", &text(&told, "delivery")]);
    assert_eq!(shown["test_number"], false);
}

#[test]
fn a_test_number_is_marked_in_every_command_and_counts_nowhere() {
    let directory = Directory::empty().configured(&added(&today()));
    let server = Server::start(&directory);
    let sent = directory.json(&["verify", "send", "--to", NUMBER]);
    assert_eq!(sent["test_number"], true);
    let (code, _) = directory.refused(&["verify", "check", "--to", NUMBER, "--code", "271829"]);
    assert_eq!(code, 1);
    let checked = directory.json(&["verify", "check", "--to", NUMBER, "--code", FIXED]);
    assert_eq!((&checked["valid"], &checked["test_number"]), (&json!(true), &json!(true)));
    let listed = newest(&directory, |_| true);
    assert_eq!((&listed["test_number"], &listed["state"]), (&json!(true), &json!("dropped")));
    assert_eq!(asked(&listed), Vec::<String>::new());
    let shown = directory.json(&["deliveries", "show", &text(&listed, "delivery")]);
    assert_eq!((&shown["test_number"], &shown["verification_status"]), (&json!(true), &json!("approved")));
    let costs = directory.json(&["costs", "--by", "provider"]).to_string();
    let status = directory.json(&["providers", "status"]).to_string();
    assert!(!costs.contains("test number") && !status.contains("test number"), "{costs} {status}");
    let (_, inbox) = server.get("/inbox/messages", "", "");
    assert_eq!(inbox["messages"], json!([]));
}

#[test]
fn the_doctor_speaks_of_test_numbers_that_have_ended_and_nothing_starts_with_one_of_the_future() {
    let directory = Directory::with_data().configured(&added("2025-01-01"));
    let found = directory.found();
    let mut rows = found.as_array().expect("a list").iter();
    let row = rows.find(|row| row["check"] == "test numbers").expect("a finding");
    assert_eq!(row["state"], "warning");
    assert!(text(row, "what").contains("has ended at 2025-04-01T00:00:00Z"), "{row}");
    let directory = directory.configured(&added("2999-01-01"));
    let (code, told) = directory.refused(&["dev", "--listen", "127.0.0.1:0"]);
    assert!(code == 78 && told.contains("still to come"), "{told}");
}
