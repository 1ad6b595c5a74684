//! A directory with a key file, a configuration and data, and a release that works on it.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use countersign_testkit::{Relay, Server, Sink};
use serde_json::Value;
use tempfile::TempDir;

/// One place where Countersign is run.
pub(crate) struct Office {
    directory: TempDir,
    /// The release in use there.
    pub(crate) binary: PathBuf,
}

/// What a command came to.
pub(crate) struct Told {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Told {
    /// What it answered to a program, which must have been asked for.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {}{}", self.out, self.err))
    }
}

impl Office {
    pub(crate) fn new(binary: PathBuf) -> Self {
        Self { directory: countersign_testkit::directory(), binary }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The same as text.
    pub(crate) fn file(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// Writes `countersign.toml`: mail by `relay`, text messages and calls by `sink`; data on PostgreSQL if there is a
    /// URL, embedded if not.
    pub(crate) fn configure(&self, database: Option<&str>, relay: &Relay, sink: &Sink) {
        let database = database.map(|url| format!("[database]\nurl = '{url}'\n")).unwrap_or_default();
        let text = format!(
            "data_dir = '{data}'\nkeys_file = '{keys}'\n{database}\
             [server]\nlisten = '127.0.0.1:0'\npublic_url = 'https://verify.example.com'\n\
             [ops]\nlisten = '127.0.0.1:0'\n\
             [limits]\nsms_countries = ['US']\n\
             [[providers]]\nname = 'mail'\nkind = 'smtp'\nurl = 'smtp://localhost:{port}'\nfrom = 'Shop <codes@example.com>'\n\
             [[providers]]\nname = 'gateway'\nkind = 'webhook'\nurl = '{url}'\nsecret = '0123456789abcdef'\n\
             channels = ['sms', 'call']\n",
            data = self.file("data"),
            keys = self.file("keys"),
            port = relay.port(),
            url = sink.url,
        );
        fs::write(self.path("countersign.toml"), text).expect("a configuration");
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments).stdin(Stdio::null());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("COUNTERSIGN_")) {
            command.env_remove(name);
        }
        command
    }

    /// Runs a command as it stands.
    pub(crate) fn run(&self, arguments: &[&str]) -> Told {
        let Output { status, stdout, stderr } = self.command(arguments).output().expect("the binary runs");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Told { code: status.code().unwrap_or(-1), out: text(stdout), err: text(stderr) }
    }

    /// Runs a command with the configuration.
    pub(crate) fn tell(&self, arguments: &[&str]) -> Told {
        self.run(&[arguments, &["--config", &self.file("countersign.toml")]].concat())
    }

    /// What a command answers, which has to succeed.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let told = self.tell(&[arguments, &["--json"]].concat());
        assert_eq!(told.code, 0, "{arguments:?}: {}{}", told.out, told.err);
        told.json()
    }

    /// A text in what a command answers.
    pub(crate) fn text(&self, arguments: &[&str], name: &str) -> String {
        let answer = self.json(arguments);
        answer[name].as_str().unwrap_or_else(|| panic!("{name} in {answer}")).to_owned()
    }

    /// What a command says that has to fail.
    pub(crate) fn refusal(&self, arguments: &[&str]) -> String {
        let told = self.tell(arguments);
        assert_ne!(told.code, 0, "{arguments:?}: {}", told.out);
        told.err
    }

    /// Runs a command until it succeeds, for steps that other nodes must hear of first.
    pub(crate) fn json_in_time(&self, arguments: &[&str]) -> Value {
        let mut told = self.tell(&[arguments, &["--json"]].concat());
        for _ in 0..120 {
            if told.code == 0 {
                return told.json();
            }
            std::thread::sleep(std::time::Duration::from_secs(1));
            told = self.tell(&[arguments, &["--json"]].concat());
        }
        panic!("{arguments:?} does not come to pass: {}", told.err);
    }

    /// Starts the server, which logs to `log`.
    pub(crate) fn serve(&self, log: &str) -> Server {
        let mut command = self.command(&["serve", "--config", &self.file("countersign.toml")]);
        Server::start(&mut command, &self.path(log))
    }
}
