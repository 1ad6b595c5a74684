//! What `serve` refuses to start with: exit code 78, and a sentence that says what to do.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use countersign_store::{End, Store, marks};

use crate::support::{Engine, Home};

const MAIL: &str = "[server]\nlisten = '127.0.0.1:0'\n[[providers]]\nname = 'mail'\nkind = 'smtp'\n\
                    url = 'smtp://127.0.0.1:1'\nfrom = 'a@example.com'\n";

fn is_refused(home: &Home, environment: &[(&str, &str)], told: &str) {
    let (code, text) = home.refused(environment);
    assert_eq!(code, 78, "{text}");
    assert!(text.starts_with("countersign: ") && text.contains(told), "{told:?} in {text}");
}

#[test]
fn without_a_key_or_a_provider_or_with_a_key_that_others_may_read_nothing_starts() {
    let home = Home::new(Engine::Sqlite);
    home.configure("");
    is_refused(&home, &[], "there is no provider");
    home.configure(MAIL);
    fs::set_permissions(home.path("keys"), fs::Permissions::from_mode(0o644)).unwrap();
    is_refused(&home, &[], "chmod 600");
    let file = fs::read_to_string(home.path("countersign.toml")).unwrap();
    let without = file.lines().filter(|line| !line.starts_with("keys_file")).collect::<Vec<_>>().join("\n");
    fs::write(home.path("countersign.toml"), without).unwrap();
    is_refused(&home, &[], "countersign secrets init");
    assert!(!home.path("data").exists(), "nothing was made");
}

#[test]
fn nobody_is_served_by_a_provider_that_only_plays_one() {
    let home = Home::new(Engine::Sqlite);
    home.configure(&format!("{MAIL}[[providers]]\nname = 'toy'\nkind = 'simulated'\n"));
    is_refused(&home, &[], "provider toy is simulated");
    assert!(!home.path("data").exists(), "nothing was made");
}

#[test]
fn a_test_number_that_may_be_a_persons_or_that_would_live_for_longer_than_90_days_is_refused() {
    let home = Home::new(Engine::Sqlite);
    let number = |number: &str, more: &str| {
        home.configure(&format!("{MAIL}[[test_numbers]]\nnumber = '{number}'\ncode = '271828'\n{more}\n"));
    };
    number("+15017122661", "added = '2026-01-01'");
    is_refused(&home, &[], "+15017122661 may be a person's");
    number("+12125550123", "added = '2026-01-01'\nuntil = '2026-04-02'");
    is_refused(&home, &[], "90 days at most");
    number("+12125550123", "added = '2999-01-01'");
    is_refused(&home, &[], "still to come");
    number("+12125550123", "until = '2026-04-01'");
    is_refused(&home, &[], "missing field `added`");
    let told = home.refused(&[]).1;
    assert!(!told.contains("271828"), "{told}");
}

#[test]
fn an_unknown_key_is_named_with_the_nearest_known_one() {
    let home = Home::new(Engine::Sqlite);
    home.configure(&MAIL.replace("listen", "lisen"));
    is_refused(&home, &[], "countersign.toml: unknown key server.lisen; did you mean server.listen?");
    home.configure(MAIL);
    is_refused(&home, &[("COUNTERSIGN_SERVER_LISTN", "x")], "did you mean COUNTERSIGN_SERVER_LISTEN?");
}

#[test]
fn data_that_dev_made_is_refused_and_left_as_it_is() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let home = Home::new(engine);
        home.configure(MAIL);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let store = Store::open(home.database()).unwrap();
        runtime.block_on(store.write(|tx| marks::set(tx, "made_by", "dev").map(End::Commit))).unwrap();
        store.close();
        is_refused(&home, &[], "this data was made by `countersign dev`");
        fs::write(home.path("keys"), "k2:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n").unwrap();
        is_refused(&home, &[], "this data was made by `countersign dev`");
    }
}

