//! `countersign secrets`: the master keys.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use countersign_keyring::Keyring;

use super::Failure;
use crate::SystemDice;

/// The master keys, which the database never sees
#[derive(Debug, Subcommand)]
pub enum Secrets {
    /// Make a new key file, mode 0600; a file that is there already is left alone
    Init(Init),
}

/// Where to.
#[derive(Debug, Args)]
pub struct Init {
    /// The file to make
    #[arg(long, value_name = "FILE")]
    file: PathBuf,
}

impl Secrets {
    /// Does what was asked.
    ///
    /// # Errors
    /// When the file can't be made.
    pub fn run(self) -> Result<(), Failure> {
        let Self::Init(Init { file: path }) = self;
        let told = |error: std::io::Error| Failure::new(format!("{} can't be made: {error}", path.display()));
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(0o600).open(&path).map_err(told)?;
        let text = Keyring::new_text(&SystemDice);
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(told)?;
        println!("made {}: keep a copy apart from the database's backups", path.display());
        Ok(())
    }
}
