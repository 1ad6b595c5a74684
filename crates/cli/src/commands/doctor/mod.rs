//! `countersign doctor`

mod database;
mod finding;
mod machine;
mod providers;
mod public_url;
mod webhooks;

use clap::Args;
use countersign_engine::Engine;
use serde::{Deserialize, Serialize};

use self::finding::{Finding, Findings};
use super::{Failure, Options};
use crate::control::{Answer, is_served, runtime};

/// Look for what would keep the server from working, and say what to do
///
/// Looks at the configuration, the data directory and its keys, the server's socket, the database (its tables, its
/// durability, its clock), the webhooks that fail, each provider as far as that goes without sending, the public URL and the room on the disk.
/// Changes nothing and sends nothing. Exits with 1 when something must be mended.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign doctor --config /etc/countersign.toml\n  \
    countersign doctor --json | jq '.[] | select(.state != \"ok\")'")]
pub struct Doctor {
    #[command(flatten)]
    options: Options,
}

/// What this command asks of the data.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ask {}

impl Doctor {
    pub(super) fn run(self) -> Result<(), Failure> {
        let findings = self.look()?;
        self.options.show(&findings.to_answer());
        match findings.to_be_mended() {
            0 => Ok(()),
            1 => Err(Failure::new("one thing must be mended")),
            many => Err(Failure::new(format!("{many} things must be mended"))),
        }
    }

    fn look(&self) -> Result<Findings, Failure> {
        let place = &self.options.place;
        let mut found = Findings::default();
        let (config, path) = match place.settle() {
            Ok(settled) => settled,
            Err(error) => {
                found.add(Finding::bad("configuration", error));
                // Everything else depends on what it says.
                return Ok(found);
            }
        };
        let said = place.config.as_ref().map_or("no file: everything is as it comes".to_owned(), |path| {
            format!("{} can be read", path.display())
        });
        found.add(Finding::good("configuration", said));
        let is_there = found.add(machine::data_dir(&path));
        if is_there {
            found.add(machine::disk(&path));
            let served = is_served(&path);
            let has_keys = found.add(if config.is_production() {
                machine::configured_keys(&config)
            } else {
                machine::keys(&path, matches!(served, Ok(true)))
            });
            match served {
                Ok(served) => {
                    found.add(Finding::good(
                        "server",
                        if served { "answers" } else { "none runs on this data" },
                    ));
                    found.extend(database::look(place, &config, &path, served, has_keys));
                }
                Err(error) => drop(found.add(Finding::bad("server", error))),
            }
        }
        for remark in config.remarks() {
            found.add(Finding::doubtful("test numbers", remark));
        }
        found.add(public_url::look(config.server.public_url.as_deref()));
        found.extend(runtime()?.block_on(providers::look(&config)));
        Ok(found)
    }
}

impl Ask {
    /// What can be seen from inside: the database and what stands in it.
    pub(crate) async fn carry_out(self, engine: &Engine) -> Result<Answer, Failure> {
        let mut found = database::look_inside(engine).await;
        found.extend(webhooks::look(engine).await);
        Ok(found.to_answer())
    }
}
