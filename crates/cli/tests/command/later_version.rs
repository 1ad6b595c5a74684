//! A database that a later version has used, as this one meets it.

use countersign_store::{End, Engine, PostgresOptions, SqliteOptions, Store};
use serde_json::json;

use crate::run::{Directory, Server};

const EXPANDING: &[&str] = &[
    "CREATE TABLE later (person TEXT)",
    "ALTER TABLE verifications ADD COLUMN later BIGINT NOT NULL DEFAULT 7",
    "INSERT INTO schema_migrations (name, checksum, oldest) VALUES ('9999_later', 'x', 'any')",
];
const CONTRACTING: &[&str] = &[
    "ALTER TABLE verifications DROP COLUMN tags",
    "INSERT INTO schema_migrations (name, checksum, oldest) VALUES ('9999_later', 'x', '99.0.0')",
];

/// A directory with data on each engine, and its database.
fn both() -> [(Directory, Engine); 2] {
    let embedded = Directory::with_data();
    let path = embedded.file("countersign.db");
    let url = countersign_testkit::postgres_url();
    let shared = Directory::on_postgres(&url);
    drop(Server::start(&shared));
    [
        (embedded, Engine::Sqlite(SqliteOptions { path, readers: 1 })),
        (shared, Engine::Postgres(PostgresOptions { url, writers: 1, readers: 1 })),
    ]
}

/// As a later version would.
fn change(engine: Engine, statements: &'static [&'static str]) {
    let store = Store::open(engine).expect("the database");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let changed = runtime.block_on(store.write(|tx| {
        statements.iter().try_for_each(|sql| tx.change(sql, &[]).map(drop))?;
        Ok(End::Commit(()))
    }));
    changed.expect("changed");
    store.close();
}

#[test]
fn what_a_later_version_only_added_to_is_used_and_left_as_it_is() {
    for (directory, engine) in both() {
        change(engine, EXPANDING);
        assert_eq!(directory.json(&["migrate"]), json!({"applied": [], "later": ["9999_later"]}));
        let server = Server::start(&directory);
        let to = "+15017122661";
        directory.json(&["verify", "send", "--to", to]);
        let code = server.code_for(to);
        assert_eq!(directory.json(&["verify", "check", "--to", to, "--code", &code])["status"], "approved");
        let found = directory.found();
        let said = found.as_array().expect("a list").iter().find(|row| row["check"] == "version");
        let said = said.unwrap_or_else(|| panic!("{found}"));
        assert!(said["state"] == "warning" && said["what"].to_string().contains("9999_later"), "{said}");
    }
}

#[test]
fn what_this_version_cannot_see_is_named_where_it_matters() {
    for (directory, engine) in both() {
        change(engine, EXPANDING);
        let backup = directory.beside("backup.jsonl");
        assert_eq!(directory.json(&["backup", &backup])["left_out"], json!(["9999_later"]));
        let first = std::fs::read_to_string(&backup).expect("a backup");
        let first: serde_json::Value =
            serde_json::from_str(first.lines().next().expect("a line")).expect("JSON");
        assert_eq!(first["left_out"], json!(["9999_later"]));
        assert_eq!(
            first["migrations"].as_object().map(|known| known.contains_key("9999_later")),
            Some(false)
        );
        // It is whole as far as this version goes.
        let elsewhere = Directory::bare();
        std::fs::copy(directory.file("keys"), elsewhere.file("keys")).expect("a key file");
        elsewhere.json(&["restore", &backup, "--credentials", "keep"]);

        let (code, told) = directory.refused(&["erase", "--to", "+15017122661"]);
        assert!(
            code == 1 && told.contains("9999_later") && told.contains("erase with that version"),
            "{told}"
        );
        // A later version's rows may be sealed with any key.
        let key = directory.json(&["secrets", "status"])[0]["key"].as_str().map(str::to_owned);
        let key = key.unwrap_or_else(|| panic!("{}", directory.json(&["secrets", "status"])));
        let (_, told) = directory.refused(&["secrets", "rotate", "drop", &key]);
        assert!(told.contains("9999_later") && told.contains("drop it with that version"), "{told}");
    }
}

#[test]
fn what_a_later_version_took_away_from_is_refused_and_left_as_it_is() {
    for (directory, engine) in both() {
        change(engine, CONTRACTING);
        for arguments in [&["migrate"][..], &["dev", "--listen", "127.0.0.1:0"], &["account", "list"]] {
            let (code, told) = directory.refused(arguments);
            assert_eq!(code, 78, "{arguments:?}: {told}");
            assert!(told.contains("9999_later") && told.contains("start version 99.0.0"), "{told}");
        }
        let found = directory.found();
        let said = found.as_array().expect("a list").iter().find(|row| row["check"] == "database");
        assert!(said.is_some_and(|row| row["state"] == "must be mended"), "{found}");
    }
}
