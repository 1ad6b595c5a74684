//! What commands that work on data have in common.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use countersign_engine::Engine;
use countersign_model::{AccountSid, Channel, ServiceSid};
use countersign_store::accounts;

use super::Failure;
use crate::config::Config;
use crate::control::Answer;

/// Where the data is.
#[derive(Debug, Args)]
pub struct Place {
    /// The server's data directory; without it the configuration's, without that countersign-data
    #[arg(long, global = true, value_name = "DIRECTORY")]
    pub data_dir: Option<PathBuf>,
    /// The server's configuration file
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

impl Place {
    /// The configuration and the data directory that counts.
    pub(crate) fn settle(&self) -> Result<(Config, PathBuf), Failure> {
        let config = Config::read(self.config.as_deref())?;
        let path = match &self.data_dir {
            Some(path) => path.clone(),
            None if config.is_production() => config.general.data_dir.clone(),
            None => PathBuf::from("countersign-data"),
        };
        Ok((config, path))
    }
}

/// Where the data is and how to answer.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Answer in JSON, for programs
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

impl Options {
    /// Prints an answer.
    pub(super) fn show(&self, answer: &Answer) {
        if self.json {
            println!("{:#}", answer.to_json());
        } else {
            print!("{}", answer.to_text());
        }
    }
}

/// Waits until no node remembers what was just revoked: callers are remembered for five seconds.
pub(super) fn forgotten() {
    std::thread::sleep(Duration::from_millis(5500));
}

/// An account's SID as it was typed.
pub(crate) fn account_sid(text: &str) -> Result<AccountSid, Failure> {
    text.parse().map_err(|_| Failure::new(format!("{text} is no account SID: it is AC and 32 hex digits")))
}

/// A service's SID as it was typed.
pub(crate) fn service_sid(text: &str) -> Result<ServiceSid, Failure> {
    text.parse().map_err(|_| Failure::new(format!("{text} is no service SID: it is VA and 32 hex digits")))
}

/// A channel as it was typed.
pub(crate) fn channel(text: &str) -> Result<Channel, Failure> {
    let known = || Channel::ALL.map(Channel::as_str).join(", ");
    text.parse().map_err(|_| Failure::new(format!("{text} is no channel: the channels are {}", known())))
}

/// Who gives this command, for the audit trail: behind `sudo` the one who called it. A name that its bearer tells; what
/// keeps others away is the socket and the data directory, which are their owner's alone.
pub(crate) fn operator() -> String {
    let named = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let found = ["SUDO_USER", "USER", "LOGNAME"].iter().find_map(named);
    found.unwrap_or_else(|| "unnamed".to_owned()).chars().filter(|c| !c.is_control()).take(64).collect()
}

/// The account that is meant: the one named, or the only one.
pub(crate) async fn the_account(engine: &Engine, named: Option<&str>) -> Result<AccountSid, Failure> {
    if let Some(text) = named {
        return account_sid(text);
    }
    match &engine.store().read(accounts::list).await.map_err(Failure::of)?[..] {
        [only] => Ok(only.sid),
        [] => Err(Failure::new("there is no account: make one with countersign account create")),
        _ => Err(Failure::new("there are several accounts: name one with --account")),
    }
}
