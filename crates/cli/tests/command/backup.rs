//! `countersign backup` and `restore` as an operator uses them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::{Value, json};

use crate::run::{Directory, Server};
use crate::text;

const SERVICE: &str = "VA0123456789abcdef0123456789abcdef";

/// A server with an account, a key, a service, a code that is out and one that was used.
struct Original {
    directory: Directory,
    account: String,
    token: String,
    key: (String, String),
    backup: String,
    code: String,
}

impl Original {
    fn new() -> Self {
        let directory = Directory::with_data();
        let server = Server::start(&directory);
        let (account, token) = server.credentials();
        directory.json(&["service", "create", "My Shop", "--sid", SERVICE]);
        let key = directory.json(&["key", "create", "web"]);
        let send = |to: &str| {
            directory.json(&["verify", "send", "--to", to, "--service", SERVICE]);
            server.code_for(to)
        };
        let used = send("+15017122661");
        directory.json(&["verify", "check", "--to", "+15017122661", "--code", &used, "--service", SERVICE]);
        let code = send("+15017122662");
        directory.refused(&[
            "verify",
            "check",
            "--to",
            "+15017122662",
            "--code",
            "wrong!",
            "--service",
            SERVICE,
        ]);
        // While the server runs.
        let backup = directory.beside("backup.jsonl");
        let told = directory.json(&["backup", &backup]);
        assert_eq!((&told["accounts"], &told["verifications"]), (&json!(1), &json!(2)));
        drop(server);
        let key = (text(&key, "key"), text(&key, "secret"));
        Self { directory, account, token, key, backup, code }
    }

    /// A new directory with this one's key file and nothing else.
    fn elsewhere(&self) -> Directory {
        let other = Directory::bare();
        fs::copy(self.directory.file("keys"), other.file("keys")).expect("a key file");
        other
    }
}

/// The rows of a backup, without what proves them and without the audit trail and its ends, where a restore adds a line.
fn rows(path: &str) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("a backup");
    let mut rows: Vec<Value> = text
        .lines()
        .filter_map(|line| {
            let mut row: Value = serde_json::from_str(line).expect("JSON");
            row.as_array_mut()?.pop();
            (row[0] != "audit" && row[1] != "audit.chain").then_some(row)
        })
        .collect();
    rows.sort_by_key(ToString::to_string);
    rows
}

#[test]
fn a_backup_moves_from_one_engine_to_the_other_and_back() {
    let original = Original::new();
    let postgres = original.elsewhere().with_postgres();
    let told = postgres.json(&["restore", &original.backup, "--credentials", "keep"]);
    assert_eq!((&told["canceled"], &told["keys_revoked"]), (&json!(1), &json!(0)));
    let (there, back) = (postgres.beside("there.jsonl"), postgres.beside("back.jsonl"));
    postgres.succeeds(&["backup", &there]);
    let sqlite = original.elsewhere();
    sqlite.json(&["restore", &there, "--credentials", "keep"]);
    sqlite.succeeds(&["backup", &back]);
    assert_eq!(rows(&there), rows(&back));
    assert_eq!(rows(&there).len(), rows(&original.backup).len());
    for directory in [postgres, sqlite] {
        let server = Server::start(&directory);
        assert_eq!(server.credentials(), (original.account.clone(), original.token.clone()));
        let path = format!("/v2/Services/{SERVICE}");
        assert_eq!(server.get(&path, &original.key.0, &original.key.1).0, 200);
        // What was out is void, though its code was never used.
        let check =
            ["verify", "check", "--to", "+15017122662", "--service", SERVICE, "--code", &original.code];
        let (_, told) = directory.refused(&check);
        assert!(told.contains("send one first"), "{told}");
    }
}

#[test]
fn what_was_good_on_the_day_of_the_backup_can_be_revoked() {
    let original = Original::new();
    let other = original.elsewhere();
    let told = other.json(&["restore", &original.backup, "--credentials", "revoke"]);
    assert_eq!(told["keys_revoked"], json!(1));
    let new = text(&told["tokens"][0], "token");
    let server = Server::start(&other);
    let path = format!("/v2/Services/{SERVICE}");
    assert_eq!(server.get(&path, &original.key.0, &original.key.1).0, 401);
    assert_eq!(server.get(&path, &original.account, &original.token).0, 401);
    assert_eq!(server.get(&path, &original.account, &new).0, 200);
    assert_eq!(server.credentials(), (original.account.clone(), new));
}

#[test]
fn a_damaged_backup_is_refused_by_line_and_changes_nothing() {
    let original = Original::new();
    let other = original.elsewhere();
    let text = fs::read_to_string(&original.backup).unwrap();
    let edited = original.directory.beside("edited.jsonl");
    let restore = ["restore", &edited, "--credentials", "keep", "--json"];
    let line = text.lines().position(|line| line.contains("+15017122662")).unwrap() + 1;
    fs::write(&edited, text.replace("+15017122662", "+15017122663")).unwrap();
    let (code, told) = other.refused(&restore);
    assert!(code == 1 && told.contains(&format!("line {line} ")), "{told}");
    let half: String = text.lines().take(4).map(|line| format!("{line}\n")).collect();
    fs::write(&edited, half).unwrap();
    let (_, told) = other.refused(&restore);
    assert!(told.contains("line 5 ") && told.contains("cut off"), "{told}");
    fs::write(&edited, text.replacen("0001_foundation", "0099_later", 1)).unwrap();
    let (_, told) = other.refused(&restore);
    assert!(told.contains("taken by version"), "{told}");
    assert_eq!(other.json(&["account", "list"]), json!([]));
    other.json(&["restore", &original.backup, "--credentials", "keep"]);
}

