//! The command line: one command, one file.

pub mod config;
pub mod dev;
pub mod secrets;
pub mod serve;

use std::fmt;

use clap::{Parser, Subcommand};

/// A self-hosted server that speaks Twilio's Verify v2 API.
#[derive(Debug, Parser)]
#[command(name = "countersign", version, about, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Told by `--help`.
const EXIT_CODES: &str = "Exit codes: 0 done; 1 failed, trying again may help; 2 the command line can't be read; 78 the \
    configuration, the keys or the data must be changed first.";

#[derive(Debug, Subcommand)]
enum Command {
    Dev(dev::Dev),
    Serve(serve::Serve),
    #[command(subcommand)]
    Secrets(secrets::Secrets),
    #[command(subcommand)]
    Config(config::Config),
}

/// Why a command did not do what it was asked: a sentence that says what to do.
#[derive(Debug)]
pub struct Failure {
    sentence: String,
    code: u8,
}

/// The exit code when the configuration, the keys or the data are not what they must be: trying again is of no use
/// (`EX_CONFIG` of sysexits.h). Every other failure is 1, and a command line that can't be read is 2.
pub const BAD_CONFIGURATION: u8 = 78;

impl Failure {
    /// A failure with this sentence.
    #[must_use]
    pub fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), code: 1 }
    }

    /// A failure that lasts until somebody changes the configuration, the keys or the data.
    #[must_use]
    pub fn configuration(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), code: BAD_CONFIGURATION }
    }

    /// What the process exits with.
    #[must_use]
    pub fn code(&self) -> u8 {
        self.code
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for Failure {}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// When it can't be done.
    pub fn run(self) -> Result<(), Failure> {
        match self.command {
            Command::Dev(dev) => dev.run(),
            Command::Serve(serve) => serve.run(),
            Command::Secrets(secrets) => secrets.run(),
            Command::Config(config) => config.run(),
        }
    }
}
