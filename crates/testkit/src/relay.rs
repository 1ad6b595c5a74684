//! Starts the real SMTP server that `relay/relay.py` makes of aiosmtpd.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};

use serde_json::{Value, json};

use crate::PATIENCE;

/// A running SMTP server on the loopback address; ends with the value.
#[derive(Debug)]
pub struct Relay {
    child: Child,
    lines: Receiver<String>,
    port: u16,
}

impl Relay {
    /// Starts a relay. `encryption` is `none`, `starttls` or `tls`; with `login` it wants acme/hunter2.
    ///
    /// # Panics
    /// When Python or its aiosmtpd is missing: a test that needs them must not pass without them.
    #[must_use]
    pub fn start(encryption: &str, login: bool) -> Self {
        let options = json!({
            "encryption": encryption, "login": login,
            "cert": Self::certificate(), "key": Self::key(),
        });
        let mut child = Command::new(python())
            .args([file("relay.py").as_os_str(), options.to_string().as_ref()])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the Python interpreter of the test peers runs: ./test prepares it");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let (told, lines) = mpsc::channel();
        // Ends with the relay, or when nobody listens any more.
        std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| told.send(line)));
        let mut relay = Self { child, lines, port: 0 };
        let port = relay.line().and_then(|line| line.parse().ok());
        relay.port = port.expect("a port: is aiosmtpd installed? Run ./test, which prepares it");
        relay
    }

    /// The port it listens at.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificate that it shows, for `localhost`; nobody vouches for it.
    #[must_use]
    pub fn certificate() -> PathBuf {
        file("cert.pem")
    }

    /// The certificate's private key.
    #[must_use]
    pub fn key() -> PathBuf {
        file("key.pem")
    }

    /// The next message that it has taken, waited for.
    ///
    /// # Panics
    /// When none comes.
    pub fn received(&mut self) -> Value {
        serde_json::from_str(&self.line().expect("a message")).expect("a message")
    }

    fn line(&mut self) -> Option<String> {
        self.lines.recv_timeout(PATIENCE).ok()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("relay").join(name)
}

/// The interpreter that has the packages of the Python peers.
///
/// # Panics
/// When there is none: a test that needs it must not pass without it.
#[must_use]
pub fn python() -> PathBuf {
    if let Some(python) = std::env::var_os("COUNTERSIGN_PEERS_PYTHON") {
        return python.into();
    }
    let python = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/peers/venv/bin/python");
    assert!(python.exists(), "{} is missing: run ./test, which prepares the test peers", python.display());
    python
}
