//! `countersign secrets`: the master keys, which the database never sees.

use std::fs::OpenOptions;
use std::io::{IsTerminal, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use countersign_engine::secrets::{KeyError, KeyStatus, ResealFrom};
use countersign_keyring::Keyring;
use countersign_model::Actor;
use countersign_store::keys::KeyState;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Failure, Options};
use crate::SystemDice;
use crate::control::{Answer, Request, ask};

/// Make the master keys, and change them while servers run
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign secrets init --file /etc/countersign/keys\n  \
    countersign secrets status\n  \
    countersign secrets rotate begin     # a new key; copy its line to the other nodes' key files\n  \
    countersign secrets rotate promote   # it seals from now on; refused while a live node lacks it\n  \
    countersign secrets rotate reseal    # what the old key sealed is sealed anew\n  \
    countersign secrets rotate drop k1   # refused while anything needs it\n\n\
    Each step can be repeated, and nothing has to stop. See docs/guides/rotate-keys.md.")]
pub struct Secrets {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a new key file, mode 0600; a file that is there already is left alone
    Init {
        /// The file to make
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
    },
    /// List the keys: what each is used for, which nodes hold it, what needs it
    Status,
    /// Change the key that seals, step by step
    Rotate {
        #[command(subcommand)]
        step: Step,
    },
}

#[derive(Debug, Subcommand)]
enum Step {
    /// Add a new key to this node's key file; it opens, and seals nothing yet
    Begin,
    /// Have the new key seal and derive from now on, on every node
    Promote {
        /// The key; may be left out where one waits
        key: Option<String>,
    },
    /// Seal anew what older keys sealed, in the background, and tell what is left
    Reseal,
    /// Remove a key that nothing needs any more
    Drop {
        /// The key
        key: String,
    },
}

/// What this command asks of the data.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    Status,
    Begin,
    Promote { key: Option<String> },
    Reseal { column: usize, after: String },
    Drop { key: String },
}

/// How long one request seals anew, in milliseconds, before it tells how far it has come.
const SLICE_MILLIS: i64 = 1000;

impl Secrets {
    pub(super) fn run(self) -> Result<(), Failure> {
        let asked = match self.verb {
            Verb::Init { file } => return init(&file),
            Verb::Status => Ask::Status,
            Verb::Rotate { step: Step::Begin } => Ask::Begin,
            Verb::Rotate { step: Step::Promote { key } } => Ask::Promote { key },
            Verb::Rotate { step: Step::Reseal } => return reseal(&self.options),
            Verb::Rotate { step: Step::Drop { key } } => Ask::Drop { key },
        };
        self.options.show(&ask(&self.options.place, Request::Secrets(asked))?);
        Ok(())
    }
}

fn init(path: &Path) -> Result<(), Failure> {
    let told = |error: std::io::Error| Failure::new(format!("{} can't be made: {error}", path.display()));
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create_new(true).mode(0o600).open(path).map_err(told)?;
    let text = Keyring::new_text(&SystemDice);
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(told)?;
    println!("made {}: keep a copy apart from the database's backups", path.display());
    Ok(())
}

