//! Templates are written, looked at and approved by command.

use serde_json::json;

use crate::run::{Directory, Server};
use crate::text;

#[test]
fn a_template_is_written_translated_previewed_approved_and_deleted() {
    let directory = Directory::with_data();
    let words = "Hello {{name}}, your {{friendly_name}} code is {{code}}, good for {{ttl}} minutes.";
    let made = directory.json(&["template", "create", "Greeting", "--text", words, "--channel", "sms"]);
    let sid = text(&made, "template");
    assert_eq!(made["channels"], json!(["sms"]));
    assert_eq!(made["translations"][0]["status"], "pending");
    let server = Server::start(&directory);
    let greek = ["template", "translate", &sid, "--locale", "el", "--text", "Ο κωδικός: {{code}} ({{name}})"];
    assert_eq!(directory.json(&greek)["translations"].as_array().map(Vec::len), Some(2));

    let shown = directory.json(&["template", "preview", &sid, "--set", "name=Ann", "--name", "Owl Bank"]);
    let row = |locale: &str| {
        let rows = shown.as_array().expect("rows");
        rows.iter().find(|row| row["locale"] == locale).cloned().expect("a row")
    };
    assert_eq!(row("en")["text"], "Hello Ann, your Owl Bank code is 123456, good for 10 minutes.");
    assert_eq!((&row("en")["encoding"], &row("en")["messages"]), (&json!("GSM-7"), &json!(1)));
    assert_eq!((&row("el")["encoding"], &row("el")["characters"]), (&json!("UCS-2"), &json!(23)));
    let (_, told) = directory.refused(&["template", "preview", &sid, "--locale", "en"]);
    assert!(told.contains("name") && told.contains("--set"), "{told}");

    directory.json(&["template", "approve", &sid, "--locale", "en"]);
    let approved = directory.json(&["template", "show", &sid]);
    let statuses: Vec<_> = approved["translations"].as_array().expect("texts").iter().collect();
    assert_eq!((&statuses[0]["status"], &statuses[1]["status"]), (&json!("pending"), &json!("approved")));
    let listed = directory.json(&["template", "list"]);
    assert_eq!(listed[0]["locales"], json!(["el", "en"]));
    let (account, token) = server.credentials();
    assert_eq!(server.get("/v2/Templates", &account, &token).0, 200);

    let (_, told) = directory.refused(&["template", "delete", &sid]);
    assert!(told.contains("--yes"), "{told}");
    directory.succeeds(&["template", "delete", &sid, "--yes"]);
    let (_, told) = directory.refused(&["template", "show", &sid]);
    assert!(told.contains("has no template"), "{told}");
}

#[test]
fn a_template_that_can_t_be_is_refused_with_what_would_be_right() {
    let directory = Directory::with_data();
    for (arguments, hint) in [
        (&["create", "A", "--text", "no place"][..], "{{code}}"),
        (&["create", "A", "--text", "{{code}} {{"], "{{name}}"),
        (&["create", "", "--text", "{{code}}"], "1 to 32"),
        (&["create", "A", "--text", "{{code}}", "--channel", "fax"], "sms and voice"),
        (&["create", "A", "--text", "{{code}}", "--locale", "1"], "pt-BR"),
        (&["show", "VA0123456789abcdef0123456789abcdef"], "HJ"),
        (&["approve", "HJ0123456789abcdef0123456789abcdef"], "template list"),
    ] {
        let (code, told) = directory.refused(&[&["template"], arguments].concat());
        assert!(code == 1 && told.contains(hint), "{arguments:?}: {told}");
    }
}
