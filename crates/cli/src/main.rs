//! The countersign command.

use std::process::ExitCode;

use clap::Parser;
use countersign::commands::Cli;

/// Many small answers at once: keeps memory low where the system's allocator fragments.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("countersign: {failure}");
            ExitCode::from(failure.code())
        }
    }
}
