//! A configured server, what it says, and those around it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use countersign::{Running, Setup, SystemClock, SystemDice};
use countersign_delivery::Routes;
use countersign_keyring::Keyring;
use countersign_store::{Engine as Database, PostgresOptions, SqliteOptions};
use serde_json::Value;
use tempfile::TempDir;

/// How long anything may take before a test gives up on it.
const PATIENCE: Duration = Duration::from_secs(30);

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

/// A server under test; killed when dropped.
pub(crate) struct Server {
    child: Child,
    log: PathBuf,
    pub(crate) base: String,
    pub(crate) ops: String,
    /// What a request made by hand puts behind `Basic`.
    pub(crate) basic: String,
}

impl Server {
    fn start(command: &mut Command, log: &Path) -> Self {
        let file = fs::File::create(log).expect("a log");
        let child = command.stdout(Stdio::null()).stderr(file).spawn().expect("the binary runs");
        let mut server = Self {
            child,
            log: log.to_owned(),
            base: String::new(),
            ops: String::new(),
            basic: String::new(),
        };
        for _ in 0..PATIENCE.as_millis() / 20 {
            if let Some(line) = server.lines().iter().find(|line| line["message"] == "serving") {
                let told = |key: &str| format!("http://{}", line[key].as_str().expect("an address"));
                (server.base, server.ops) = (told("address"), told("ops"));
                return server;
            }
            if let Some(status) = server.child.try_wait().expect("a status") {
                panic!("the server ended with {status}: {}", server.text());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the server did not start: {}", server.text());
    }

    /// All that it wrote.
    pub(crate) fn text(&self) -> String {
        fs::read_to_string(&self.log).expect("a log")
    }

    /// All that it logged; every line must be JSON.
    pub(crate) fn lines(&self) -> Vec<Value> {
        let file = BufReader::new(fs::File::open(&self.log).expect("a log"));
        let whole = file.lines().map_while(Result::ok);
        whole.filter_map(|line| serde_json::from_str(&line).ok()).collect()
    }

    pub(crate) async fn ops(&self, path: &str) -> (u16, String) {
        let answer = reqwest::get(format!("{}{path}", self.ops)).await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    }

    pub(crate) fn ask_to_stop(&self) {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().expect("kill");
    }

    /// Asks it to stop; what it exits with.
    pub(crate) fn stop(&mut self) -> i32 {
        self.ask_to_stop();
        self.ended()
    }

    /// What it exits with, awaited.
    pub(crate) fn ended(&mut self) -> i32 {
        for _ in 0..PATIENCE.as_millis() / 20 {
            if let Some(status) = self.child.try_wait().expect("a status") {
                return status.code().unwrap_or(-1);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the server does not stop: {}", self.text());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ended already when the test stopped it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One who calls the API.
pub(crate) struct Caller {
    pub(crate) base: String,
    pub(crate) account: (String, String),
}

impl Caller {
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
        self.post_with(path, form, &[]).await
    }

    pub(crate) async fn post_with(
        &self,
        path: &str,
        form: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> (u16, Value) {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = reqwest::Client::new()
            .post(format!("{}{path}", self.base))
            .basic_auth(&self.account.0, Some(&self.account.1))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        (status, serde_json::from_str(&answer.text().await.expect("text")).expect("JSON"))
    }

    /// The path of a new service.
    pub(crate) async fn service(&self) -> String {
        let (status, service) = self.post("/v2/Services", &[("FriendlyName", "Acme")]).await;
        assert_eq!(status, 201, "{service}");
        format!("/v2/Services/{}", service["sid"].as_str().expect("a SID"))
    }
}

/// A provider: remembers the messages it was given by address.
pub(crate) struct Sink {
    pub(crate) url: String,
    messages: Messages,
}

type Messages = Arc<Mutex<BTreeMap<String, Vec<Value>>>>;

impl Sink {
    pub(crate) async fn start() -> Self {
        let messages = Messages::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/send", listener.local_addr().expect("an address"));
        let router = Router::new().route("/send", post(take)).with_state(Arc::clone(&messages));
        tokio::spawn(countersign_web::serve(
            listener,
            router,
            std::future::pending(),
            countersign_web::Limits::default(),
        ));
        Self { url, messages }
    }

    pub(crate) fn count(&self, to: &str) -> usize {
        self.messages.lock().expect("messages").get(to).map_or(0, Vec::len)
    }

    /// The code of the last message to this address, awaited.
    pub(crate) async fn code(&self, to: &str) -> String {
        for _ in 0..PATIENCE.as_millis() / 20 {
            let last = self.messages.lock().expect("messages").get(to).and_then(|sent| sent.last().cloned());
            if let Some(message) = last {
                return message["code"].as_str().expect("a code").to_owned();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("nothing was sent to {to}");
    }
}

async fn take(State(messages): State<Messages>, body: String) {
    let message: Value = serde_json::from_str(&body).expect("JSON");
    let to = message["to"].as_str().expect("an address").to_owned();
    messages.lock().expect("messages").entry(to).or_default().push(message);
}
