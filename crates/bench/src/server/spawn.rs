//! Starting a process and hearing what it serves.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use crate::stopwatch::Stopwatch;
use crate::{Outcome, bad};

/// What a server printed when it started.
#[derive(Default)]
pub(super) struct Said {
    pub(super) address: Option<SocketAddr>,
    pub(super) account: Option<String>,
    pub(super) token: Option<String>,
    pub(super) service: Option<String>,
}

impl Said {
    /// Reads a line; true once there is nothing more to wait for.
    pub(super) fn hear(&mut self, line: &str) -> bool {
        for (name, place) in [
            ("TWILIO_ACCOUNT_SID=", &mut self.account),
            ("TWILIO_AUTH_TOKEN=", &mut self.token),
            ("TWILIO_SERVICE=", &mut self.service),
        ] {
            if let Some(value) = line.strip_prefix(name) {
                *place = Some(value.trim().to_owned());
            }
        }
        if let Some((_, after)) = line.split_once("http://") {
            self.address = after.split('/').next().and_then(|address| address.trim().parse().ok());
        }
        self.address.is_some() && self.service.is_some()
    }
}

pub(super) type Spawned = (Child, BufReader<ChildStdout>, Stopwatch);

/// Starts a process; its log is written to `directory`.
pub(super) fn launch(mut command: Command, directory: &Path) -> Outcome<Spawned> {
    let log = File::create(directory.join("log"))?;
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
    let began = Stopwatch::start();
    let mut child = command.spawn()?;
    let stdout = child.stdout.take().ok_or_else(|| bad("no standard output"))?;
    Ok((child, BufReader::new(stdout), began))
}

/// Starts a process and reads what it prints until `hear` has heard enough.
pub(super) fn spawn(
    command: Command,
    directory: &Path,
    mut hear: impl FnMut(&str) -> bool,
) -> Outcome<Spawned> {
    let (child, mut stdout, began) = launch(command, directory)?;
    let mut line = String::new();
    while stdout.read_line(&mut line)? > 0 && !hear(&line) {
        line.clear();
    }
    Ok((child, stdout, began))
}

/// Waits until a request is answered, whatever the answer.
pub(super) fn first_answer(address: SocketAddr, began: Stopwatch) -> Outcome<Duration> {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(stream, "GET / HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")?;
    let mut first = [0; 1];
    stream.read_exact(&mut first)?;
    Ok(began.elapsed())
}