/// Goes over everything sealed until nothing is left that an older key sealed, or a pass changed nothing.
fn reseal(options: &Options) -> Result<(), Failure> {
    let is_watched = std::io::stderr().is_terminal();
    let asks = |asked: Ask| Ok::<_, Failure>(ask(&options.place, Request::Secrets(asked))?.to_json());
    let number = |value: &Value| value.as_i64().unwrap_or(0);
    let left = || {
        let keys = asks(Ask::Status)?;
        let others = keys.as_array().into_iter().flatten().filter(|key| key["state"] != json!("active"));
        Ok::<_, Failure>(others.map(|key| number(&key["sealed"])).sum::<i64>())
    };
    let (mut sum, mut remaining, mut unreadable) = (0, left()?, Vec::new());
    loop {
        let (mut column, mut after, mut in_pass) = (0, String::new(), 0);
        unreadable.clear();
        loop {
            let done = asks(Ask::Reseal { column, after })?;
            in_pass += number(&done["resealed"]);
            unreadable.extend(done["unreadable"].as_array().cloned().unwrap_or_default());
            if is_watched {
                eprint!("\r{} rows sealed anew, about {} left ", sum + in_pass, (remaining - in_pass).max(0));
            }
            match (done["column"].as_u64(), done["after"].as_str()) {
                (Some(next), Some(row)) => {
                    column = usize::try_from(next).unwrap_or(usize::MAX);
                    after = row.to_owned();
                }
                _ => break,
            }
        }
        sum += in_pass;
        remaining = left()?;
        if remaining == 0 || in_pass == 0 {
            break;
        }
    }
    if is_watched {
        eprintln!();
    }
    let count = unreadable.len();
    options.show(&Answer::record([
        ("resealed", json!(sum)),
        ("left", json!(remaining)),
        ("unreadable", json!(unreadable)),
    ]));
    if count > 0 {
        return Err(Failure::new(format!(
            "{count} rows open with none of the keys and were left as they are: restore the key that sealed them"
        )));
    }
    Ok(())
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, by: Actor) -> Result<Answer, Failure> {
        let failed = |error: KeyError| match error {
            KeyError::Store(error) => Failure::of(error),
            KeyError::File(_) | KeyError::WrongKey(_) | KeyError::MissingKey(_) => {
                Failure::configuration(error.to_string())
            }
            _ => Failure::new(error.to_string()),
        };
        match self {
            Self::Status => {
                let keys = engine.key_status().await.map_err(failed)?;
                Ok(Answer::table(
                    ["key", "state", "since", "nodes", "missing_at", "sealed", "live_codes"],
                    keys.into_iter().map(row),
                ))
            }
            Self::Begin => {
                let begun = engine.begin_key(by).await.map_err(failed)?;
                let next = format!(
                    "copy the line that begins with {}: to the other nodes' key files (mode 0600), then promote",
                    begun.key_id
                );
                Ok(Answer::record([
                    ("key", json!(begun.key_id)),
                    ("state", json!(KeyState::OpenOnly.as_str())),
                    ("file", json!(begun.file)),
                    ("next", json!(next)),
                ]))
            }
            Self::Promote { key } => {
                let key = engine.promote_key(key, by).await.map_err(failed)?;
                Ok(Answer::record([
                    ("key", json!(key)),
                    ("state", json!(KeyState::Active.as_str())),
                    ("next", json!("keep copies of the key file up to date, then reseal")),
                ]))
            }
            Self::Reseal { column, after } => reseal_slice(engine, ResealFrom { column, after }, by).await,
            Self::Drop { key } => {
                engine.drop_key(&key, by).await.map_err(failed)?;
                Ok(Answer::Done(format!(
                    "{key} is dropped; remove its line from the other nodes' key files too, and keep a copy of it as \
                     long as you keep backups that are older than this"
                )))
            }
        }
    }
}

fn row(key: KeyStatus) -> [Value; 7] {
    let nodes = key.held_by.len() + key.lacking.len();
    [
        json!(key.key_id),
        json!(key.state.as_str()),
        json!(key.since.to_string()),
        json!(format!("{}/{nodes}", key.held_by.len())),
        if key.lacking.is_empty() { Value::Null } else { json!(key.lacking.join(", ")) },
        json!(key.sealed),
        json!(key.live_codes),
    ]
}

async fn reseal_slice(engine: &Engine, from: ResealFrom, by: Actor) -> Result<Answer, Failure> {
    let until = engine.now().plus_millis(SLICE_MILLIS);
    let (mut next, mut resealed, mut unreadable) = (Some(from), 0, Vec::new());
    while let Some(at) = next.take() {
        let chunk = engine.reseal_chunk(at, by.clone()).await.map_err(Failure::of)?;
        resealed += chunk.resealed;
        unreadable.extend(chunk.unreadable);
        next = chunk.next;
        if engine.now() >= until {
            break;
        }
    }
    Ok(Answer::record([
        ("resealed", json!(resealed)),
        ("unreadable", json!(unreadable)),
        ("column", json!(next.as_ref().map(|next| next.column))),
        ("after", json!(next.map(|next| next.after))),
    ]))
}
