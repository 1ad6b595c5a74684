//! The log: JSON for programs, text for people, on standard error.
//!
//! Nothing secret comes here: types that hold codes, tokens or numbers show none of it when they are formatted.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::commands::Failure;
use crate::config::Log;

/// Starts writing.
///
/// # Errors
/// When the level can't be read.
pub(crate) fn start(settings: &Log) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&settings.level)
        .map_err(|error| Failure::configuration(format!("log.level: {error}")))?;
    let writer = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Nobody else starts a log, so neither can fail.
    if settings.format == "text" {
        let _ = writer.with_ansi(std::io::stderr().is_terminal()).with_target(false).try_init();
    } else {
        let _ = writer.json().flatten_event(true).with_span_list(false).try_init();
    }
    Ok(())
}
