//! What somebody finds who carries the database away, without the key file.

use std::fs;
use std::path::Path;

use crate::support::{Caller, Engine, Home, Sink};

const ALICE: &str = "+15017122661";
const BOB: &str = "+15017122662";
const CUSTOM: &str = "Sesame4711";
const TYPED: &str = "2718281828";
/// What a rate limit counts a create by.
const DEVICE: &str = "2001:db8:4711::c0de";

/// Every file under a directory, end to end, whatever its form.
fn files(directory: &Path, into: &mut Vec<u8>) {
    for entry in fs::read_dir(directory).expect("a directory").flatten() {
        match entry.path() {
            path if path.is_dir() => files(&path, into),
            // A socket has nothing to read.
            path => into.extend(fs::read(path).unwrap_or_default()),
        }
    }
}

/// Every row of every table, as PostgreSQL shows it.
async fn rows(url: &str) -> Vec<u8> {
    let (client, connection) =
        tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("the tests' PostgreSQL");
    tokio::spawn(connection);
    let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
    let mut found = Vec::new();
    for table in client.query(tables, &[]).await.expect("tables") {
        let sql = format!("SELECT t::text FROM {} t", table.get::<_, String>(0));
        for row in client.query(&sql, &[]).await.expect("rows") {
            found.extend(row.get::<_, String>(0).into_bytes());
        }
    }
    found
}

async fn stolen(engine: Engine) {
    let (home, sink) = (Home::new(engine), Sink::start().await);
    home.send_to(&sink, "");
    let account = home.account().await;
    let mut server = home.start();
    let config = home.path("countersign.toml").display().to_string();
    let made =
        home.command(&["key", "create", "shop", "--json", "--config", &config]).output().expect("a run");
    let made: serde_json::Value = serde_json::from_slice(&made.stdout).expect("JSON");
    let key_secret = made["secret"].as_str().expect("a secret").to_owned();
    let caller = Caller { base: server.base.clone(), account: account.clone() };
    let service = caller.service().await;
    // Ten digits, so that no moment or SID looks like one by chance.
    let settings = [("CodeLength", "10"), ("CustomCodeEnabled", "true")];
    assert_eq!(caller.post(&service, &settings).await.0, 200);
    let starts = format!("{service}/Verifications");
    let limit = caller.post(&format!("{service}/RateLimits"), &[("UniqueName", "device")]).await;
    assert_eq!(limit.0, 201, "{}", limit.1);
    let bucket = format!("{service}/RateLimits/device/Buckets");
    assert_eq!(caller.post(&bucket, &[("Max", "1"), ("Interval", "86400")]).await.0, 201);
    let counted = serde_json::json!({ "device": DEVICE }).to_string();
    let first = [("To", ALICE), ("Channel", "sms"), ("RateLimits", &counted)];
    let asked = caller.post(&starts, &first).await;
    assert_eq!(asked.0, 201, "{}", asked.1);
    let custom = [("To", BOB), ("Channel", "sms"), ("CustomCode", CUSTOM)];
    assert_eq!(caller.post(&starts, &custom).await.0, 201);
    let again = [("To", BOB), ("Channel", "sms"), ("RateLimits", &counted)];
    assert_eq!(caller.post(&starts, &again).await.0, 429, "it was counted");
    let code = sink.code(ALICE).await;
    assert_eq!((code.len(), sink.code(BOB).await.as_str()), (10, CUSTOM));
    let check = format!("{service}/VerificationCheck");
    let (_, checked) = caller.post(&check, &[("To", ALICE), ("Code", TYPED)]).await;
    assert_eq!(checked["status"], "pending");
    assert_eq!(server.stop(), 0);

    let mut found = Vec::new();
    files(&home.path("data"), &mut found);
    if let countersign_store::Engine::Postgres(options) = home.database() {
        found.extend(rows(&options.url).await);
    }
    let holds = |text: &str| found.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds(ALICE) && holds(&account.0), "what is kept openly is found, so the search works");
    let keys = fs::read_to_string(home.path("keys")).expect("keys");
    let master = keys.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':'));
    let master = master.map(|(_, key)| key).next().expect("a key");
    for secret in [code.as_str(), CUSTOM, TYPED, DEVICE, &account.1, &key_secret, master] {
        assert!(!holds(secret), "{secret} stands in the database");
    }
}

#[tokio::test]
async fn a_stolen_sqlite_database_shows_no_code_token_or_key() {
    stolen(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_stolen_postgresql_database_shows_no_code_token_or_key() {
    stolen(Engine::Postgres).await;
}
