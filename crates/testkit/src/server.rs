//! A configured `countersign serve`, the real binary.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::PATIENCE;

/// How long to wait before looking again.
const AGAIN: Duration = Duration::from_millis(20);

/// A server under test; killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    log: PathBuf,
    /// `http://` and the address at which it listens for clients.
    pub base: String,
    /// The same of its ops listener.
    pub ops: String,
}

impl Server {
    /// Runs `command`, which is to become the server, until it says that it serves. It writes to `log`.
    ///
    /// # Panics
    /// When it ends before, or hangs.
    #[must_use]
    pub fn start(command: &mut Command, log: &Path) -> Self {
        let file = fs::File::create(log).expect("a log");
        let child = command.stdout(Stdio::null()).stderr(file).spawn().expect("the binary runs");
        let mut server = Self { child, log: log.to_owned(), base: String::new(), ops: String::new() };
        for _ in 0..PATIENCE.as_millis() / AGAIN.as_millis() {
            if let Some(line) = server.lines().iter().find(|line| line["message"] == "serving") {
                let told = |key: &str| format!("http://{}", line[key].as_str().expect("an address"));
                (server.base, server.ops) = (told("address"), told("ops"));
                return server;
            }
            if let Some(status) = server.child.try_wait().expect("a status") {
                panic!("the server ended with {status}: {}", server.text());
            }
            std::thread::sleep(AGAIN);
        }
        panic!("the server did not start: {}", server.text());
    }

    /// All that it wrote.
    ///
    /// # Panics
    /// When its log is gone.
    #[must_use]
    pub fn text(&self) -> String {
        fs::read_to_string(&self.log).expect("a log")
    }

    /// All lines that it logged.
    ///
    /// # Panics
    /// When its log is gone.
    #[must_use]
    pub fn lines(&self) -> Vec<Value> {
        let file = BufReader::new(fs::File::open(&self.log).expect("a log"));
        let whole = file.lines().map_while(Result::ok);
        whole.filter_map(|line| serde_json::from_str(&line).ok()).collect()
    }

    /// What its ops listener answers.
    ///
    /// # Panics
    /// When it doesn't.
    pub async fn ops(&self, path: &str) -> (u16, String) {
        let answer = reqwest::get(format!("{}{path}", self.ops)).await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    }

    /// SIGTERM.
    ///
    /// # Panics
    /// When there is no `kill`.
    pub fn ask_to_stop(&self) {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().expect("kill");
    }

    /// Asks it to stop; what it exits with.
    ///
    /// # Panics
    /// As [`Server::ended`].
    pub fn stop(&mut self) -> i32 {
        self.ask_to_stop();
        self.ended()
    }

    /// What it exits with, awaited; -1 when a signal ended it.
    ///
    /// # Panics
    /// When it doesn't end.
    pub fn ended(&mut self) -> i32 {
        for _ in 0..PATIENCE.as_millis() / AGAIN.as_millis() {
            if let Some(status) = self.child.try_wait().expect("a status") {
                return status.code().unwrap_or(-1);
            }
            std::thread::sleep(AGAIN);
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
