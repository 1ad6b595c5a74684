//! A server under measurement, in a process of its own, killed when dropped.

mod production;
mod spawn;

use std::io::BufReader;
use std::path::Path;
use std::process::{Child, ChildStdout, Command};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::load::Target;
use crate::server::spawn::{Said, first_answer, spawn};
use crate::{Outcome, bad};

/// What differs between two runs of the product.
#[derive(Clone, Debug, Default)]
pub(crate) struct Setting {
    /// PostgreSQL in place of the embedded database.
    pub(crate) postgres: Option<String>,
    /// Providers and routes, in place of the one provider that sends to the sink.
    pub(crate) delivery: Option<String>,
}

impl Setting {
    /// Everything on a PostgreSQL database.
    pub(crate) fn on(url: &str) -> Self {
        Self { postgres: Some(url.to_owned()), ..Self::default() }
    }

    /// The section of the configuration, and the provider that sends to `sink`.
    fn configuration(&self, sink: &str) -> String {
        let database = match &self.postgres {
            Some(url) => format!("[database]\nurl = {url:?}\n"),
            None => String::new(),
        };
        if let Some(delivery) = &self.delivery {
            return database + delivery;
        }
        let secret = "of-a-benchmark-only";
        format!(
            "{database}[[providers]]\nname = \"sink\"\nkind = \"webhook\"\nurl = {sink:?}\nsecret = {secret:?}\n"
        )
    }
}

/// Where an account's creates and checks go.
fn api(address: std::net::SocketAddr, account: &str, token: &str, service: &str) -> Target {
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{account}:{token}")));
    let path = format!("/v2/Services/{service}");
    Target::new(address, &format!("{path}/Verifications"), &format!("{path}/VerificationCheck"), Some(&basic))
}

/// A running server.
pub(crate) struct Server {
    child: Child,
    /// Held so that the server never writes into a closed pipe.
    _stdout: BufReader<ChildStdout>,
    pub(crate) target: Target,
    /// Of the product only.
    pub(crate) account: String,
    /// Of the product only.
    pub(crate) service: String,
    /// From the order to start until the first answer.
    pub(crate) first_answer: Duration,
}

impl Server {
    /// Starts the product's `binary` with its data in `directory`, sending to `sink`.
    ///
    /// # Errors
    /// When it doesn't start; its log is in `directory`.
    pub(crate) fn product(binary: &Path, directory: &Path, sink: &str, setting: &Setting) -> Outcome<Self> {
        let config = directory.join("config.toml");
        std::fs::write(&config, setting.configuration(sink))?;
        let mut command = Command::new(binary);
        command.arg("dev").arg("--config").arg(&config).arg("--data-dir").arg(directory.join("data"));
        command.arg("--listen").arg("127.0.0.1:0");
        let mut said = Said::default();
        let (child, stdout, began) = spawn(command, directory, |line| said.hear(line))?;
        let (Some(address), Some(account), Some(token), Some(service)) =
            (said.address, said.account, said.token, said.service)
        else {
            return Err(bad(format!(
                "the server did not say what it serves: see {}/log",
                directory.display()
            )));
        };
        let target = api(address, &account, &token, &service);
        let first_answer = first_answer(address, began)?;
        Ok(Self { child, _stdout: stdout, target, account, service, first_answer })
    }

    /// Starts the floor: this program again, with its hidden command.
    ///
    /// # Errors
    /// When it doesn't start; its log is in `directory`.
    pub(crate) fn floor(directory: &Path, sink: &str) -> Outcome<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("floor").arg(directory.join("floor.db")).arg(sink);
        let mut said = Said::default();
        let (child, stdout, began) = spawn(command, directory, |line| {
            said.hear(line);
            said.address.is_some()
        })?;
        let Some(address) = said.address else {
            return Err(bad(format!("the floor did not start: see {}/log", directory.display())));
        };
        let target = Target::new(address, "/create", "/check", None);
        let first_answer = first_answer(address, began)?;
        Ok(Self {
            child,
            _stdout: stdout,
            target,
            account: String::new(),
            service: String::new(),
            first_answer,
        })
    }

    /// Its share of the machine's memory in MiB: private pages, and its part of those it shares.
    ///
    /// # Errors
    /// When the kernel doesn't tell.
    pub(crate) fn memory(&self) -> Outcome<f64> {
        let rollup = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", self.child.id()))?;
        let pss = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
        let kib = pss.and_then(|text| text.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
        kib.map(|kib| kib / 1024.0).ok_or_else(|| bad("the kernel tells no Pss"))
    }

    /// Processor time that it has used, in all its threads. Unlike rates it hardly depends on who else computes.
    ///
    /// # Errors
    /// When the kernel doesn't tell.
    pub(crate) fn cpu(&self) -> Outcome<Duration> {
        // proc_pid_stat(5): the second field is a name in brackets, utime and stime are the 14th and 15th. Linux
        // counts both in hundredths of a second on every architecture (USER_HZ).
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let ticks = stat.rsplit_once(')').and_then(|(_, rest)| {
            let mut fields = rest.split_whitespace().skip(11);
            Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
        });
        ticks.map(|ticks| Duration::from_millis(ticks * 10)).ok_or_else(|| bad("the kernel tells no times"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
