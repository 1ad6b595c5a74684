//! `countersign erase` as an operator uses it.

use serde_json::json;

use crate::run::{Directory, Server};

#[test]
fn a_person_is_erased_with_and_without_a_server_and_the_inbox_forgets_too() {
    let directory = Directory::with_data();
    let server = Server::start(&directory);
    for to in ["+15017122661", "+15017122662"] {
        directory.json(&["verify", "send", "--to", to]);
        server.code_for(to);
    }
    let erased = directory.json(&["erase", "--to", "+15017122661"]);
    assert_eq!((&erased["verifications"], &erased["inbox_messages"]), (&json!(1), &json!(1)));
    let (_, body) = server.get("/inbox/messages", "", "");
    assert!(
        !body.to_string().contains("+15017122661") && body.to_string().contains("+15017122662"),
        "{body}"
    );
    drop(server);
    let erased = directory.json(&["erase", "--to", "+15017122662"]);
    assert_eq!((&erased["verifications"], &erased["inbox_messages"]), (&json!(1), &json!(1)));
    let kept = std::fs::read_to_string(directory.file("inbox.jsonl")).unwrap();
    assert!(!kept.contains("1501712266"), "{kept}");
    assert_eq!(directory.json(&["erase", "--to", "+15017122662"])["verifications"], json!(0));
}

#[test]
fn what_is_no_address_is_refused() {
    let directory = Directory::with_data();
    let (code, told) = directory.refused(&["erase", "--to", "ann"]);
    assert!(code == 1 && told.contains("ann"), "{told}");
    assert_eq!(directory.refused(&["erase"]).0, 2);
}
