//! Starts peers in Python: Amazon's services, which `peer/aws.py` makes of moto, and a browser (`peer/browser.py`).

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use countersign_testkit::python;
use serde_json::{Value, json};

/// A running peer; ends with the value.
pub(crate) struct Peer {
    child: Child,
    input: ChildStdin,
    lines: BufReader<ChildStdout>,
    /// The port it listens at, on the loopback address.
    pub(crate) port: u16,
}

impl Peer {
    /// Starts Amazon's SNS and SES, in the region `eu-central-1`; gives the keys of a user too. The sender
    /// `login@example.com` is verified.
    pub(crate) fn amazon() -> (Self, String, String) {
        let mut peer = Self::run("aws.py", &json!({}));
        let told: Value = serde_json::from_str(&peer.line())
            .expect("a port: is moto installed? Run ./test, which prepares it");
        peer.port = told["port"].as_u64().and_then(|port| port.try_into().ok()).expect("a port");
        let text = |name: &str| told[name].as_str().expect("a key").to_owned();
        (peer, text("id"), text("secret"))
    }

    /// Starts a browser's half of Web Push.
    pub(crate) fn browser() -> Self {
        Self::run("browser.py", &json!({}))
    }

    /// What it answers to one line.
    pub(crate) fn answer(&mut self, asked: &Value) -> Value {
        writeln!(self.input, "{asked}").expect("its input");
        serde_json::from_str(&self.line())
            .expect("an answer: is http_ece installed? Run ./test, which prepares it")
    }

    fn run(script: &str, options: &Value) -> Self {
        let mut child = Command::new(python())
            .args([file(script).as_os_str(), options.to_string().as_ref()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the Python interpreter of the test peers runs: ./test prepares it");
        let lines = BufReader::new(child.stdout.take().expect("its output"));
        let input = child.stdin.take().expect("its input");
        Self { child, input, lines, port: 0 }
    }

    /// All that Amazon was sent so far.
    pub(crate) fn told(&mut self) -> Value {
        writeln!(self.input).expect("its input");
        serde_json::from_str(&self.line()).expect("all that it was sent")
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("its output");
        line
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A file beside `aws.py`.
pub(crate) fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/providers/peer").join(name)
}
