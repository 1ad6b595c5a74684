//! Commands beside a configured server: they use its directory and its keys, and never make keys of their own.

use serde_json::Value;

use crate::support::{Caller, Engine, Home, Sink};

fn account(home: &Home, name: &str) -> (String, String) {
    let config = home.path("countersign.toml");
    let arguments = ["account", "create", name, "--json", "--config", config.to_str().unwrap()];
    let output = home.command(&arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let made: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |key: &str| made[key].as_str().unwrap_or_else(|| panic!("{key} in {made}")).to_owned();
    (text("account"), text("token"))
}

async fn accounts(engine: Engine) {
    let (home, sink) = (Home::new(engine), Sink::start().await);
    home.send_to(&sink, "");
    let before = account(&home, "Before");
    assert!(!home.path("data").join("keys").exists(), "the configured keys are used");
    let server = home.start();
    let beside = account(&home, "Beside");
    for account in [before, beside] {
        let caller = Caller { base: server.base.clone(), account };
        caller.service().await;
    }
}

#[tokio::test]
async fn an_account_made_before_and_one_made_beside_the_server_can_both_call_on_sqlite() {
    accounts(Engine::Sqlite).await;
}

#[tokio::test]
async fn an_account_made_before_and_one_made_beside_the_server_can_both_call_on_postgresql() {
    accounts(Engine::Postgres).await;
}

#[tokio::test]
async fn dev_does_not_take_the_data_of_serve() {
    let (home, sink) = (Home::new(Engine::Postgres), Sink::start().await);
    home.send_to(&sink, "");
    drop(home.start());
    let config = home.path("countersign.toml");
    std::fs::create_dir(home.path("dev")).unwrap();
    std::fs::copy(home.path("keys"), home.path("dev").join("keys")).unwrap();
    let dev = home.path("dev");
    let arguments = [
        "dev",
        "--listen",
        "127.0.0.1:0",
        "--config",
        config.to_str().unwrap(),
        "--data-dir",
        dev.to_str().unwrap(),
    ];
    let output = home.command(&arguments).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(78), "{told}");
    assert!(told.contains("this data belongs to `countersign serve`"), "{told}");
    assert!(output.stdout.is_empty());
}

#[tokio::test]
async fn the_configured_key_file_is_the_one_that_turns() {
    let (home, sink) = (Home::new(Engine::Sqlite), Sink::start().await);
    home.send_to(&sink, "");
    let made = account(&home, "Before");
    let server = home.start();
    let config = home.path("countersign.toml");
    let run = |steps: &[&str], environment: &[(&str, &str)]| {
        let arguments = [steps, &["--json", "--config", config.to_str().unwrap()]].concat();
        let output = home.command(&arguments).envs(environment.iter().copied()).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        (serde_json::from_slice::<Value>(&output.stdout).unwrap_or_default(), told)
    };
    let (begun, told) = run(&["secrets", "rotate", "begin"], &[]);
    let new = begun["key"].as_str().expect(&told).to_owned();
    let text = std::fs::read_to_string(home.path("keys")).unwrap();
    assert!(text.contains(&format!("\n{new}:")), "its line is in the configured file");
    let (promoted, told) = run(&["secrets", "rotate", "promote"], &[]);
    assert_eq!(promoted["key"], *new, "{told}");
    let (resealed, told) = run(&["secrets", "rotate", "reseal"], &[]);
    assert_eq!((&resealed["resealed"], &resealed["left"]), (&1.into(), &0.into()), "{told}");
    let caller = Caller { base: server.base.clone(), account: made };
    caller.service().await;
    drop(server);
    // Keys in the environment can't be changed from here.
    let (_, told) = run(&["secrets", "rotate", "begin"], &[("COUNTERSIGN_KEYS", &text)]);
    assert!(told.contains("in no file") || told.contains("keys_file"), "{told}");
}
