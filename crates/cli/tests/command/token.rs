//! `countersign token` as an operator uses it.

use std::fs;

use serde_json::{Value, json};

use crate::run::{Directory, Server};

const SEED: &str = "3132333435363738393031323334353637383930";
/// Figures 6 and 7 of RFC 6030.
const SHARED_KEY: &str = include_str!("../../../factors/src/token_file/tests/shared-key.xml");
const PASSWORD: &str = include_str!("../../../factors/src/token_file/tests/password.xml");
const ANN: [&str; 2] = ["--identity", "ann-0001"];

fn written(directory: &Directory, name: &str, text: &str) -> String {
    let path = directory.beside(name);
    fs::write(&path, text).expect("a file");
    path
}

/// The line of a token: those of one import stand in any order.
fn of_token<'l>(listed: &'l Value, serial: &str) -> &'l Value {
    let mut lines = listed.as_array().expect("a list").iter();
    lines.find(|line| line["token"] == serial).expect("the token's line")
}

#[test]
fn a_token_is_imported_given_taken_away_and_deleted_with_and_without_a_server() {
    let directory = Directory::with_data();
    let file = written(
        &directory,
        "tokens.csv",
        &format!("# Feitian\nGALT1,{SEED},HOTP,6,0\nGALT2,{SEED},TOTP,8,60\n"),
    );
    let imported = directory.json(&["token", "import", &file, "--format", "csv"]);
    assert_eq!(
        (&imported["tokens"], &imported["hotp"], &imported["totp"]),
        (&json!(2), &json!(1), &json!(1))
    );
    let (exit, told) = directory.refused(&["token", "import", &file, "--format", "csv"]);
    assert!(
        exit == 1 && told.contains("line 2: token GALT1 is there already; line 3: token GALT2"),
        "{told}"
    );
    let listed = directory.json(&["token", "list"]);
    assert_eq!(of_token(&listed, "GALT2")["time step"], 60);
    assert!(!listed.to_string().contains("3132"), "{listed}");

    let server = Server::start(&directory);
    let wrong = ["token", "assign", "GALT1", "--codes", "755224,111111"];
    assert!(directory.refused(&[&wrong[..], &ANN[..]].concat()).1.contains("two codes in a row"));
    // RFC 4226, appendix D.
    let right = ["token", "assign", "galt-1", "--codes", "755224,287082"];
    let given = directory.json(&[&right[..], &ANN[..]].concat());
    assert_eq!((&given["token"], &given["type"]), (&json!("GALT1"), &json!("hotp")));
    let factor = given["factor"].as_str().expect("a SID").to_owned();
    let shown = directory.json(&["token", "show", "GALT1"]);
    assert_eq!((&shown["identity"], &shown["next"]), (&json!("ann-0001"), &json!(2)));
    assert_eq!(of_token(&directory.json(&["token", "list"]), "GALT1")["identity"], "ann-0001");
    let factors = directory.json(&[&["factor", "list"], &ANN[..]].concat());
    assert_eq!(factors[0]["type"], "hotp");
    let login = ["challenge", "create", &factor, "--code", "359152"];
    assert_eq!(directory.json(&[&login[..], &ANN[..]].concat())["status"], "approved");
    assert!(directory.refused(&["token", "delete", "GALT1", "--yes"]).1.contains("ann-0001 has token GALT1"));
    assert!(directory.refused(&["token", "unassign", "GALT1"]).1.contains("--yes"));
    drop(server);

    assert!(directory.succeeds(&["token", "unassign", "GALT1", "--yes"]).contains("no longer ann-0001's"));
    let (_, told) = directory.refused(&[&login[..], &ANN[..]].concat());
    assert!(told.contains("has no factor"), "{told}");
    assert_eq!(directory.json(&["token", "show", "GALT1"])["next"], 3);
    directory.succeeds(&["token", "delete", "GALT1", "--yes"]);
    assert!(directory.refused(&["token", "show", "GALT1"]).1.contains("countersign token list"));
}

#[test]
fn an_encrypted_file_opens_with_its_key_or_password_and_a_broken_one_is_told_by_its_line() {
    let directory = Directory::with_data();
    let (by_key, by_password) =
        (written(&directory, "key.xml", SHARED_KEY), written(&directory, "password.xml", PASSWORD));
    let key = written(&directory, "transport.key", "12345678901234567890123456789012\n");
    let password = written(&directory, "password.txt", "qwerty\n");
    let import = |file: &str, more: &[&str]| {
        [&["token", "import", file, "--format", "pskc"], more]
            .concat()
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    let refused = |arguments: Vec<String>| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        directory.refused(&arguments)
    };
    assert!(
        refused(import(&by_key, &[])).1.contains("line 6: ")
            && refused(import(&by_key, &[])).1.contains("--key-file")
    );
    assert!(refused(import(&by_key, &["--key-file", &password])).1.contains("16, 24 or 32 octets"));
    assert!(refused(import(&by_password, &["--key-file", &key])).1.contains("--password-file"));
    assert_eq!(refused(import(&by_key, &["--key-file", &key, "--password-file", &password])).0, 2);
    let arguments = import(&by_key, &["--key-file", &key]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    assert_eq!(directory.json(&arguments)["tokens"], 1);
    directory.succeeds(&["token", "delete", "987654321", "--yes"]);
    let arguments = import(&by_password, &["--password-file", &password]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    assert_eq!(directory.json(&arguments)["tokens"], 1);

    let broken = written(&directory, "broken.csv", &format!("1,{SEED}\n2,{SEED}\n3,secret!\n"));
    let (exit, told) = directory.refused(&["token", "import", &broken, "--format", "csv"]);
    assert!(
        exit == 1 && told.contains("broken.csv: line 3: the seed is neither hex nor base32. Nothing"),
        "{told}"
    );
    assert!(!told.contains("secret!"), "{told}");
    let latin = directory.beside("latin.csv");
    fs::write(&latin, b"1,31323334353637383930\n2,\xE4").expect("a file");
    assert!(
        directory
            .refused(&["token", "import", &latin, "--format", "csv"])
            .1
            .contains("line 2: it is not UTF-8")
    );
    assert_eq!(directory.json(&["token", "list"]).as_array().expect("a list").len(), 1);
    assert_eq!(directory.refused(&["token", "import", &broken]).0, 2);
}
