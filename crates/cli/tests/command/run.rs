//! Running the binary.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use reqwest::RequestBuilder;
use serde_json::Value;

const BINARY: &str = env!("CARGO_BIN_EXE_countersign");

/// A data directory.
pub(crate) struct Directory {
    home: tempfile::TempDir,
    name: String,
}

impl Directory {
    /// One that doesn't exist yet.
    pub(crate) fn empty() -> Self {
        Self::named("data")
    }

    /// One of this name that doesn't exist yet.
    pub(crate) fn named(name: &str) -> Self {
        Self { home: tempfile::tempdir().expect("a directory"), name: name.to_owned() }
    }

    /// One that `dev` has made and left.
    pub(crate) fn with_data() -> Self {
        let directory = Self::empty();
        drop(Server::start(&directory));
        directory
    }

    /// One that is there and empty.
    pub(crate) fn bare() -> Self {
        let directory = Self::empty();
        std::fs::create_dir(directory.file("")).expect("a directory");
        directory
    }

    /// The same, its database a new one on the tests' PostgreSQL.
    pub(crate) fn with_postgres(self) -> Self {
        let text = format!("[database]\nurl = \"{}\"\n", countersign_testkit::postgres_url());
        self.configured(&text)
    }

    /// The same, with this configuration file.
    pub(crate) fn configured(self, text: &str) -> Self {
        std::fs::write(self.config(), text).expect("a file");
        self
    }

    /// The same, with what `more` writes into a configuration behind what stands there.
    pub(crate) fn also_configured(self, more: impl FnOnce(Self) -> Self) -> Self {
        let first = std::fs::read_to_string(self.config()).unwrap_or_default();
        let directory = more(self);
        let more = std::fs::read_to_string(directory.config()).expect("a file");
        directory.configured(&format!("{first}{more}"))
    }

    /// A path beside the data.
    pub(crate) fn beside(&self, name: &str) -> String {
        self.home.path().join(name).display().to_string()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.home.path().join(&self.name).join(name)
    }

    /// A directory whose servers and commands work on this PostgreSQL database.
    pub(crate) fn on_postgres(url: &str) -> Self {
        Self::empty().configured(&format!("[database]\nurl = \"{url}\"\n"))
    }

    fn config(&self) -> PathBuf {
        self.home.path().join("countersign.toml")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(BINARY);
        command.args(arguments).arg("--data-dir").arg(self.file(""));
        if self.config().exists() {
            command.arg("--config").arg(self.config());
        }
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("it runs")
    }

    /// What a command prints, which has to succeed.
    pub(crate) fn succeeds(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {told}");
        String::from_utf8(output.stdout).expect("text")
    }

    /// What a command answers to a program.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let text = self.succeeds(&[arguments, &["--json"]].concat());
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"))
    }

    /// What the doctor finds, whether or not something must be mended.
    pub(crate) fn found(&self) -> Value {
        let output = self.run(&["doctor", "--json"]);
        let text = String::from_utf8(output.stdout).expect("text");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"))
    }

    /// Exit code and sentence of a command that has to fail.
    pub(crate) fn refused(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{arguments:?} succeeded");
        (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// A running `countersign dev`.
pub(crate) struct Server {
    child: Child,
    /// The page's address, as printed.
    pub(crate) page: String,
    address: String,
    account: String,
    token: String,
}

impl Server {
    pub(crate) fn start(directory: &Directory) -> Self {
        Self::start_with(directory, &["--listen", "127.0.0.1:0"])
    }

    pub(crate) fn start_with(directory: &Directory, arguments: &[&str]) -> Self {
        let mut child = directory
            .command(&[&["dev"], arguments].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut value = |start: &str| {
            lines.by_ref().map_while(Result::ok).find_map(|line| line.strip_prefix(start).map(str::to_owned))
        };
        let account = value("TWILIO_ACCOUNT_SID=").expect("an account");
        let token = value("TWILIO_AUTH_TOKEN=").expect("a token");
        let page = value("# Services and inbox: ").expect("an address");
        let address = page.split("/?").next().unwrap_or_default().trim_end_matches('/').to_owned();
        Self { child, page, address, account, token }
    }

    /// The account and token that it printed.
    pub(crate) fn credentials(&self) -> (String, String) {
        (self.account.clone(), self.token.clone())
    }

    /// Status and body of a GET with these credentials.
    pub(crate) fn get(&self, path: &str, user: &str, secret: &str) -> (u16, Value) {
        let (status, text) = self.answer(path, |request| request.basic_auth(user, Some(secret)));
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// Status and body of a GET with these headers.
    pub(crate) fn fetch(&self, path: &str, headers: &[(&str, &str)]) -> (u16, String) {
        self.answer(path, |request| {
            headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))
        })
    }

    /// Status and body of a POST of JSON with the credentials that it printed.
    pub(crate) fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let (status, text) = self.send(reqwest::Method::POST, path, |request| {
            let request = request.basic_auth(&self.account, Some(&self.token));
            request.header("content-type", "application/json").body(body.to_string())
        });
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    fn answer(&self, path: &str, add: impl Fn(RequestBuilder) -> RequestBuilder) -> (u16, String) {
        self.send(reqwest::Method::GET, path, add)
    }

    fn send(
        &self,
        method: reqwest::Method,
        path: &str,
        add: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> (u16, String) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let client = reqwest::Client::builder().no_proxy().build().expect("a client");
            let request = add(client.request(method, format!("{}{path}", self.address)));
            let answer = request.send().await.expect("an answer");
            (answer.status().as_u16(), answer.text().await.unwrap_or_default())
        })
    }

    /// The newest code in the inbox for this address, once it is there.
    pub(crate) fn code_for(&self, to: &str) -> String {
        for _ in 0..600 {
            let (_, body) = self.get(&format!("/inbox/messages?to={}", to.replace('+', "%2B")), "", "");
            if let Some(code) = body["messages"][0]["code"].as_str() {
                return code.to_owned();
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("no message for the address arrived");
    }

    /// As `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it was running");
        self.child.wait().expect("it ended");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Gently, so that the directory is whole for whoever comes next.
        if let Ok(None) = self.child.try_wait() {
            let _ = Command::new("kill").arg(self.child.id().to_string()).status();
            let _ = self.child.wait();
        }
    }
}
