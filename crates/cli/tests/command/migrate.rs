//! `countersign migrate` as an operator uses it.

use serde_json::json;

use crate::run::{Directory, Server};

#[test]
fn a_database_is_made_once_on_either_engine() {
    for directory in [Directory::bare(), Directory::bare().with_postgres()] {
        let applied = directory.json(&["migrate"])["applied"].clone();
        assert_eq!(applied[0], json!("0001_foundation"));
        assert_eq!(directory.json(&["migrate"]), json!({"applied": [], "later": []}));
        assert!(directory.succeeds(&["migrate"]).contains("up to date"));
        assert_eq!(directory.json(&["account", "list"]), json!([]));
    }
}

#[test]
fn a_running_server_has_its_database_up_to_date() {
    let directory = Directory::with_data();
    let server = Server::start(&directory);
    assert!(directory.succeeds(&["migrate"]).contains("a server runs"));
    drop(server);
}

#[test]
fn a_misspelt_directory_is_not_made() {
    let directory = Directory::empty();
    let (code, told) = directory.refused(&["migrate"]);
    assert!(code == 1 && told.contains("--data-dir"), "{told}");
    assert!(!directory.file("").exists());
}
