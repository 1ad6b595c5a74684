//! `countersign block`

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use countersign_model::Actor;
use countersign_model::limit::{Block as Made, Blocked, Prefix};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Failure, Options, Span};
use crate::control::{Answer, Request, ask};

/// Stop messages to numbers that begin so
///
/// A block holds on every node from the moment that the command returns. Codes that are out can still be checked.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign block add +231 --for 12h --reason 'pumping since 14:00'\n  \
    countersign block list\n  \
    countersign block remove +231")]
pub struct Block {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Stop messages and calls; a block of the same numbers is replaced
    Add {
        /// How the numbers begin
        #[arg(value_name = "+PREFIX")]
        numbers: String,
        /// For how long; without it until removed
        #[arg(long = "for", value_name = "12h")]
        span: Option<Span>,
        /// Why; for logs and listings, never in an answer
        #[arg(long)]
        reason: Option<String>,
    },
    /// List the blocks and pauses that hold
    List,
    /// Take a block away
    Remove {
        /// How the numbers begin
        #[arg(value_name = "+PREFIX")]
        numbers: String,
    },
}

/// What this command asks of the data.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    Add { numbers: String, millis: Option<i64>, reason: Option<String> },
    List,
    Remove { numbers: String },
}

impl Block {
    pub(super) fn run(self) -> Result<(), Failure> {
        let request = match self.verb {
            Verb::Add { numbers, span, reason } => {
                Ask::Add { numbers, millis: span.map(Span::millis), reason }
            }
            Verb::List => Ask::List,
            Verb::Remove { numbers } => Ask::Remove { numbers },
        };
        self.options.show(&ask(&self.options.place, Request::Block(request))?);
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, by: Actor) -> Result<Answer, Failure> {
        match self {
            Self::Add { numbers, millis, reason } => {
                let until = millis.map(|millis| engine.now().plus_millis(millis));
                let what = Blocked::Prefix(prefix(&numbers)?);
                let made = engine.add_block(what, until, reason, by).await.map_err(Failure::of)?;
                Ok(show(&made))
            }
            Self::List => {
                let found = engine.list_blocks().await.map_err(Failure::of)?;
                let row = |block: Made| {
                    [
                        json!(block.what.to_string()),
                        json!(block.until.map(|until| until.to_string())),
                        json!(block.reason),
                        json!(block.by),
                        json!(block.made_at.to_string()),
                    ]
                };
                let columns = ["blocked", "until", "reason", "by", "made"];
                Ok(Answer::table(columns, found.into_iter().map(row)).of("block"))
            }
            Self::Remove { numbers } => {
                let prefix = prefix(&numbers)?;
                if engine.remove_block(Blocked::Prefix(prefix), by).await.map_err(Failure::of)? {
                    Ok(Answer::Done(format!("numbers that begin with {numbers} are sent to again")))
                } else {
                    Err(Failure::new(format!("no block of {numbers} holds: see countersign block list")))
                }
            }
        }
    }
}

/// A block or a pause as it was made.
pub(super) fn show(made: &Made) -> Answer {
    Answer::record([
        ("blocked", json!(made.what.to_string())),
        ("until", json!(made.until.map(|until| until.to_string()))),
        ("reason", json!(made.reason)),
        ("by", json!(made.by)),
    ])
}

fn prefix(text: &str) -> Result<Prefix, Failure> {
    text.parse().map_err(|error| Failure::new(format!("{text}: {error}")))
}
