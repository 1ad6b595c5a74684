//! `countersign doctor` as an operator uses it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::run::{Directory, Server};

/// What was found of one check: its state and what is said.
fn finding(found: &Value, check: &str) -> (String, String) {
    let rows = found.as_array().expect("a list");
    let row = rows.iter().find(|row| row["check"] == check);
    let row = row.unwrap_or_else(|| panic!("{check} in {found}"));
    (crate::text(row, "state"), crate::text(row, "what"))
}

#[test]
fn a_sound_server_is_found_sound_with_and_without_its_server() {
    for directory in [Directory::with_data(), Directory::bare().with_postgres()] {
        let server = Server::start(&directory);
        let found = directory.found();
        for check in ["configuration", "keys", "server", "database", "clock", "public URL"] {
            assert_eq!(finding(&found, check).0, "ok", "{found}");
        }
        assert!(finding(&found, "server").1.contains("answers"));
        assert_eq!(finding(&found, "channels").0, "warning");
        drop(server);
        let found = directory.found();
        assert!(finding(&found, "server").1.contains("none runs"));
        assert_eq!(finding(&found, "database").0, "ok");
    }
}

#[test]
fn a_new_directory_is_looked_at_without_changing_it() {
    let directory = Directory::bare();
    fs::set_permissions(directory.file(""), fs::Permissions::from_mode(0o755)).unwrap();
    let found = directory.found();
    assert!(finding(&found, "data directory").1.contains("chmod 700"));
    assert!(finding(&found, "database").1.contains("countersign migrate"));
    assert_eq!(finding(&found, "keys").0, "warning");
    assert_eq!(fs::read_dir(directory.file("")).unwrap().count(), 0);
}

#[test]
fn what_must_be_mended_is_said_and_ends_with_one() {
    let directory = Directory::with_data();
    fs::set_permissions(directory.file("keys"), fs::Permissions::from_mode(0o644)).unwrap();
    let (code, told) = directory.refused(&["doctor"]);
    assert!(code == 1 && told.contains("must be mended"), "{told}");
    assert!(finding(&directory.found(), "keys").1.contains("chmod 600"));
    fs::remove_file(directory.file("keys")).unwrap();
    assert!(finding(&directory.found(), "keys").1.contains("put the key file back"));
    // Looking made no new one.
    assert!(!directory.file("keys").exists());
    let directory = directory.configured("[server]\npublik_url = 'x'\n");
    let (state, what) = finding(&directory.found(), "configuration");
    assert!(state == "must be mended" && what.contains("publik_url"), "{what}");
}

#[test]
fn a_database_that_loses_answers_or_was_changed_by_hand_is_noticed() {
    let url = countersign_testkit::postgres_url();
    let unsafe_url = format!("{url}?options=-c%20synchronous_commit%3Doff");
    let directory = Directory::bare().configured(&format!("[database]\nurl = \"{unsafe_url}\"\n"));
    directory.json(&["migrate"]);
    directory.json(&["account", "create", "Shop"]);
    let (state, what) = finding(&directory.found(), "durability");
    assert!(state == "must be mended" && what.contains("synchronous_commit = off"), "{what}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let (client, connection) =
            tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("PostgreSQL");
        tokio::spawn(connection);
        client.batch_execute("ALTER TABLE purges DROP COLUMN place").await.expect("changed by hand");
    });
    let (state, what) = finding(&directory.found(), "database");
    assert!(state == "must be mended" && what.contains("place"), "{what}");
}

/// A relay that greets and takes leave, and takes no message.
fn relay() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let mut lines = BufReader::new(stream.try_clone().expect("a clone"));
            let _ = stream.write_all(b"220 relay ESMTP\r\n");
            let mut line = String::new();
            while lines.read_line(&mut line).is_ok_and(|read| read > 0) {
                let reply: &[u8] = match line.get(..4) {
                    Some("EHLO") => b"250 relay\r\n",
                    Some("QUIT") => b"221 bye\r\n",
                    _ => b"554 nothing else\r\n",
                };
                let _ = stream.write_all(reply);
                line.clear();
            }
        }
    });
    port
}