#[test]
fn a_backup_is_refused_where_it_does_not_belong() {
    let original = Original::new();
    let restore = ["restore", &original.backup, "--credentials", "keep"];
    // Under no keys, other keys, and another key by the same name.
    let other = Directory::bare();
    let (_, told) = other.refused(&restore);
    assert!(told.contains("no key file"), "{told}");
    other.json(&["account", "list"]);
    let (_, told) = other.refused(&restore);
    assert!(told.contains("is not in the key file"), "{told}");
    let id = |directory: &Directory| {
        let keys = fs::read_to_string(directory.file("keys")).unwrap();
        keys.lines().find(|line| !line.starts_with('#')).unwrap().split(':').next().unwrap().to_owned()
    };
    let third = Directory::bare();
    let keys = fs::read_to_string(other.file("keys")).unwrap();
    fs::write(third.file("keys"), keys.replace(&id(&other), &id(&original.directory))).unwrap();
    fs::set_permissions(third.file("keys"), fs::Permissions::from_mode(0o600)).unwrap();
    let (_, told) = third.refused(&restore);
    assert!(told.contains("another key"), "{told}");
    // Into data that is in use, or was.
    let (_, told) = original.directory.refused(&restore);
    assert!(told.contains("holds accounts already"), "{told}");
    let server = Server::start(&original.directory);
    let (_, told) = original.directory.refused(&restore);
    assert!(told.contains("a server runs"), "{told}");
    drop(server);
    let (code, told) = original.elsewhere().refused(&["restore", &original.backup]);
    assert!(code == 2 && told.contains("--credentials"), "{told}");
}

#[test]
fn a_backup_is_its_owners_alone_and_whole_or_not_there() {
    let original = Original::new();
    let mode = fs::metadata(&original.backup).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let text = fs::read_to_string(&original.backup).unwrap();
    // Nothing in it opens anything: tokens, secrets and codes are sealed, hashed or not there.
    for secret in [&original.token, &original.key.1, &original.code] {
        assert!(!text.contains(secret.as_str()));
    }
    let told = original.directory.succeeds(&["backup", &original.backup]);
    assert!(told.contains("Keep the key file"), "{told}");
    assert!(!Path::new(&format!("{}.partial", original.backup)).exists());
    let (_, told) = original.directory.refused(&["backup", "/nowhere/at/all.jsonl"]);
    assert!(told.contains("/nowhere/at/all.jsonl"), "{told}");
}

#[test]
fn the_keys_that_a_configuration_names_serve_for_a_backup_and_its_way_back() {
    let named = |keys: &str| {
        let home = Directory::bare();
        let path = home.beside("master.keys");
        fs::write(&path, keys).expect("a key file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a mode");
        home.configured(&format!("keys_file = '{path}'\n"))
    };
    let keys = fs::read_to_string(Directory::with_data().file("keys")).expect("keys");
    let (first, second) = (named(&keys), named(&keys));
    let account = text(&first.json(&["account", "create", "Shop"]), "account");
    let backup = first.beside("backup.jsonl");
    assert!(first.succeeds(&["backup", &backup]).contains("keys_file"));
    second.json(&["restore", &backup, "--credentials", "revoke"]);
    assert_eq!(second.json(&["account", "list"])[0]["account"], json!(account));
    assert!(!second.file("keys").exists());
    let found = second.found();
    let bad = found.as_array().expect("a list").iter().find(|row| row["check"] == "keys").expect("keys");
    assert_eq!(bad["state"], "ok", "{found}");
}

#[test]
fn a_key_that_the_backup_is_sealed_with_is_needed_after_a_restore_too() {
    let original = Original::new();
    let other = original.elsewhere();
    let id = |keys: &str| {
        let line = keys.lines().find(|line| !line.starts_with('#')).expect("a key");
        line.split(':').next().expect("an id").to_owned()
    };
    // Behind it stands a newer key, which becomes the active one of an empty database.
    let old = fs::read_to_string(other.file("keys")).expect("keys");
    let new = fs::read_to_string(Directory::with_data().file("keys")).expect("keys");
    fs::write(other.file("keys"), format!("{old}{new}")).expect("written");
    other.json(&["restore", &original.backup, "--credentials", "keep"]);
    let status = other.json(&["secrets", "status"]);
    let state = |id: &str| {
        let row = status.as_array().expect("a list").iter().find(|row| row["key"] == id);
        text(row.unwrap_or_else(|| panic!("{id} in {status}")), "state")
    };
    assert_eq!((state(&id(&old)).as_str(), state(&id(&new)).as_str()), ("retired", "active"));
    let trail = other.json(&["audit", "verify"]);
    assert_eq!((&trail["damage"], &trail["not_linked_yet"]), (&Value::Null, &json!(0)));
    let server = Server::start(&other);
    assert_eq!(server.credentials(), (original.account.clone(), original.token.clone()));
}
