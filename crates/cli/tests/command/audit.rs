//! The audit trail from the command line.

use countersign_store::{End, Engine, SqliteOptions, Store, WriteTx};
use serde_json::{Value, json};

use crate::run::{Directory, Server};

/// What `audit verify` says once every line is linked.
fn verified(directory: &Directory) -> Value {
    for _ in 0..600 {
        let found = directory.json(&["audit", "verify"]);
        if found["not_linked_yet"] == json!(0) {
            return found;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("the lines are not linked");
}

#[test]
fn the_trail_is_listed_with_who_and_what_and_verified() {
    let directory = Directory::with_data();
    let _server = Server::start(&directory);
    let key = directory.json(&["key", "create", "web"])["key"].clone();
    let lines = directory.json(&["audit", "list", "--since", "1h"]);
    let line =
        lines.as_array().and_then(|lines| lines.iter().find(|line| line["what"] == json!("key.created")));
    let line = line.expect("the key's line");
    assert_eq!(line["subject"], key);
    assert!(line["who"].as_str().is_some_and(|who| who.starts_with("operator:")), "{line}");
    assert_eq!(directory.json(&["audit", "list", "--since", "1h", "--until", "30m"]), json!([]));
    let found = verified(&directory);
    assert_eq!((found["damage"].clone(), found["intact_lines"].as_i64() >= Some(3)), (Value::Null, true));
}

#[test]
fn a_trail_that_was_tampered_with_makes_verify_exit_1_and_name_the_line() {
    let directory = Directory::with_data();
    let server = Server::start(&directory);
    verified(&directory);
    drop(server);
    let path = directory.file("countersign.db");
    let store = Store::open(Engine::Sqlite(SqliteOptions { path, readers: 1 })).expect("the data");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let harm = |tx: &mut WriteTx<'_>| tx.change("DELETE FROM audit WHERE chain_no = 1", &[]).map(End::Commit);
    assert_eq!(runtime.block_on(store.write(harm)).expect("a commit"), 1);
    store.close();
    let (code, told) = directory.refused(&["audit", "verify"]);
    assert!(code == 1 && told.contains("line 1 of"), "{told}");
}