#[test]
fn providers_are_tried_without_sending() {
    let (good, closed) = (relay(), TcpListener::bind("127.0.0.1:0").expect("a port"));
    let gone = closed.local_addr().expect("an address").port();
    drop(closed);
    let smtp = |name: &str, port: u16| {
        format!(
            "[[providers]]\nname = '{name}'\nkind = 'smtp'\nurl = 'smtp://127.0.0.1:{port}'\nfrom = 'a@example.com'\n"
        )
    };
    let webhook = |name: &str, port: u16| {
        format!(
            "[[providers]]\nname = '{name}'\nkind = 'webhook'\nurl = 'http://127.0.0.1:{port}/send?key=hidden'\nsecret = 'sixteen letters!'\n"
        )
    };
    let text =
        [smtp("mail", good), smtp("lost", gone), webhook("hook", good), webhook("astray", gone)].concat();
    let found = Directory::bare().configured(&text).found();
    assert_eq!(finding(&found, "provider mail"), ("ok".into(), "answers (email)".into()));
    assert_eq!(finding(&found, "provider hook").0, "ok");
    for name in ["provider lost", "provider astray"] {
        assert_eq!(finding(&found, name).0, "must be mended", "{found}");
    }
    assert!(!found.to_string().contains("hidden"), "{found}");
}

#[test]
fn what_keeps_receipts_and_orders_of_channels_from_working_is_noticed_without_sending() {
    // Nobody listens at a port that was just given back.
    let gone = TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("an address");
    let text = format!(
        "[[providers]]\nname = 'gateway'\nkind = 'gatewayapi'\nurl = 'http://{gone}'\ntoken = 'a-token'\n\
         sender = 'Acme'\nwebhook_secret = '0123456789abcdef'\n\
         [[channel_orders]]\nchannels = ['whatsapp', 'sms']\n"
    );
    let directory = Directory::with_data().configured(&text);
    let (state, what) = finding(&directory.found(), "channel orders");
    assert!(state == "warning" && what.contains("whatsapp") && !what.contains("sms"), "{what}");
    let (state, what) = finding(&directory.found(), "receipts");
    assert!(state == "warning" && what.contains("gateway") && what.contains("server.public_url"), "{what}");
    let directory =
        directory.configured(&format!("[server]\npublic_url = 'https://verify.example.com'\n{text}"));
    let found = directory.found();
    assert!(
        found.as_array().is_some_and(|rows| rows.iter().all(|row| row["check"] != "receipts")),
        "{found}"
    );
    let directory = directory.configured(&format!("{text}[[routes]]\nproviders = ['reserve']\n"));
    let (state, what) = finding(&directory.found(), "routes");
    assert!(state == "must be mended" && what.contains("reserve") && what.contains("gateway"), "{what}");
}

#[test]
fn calls_that_could_not_ask_what_is_said_are_noticed_by_doctor_and_config_check() {
    // Nobody listens at a port that was just given back.
    let gone = TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("an address");
    let twilio = |more: &str| {
        format!(
            "[[providers]]\nname = 'voice'\nkind = 'twilio'\naccount_sid = 'AC0123456789abcdef0123456789abcdef'\n\
             auth_token = 'a-token'\nurl = 'http://{gone}'\n{more}\n"
        )
    };
    let directory = Directory::with_data();
    let checked = |text: &str, arguments: &[&str]| {
        let path = directory.file("checked.toml");
        fs::write(&path, text).expect("written");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_countersign"));
        command.env("COUNTERSIGN_KEYS_FILE", directory.file("keys"));
        let output = command.args(["config", "check", "--config"]).arg(path).args(arguments).output();
        let output = output.expect("the binary runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    let calls = twilio("call_from = '+15005550006'");
    let told = checked(&calls, &[]);
    assert!(
        told.starts_with("warning: voice could place calls") && told.contains("server.public_url"),
        "{told}"
    );
    let told: Value = serde_json::from_str(&checked(&calls, &["--json"])).expect("JSON");
    assert_eq!((&told["ok"], told["warnings"].as_array().map(Vec::len)), (&true.into(), Some(1)), "{told}");
    let reachable = format!("[server]\npublic_url = 'https://verify.example.com'\n{calls}");
    // Who only sends text messages asks nothing.
    let silent = twilio("from = '+15005550006'");
    for text in [&reachable, &silent] {
        assert_eq!(checked(text, &[]), "the configuration is in order\n");
    }
    let mut directory = Directory::with_data().configured(&calls);
    let (state, what) = finding(&directory.found(), "calls");
    assert!(state == "warning" && what.contains("voice") && what.contains("server.public_url"), "{what}");
    for text in [&reachable, &silent] {
        directory = directory.configured(text);
        let found = directory.found();
        assert!(
            found.as_array().is_some_and(|rows| rows.iter().all(|row| row["check"] != "calls")),
            "{found}"
        );
    }
}
