//! Webhooks from the command line, with and without a server.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::run::{Directory, Server};
use crate::text;

/// An endpoint on this machine that answers as asked, one request after the other, and tells what it was sent.
fn endpoint(statuses: &'static [&'static str]) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/events", listener.local_addr().expect("an address"));
    let (told, heard) = mpsc::channel();
    std::thread::spawn(move || {
        for status in statuses {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut request = Vec::new();
            while !is_whole(&request) {
                let mut piece = [0; 4096];
                match stream.read(&mut piece).expect("a request") {
                    0 => break,
                    many => request.extend_from_slice(&piece[..many]),
                }
            }
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).expect("answered");
            told.send(String::from_utf8_lossy(&request).into_owned()).expect("a test that listens");
        }
    });
    (url, heard)
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    length.is_none_or(|length| length.trim().parse().is_ok_and(|length: usize| body.len() >= length))
}

#[test]
fn a_webhook_is_made_listed_tried_changed_and_deleted() {
    let (url, heard) = endpoint(&["200 OK", "404 Not Found"]);
    let directory = Directory::with_data();
    let service = text(&directory.json(&["service", "create", "Shop"]), "service");
    let events = ["--event", "verification.*", "--event", "factor.deleted"];
    let made = directory.json(&[&["webhook", "create", &service, "Shop", &url][..], &events].concat());
    let sid = text(&made, "webhook");
    assert_eq!(made["events"], json!(["verification.*", "factor.deleted"]));
    assert_eq!((text(&made, "status"), text(&made, "version")), ("enabled".into(), "v2".into()));
    let server = Server::start(&directory);
    for arguments in [&["webhook", "list"][..], &["webhook", "list", &service]] {
        let listed = directory.json(arguments);
        assert_eq!((&listed[0]["webhook"], &listed[0]["state"]), (&json!(sid), &json!("enabled")));
    }
    let tried = directory.json(&["webhook", "test", &service, &sid]);
    assert_eq!(tried["outcome"], "taken");
    let request = heard.recv_timeout(Duration::from_secs(60)).expect("a request");
    let head = request.to_ascii_lowercase();
    assert!(head.starts_with("post /events http/1.1") && head.contains("x-twilio-signature: "), "{request}");
    assert!(
        request.contains("type=webhook.test") && request.contains(&format!("uuid={}", text(&tried, "uuid")))
    );
    let (code, told) = directory.refused(&["webhook", "test", &service, &sid]);
    assert!(code == 1 && told.contains("answered 4xx"), "{told}");
    drop(server);
    let change =
        ["webhook", "update", &service, &sid, "--status", "disabled", "--version", "v1", "--name", "Old"];
    let changed = directory.json(&change);
    assert_eq!([&changed["status"], &changed["version"], &changed["name"]], ["disabled", "v1", "Old"]);
    assert_eq!(changed["events"], made["events"], "what isn't named stays");
    let shown = directory.json(&["webhook", "show", &service, &sid]);
    assert_eq!(
        (&shown["waiting"], &shown["failing_since"], &shown["url"]),
        (&json!(0), &Value::Null, &json!(url))
    );
    let (code, told) = directory.refused(&["webhook", "delete", &service, &sid]);
    assert!(code == 1 && told.contains("--yes"), "{code} {told}");
    directory.succeeds(&["webhook", "delete", &service, &sid, "--yes"]);
    assert_eq!(directory.json(&["webhook", "list"]), json!([]));
    let words: Vec<_> = directory
        .json(&["audit", "list"])
        .as_array()
        .expect("a trail")
        .iter()
        .map(|line| line["what"].clone())
        .collect();
    for what in ["webhook.created", "webhook.tested", "webhook.updated", "webhook.deleted"] {
        assert!(words.contains(&json!(what)), "{what} in {words:?}");
    }
}

#[test]
fn what_a_webhook_cannot_be_is_told_in_a_sentence() {
    let directory = Directory::with_data();
    let service = text(&directory.json(&["service", "create", "Shop"]), "service");
    let refused = |arguments: &[&str], word: &str| {
        let (code, told) = directory.refused(&[&["webhook"], arguments].concat());
        assert!(code == 1 && told.contains(word), "{arguments:?}: {code} {told}");
    };
    let (url, event) = ("https://shop.example.com/", ["--event", "*"]);
    let create = |arguments: &[&'static str]| [&["create", &service], arguments].concat().join("\n");
    for (arguments, word) in [
        (create(&["Shop", url]), "say what it is to hear of"),
        (create(&["Shop", url, "--event", "verification"]), "verification.created"),
        (create(&["Shop", "shop.example.com", "--event", "*"]), "https://"),
        (create(&["Shop", "https://10.0.0.1/", "--event", "*"]), "allow_private"),
        (create(&[" ", url, "--event", "*"]), "1 to 64"),
        (create(&["Shop", url, "--event", "*", "--status", "on"]), "enabled or disabled"),
        (create(&["Shop", url, "--event", "*", "--version", "v3"]), "v1 or v2"),
    ] {
        refused(&arguments.split('\n').collect::<Vec<_>>(), word);
    }
    let (nowhere, nobody) = ("VA00000000000000000000000000000000", "YW00000000000000000000000000000000");
    refused(&[&["create", nowhere, "Shop", url][..], &event].concat(), "no service");
    refused(&["list", nowhere], "no service");
    for verb in ["show", "update", "test"] {
        refused(&[verb, &service, nobody], "no webhook");
    }
    refused(&["delete", &service, nobody, "--yes"], "no webhook");
}

#[test]
fn the_doctor_warns_of_a_webhook_that_leads_where_the_configuration_no_longer_allows_it_to() {
    let mut directory = Directory::with_data().configured("[webhooks]\nallow_private = ['10.1.2.0/24']\n");
    let service = text(&directory.json(&["service", "create", "Shop"]), "service");
    let url = "https://10.1.2.3/?key=secret";
    let made = directory.json(&["webhook", "create", &service, "Shop", url, "--event", "*"]);
    let finding = |directory: &Directory| {
        let found = directory.found();
        let row = found.as_array().expect("a list").iter().find(|row| row["check"] == "webhooks").cloned();
        row.map(|row| (text(&row, "state"), text(&row, "what")))
    };
    let (state, what) = finding(&directory).expect("a finding");
    assert!(state == "ok" && what.contains("none fails"), "{what}");
    directory = directory.configured("");
    let (state, what) = finding(&directory).expect("a finding");
    assert!(state == "warning" && what.contains(&text(&made, "webhook")), "{what}");
    assert!(what.contains("[webhooks]") && !what.contains("secret"), "{what}");
    let sid = text(&made, "webhook");
    directory.succeeds(&["webhook", "update", &service, &sid, "--status", "disabled"]);
    // Somebody wanted it so.
    assert_eq!(finding(&directory).map(|(state, _)| state), Some("ok".to_owned()));
    directory.succeeds(&["webhook", "delete", &service, &sid, "--yes"]);
    assert_eq!(finding(&directory), None);
}