#[test]
fn another_key_of_the_same_name_is_refused() {
    let home = Home::new(Engine::Sqlite);
    home.configure(MAIL);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(home.account());
    let text = fs::read_to_string(home.path("keys")).unwrap();
    let line = text.lines().find(|line| !line.starts_with('#')).unwrap();
    let (id, _) = line.split_once(':').unwrap();
    fs::write(home.path("keys"), format!("{id}:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")).unwrap();
    is_refused(&home, &[], "is not the key that this database was sealed with");
}

#[test]
fn what_may_pass_by_waiting_has_another_exit_code() {
    let home = Home::new(Engine::Sqlite);
    home.configure(MAIL);
    let (code, text) = home.refused(&[("COUNTERSIGN_DATABASE_URL", "postgres://u@127.0.0.1:1/nothing")]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("the database can't be opened"), "{text}");
}

#[test]
fn a_database_url_that_cannot_be_read_is_refused_without_repeating_it() {
    let home = Home::new(Engine::Sqlite);
    home.configure(MAIL);
    let url = "postgres://u:hunter2@[nonsense/db";
    is_refused(&home, &[("COUNTERSIGN_DATABASE_URL", url)], "the database URL can't be read");
    assert!(!home.refused(&[("COUNTERSIGN_DATABASE_URL", url)]).1.contains("hunter2"));
}

#[test]
fn secrets_init_makes_a_key_once_and_for_the_owner_alone() {
    let home = Home::new(Engine::Sqlite);
    let path = home.path("fresh");
    let init = || home.command(&["secrets", "init", "--file", path.to_str().unwrap()]).output().unwrap();
    assert!(init().status.success());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let made = fs::read_to_string(&path).unwrap();
    assert_eq!(init().status.code(), Some(1));
    assert_eq!(fs::read_to_string(&path).unwrap(), made);
}

#[test]
fn config_check_tells_of_the_same_and_config_show_hides_secrets() {
    let home = Home::new(Engine::Sqlite);
    home.configure(&MAIL.replace("from =", "username = 'u'\npassword = 'hunter2'\nfrom ="));
    let config = home.path("countersign.toml");
    let run = |verb: &str, more: &[&str]| {
        let arguments = [&["config", verb, "--config", config.to_str().unwrap()], more].concat();
        let output = home.command(&arguments).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(run("check", &["--json"]), (0, "{\"error\":null,\"ok\":true,\"warnings\":[]}\n".to_owned()));
    for more in [&[][..], &["--json"]] {
        let (code, shown) = run("show", more);
        assert_eq!(code, 0);
        assert!(shown.contains("providers.mail.password") && !shown.contains("hunter2"), "{shown}");
    }
    fs::write(&config, "nonsense = 1").unwrap();
    let (code, told) = run("check", &["--json"]);
    assert!(code == 78 && told.contains("unknown key nonsense"), "{code} {told}");
}

/// Writes a migration of a later version into the database's book.
fn used_by_later(home: &Home, sql: &'static str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let store = Store::open(home.database()).unwrap();
    runtime.block_on(store.write(move |tx| tx.change(sql, &[]).map(End::Commit))).unwrap();
    store.close();
}

#[test]
fn a_database_that_a_later_version_took_away_from_is_refused() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let home = Home::new(engine);
        home.configure(MAIL);
        used_by_later(
            &home,
            "INSERT INTO schema_migrations (name, checksum, oldest) VALUES ('9999_later', 'x', '99.0.0')",
        );
        is_refused(&home, &[], "start version 99.0.0 or later");
    }
}

#[test]
fn on_a_database_that_a_later_version_only_added_to_it_serves_and_says_so_once() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let home = Home::new(engine);
        home.configure(MAIL);
        used_by_later(
            &home,
            "INSERT INTO schema_migrations (name, checksum, oldest) VALUES ('9999_later', 'x', 'any')",
        );
        let mut server = home.start();
        assert_eq!(server.stop(), 0);
        let said = server.lines().iter().filter(|line| line.to_string().contains("9999_later")).count();
        assert_eq!(said, 1, "{}", server.text());
        assert!(server.lines().iter().any(|line| line["level"] == "WARN"), "{}", server.text());
    }
}
