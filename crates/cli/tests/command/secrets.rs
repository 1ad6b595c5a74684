//! Master keys change while servers run.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use super::run::{Directory, Server};
use super::text;

fn status(directory: &Directory, key: &str) -> Value {
    let all = directory.json(&["secrets", "status"]);
    let found = all.as_array().into_iter().flatten().find(|row| row["key"] == json!(key)).cloned();
    found.unwrap_or_else(|| panic!("no {key} in {all}"))
}

/// The ids in the key file, which has to be its owner's alone.
fn keys(directory: &Directory) -> Vec<String> {
    let path = directory.file("keys");
    let mode = fs::metadata(&path).expect("a key file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    lines(directory).iter().map(|line| line.split(':').next().unwrap_or_default().to_owned()).collect()
}

fn lines(directory: &Directory) -> Vec<String> {
    let text = fs::read_to_string(directory.file("keys")).expect("a key file");
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

fn add_line(directory: &Directory, line: &str) {
    let path = directory.file("keys");
    let text = fs::read_to_string(&path).expect("a key file");
    fs::write(&path, format!("{text}{line}\n")).expect("it is written");
}

fn approved(directory: &Directory, to: &str, code: &str) {
    let checked = directory.json(&["verify", "check", "--to", to, "--code", code]);
    assert_eq!(checked["status"], json!("approved"));
}

#[test]
fn keys_turn_under_a_running_server_and_codes_on_their_way_stay_good() {
    let directory = Directory::with_data();
    let server = Server::start(&directory);
    let old = keys(&directory).remove(0);
    let to = "+15017122661";
    directory.json(&["verify", "send", "--to", to]);
    let code = server.code_for(to);

    let begun = directory.json(&["secrets", "rotate", "begin"]);
    let new = text(&begun, "key");
    assert_eq!(keys(&directory), [old.clone(), new.clone()]);
    // What is printed may end in a log: ids, never a key.
    let secret = lines(&directory)[1].split_once(':').map(|(_, key)| key.to_owned()).expect("a key");
    assert!(!begun.to_string().contains(&secret));
    let (_, told) = directory.refused(&["secrets", "rotate", "begin"]);
    assert!(told.contains(&format!("key {new} waits already")), "{told}");
    let (_, told) = directory.refused(&["secrets", "rotate", "drop", &old]);
    assert!(told.contains("promote another one first"), "{told}");
    assert_eq!(status(&directory, &old)["state"], json!("active"));

    // A server that was killed between two steps goes on where it was.
    server.kill();
    let server = Server::start(&directory);
    assert_eq!(directory.json(&["secrets", "rotate", "promote"])["key"], json!(new));
    assert_eq!(status(&directory, &new)["state"], json!("active"));
    let retired = status(&directory, &old);
    assert_eq!((&retired["state"], &retired["live_codes"]), (&json!("retired"), &json!(1)));
    let resealed = directory.json(&["secrets", "rotate", "reseal"]);
    assert_eq!((&resealed["resealed"], &resealed["left"]), (&json!(1), &json!(0)));
    let (_, told) = directory.refused(&["secrets", "rotate", "drop", &old]);
    assert!(told.contains("try again in"), "{told}");
    approved(&directory, to, &code);

    let trail = directory.json(&["audit", "list", "--since", "1h"]);
    for what in ["added", "promoted", "resealing"] {
        let line =
            trail.as_array().into_iter().flatten().find(|line| line["what"] == format!("master_key.{what}"));
        let line = line.unwrap_or_else(|| panic!("no line tells of {what}: {trail}"));
        assert_eq!(line["subject"], json!(new));
        assert!(
            text(line, "who").starts_with("operator:") && text(line, "who") != "operator:key file",
            "{line}"
        );
    }

    let credentials = server.credentials();
    drop(server);
    assert_eq!(Server::start(&directory).credentials(), credentials);
}

#[test]
fn keys_turn_without_a_server_too_and_an_abandoned_one_goes() {
    let directory = Directory::with_data();
    let old = keys(&directory).remove(0);
    let (_, told) = directory.refused(&["secrets", "rotate", "promote"]);
    assert!(told.contains("secrets rotate begin"), "{told}");
    let abandoned = text(&directory.json(&["secrets", "rotate", "begin"]), "key");
    let dropped = directory.succeeds(&["secrets", "rotate", "drop", &abandoned]);
    assert!(dropped.contains("backups"), "{dropped}");
    assert_eq!(keys(&directory), std::slice::from_ref(&old));
    let new = text(&directory.json(&["secrets", "rotate", "begin"]), "key");
    directory.json(&["secrets", "rotate", "promote", &new]);
    assert_eq!(directory.json(&["secrets", "rotate", "reseal"])["resealed"], json!(1));
    let table = directory.succeeds(&["secrets", "status"]);
    for state in [format!("{old}  retired"), format!("{new}  active"), format!("{abandoned}  dropped")] {
        assert!(table.contains(&state), "{table}");
    }
    // The file of before the rotation no longer belongs to this database.
    let text = fs::read_to_string(directory.file("keys")).expect("a key file");
    let kept: String =
        text.lines().filter(|line| !line.starts_with(&new)).map(|line| format!("{line}\n")).collect();
    fs::write(directory.file("keys"), kept).expect("it is written");
    let (code, told) = directory.refused(&["account", "list"]);
    assert!(code == 78 && told.contains(&format!("lacks key {new}")), "{told}");
}

#[test]
fn a_key_file_that_others_may_read_or_that_holds_no_keys_is_78_with_a_server_and_without() {
    let directory = Directory::with_data();
    let path = directory.file("keys");
    let with_mode = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
    let server = Server::start(&directory);
    with_mode(0o644);
    let (code, told) = directory.refused(&["secrets", "status"]);
    assert!(code == 78 && told.contains("chmod 600"), "{code} {told}");
    // What may pass by itself, or with another command, has the usual code.
    with_mode(0o600);
    let (code, told) = directory.refused(&["secrets", "rotate", "promote"]);
    assert!(code == 1 && told.contains("no key waits"), "{code} {told}");
    drop(server);
    with_mode(0o644);
    for command in [&["secrets", "status"][..], &["dev", "--listen", "127.0.0.1:0"]] {
        let (code, told) = directory.refused(command);
        assert!(code == 78 && told.contains("chmod 600"), "{code} {told}");
    }
    with_mode(0o600);
    fs::write(&path, "nonsense\n").expect("it is written");
    assert_eq!(directory.refused(&["secrets", "status"]).0, 78);
}

#[test]
fn two_servers_on_one_database_turn_together() {
    let url = countersign_testkit::postgres_url();
    let (a, b) = (Directory::on_postgres(&url), Directory::on_postgres(&url));
    let first = Server::start(&a);
    fs::create_dir(b.file("")).expect("a directory");
    fs::copy(a.file("keys"), b.file("keys")).expect("a copy");
    let second = Server::start(&b);
    assert_eq!(first.credentials(), second.credentials());
    let to = "+15017122661";
    a.json(&["verify", "send", "--to", to]);
    // Either server may have taken the errand of a resend, but a first send is its maker's own.
    let before = first.code_for(to);

    let new = text(&a.json(&["secrets", "rotate", "begin"]), "key");
    let node = fs::read_to_string(b.file("node")).expect("a name");
    let (_, told) = a.refused(&["secrets", "rotate", "promote"]);
    assert!(told.contains(node.trim()), "{told}");
    add_line(&b, &lines(&a)[1]);
    let held = (0..600).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        status(&a, &new)["nodes"] == json!("2/2")
    });
    assert!(held, "the second server reads its key file again");
    a.json(&["secrets", "rotate", "promote"]);
    approved(&b, to, &before);
    assert_eq!(status(&b, &new)["state"], json!("active"));
    let to = "+15017122662";
    b.json(&["verify", "send", "--to", to]);
    let after = second.code_for(to);
    assert_eq!(status(&a, &new)["live_codes"], json!(1));
    approved(&a, to, &after);
    assert_eq!(b.json(&["secrets", "rotate", "reseal"])["left"], json!(0));
}
