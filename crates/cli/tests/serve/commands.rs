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
