//! Starts the real centres that `peer/centre.cjs` and `peer/centre.py` make of two libraries.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};

use serde_json::{Value, json};
use tokio::sync::mpsc;

use countersign_testkit::{Relay, python};

use crate::peer::file;

/// A running centre; ends with the value.
pub(super) struct Centre {
    child: Child,
    orders: ChildStdin,
    events: mpsc::UnboundedReceiver<Value>,
    /// Events that came while another was waited for.
    passed: VecDeque<Value>,
    /// The port it listens at, on the loopback address.
    pub(super) port: u16,
}

impl Centre {
    /// npm's smpp. `options` says how it behaves; see the script.
    pub(super) async fn node(options: Value) -> Self {
        let packages = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/peers/node");
        let installed = packages.join("node_modules/smpp");
        assert!(installed.exists(), "{} is missing: run ./test, which installs it", installed.display());
        let mut all = json!({
            "packages": packages.join("package.json"), "cert": Relay::certificate(), "key": Relay::key(),
        });
        all.as_object_mut().expect("options").extend(options.as_object().expect("options").clone());
        let mut node = Command::new("node");
        node.args([file("centre.cjs").as_os_str(), all.to_string().as_ref()]);
        Self::start(node).await
    }

    /// PyPI's smpp34. It takes any password, and answers when it is told to.
    pub(super) async fn python() -> Self {
        let mut command = Command::new(python());
        command.arg(file("centre.py"));
        Self::start(command).await
    }

    async fn start(mut command: Command) -> Self {
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.expect("the interpreter of the test peer runs: ./test prepares it");
        let orders = child.stdin.take().expect("its input");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let (tell, events) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            while let Some(Ok(line)) = lines.next() {
                let event = serde_json::from_str(&line).expect("an event");
                if tell.send(event).is_err() {
                    break;
                }
            }
        });
        let mut centre = Self { child, orders, events, passed: VecDeque::new(), port: 0 };
        let port = centre.next("port").await["port"].as_u64().expect("a port");
        centre.port = u16::try_from(port).expect("a port");
        centre
    }

    /// The next event of this kind, whatever came between.
    pub(super) async fn next(&mut self, kind: &str) -> Value {
        if let Some(place) = self.passed.iter().position(|event| event["event"] == kind) {
            return self.passed.remove(place).expect("just found");
        }
        loop {
            let event =
                self.events.recv().await.expect("the centre is there: is its library installed? Run ./test");
            if event["event"] == kind {
                return event;
            }
            self.passed.push_back(event);
        }
    }

    /// How many events of this kind came and were not asked for.
    pub(super) fn waiting(&mut self, kind: &str) -> usize {
        while let Ok(event) = self.events.try_recv() {
            self.passed.push_back(event);
        }
        self.passed.iter().filter(|event| event["event"] == kind).count()
    }

    /// Tells it what to do.
    pub(super) fn tell(&mut self, order: &Value) {
        writeln!(self.orders, "{order}").and_then(|()| self.orders.flush()).expect("the centre is there");
    }

    /// Answers the message `number`.
    pub(super) fn answer(&mut self, number: &Value, id: &str) {
        self.tell(&json!({ "do": "answer", "number": number, "id": id }));
    }

    /// Tells a receipt and waits for its answer's status.
    pub(super) async fn deliver(&mut self, pdu: Value) -> u64 {
        self.tell(&json!({ "do": "deliver", "pdu": pdu }));
        self.next("delivered").await["status"].as_u64().expect("a status")
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
