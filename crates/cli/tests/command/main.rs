//! The command line as an operator uses it: the real binary, with and without a server beside it.

#![expect(clippy::tests_outside_test_module, reason = "an integration test is one")]

mod audit;
mod backup;
mod delivery;
mod doctor;
mod erase;
mod factor;
mod later_version;
mod messaging_configuration;
mod migrate;
mod off_loopback;
mod prompt;
mod rate_limit;
mod reference;
mod run;
mod sandbox;
mod secrets;
mod socket;
mod stops;
mod template;
mod token;
mod upstream;
mod webhook;

use run::{Directory, Server};
use serde_json::{Value, json};

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}")).to_owned()
}

#[test]
fn an_account_a_key_and_a_service_are_made_without_a_server_and_used_with_one() {
    let directory = Directory::with_data();
    let account = text(&directory.json(&["account", "create", "Shop"]), "account");
    let key = directory.json(&["key", "create", "web", "--account", &account]);
    let sid = "VA0123456789abcdef0123456789abcdef";
    let made = directory.json(&[
        "service",
        "create",
        "My Shop",
        "--sid",
        sid,
        "--account",
        &account,
        "--set",
        "CodeLength=8",
    ]);
    assert_eq!((&made["service"], &made["code_length"]), (&json!(sid), &json!(8)));

    let server = Server::start(&directory);
    let path = format!("/v2/Services/{sid}");
    assert_eq!(server.get(&path, &text(&key, "key"), &text(&key, "secret")).0, 200);
    // Another account's key sees nothing of it.
    let other = directory.json(&["account", "create", "Other"]);
    let stranger = directory.json(&["key", "create", "x", "--account", &text(&other, "account")]);
    assert_eq!(server.get(&path, &text(&stranger, "key"), &text(&stranger, "secret")).0, 404);
}

#[test]
fn a_revoked_key_is_refused_everywhere_when_the_command_returns() {
    let directory = Directory::with_data();
    let server = Server::start(&directory);
    let key = directory.json(&["key", "create", "web"]);
    let (sid, secret) = (text(&key, "key"), text(&key, "secret"));
    assert_eq!(server.get("/v2/Services", &sid, &secret).0, 200);
    directory.json(&["key", "revoke", &sid]);
    assert_eq!(server.get("/v2/Services", &sid, &secret).0, 401);
    let (code, told) = directory.refused(&["key", "revoke", &sid]);
    assert!(code == 1 && told.contains("has no key"), "{told}");
}

#[test]
fn a_token_changes_without_a_flag_day() {
    let directory = Directory::with_data();
    let server = Server::start(&directory);
    let (account, old) = server.credentials();
    // So that the server remembers the account as it was.
    assert_eq!(server.get("/v2/Services", &account, &old).0, 200);
    let new = text(&directory.json(&["account", "rotate-token", &account, "begin"]), "secondary_token");
    for token in [&old, &new] {
        assert_eq!(server.get("/v2/Services", &account, token).0, 200);
    }
    let (_, told) = directory.refused(&["account", "rotate-token", &account, "begin"]);
    assert!(told.contains("already"), "{told}");
    directory.json(&["account", "rotate-token", &account, "finish"]);
    assert_eq!(server.get("/v2/Services", &account, &old).0, 401);
    assert_eq!(server.get("/v2/Services", &account, &new).0, 200);
    drop(server);
    // Started again, `dev` prints the token that is good now: what was sealed moved with it.
    assert_eq!(Server::start(&directory).credentials(), (account, new));
}

#[test]
fn a_code_is_sent_and_checked_by_hand() {
    let directory = Directory::with_data();
    let server = Server::start(&directory);
    let to = "+15017122661";
    directory.json(&["verify", "send", "--to", to]);
    let code = server.code_for(to);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let (status, told) = directory.refused(&["verify", "check", "--to", to, "--code", wrong]);
    assert!(status == 1 && told.contains("not approved"), "{told}");
    assert_eq!(
        directory.json(&["verify", "check", "--to", to, "--code", &code])["status"],
        json!("approved")
    );
    let (_, told) = directory.refused(&["verify", "check", "--to", to, "--code", &code]);
    assert!(told.contains("(approved): send another first"), "{told}");
}

#[test]
fn services_are_listed_changed_and_deleted_for_people_and_for_programs() {
    let directory = Directory::with_data();
    let made = text(&directory.json(&["service", "create", "First Shop"]), "service");
    let listed = directory.json(&["service", "list"]);
    assert!(listed.as_array().is_some_and(|rows| rows.iter().any(|row| row["service"] == json!(made))));
    let table = directory.succeeds(&["service", "list"]);
    assert!(table.starts_with("service") && table.contains("First Shop"), "{table}");
    let changed =
        directory.json(&["service", "update", &made, "--name", "Our Shop", "--set", "VerificationTtl=300"]);
    assert_eq!((&changed["friendly_name"], &changed["verification_ttl"]), (&json!("Our Shop"), &json!(300)));
    let (_, told) = directory.refused(&["service", "update", &made, "--set", "CodeLenght=8"]);
    assert!(told.contains("CodeLenght") && told.contains("CodeLength"), "{told}");
    let (_, told) = directory.refused(&["service", "delete", &made]);
    assert!(told.contains("--yes"), "{told}");
    directory.succeeds(&["service", "delete", &made, "--yes"]);
    let (_, told) = directory.refused(&["service", "show", &made]);
    assert!(told.contains("has no service"), "{told}");
}

#[test]
fn a_command_says_what_to_do_where_there_is_no_data() {
    let directory = Directory::empty();
    let (status, told) = directory.refused(&["account", "list"]);
    assert!(status == 1 && told.contains("--data-dir"), "{told}");
}

#[test]
fn the_socket_is_its_owners_alone_and_a_dead_servers_is_no_hindrance() {
    use std::os::unix::fs::PermissionsExt;
    let directory = Directory::with_data();
    let server = Server::start(&directory);
    let mode = std::fs::metadata(directory.file("control.sock")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    server.kill();
    assert!(directory.json(&["account", "list"]).is_array());
    assert!(directory.json(&["account", "list"]).as_array().is_some_and(|rows| rows.len() == 1));
}

#[test]
fn a_directory_with_a_long_name_serves_and_is_reached_like_any_other() {
    let directory = Directory::named(&"long".repeat(40));
    let server = Server::start(&directory);
    assert!(directory.json(&["account", "list"]).is_array());
    drop(server);
}
