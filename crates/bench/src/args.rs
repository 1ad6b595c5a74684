//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::{Outcome, bad};

/// Every scenario, in the order of running.
const SCENARIOS: [&str; 7] = ["disk", "http", "sqlite", "hot", "postgres", "memory", "start"];

/// Measures the release binary over HTTP, as shares of floors measured in the same run
///
/// Floors: a bare server over the same kind of writer (no authentication, limits, audit or history), and pgbench with
/// the same statements. Server and floor take turns of a second.
#[derive(Debug, Parser)]
#[command(
    name = "countersign-bench",
    max_term_width = 110,
    after_help = "PostgreSQL needs COUNTERSIGN_TEST_POSTGRES, as tests do: export COUNTERSIGN_TEST_POSTGRES=$(tests/postgres start)\n\n\
        What this is not yet: an open loop (requests that come whether or not the last was answered, so that a stall \
        is seen in full); TOTP checks; a past of ten million verifications; neighbours that compile. A closed loop \
        says how much gets through, and little about waiting when more comes than fits."
)]
pub(crate) struct Args {
    /// Seconds that each side of a scenario is measured
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) seconds: u64,
    /// Connections at once; several, with commas
    #[arg(long, default_value = "1,16,64", value_delimiter = ',')]
    pub(crate) connections: Vec<usize>,
    /// Only this scenario
    #[arg(long, value_name = "NAME", value_parser = SCENARIOS)]
    only: Option<String>,
    /// One JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
    /// The server to measure; by default the one beside this program
    #[arg(long, value_name = "FILE")]
    server: Option<PathBuf>,
    /// Another build of the server, in the floor's place: the share is then of its rate
    #[arg(long, value_name = "FILE")]
    pub(crate) against: Option<PathBuf>,
    /// Where data is kept while measuring: on a disk
    #[arg(long, value_name = "DIRECTORY", default_value_os_t = std::env::temp_dir())]
    pub(crate) data_in: PathBuf,
    #[command(subcommand)]
    pub(crate) hidden: Option<Hidden>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Hidden {
    /// The bare server
    #[command(hide = true)]
    Floor { database: PathBuf, sink: String },
}

impl Args {
    /// The server to measure.
    ///
    /// # Errors
    /// When there is none, with how to build it.
    pub(crate) fn binary(&self) -> Outcome<PathBuf> {
        if cfg!(debug_assertions) {
            return Err(bad("a debug build measures nothing: cargo run --release -p countersign-bench"));
        }
        let path = match &self.server {
            Some(path) => path.clone(),
            None => std::env::current_exe()?.with_file_name("countersign"),
        };
        if path.is_file() {
            Ok(path)
        } else {
            Err(bad(format!("{} is missing: cargo build --release -p countersign", path.display())))
        }
    }

    /// Whether a scenario was asked for.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only == name)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }
}
