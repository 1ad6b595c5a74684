//! The binary under test: started, killed, awaited.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use countersign_testkit::{directory, postgres_url};
use tempfile::TempDir;
use tokio::sync::{mpsc, watch};

use crate::engines::Engine;
use crate::sink::Sink;
use crate::within;

/// The binary under test, a debug build: `reach` does nothing in others.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_countersign");

/// A data directory and a configuration, which outlive the servers started on them.
pub(crate) struct Home {
    directory: TempDir,
    config: Option<PathBuf>,
}

impl Home {
    /// With messages going to `sink`.
    pub(crate) fn new(engine: Engine, sink: &Sink) -> Self {
        Self::among(engine, &[("sink", sink)])
    }

    /// With messages going to these; each comes first for as many of them, then the others in their order.
    pub(crate) fn among(engine: Engine, sinks: &[(&str, &Sink)]) -> Self {
        let provider = |(name, sink): &(&str, &Sink)| {
            let url = sink.url();
            format!(
                "[[providers]]\nname = {name:?}\nkind = \"webhook\"\nurl = {url:?}\nsecret = \"0123456789abcdef\"\n"
            )
        };
        let mut config: String = sinks.iter().map(provider).collect();
        let (names, weights): (Vec<_>, Vec<_>) = sinks.iter().map(|(name, _)| (*name, 1)).unzip();
        config += &format!("[[routes]]\nproviders = {names:?}\nweights = {weights:?}\n");
        if engine == Engine::Postgres {
            config += &format!("[database]\nurl = \"{}\"\nconnections = 4\n", postgres_url());
        }
        let directory = directory();
        let path = directory.path().join("countersign.toml");
        std::fs::write(&path, config).expect("a configuration");
        Self { directory, config: Some(path) }
    }

    /// As it comes: an embedded database, and messages in the inbox.
    pub(crate) fn plain() -> Self {
        Self { directory: directory(), config: None }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The arguments after the binary's name.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let mut arguments: Vec<String> =
            ["dev", "--listen", "127.0.0.1:0", "--data-dir"].map(String::from).into();
        arguments.push(shown(&self.data()));
        if let Some(config) = &self.config {
            arguments.extend(["--config".to_owned(), shown(config)]);
        }
        arguments
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(BINARY);
        command.args(self.arguments());
        command
    }

    pub(crate) async fn start(&self) -> Server {
        let started = self.launch(self.command()).await;
        started.unwrap_or_else(|status| panic!("the server did not start: {status}"))
    }

    /// Starts a server that dies at the place; the error when it died before it could serve.
    pub(crate) async fn start_to_die_at(&self, place: &str) -> Result<Server, ExitStatus> {
        let mut command = self.command();
        command.env("COUNTERSIGN_DIE_AT", place);
        self.launch(command).await
    }

    /// Runs `command`, which is to become the server, until it tells its address.
    pub(crate) async fn launch(&self, mut command: Command) -> Result<Server, ExitStatus> {
        let log = File::options().create(true).append(true).open(self.log()).expect("a log");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        command.env("COUNTERSIGN_LOG_LEVEL", "warn");
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let stdout = child.stdout.take().expect("a pipe");
        let child = Arc::new(Mutex::new(child));
        let (told, mut lines) = mpsc::unbounded_channel();
        let (end, ended) = watch::channel(None);
        let process = Process { child: Arc::clone(&child), ended };
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                // Nobody listens any more once the address is known.
                let _ = told.send(line);
            }
            // Its output ends when it does.
            let status = child.lock().unwrap_or_else(PoisonError::into_inner).wait().expect("a status");
            let _ = end.send(Some(status));
        });
        let mut banner = Banner::default();
        while !banner.is_whole() {
            match within("the server tells its address", lines.recv()).await {
                Some(line) => banner.read(&line),
                None => return Err(process.end().await),
            }
        }
        Ok(Server { banner, process })
    }

    fn log(&self) -> PathBuf {
        self.path("log")
    }
}

/// A failed test shows what its servers said.
impl Drop for Home {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.log()).unwrap_or_default();
            let lines: Vec<_> = log.lines().collect();
            eprintln!("the servers' log ends:\n{}", lines[lines.len().saturating_sub(30)..].join("\n"));
        }
    }
}

fn shown(path: &Path) -> String {
    path.to_str().expect("a path in UTF-8").to_owned()
}

/// What a server prints when it starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Banner {
    pub(crate) account: String,
    pub(crate) token: String,
    pub(crate) service: String,
    /// `http://` and the address it listens at.
    pub(crate) base: String,
}

impl Banner {
    fn read(&mut self, line: &str) {
        for (name, place) in [
            ("TWILIO_ACCOUNT_SID=", &mut self.account),
            ("TWILIO_AUTH_TOKEN=", &mut self.token),
            ("TWILIO_SERVICE=", &mut self.service),
        ] {
            if let Some(value) = line.strip_prefix(name) {
                value.clone_into(place);
            }
        }
        if let Some((_, rest)) = line.split_once("http://127.0.0.1:") {
            let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
            self.base = format!("http://127.0.0.1:{port}");
        }
    }

    fn is_whole(&self) -> bool {
        [&self.account, &self.token, &self.service, &self.base].iter().all(|text| !text.is_empty())
    }

    /// The lines that stay the same whenever it is started.
    pub(crate) fn credentials(&self) -> [&str; 3] {
        [&self.account, &self.token, &self.service]
    }
}

/// The process itself; goes with its last handle at the latest.
#[derive(Clone)]
pub(crate) struct Process {
    child: Arc<Mutex<Child>>,
    ended: watch::Receiver<Option<ExitStatus>>,
}

impl Process {
    /// `kill -9`; nothing to do if it has ended.
    pub(crate) fn kill(&self) {
        let _ = self.child.lock().unwrap_or_else(PoisonError::into_inner).kill();
    }

    /// Asks it to end.
    pub(crate) fn terminate(&self) {
        let pid = self.child.lock().unwrap_or_else(PoisonError::into_inner).id();
        let sent = Command::new("sh").args(["-c", &format!("kill -TERM {pid}")]).status().expect("a shell");
        assert!(sent.success(), "SIGTERM could not be sent");
    }

    /// Waits until it has ended.
    pub(crate) async fn end(&self) -> ExitStatus {
        let mut ended = self.ended.clone();
        let ended = within("the server ends", ended.wait_for(Option::is_some)).await;
        ended.expect("a status").expect("a status")
    }

    /// Completes when it has ended, however long that takes.
    pub(crate) async fn ended(&self) {
        let mut ended = self.ended.clone();
        // The sender goes only after it has told.
        let _ = ended.wait_for(Option::is_some).await;
    }
}

/// A server that serves; killed when dropped.
pub(crate) struct Server {
    pub(crate) banner: Banner,
    pub(crate) process: Process,
}

impl Server {
    /// Kills it and waits for its end.
    pub(crate) async fn kill(self) {
        self.process.kill();
        self.process.end().await;
    }

    /// Stops it as an operator would; it must end well.
    pub(crate) async fn stop(self) {
        self.process.terminate();
        let status = self.process.end().await;
        assert!(status.success(), "stopped with {status}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill();
    }
}
