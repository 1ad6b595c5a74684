//! A configured server, what it says, and those around it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use countersign::{Running, Setup, SystemClock, SystemDice};
use countersign_delivery::Routes;
use countersign_keyring::Keyring;
use countersign_store::{Engine as Database, PostgresOptions, SqliteOptions};
use tempfile::TempDir;

pub(crate) use countersign_testkit::{Caller, Server, Sink};

/// Where the data lives.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// A directory with keys, data and a configuration.
pub(crate) struct Home {
    directory: TempDir,
    url: Option<String>,
}

impl Home {
    pub(crate) fn new(engine: Engine) -> Self {
        let directory = countersign_testkit::directory();
        let keys = directory.path().join("keys");
        fs::write(&keys, Keyring::new_text(&SystemDice)).expect("keys");
        fs::set_permissions(&keys, fs::Permissions::from_mode(0o600)).expect("permissions");
        let url = matches!(engine, Engine::Postgres).then(countersign_testkit::postgres_url);
        Self { directory, url }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The lines every configuration here has; `more` follows.
    pub(crate) fn configure(&self, more: &str) {
        let path = |name| self.path(name).display().to_string();
        let database =
            self.url.as_ref().map(|url| format!("[database]\nurl = '{url}'\n")).unwrap_or_default();
        let text = format!(
            "data_dir = '{}'\nkeys_file = '{}'\n{database}[ops]\nlisten = '127.0.0.1:0'\n{more}",
            path("data"),
            path("keys"),
        );
        fs::write(self.path("countersign.toml"), text).expect("a configuration");
    }

    /// A server that sends to `sink`; `more` stands in its `[server]`.
    pub(crate) fn send_to(&self, sink: &Sink, more: &str) {
        self.configure(&format!(
            "[server]\nlisten = '127.0.0.1:0'\n{more}\n[[providers]]\nname = 'sink'\nkind = 'webhook'\nurl = '{}'\n\
             secret = '0123456789abcdef'\n\
             [limits]\nsms_countries = 'all'\nper_address = {{ per_30_seconds = 0, per_10_minutes = 0, per_day = 0 }}\n",
            sink.url
        ));
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
        command.args(arguments).stdin(Stdio::null());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("COUNTERSIGN_")) {
            command.env_remove(name);
        }
        command
    }

    /// Runs `serve`, which is expected to end by itself.
    pub(crate) fn refused(&self, environment: &[(&str, &str)]) -> (i32, String) {
        let config = self.path("countersign.toml");
        let mut command = self.command(&["serve", "--config", config.to_str().expect("a path")]);
        let Output { status, stderr, .. } =
            command.envs(environment.iter().copied()).output().expect("the binary runs");
        (status.code().expect("an exit code"), String::from_utf8(stderr).expect("text"))
    }

    pub(crate) fn database(&self) -> Database {
        match &self.url {
            Some(url) => Database::Postgres(PostgresOptions { url: url.clone(), writers: 2, readers: 1 }),
            None => {
                let path = self.path("data").join("countersign.db");
                fs::create_dir_all(self.path("data")).expect("a directory");
                Database::Sqlite(SqliteOptions { path, readers: 1 })
            }
        }
    }

    /// An account, made before the server starts.
    pub(crate) async fn account(&self) -> (String, String) {
        let keys = fs::read_to_string(self.path("keys")).expect("keys");
        let setup = Setup {
            limits: countersign_model::Limits::development(),
            retention: countersign_engine::Retention::default(),
            database: self.database(),
            keyring: Keyring::parse(&keys).expect("keys"),
            delivery: Routes::default().into(),
            clock: Arc::new(SystemClock),
            dice: Arc::new(SystemDice),
            node: "maker".to_owned(),
        };
        let running = Running::build(setup).await.expect("a node");
        let account = running.engine.first_account().await.expect("an account");
        (account.sid.to_string(), account.token)
    }

    pub(crate) fn start(&self) -> Server {
        let config = self.path("countersign.toml");
        let mut command = self.command(&["serve", "--config", config.to_str().expect("a path")]);
        Server::start(&mut command, &self.path("log"))
    }
}
