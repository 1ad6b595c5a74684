//! `countersign migrate`

use clap::Args;
use countersign_store::{Standing, Store};
use serde_json::json;

use super::{Failure, Options};
use crate::DataDir;
use crate::control::{Answer, is_served, must_exist};
use crate::running::of_later_version;

/// Bring the database up to date without starting a server
///
/// Starting a server does the same. On PostgreSQL it can be done while servers of the version before still run: they
/// go on working on the new tables. Where a later version has been before, its migrations are left as they are.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign migrate --config /etc/countersign.toml\n  \
    countersign migrate --json                      # {\"applied\": [\"0001_foundation\"], \"later\": []}")]
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
            let up_to_date = "a server runs on this database and brought it up to date when it started";
            return self.tell(
                &Store::look(&config.database.engine(&DataDir::unlocked(&path))).map_err(Failure::of)?,
                up_to_date,
            );
        }
        // PostgreSQL has a lock of its own for this; an embedded database belongs to whoever holds the directory.
        let data = if shared { DataDir::unlocked(&path) } else { DataDir::open(&path)? };
        let store = Store::open(config.database.engine(&data)).map_err(Failure::of)?;
        store.close();
        self.tell(&store.found(), "the database was up to date already")
    }

    fn tell(&self, found: &Standing, nothing: &str) -> Result<(), Failure> {
        let applied = &found.missing;
        self.options.show(&if self.options.json {
            Answer::record([("applied", json!(applied)), ("later", json!(found.later))])
        } else if applied.is_empty() {
            Answer::Done(nothing.to_owned())
        } else {
            Answer::table(["applied"], applied.iter().map(|name| [json!(name)]))
        });
        if let Some(sentence) = of_later_version(&found.later) {
            eprintln!("countersign: {sentence}");
        }
        Ok(())
    }
}
