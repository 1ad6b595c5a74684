//! What commands that work on data have in common.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use countersign_engine::Engine;
use countersign_model::AccountSid;
use countersign_store::accounts;

use super::Failure;
use crate::control::Answer;

/// Where the data is.
#[derive(Debug, Args)]
pub struct Place {
    /// The server's data directory
    #[arg(long, global = true, value_name = "DIRECTORY", default_value = "countersign-data")]
    pub data_dir: PathBuf,
    /// The server's configuration file
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

impl Place {
    /// # Errors
    /// When there is no such directory: it is likelier to be misspelt than to be new.
    pub(crate) fn exists(&self) -> Result<(), Failure> {
        if self.data_dir.is_dir() {
            return Ok(());
        }
        Err(Failure::new(format!(
            "there is no data in {}: name the server's directory with --data-dir, or start `countersign dev` there",
            self.data_dir.display()
        )))
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

/// Who gives this command, for the audit trail.
pub(crate) fn operator() -> String {
    let named = |name: &str| std::env::var(name).ok().filter(|name| !name.is_empty());
    // Behind `sudo` the person is who called it.
    named("SUDO_USER")
        .or_else(|| named("USER"))
        .or_else(|| named("LOGNAME"))
        .unwrap_or_else(|| "unknown".to_owned())
}

/// The account that is meant: the one named, or the only one.
pub(crate) async fn the_account(engine: &Engine, named: Option<&str>) -> Result<AccountSid, Failure> {
    if let Some(text) = named {
        return text
            .parse()
            .map_err(|_| Failure::new(format!("{text} is no account SID: it is AC and 32 hex digits")));
    }
    match &engine.store().read(accounts::list).await.map_err(Failure::of)?[..] {
        [only] => Ok(only.sid),
        [] => Err(Failure::new("there is no account: make one with countersign account create")),
        _ => Err(Failure::new("there are several accounts: name one with --account")),
    }
}
