//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::{Outcome, bad};

/// Every scenario, in the order of running.
pub(crate) const SCENARIOS: [&str; 20] = [
    "disk", "http", "sqlite", "open", "limits", "rates", "hot", "sent", "postgres", "memory", "start",
    "history", "summary", "totp", "pages", "beside", "backlog", "chaos", "binary", "all",
];

/// Measures the release binary over HTTP, as shares of floors measured in the same run
///
/// Floors: a bare server over the same kind of writer (no authentication, limits, audit or history), and pgbench with
/// the same statements. Server and floor take turns of a second.
#[derive(Debug, Parser)]
#[command(
    name = "countersign-bench",
    max_term_width = 110,
    args_conflicts_with_subcommands = true,
    after_help = "\
Scenarios:
  disk      how long the disk takes to keep 4 KiB
  http      HTTP with nothing behind it
  sqlite    create, deliver, check in a closed loop, as a share of the bare server
  open      the same on a schedule, at 70 % of what each got through: delays
  limits    `serve` with every limit on, as a share of `dev` without
  rates     creates that name a rate limit, as a share of creates that name none
  hot       everybody at one recipient
  sent      whether pgbench runs the statements that the server sends
  postgres  create, deliver, check on PostgreSQL, as a share of pgbench; with limits; on a schedule
  memory    idle, and at 64 connections
  start     until the first answer
  history   the cost of a cycle, and the start, with --history past verifications
  summary   a summary and a list over --history past attempts, once they are counted
  totp      logins by authenticator apps, each one request, as a share of the bare server
  pages     the prompt's pages: what each weighs, and the first octet of it, to a bare page's as heavy
  beside    the closed loop with --beside busy neighbours
  backlog   how fast --backlog messages go out that waited for their provider, alone and beside the closed loop
  chaos     whether --chaos codes get through while providers fail and hang, and while the server is killed besides
  binary    size of the packaged binary (cargo build --profile dist), and what it links

PostgreSQL needs COUNTERSIGN_TEST_POSTGRES, as tests do: export COUNTERSIGN_TEST_POSTGRES=$(tests/postgres start)"
)]
pub(crate) struct Args {
    /// What to measure; without any name, everything
    #[arg(value_name = "SCENARIO", value_parser = SCENARIOS, hide_possible_values = true)]
    scenarios: Vec<String>,
    /// Seconds that each side of a scenario is measured
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) seconds: u64,
    /// Connections at once; several, with commas
    #[arg(long, default_value = "1,16,64", value_delimiter = ',')]
    pub(crate) connections: Vec<usize>,
    /// Past verifications of `history` and `summary`; ten million take 6 GB and some minutes
    #[arg(long, value_name = "ROWS", default_value_t = 1_000_000)]
    pub(crate) history: u64,
    /// Busy neighbours of `beside`
    #[arg(long, value_name = "PROCESSES", default_value_t = 2)]
    pub(crate) beside: usize,
    /// Messages of `backlog`
    #[arg(long, value_name = "MESSAGES", default_value_t = 20_000)]
    pub(crate) backlog: u64,
    /// Verifications of `chaos`
    #[arg(long, value_name = "VERIFICATIONS", default_value_t = 20_000)]
    pub(crate) chaos: u64,
    /// How many of them begin in a second
    #[arg(long, value_name = "RATE", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) chaos_rate: u32,
    /// One JSON object a line
    #[arg(long, conflicts_with = "markdown")]
    pub(crate) json: bool,
    /// In the end, what was promised beside what was measured, as BENCHMARKS.md has it
    #[arg(long)]
    pub(crate) markdown: bool,
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
    /// A busy neighbour
    #[command(hide = true)]
    Busy,
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
        self.scenarios.is_empty() || self.scenarios.iter().any(|wanted| wanted == name || wanted == "all")
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

    #[test]
    fn what_is_named_is_measured_and_without_a_name_everything() {
        let wants = |names: &[&str]| {
            let args = Args::parse_from([&["countersign-bench"], names].concat());
            SCENARIOS.into_iter().filter(|name| *name != "all" && args.wants(name)).count()
        };
        assert_eq!(wants(&["sqlite", "hot"]), 2);
        assert_eq!((wants(&[]), wants(&["all"])), (SCENARIOS.len() - 1, SCENARIOS.len() - 1));
    }

    #[test]
    fn every_scenario_is_explained() {
        let help = Args::command().render_long_help().to_string();
        for name in SCENARIOS.into_iter().filter(|name| *name != "all") {
            assert!(help.contains(&format!("\n  {name} ")), "{name}");
        }
    }
}
