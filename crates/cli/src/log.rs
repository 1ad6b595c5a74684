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
    let filter = filter(&settings.level)?;
    let writer = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Nobody else starts a log, so neither can fail.
    if settings.format == "text" {
        let _ = writer.with_ansi(std::io::stderr().is_terminal()).with_target(false).try_init();
    } else {
        let _ = writer.json().flatten_event(true).with_span_list(false).try_init();
    }
    Ok(())
}

/// The library of passkeys writes down, octet by octet, what it can't read: whatever anybody sends for a browser's answer.
fn filter(level: &str) -> Result<EnvFilter, Failure> {
    let understood = |error: &dyn std::fmt::Display| Failure::configuration(format!("log.level: {error}"));
    let filter = EnvFilter::try_new(level).map_err(|error| understood(&error))?;
    let silent = "webauthn_rs_core=off".parse().map_err(|error| understood(&error))?;
    Ok(filter.add_directive(silent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_of_passkeys_writes_nothing_whatever_the_level() {
        for level in ["info", "trace", "webauthn_rs_core=trace,info"] {
            let filter = filter(level).unwrap().to_string();
            let about_it: Vec<_> = filter.split(',').filter(|one| one.starts_with("webauthn")).collect();
            assert_eq!(about_it, ["webauthn_rs_core=off"], "{filter}");
        }
    }
}
