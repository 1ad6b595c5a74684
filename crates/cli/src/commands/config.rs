//! `countersign config`: what may be configured, what is, and whether it is right.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::Failure;
use crate::config::{self, Source};
use crate::keys;
use crate::traces::Collector;

/// Look at the configuration
#[derive(Debug, Subcommand)]
pub enum Config {
    /// Print every key's value and where it came from; secrets are hidden
    Show(Given),
    /// Say whether a server would start with it, without connecting to anything
    Check(Given),
    /// Print a file to start from: every key with its meaning and default
    Example,
    /// Print the reference page (docs/reference/configuration.md)
    #[command(hide = true)]
    Reference,
}

/// Which configuration is meant, and how to answer.
#[derive(Debug, Args)]
pub struct Given {
    /// The configuration file; the environment counts in any case
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

impl Config {
    /// Prints it.
    ///
    /// # Errors
    /// When the configuration is wrong.
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Self::Show(given) => {
                let config = config::Config::read(given.config.as_deref())?;
                print(&if given.json { shown_json(&config) } else { shown_table(&config) })
            }
            Self::Check(given) => {
                let checked = check(given.config.as_deref());
                let doubts = checked.as_deref().unwrap_or_default();
                if given.json {
                    let error = checked.as_ref().err().map(ToString::to_string);
                    let told = json!({"ok": checked.is_ok(), "error": error, "warnings": doubts});
                    print(&format!("{told}\n"))?;
                } else if checked.is_ok() {
                    let doubts: String = doubts.iter().map(|doubt| format!("warning: {doubt}\n")).collect();
                    print(&format!("{doubts}the configuration is in order\n"))?;
                }
                checked.map(drop)
            }
            Self::Example => print(&config::example()),
            Self::Reference => print(&config::reference()),
        }
    }
}

/// All that can be seen to be wrong from here; gives what a server would start with but should be known.
fn check(path: Option<&Path>) -> Result<Vec<String>, Failure> {
    let config = config::Config::read(path)?;
    config.server.origins(config.server.listen)?;
    config.server.tls()?;
    Collector::of(&config.traces)?;
    config.delivery()?;
    keys::of(&config)?;
    config.is_for_people()?;
    let providers = config.providers.iter().map(config::Provider::build).collect::<Result<Vec<_>, _>>()?;
    Ok(config::calls(&config, &providers).into_iter().chain(config.remarks()).collect())
}

fn shown_json(config: &config::Config) -> String {
    let keys: Vec<_> = config
        .shown()
        .iter()
        .map(|shown| json!({"key": shown.key, "value": shown.value, "from": shown.source.to_string()}))
        .collect();
    format!("{}\n", json!({ "keys": keys }))
}

fn shown_table(config: &config::Config) -> String {
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let rows = config.shown().iter().map(|shown| {
        let from = if shown.source == Source::Default { String::new() } else { shown.source.to_string() };
        [shown.key.clone(), value(&shown.value), from]
    });
    let head = ["KEY", "VALUE", "FROM"].map(str::to_owned);
    let rows: Vec<_> = [head].into_iter().chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (first, second) = (width(0), width(1).min(60));
    let line = |[key, value, from]: &[String; 3]| format!("{key:first$}  {value:second$}  {from}");
    rows.iter().map(|row| format!("{}\n", line(row).trim_end())).collect()
}

fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::new(format!("can't write the answer: {error}")))
}
