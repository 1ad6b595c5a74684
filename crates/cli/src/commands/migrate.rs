//! `countersign migrate`

use clap::Args;
use countersign_store::Store;
use serde_json::json;

use super::{Failure, Options};
use crate::DataDir;
use crate::control::{Answer, is_served, must_exist};

/// Bring the database up to date without starting a server
///
/// Starting a server does the same. On PostgreSQL it can be done while servers of the version before still run: they
/// go on working on the new tables.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign migrate --config /etc/countersign.toml\n  \
    countersign migrate --json                      # {\"applied\": [\"0001_foundation\"]}")]
pub struct Migrate {
    #[command(flatten)]
    options: Options,
}

impl Migrate {
    pub(super) fn run(self) -> Result<(), Failure> {
        let (config, path) = self.options.place.settle()?;
        must_exist(&config, &path)?;
        let shared = config.database.url.is_some();
        if !shared && is_served(&path)? {
            return self
                .tell(&[], "a server runs on this database and brought it up to date when it started");
        }
        // PostgreSQL has a lock of its own for this; an embedded database belongs to whoever holds the directory.
        let data = if shared { DataDir::unlocked(&path) } else { DataDir::open(&path)? };
        let store = Store::open(config.database.engine(&data)).map_err(Failure::of)?;
        store.close();
        self.tell(store.applied(), "the database was up to date already")
    }

    fn tell(&self, applied: &[&str], nothing: &str) -> Result<(), Failure> {
        self.options.show(&if self.options.json {
            Answer::record([("applied", json!(applied))])
        } else if applied.is_empty() {
            Answer::Done(nothing.to_owned())
        } else {
            Answer::table(["applied"], applied.iter().map(|name| [json!(name)]))
        });
        Ok(())
    }
}
