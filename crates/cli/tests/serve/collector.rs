//! Starts the collector that `peer/collector.py` makes of OpenTelemetry's own Python package.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

/// A running collector; ends with the value.
pub(crate) struct Collector {
    child: Child,
    lines: BufReader<ChildStdout>,
    pub(crate) endpoint: String,
}

impl Collector {
    /// One that answers everything with this status.
    pub(crate) fn answering(status: u16) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/serve/peer/collector.py");
        let mut child = Command::new(countersign_testkit::python())
            .args([script.as_os_str(), status.to_string().as_ref()])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the Python interpreter of the test peers runs: ./test prepares it");
        let mut lines = BufReader::new(child.stdout.take().expect("its output"));
        let mut port = String::new();
        lines.read_line(&mut port).expect("its output");
        let port: u16 = port
            .trim()
            .parse()
            .expect("a port: is opentelemetry-proto installed? Run ./test, which prepares it");
        Self { child, lines, endpoint: format!("http://127.0.0.1:{port}/v1/traces") }
    }

    /// The next request that it read, awaited.
    pub(crate) fn request(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("its output");
        serde_json::from_str(&line).expect("what was read")
    }

    /// Every request that it read and nobody has asked for; ends it.
    pub(crate) fn rest(mut self) -> Vec<Value> {
        self.child.kill().expect("it runs");
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).expect("its output");
        rest.lines().map(|line| serde_json::from_str(line).expect("what was read")).collect()
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        // Ended already when its rest was asked for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
