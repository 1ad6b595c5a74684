//! Measures the release binary over HTTP: how much of what a bare server reaches is left once authentication, limits,
//! audit and history are there.
//!
//! Absolute figures mean little on shared machines, so each is a share of a floor measured in the same run, in turns of
//! a second.

mod args;
mod chaos;
mod disk;
mod floor;
mod http;
mod load;
mod numbers;
mod pgbench;
mod report;
mod scenario;
mod script;
mod server;
mod sink;
mod stats;
mod stopwatch;
mod totp;
mod wire;

use std::process::ExitCode;

use clap::Parser;

/// As the product's: what is compared differs in nothing that need not.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A result whose error is only ever printed.
pub(crate) type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// An error that says `what`.
pub(crate) fn bad(what: impl Into<String>) -> Box<dyn std::error::Error + Send + Sync> {
    what.into().into()
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("countersign-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let args = args::Args::parse();
    match args.hidden {
        Some(args::Hidden::Floor { database, sink }) => {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
            return runtime.block_on(floor::serve(&database, sink));
        }
        Some(args::Hidden::Busy) => scenario::be_busy(),
        None => {}
    }
    // One thread asks and receives messages: what the load takes of the cores is the server's loss.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(scenario::run_all(&args))
}
