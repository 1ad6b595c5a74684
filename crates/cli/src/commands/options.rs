//! What commands that work on data have in common.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use countersign_engine::Engine;
use countersign_model::{AccountSid, Channel, Sid, SidKind};
use countersign_store::accounts;
use serde::{Deserialize, Serialize};

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

/// A SID as it was typed; `what` it should be of stands in the sentence that refuses it.
pub(crate) fn sid<K: SidKind>(text: &str, what: &str) -> Result<Sid<K>, Failure> {
    let refused = || Failure::new(format!("{text} is no {what} SID: it is {} and 32 hex digits", K::PREFIX));
    text.parse().map_err(|_| refused())
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

/// Whose things a command is about.
#[derive(Debug, Args, Serialize, Deserialize)]
pub struct Whose {
    /// The account; may be left out where there is only one
    #[arg(long, global = true, value_name = "AC…")]
    account: Option<String>,
}

impl Whose {
    /// The account that is meant: the one named, or the only one.
    pub(super) async fn sid(&self, engine: &Engine) -> Result<AccountSid, Failure> {
        if let Some(text) = &self.account {
            return sid(text, "account");
        }
        match &engine.store().read(accounts::list).await.map_err(Failure::of)?[..] {
            [only] => Ok(only.sid),
            [] => Err(Failure::new("there is no account: make one with countersign account create")),
            _ => Err(Failure::new("there are several accounts: name one with --account")),
        }
    }
}
