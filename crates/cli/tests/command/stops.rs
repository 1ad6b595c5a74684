//! Blocks, pauses and the safe list from the command line.

use serde_json::json;

use crate::run::{Directory, Server};

const TO: &str = "+15017122661";

#[test]
fn a_block_stops_the_next_code_and_its_removal_lets_it_go() {
    let directory = Directory::with_data();
    let server = Server::start(&directory);
    let made = directory.json(&["block", "add", "+1501", "--for", "12h", "--reason", "pumping"]);
    assert_eq!((&made["blocked"], &made["reason"]), (&json!("+1501"), &json!("pumping")));
    assert!(made["until"].is_string() && made["by"].as_str().is_some_and(|by| by.starts_with("operator:")));
    let (status, told) = directory.refused(&["verify", "send", "--to", TO]);
    assert!(status == 1 && told.contains("blocked the numbers"), "{told}");
    let listed = directory.json(&["block", "list"]);
    assert_eq!((&listed[0]["blocked"], listed.as_array().map(Vec::len)), (&json!("+1501"), Some(1)));
    directory.succeeds(&["block", "remove", "+1501"]);
    directory.succeeds(&["verify", "send", "--to", TO]);
    let (_, told) = directory.refused(&["block", "remove", "+1501"]);
    assert!(told.contains("block list"), "{told}");
    assert_eq!(directory.json(&["block", "list"]), json!([]));
    drop(server);
}

#[test]
fn a_block_is_made_without_a_server_and_holds_once_there_is_one() {
    let directory = Directory::with_data();
    directory.succeeds(&["block", "add", "+1"]);
    let _server = Server::start(&directory);
    let (_, told) = directory.refused(&["verify", "send", "--to", TO]);
    assert!(told.contains("blocked the numbers"), "{told}");
    assert_eq!(directory.json(&["block", "list"])[0]["until"], json!(null));
}

#[test]
fn a_pause_of_everything_and_of_one_account_is_ended_by_resume() {
    let directory = Directory::with_data();
    let server = Server::start(&directory);
    let (account, _) = server.credentials();
    for named in [&[][..], &["--account", &account]] {
        directory.json(&[&["pause", "--for", "2h", "--reason", "provider is down"], named].concat());
        let (_, told) = directory.refused(&["verify", "send", "--to", TO]);
        assert!(told.contains("pause"), "{told}");
        directory.succeeds(&[&["resume"], named].concat());
        let (_, told) = directory.refused(&[&["resume"], named].concat());
        assert!(told.contains("no such pause"), "{told}");
    }
    directory.succeeds(&["verify", "send", "--to", TO]);
    let nobody = "AC0123456789abcdef0123456789abcdef";
    let (_, told) = directory.refused(&["pause", "--account", nobody]);
    assert!(told.contains("no account"), "{told}");
}

#[test]
fn what_is_no_prefix_or_no_length_of_time_is_refused_with_the_right_form() {
    let directory = Directory::with_data();
    let (status, told) = directory.refused(&["block", "add", "231"]);
    assert!(status == 1 && told.contains("+231"), "{told}");
    let (status, told) = directory.refused(&["block", "add", "+231", "--for", "soon"]);
    assert!(status == 2 && told.contains("12h"), "{told}");
}

#[test]
fn a_number_goes_on_the_safe_list_and_off_again() {
    let directory = Directory::with_data();
    directory.succeeds(&["safe-list", "add", TO]);
    let (_, told) = directory.refused(&["safe-list", "add", TO]);
    assert!(told.contains("already"), "{told}");
    assert_eq!(directory.json(&["safe-list", "list"])[0]["number"], json!(TO));
    directory.succeeds(&["safe-list", "remove", TO]);
    assert_eq!(directory.json(&["safe-list", "list"]), json!([]));
    let (_, told) = directory.refused(&["safe-list", "remove", TO]);
    assert!(told.contains("not on"), "{told}");
}
