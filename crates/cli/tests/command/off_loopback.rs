//! `countersign dev` where others reach it: whoever reads the page reads codes, so it asks for a token.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::run::{Directory, Server};

const TO: &str = "+15017122661";

/// The token in the address that the server printed.
fn token(server: &Server) -> String {
    let (_, token) =
        server.page.split_once("/?token=").unwrap_or_else(|| panic!("a token in {}", server.page));
    assert!(token.len() >= 32, "{token}");
    token.to_owned()
}

#[test]
fn without_its_token_the_page_opens_to_nobody_and_the_api_is_as_ever() {
    let directory = Directory::with_data();
    let server = Server::start_with(&directory, &["--listen", "0.0.0.0:0"]);
    let token = token(&server);
    let mode = fs::metadata(directory.file("page-token")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    directory.json(&["verify", "send", "--to", TO]);
    let bearer = format!("Bearer {token}");
    let inbox = "/inbox/messages?to=%2B15017122661";
    let code = (0..600).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        let (status, text) = server.fetch(inbox, &[("authorization", &bearer)]);
        assert_eq!(status, 200, "{text}");
        let body: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        body["messages"][0]["code"].as_str().map(str::to_owned)
    });
    let code = code.expect("the message arrives");
    for path in ["/", inbox, "/inbox/events", "/inbox/messages/1/html", "/assets/dev.js"] {
        let wrong = format!("Bearer {}", token.chars().rev().collect::<String>());
        let cookie = "countersign-console=0123456789abcdef0123456789abcdef";
        for header in [("accept", "*/*"), ("authorization", &wrong), ("cookie", cookie)] {
            let (status, text) = server.fetch(path, &[header]);
            assert_eq!(status, 401, "{path} {header:?}");
            assert!(!text.contains(&code) && !text.contains(&token), "{path} {text}");
        }
    }
    assert_eq!(server.fetch("/?token=0123456789abcdef0123456789abcdef", &[]).0, 401);
    // The account's own token opens the API, and nothing else.
    let (account, secret) = server.credentials();
    assert_eq!(server.get("/v2/Services", &account, &secret).0, 200);
    assert_eq!(server.get("/", &account, &secret).0, 401);
}

#[test]
fn the_token_is_the_same_after_a_restart_and_loopback_asks_for_none() {
    let directory = Directory::with_data();
    let first = token(&Server::start_with(&directory, &["--listen", "0.0.0.0:0"]));
    assert_eq!(token(&Server::start_with(&directory, &["--listen", "0.0.0.0:0"])), first);
    let server = Server::start(&directory);
    assert!(!server.page.contains("token"), "{}", server.page);
    assert_eq!(server.fetch("/", &[]).0, 200);
}

#[test]
fn behind_a_proxy_loopback_asks_for_the_token_too() {
    for told in ["public_url = 'https://verify.example.com'", "trusted_proxies = ['127.0.0.1']"] {
        let directory = Directory::bare().configured(&format!("[server]\n{told}\n"));
        let server = Server::start(&directory);
        let bearer = format!("Bearer {}", token(&server));
        assert_eq!(server.fetch("/", &[]).0, 401, "{told}");
        assert_eq!(server.fetch("/", &[("authorization", &bearer)]).0, 200, "{told}");
    }
}

#[test]
fn the_page_answers_to_its_own_names_and_to_those_that_were_added() {
    let directory = Directory::with_data();
    let added = ["--listen", "0.0.0.0:0", "--page-host", "box.lan"];
    let server = Server::start_with(&directory, &added);
    let bearer = format!("Bearer {}", token(&server));
    for (host, status) in [
        ("box.lan", 200),
        ("BOX.LAN", 200),
        ("evil.example", 403),
        ("192.0.2.1:4010", 403),
        ("box.lan.evil.example", 403),
    ] {
        let (found, text) = server.fetch("/", &[("host", host), ("authorization", &bearer)]);
        assert_eq!(found, status, "{host}: {text}");
    }
    // A name is no excuse from the token.
    assert_eq!(server.fetch("/", &[("host", "box.lan")]).0, 401);
}
