//! From nothing to a server that may start.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::office::Office;

pub(super) fn the_configuration_is_checked_before_anything_runs(office: &Office) {
    let written = fs::read_to_string(office.path("countersign.toml")).expect("a configuration");
    let misspelt = office.file("misspelt.toml");
    fs::write(&misspelt, written.replace("[limits]", "[limit]")).expect("a file");
    let told = office.run(&["config", "check", "--config", &misspelt]);
    assert_eq!(told.code, 78, "{}", told.err);
    assert!(told.err.contains("limit") && told.err.contains("limits"), "the nearest is named: {}", told.err);
    // All is well but for the key, and what to do about it is said.
    let told = office.tell(&["config", "check"]);
    assert_eq!(told.code, 78, "{}", told.err);
    assert!(told.err.contains("secrets init"), "{}", told.err);
    assert!(!office.path("data").exists(), "nothing was made");
}

pub(super) fn a_key_is_made_for_its_owner_alone(office: &Office) {
    let keys = office.file("keys");
    assert_eq!(office.run(&["secrets", "init", "--file", &keys]).code, 0);
    assert_eq!(fs::metadata(&keys).expect("a file").permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(&keys).expect("a file");
    assert_ne!(office.run(&["secrets", "init", "--file", &keys]).code, 0, "never over another");
    assert_eq!(fs::read_to_string(&keys).expect("a file"), text);
    let told = office.tell(&["config", "check"]);
    assert_eq!(told.code, 0, "{}", told.err);
}

/// What the doctor finds of one check.
fn finding(found: &Value, check: &str) -> (String, String) {
    let row = found.as_array().and_then(|rows| rows.iter().find(|row| row["check"] == check));
    let row = row.unwrap_or_else(|| panic!("{check} in {found}"));
    let text = |name: &str| row[name].as_str().expect("text").to_owned();
    (text("state"), text("what"))
}

pub(super) fn the_doctor_says_what_is_still_to_be_done(office: &Office) {
    fs::create_dir(office.path("data")).expect("a directory");
    fs::set_permissions(office.path("data"), fs::Permissions::from_mode(0o700)).expect("permissions");
    let found = office.json(&["doctor"]);
    assert!(finding(&found, "database").1.contains("countersign migrate"), "{found}");
}

pub(super) fn the_database_is_made(office: &Office) {
    let applied = office.json(&["migrate"])["applied"].clone();
    assert_eq!(applied[0], "0001_foundation");
    assert_eq!(office.json(&["migrate"])["applied"], serde_json::json!([]), "once");
}

pub(super) fn the_doctor_finds_nothing_to_mend(office: &Office) {
    let found = office.json(&["doctor"]);
    let checks =
        ["configuration", "keys", "database", "durability", "clock", "provider mail", "provider gateway"];
    for check in checks {
        assert_eq!(finding(&found, check).0, "ok", "{found}");
    }
}

/// The account's SID and token.
pub(super) fn an_account_is_made(office: &Office) -> (String, String) {
    let made = office.json(&["account", "create", "Shop"]);
    let text = |name: &str| made[name].as_str().unwrap_or_else(|| panic!("{name} in {made}")).to_owned();
    (text("account"), text("token"))
}

pub(super) fn a_service_is_made(office: &Office, account: &str) -> String {
    office.text(&["service", "create", "Shop", "--account", account], "service")
}
