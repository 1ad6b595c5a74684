//! What is measured, one file a scenario.

mod cycles;
mod ground;
mod hot;
mod postgres;
mod resources;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::Outcome;
use crate::args::Args;
use crate::numbers::Numbers;
use crate::report::Report;
use crate::sink::Sink;

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

/// Runs what was asked for.
///
/// # Errors
/// When something can't be measured at all.
pub(crate) async fn run_all(args: &Args) -> Outcome<()> {
    let bench = Bench {
        args,
        binary: args.binary()?,
        sink: Sink::listen().await?,
        numbers: Arc::default(),
        report: Report { json: args.json },
    };
    if args.wants("disk") {
        ground::disk(&bench)?;
    }
    if args.wants("http") {
        ground::http(&bench).await?;
    }
    if args.wants("sqlite") {
        cycles::run(&bench).await?;
    }
    if args.wants("hot") {
        hot::run(&bench).await?;
    }
    if args.wants("postgres") {
        postgres::run(&bench).await?;
    }
    if args.wants("memory") {
        resources::memory(&bench).await?;
    }
    if args.wants("start") {
        resources::start(&bench)?;
    }
    Ok(())
}
