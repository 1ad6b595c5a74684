//! Messaging configurations from the command line, with and without a server.

use serde_json::{Value, json};

use crate::run::{Directory, Server};
use crate::text;

const IRISH: &str = "MG00000000000000000000000000000001";
const OTHER: &str = "MG00000000000000000000000000000002";
const UNKNOWN: &str = "MG00000000000000000000000000000003";

/// Data of a server whose configuration has two messaging services.
fn directory() -> Directory {
    let service = |sid: &str| format!("[[messaging_services]]\nsid = '{sid}'\nproviders = ['gateway']\n");
    let directory = Directory::empty().configured(&format!(
        "[[providers]]\nname = 'gateway'\nkind = 'webhook'\nurl = 'http://127.0.0.1:9/'\n\
         secret = '0123456789abcdef'\nchannels = ['sms']\n{}{}",
        service(IRISH),
        service(OTHER),
    ));
    drop(Server::start(&directory));
    directory
}

#[test]
fn a_messaging_configuration_is_made_listed_changed_and_deleted() {
    let directory = directory();
    let service = text(&directory.json(&["service", "create", "Shop"]), "service");
    let run = |verb: &str, more: &[&str]| -> Value {
        directory.json(&[&["messaging-configuration", verb, &service], more].concat())
    };
    let made = run("create", &["IE", IRISH]);
    assert_eq!((&made["country"], &made["messaging_service"]), (&json!("IE"), &json!(IRISH)));
    let server = Server::start(&directory);
    run("create", &["all", OTHER]);
    // The API has what the command made.
    let (account, token) = server.credentials();
    let path = format!("/v2/Services/{service}/MessagingConfigurations/IE");
    let (status, found) = server.get(&path, &account, &token);
    assert_eq!((status, &found["messaging_service_sid"]), (200, &json!(IRISH)));
    let rows = |listed: &Value| -> Vec<(String, String)> {
        let rows = listed.as_array().expect("a list");
        rows.iter().map(|row| (text(row, "country"), text(row, "messaging_service"))).collect()
    };
    let pair = |country: &str, through: &str| (country.to_owned(), through.to_owned());
    assert_eq!(rows(&run("list", &[])), [pair("IE", IRISH), pair("all", OTHER)]);
    assert_eq!(run("update", &["IE", OTHER])["messaging_service"], OTHER);
    assert_eq!(server.get(&path, &account, &token).1["messaging_service_sid"], OTHER);
    drop(server);
    assert_eq!(run("update", &["IE", IRISH])["messaging_service"], IRISH);
    assert_eq!(run("show", &["IE"])["messaging_service"], IRISH);
    let delete = ["messaging-configuration", "delete", &service, "IE"];
    let (code, told) = directory.refused(&delete);
    assert!(code == 1 && told.contains("--yes"), "{code} {told}");
    directory.succeeds(&[&delete[..], &["--yes"]].concat());
    assert_eq!(rows(&run("list", &[])), [pair("all", OTHER)]);
    let trail = directory.succeeds(&["audit", "list"]);
    for action in ["created", "updated", "deleted"] {
        assert!(trail.contains(&format!("messaging_configuration.{action}")), "{action}: {trail}");
    }
}

#[test]
fn what_a_messaging_configuration_cannot_be_is_told_in_a_sentence() {
    let directory = directory();
    let service = text(&directory.json(&["service", "create", "Shop"]), "service");
    let refused = |arguments: &[&str], word: &str| {
        let (code, told) = directory.refused(&[&["messaging-configuration"], arguments].concat());
        assert!(code == 1 && told.contains(word), "{arguments:?}: {code} {told}");
    };
    let nowhere = "VA00000000000000000000000000000000";
    refused(&["create", nowhere, "IE", IRISH], "no service");
    refused(&["list", nowhere], "no service");
    refused(&["create", &service, "Ireland", IRISH], "two letters");
    refused(&["create", &service, "IE", "gateway"], "MG and 32 hex digits");
    refused(&["create", &service, "IE", UNKNOWN], "[[messaging_services]]");
    directory.json(&["messaging-configuration", "create", &service, "IE", IRISH]);
    refused(&["create", &service, "IE", OTHER], "already");
    refused(&["update", &service, "IE", UNKNOWN], "[[messaging_services]]");
    refused(&["update", &service, "DK", OTHER], "no messaging configuration for DK");
    refused(&["show", &service, "all"], "no messaging configuration for all");
    refused(&["delete", &service, "DK", "--yes"], "no messaging configuration for DK");
    let left = directory.json(&["messaging-configuration", "show", &service, "IE"]);
    assert_eq!(left["messaging_service"], IRISH);
}
