//! `countersign key`

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use countersign_model::{Actor, ApiKeySid};
use countersign_store::accounts;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Failure, Options, Whose, forgotten, sid};
use crate::control::{Answer, Request, ask};

/// Make, list and revoke API keys
///
/// A key is a login of its own for one program, revoked without touching the account's token.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign key create 'web shop'\n  \
    countersign key list --account AC…\n  \
    countersign key revoke SK…                     # refused everywhere when this returns")]
pub struct Key {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a key; its secret is shown this once
    Create {
        /// A name for people
        name: String,
    },
    /// List an account's keys
    List,
    /// Revoke a key
    Revoke {
        /// The key
        key: String,
    },
}

/// What this command asks of the data.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    #[serde(flatten)]
    whose: Whose,
    verb: AskVerb,
}

#[derive(Debug, Serialize, Deserialize)]
enum AskVerb {
    Create { name: String },
    List,
    Revoke { key: String },
}

impl Key {
    pub(super) fn run(self) -> Result<(), Failure> {
        let revokes = matches!(self.verb, Verb::Revoke { .. });
        let verb = match self.verb {
            Verb::Create { name } => AskVerb::Create { name },
            Verb::List => AskVerb::List,
            Verb::Revoke { key } => AskVerb::Revoke { key },
        };
        let answer = ask(&self.options.place, Request::Key(Ask { whose: self.whose, verb }))?;
        if revokes {
            forgotten();
        }
        self.options.show(&answer);
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, by: Actor) -> Result<Answer, Failure> {
        let account = self.whose.sid(engine).await?;
        match self.verb {
            AskVerb::Create { name } => {
                let new = engine.create_key(account, &name, by).await.map_err(Failure::of)?;
                let new = new.ok_or_else(|| Failure::new(format!("there is no account {account}")))?;
                Ok(Answer::record([
                    ("key", json!(new.key.sid.to_string())),
                    ("account", json!(account.to_string())),
                    ("name", json!(new.key.friendly_name)),
                    ("secret", json!(new.secret)),
                ]))
            }
            AskVerb::List => {
                let found = engine.store().read(move |tx| accounts::list_keys(tx, account)).await;
                let row = |key: countersign_model::ApiKey| {
                    [json!(key.sid.to_string()), json!(key.friendly_name), json!(key.created_at.to_string())]
                };
                let found = found.map_err(Failure::of)?;
                Ok(Answer::table(["key", "name", "created"], found.into_iter().map(row)))
            }
            AskVerb::Revoke { key } => {
                let sid: ApiKeySid = sid(&key, "key")?;
                if engine.revoke_key(account, sid, by).await.map_err(Failure::of)? {
                    Ok(Answer::Done(format!("{sid} is refused on every node")))
                } else {
                    Err(Failure::new(format!("account {account} has no key {sid}: see countersign key list")))
                }
            }
        }
    }
}
