//! `countersign safe-list`

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use countersign_model::{Actor, Phone};
use countersign_store::safe_list;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Failure, Options, Whose};
use crate::control::{Answer, Request, ask};

/// Vouch for numbers: codes go there whatever their country
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign safe-list add +15017122661\n  \
    countersign safe-list list --account AC…\n  \
    countersign safe-list remove +15017122661")]
pub struct SafeList {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand, Serialize, Deserialize)]
enum Verb {
    /// Put a number on an account's list
    Add {
        /// The number, with + and country
        number: String,
    },
    /// List an account's numbers
    List,
    /// Take a number off the list
    Remove {
        /// The number, with + and country
        number: String,
    },
}

/// What this command asks of the data.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    #[serde(flatten)]
    whose: Whose,
    verb: Verb,
}

impl SafeList {
    pub(super) fn run(self) -> Result<(), Failure> {
        let Self { verb, whose, options } = self;
        options.show(&ask(&options.place, Request::SafeList(Ask { whose, verb }))?);
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, by: Actor) -> Result<Answer, Failure> {
        let account = self.whose.sid(engine).await?;
        match self.verb {
            Verb::Add { number } => {
                let number = phone(&number)?;
                let added = engine.add_to_safe_list(account, number.clone(), by).await;
                match added.map_err(Failure::of)? {
                    Some(_) => Ok(Answer::Done(format!("{} is on the safe list", number.as_str()))),
                    None => Err(Failure::new(format!("{} is on the safe list already", number.as_str()))),
                }
            }
            Verb::List => {
                let found = engine.store().read(move |tx| safe_list::list(tx, account)).await;
                let row = |entry: safe_list::Entry| {
                    [json!(entry.number), json!(entry.sid.to_string()), json!(entry.created_at.to_string())]
                };
                let found = found.map_err(Failure::of)?;
                Ok(Answer::table(["number", "sid", "added"], found.into_iter().map(row))
                    .of("number on the safe list"))
            }
            Verb::Remove { number } => {
                let number = phone(&number)?;
                let removed = engine.remove_from_safe_list(account, number.clone(), by).await;
                if removed.map_err(Failure::of)? {
                    Ok(Answer::Done(format!("{} is off the safe list", number.as_str())))
                } else {
                    Err(Failure::new(format!("{} is not on the safe list", number.as_str())))
                }
            }
        }
    }
}

fn phone(text: &str) -> Result<Phone, Failure> {
    Phone::parse(text)
        .map_err(|_| Failure::new(format!("{text} is no phone number: write + and country first")))
}
