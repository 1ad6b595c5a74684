//! `countersign restore`

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::sync::Mutex;

use clap::{Args, ValueEnum};
use countersign_engine::backup::{Credentials, Restored};
use countersign_model::Actor;
use serde_json::{Value, json};

use super::{Failure, Options, operator};
use crate::control::{Answer, Carriers, Progress, is_served, open, runtime};

/// Put a backup into an empty database
///
/// Needs the key file that belongs to the backup in the data directory, and a database without accounts; the engine may
/// be another one than the backup's. The backup is proved whole before anything is written, and is restored whole or
/// not at all. Codes that were out when it was taken are void: they may have been used since.
///
/// Tokens and API keys come back as they were on that day: what was revoked or changed since would be good again. So
/// say what is to become of them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign restore nightly.jsonl --credentials keep      # nothing was revoked since, or you know what\n  \
    countersign restore nightly.jsonl --credentials revoke    # new tokens are printed, API keys are gone")]
pub struct Restore {
    /// The backup
    file: PathBuf,
    /// keep: all are good again. revoke: API keys go, each account gets a new token, shown this once
    #[arg(long, value_name = "WHAT")]
    credentials: Choice,
    #[command(flatten)]
    options: Options,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Choice {
    Keep,
    Revoke,
}

impl Restore {
    pub(super) fn run(self) -> Result<(), Failure> {
        let (config, data_dir) = self.options.place.settle()?;
        if is_served(&data_dir)? {
            return Err(Failure::new(format!(
                "a server runs on {}: stop it, and restore into an empty database",
                data_dir.display()
            )));
        }
        let keys = data_dir.join("keys");
        if !config.is_production() && !keys.is_file() {
            return Err(Failure::new(format!(
                "there is no key file {}: put the one there that belongs to the backup",
                keys.display()
            )));
        }
        let credentials = match self.credentials {
            Choice::Keep => Credentials::Keep,
            Choice::Revoke => Credentials::Revoke,
        };
        let path = self.file.clone();
        let restored = runtime()?.block_on(async {
            let (running, _data) = open(&config, &data_dir, Carriers::Nobody).await?;
            let progress = Mutex::new(Progress::default());
            let told = move |what: &str, rows: u64| {
                if let Ok(mut progress) = progress.lock() {
                    progress.show(&format!("{rows} rows {what}"));
                }
            };
            let open = move || File::open(&path).map(BufReader::new);
            let restored = running.engine.restore(open, credentials, Actor::Operator(operator()), told).await;
            running.close().await;
            restored.map_err(|error| Failure::new(format!("{error} (nothing was changed)")))
        })?;
        self.tell(&restored);
        Ok(())
    }

    fn tell(&self, restored: &Restored) {
        let taken = countersign_model::Timestamp::from_millis(restored.header.made_at);
        let mut fields: Vec<(String, Value)> = vec![
            ("taken".to_owned(), json!(taken.to_string())),
            ("version".to_owned(), json!(restored.header.version)),
            ("rows".to_owned(), json!(restored.rows.values().sum::<u64>())),
            ("accounts".to_owned(), json!(restored.rows.get("accounts"))),
            ("verifications".to_owned(), json!(restored.rows.get("verifications"))),
            ("canceled".to_owned(), json!(restored.canceled)),
            ("keys_revoked".to_owned(), json!(restored.keys_revoked)),
        ];
        if self.options.json {
            let token = |(sid, token): &(String, String)| json!({"account": sid, "token": token});
            fields.push(("tokens".to_owned(), restored.tokens.iter().map(token).collect()));
            self.options.show(&Answer::Record(fields));
            return;
        }
        self.options.show(&Answer::Record(fields));
        if !restored.tokens.is_empty() {
            println!("\nNew tokens, shown this once:");
            let row = |(sid, token): &(String, String)| [json!(sid), json!(token)];
            self.options.show(&Answer::table(["account", "token"], restored.tokens.iter().map(row)));
        }
    }
}
