//! What is measured, one file a scenario.

mod backlog;
mod beside;
mod binary;
mod chaos;
mod cycles;
mod ground;
mod history;
mod hot;
mod limits;
mod open;
mod pages;
mod postgres;
mod rates;
mod resources;
mod summary;
mod totp;
mod turns;

pub(crate) use beside::be_busy;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::args::{Args, SCENARIOS};
use crate::numbers::Numbers;
use crate::report::Report;
use crate::sink::Sink;
use crate::{Outcome, bad};

/// How long one side is measured before the other has its turn. Short, so that both share the machine's drift.
const TURN: Duration = Duration::from_secs(1);
/// Not measured: connections, caches and the first pages of a new database.
const WARM_UP: Duration = Duration::from_millis(500);

/// What every scenario needs.
pub(crate) struct Bench<'a> {
    args: &'a Args,
    binary: PathBuf,
    sink: Sink,
    numbers: Arc<Numbers>,
    report: Report,
}

impl Bench<'_> {
    /// The most connections that were asked for.
    fn most_connections(&self) -> usize {
        self.args.connections.iter().copied().max().unwrap_or(1)
    }
}

/// Runs what was asked for. A scenario that fails doesn't keep the others from being measured.
///
/// # Errors
/// When something can't be measured at all, in the end.
pub(crate) async fn run_all(args: &Args) -> Outcome<()> {
    let bench = Bench {
        args,
        binary: args.binary()?,
        sink: Sink::listen().await?,
        numbers: Arc::default(),
        report: Report::new(args.json),
    };
    let mut failed = Vec::new();
    for name in SCENARIOS.into_iter().filter(|name| *name != "all" && args.wants(name)) {
        if let Err(error) = one(&bench, name).await {
            bench.report.skipped(name, &error.to_string());
            failed.push(name);
        }
    }
    if args.markdown {
        bench.report.table();
    }
    if failed.is_empty() { Ok(()) } else { Err(bad(format!("not measured: {}", failed.join(", ")))) }
}

async fn one(bench: &Bench<'_>, name: &str) -> Outcome<()> {
    match name {
        "disk" => ground::disk(bench),
        "http" => ground::http(bench).await,
        "sqlite" => cycles::run(bench).await,
        "open" => open::run(bench).await,
        "limits" => limits::run(bench).await,
        "rates" => rates::run(bench).await,
        "hot" => hot::run(bench).await,
        "sent" => postgres::sent(bench).await,
        "postgres" => postgres::run(bench).await,
        "memory" => resources::memory(bench).await,
        "start" => resources::start(bench),
        "history" => history::run(bench).await,
        "summary" => summary::run(bench).await,
        "totp" => totp::run(bench).await,
        "pages" => pages::run(bench).await,
        "beside" => beside::run(bench).await,
        "backlog" => backlog::run(bench).await,
        "chaos" => chaos::run(bench).await,
        "binary" => binary::run(bench),
        other => Err(bad(format!("no scenario is called {other}"))),
    }
}
