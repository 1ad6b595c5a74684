//! `countersign account`

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use countersign_engine::account::{RotateError, Rotation};
use countersign_model::Actor;
use countersign_store::accounts;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Failure, Options, forgotten, sid};
use crate::control::{Answer, Request, ask};

/// Make and list accounts, and change their tokens
///
/// An account owns services and API keys. Its SID and auth token are what an application logs in with.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign account create 'Shop'\n  \
    countersign account list --json\n  \
    countersign account rotate-token AC… begin     # both tokens are good: give the new one to the application\n  \
    countersign account rotate-token AC… finish    # the old one is refused everywhere when this returns")]
pub struct Account {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make an account; its token is shown this once
    Create {
        /// A name for people
        name: String,
    },
    /// List accounts
    List,
    /// Change an account's token without a flag day
    RotateToken {
        /// The account
        account: String,
        /// begin: make a second token. finish: it takes the first one's place. abandon: drop it
        step: Step,
    },
}

#[derive(Clone, Copy, Debug, clap::ValueEnum, Serialize, Deserialize)]
pub(crate) enum Step {
    Begin,
    Finish,
    Abandon,
}

impl From<Step> for Rotation {
    fn from(step: Step) -> Self {
        match step {
            Step::Begin => Self::Begin,
            Step::Finish => Self::Finish,
            Step::Abandon => Self::Abandon,
        }
    }
}

/// What this command asks of the data.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    Create { name: String },
    List,
    Rotate { account: String, step: Step },
}

impl Account {
    pub(super) fn run(self) -> Result<(), Failure> {
        let ends_a_token = matches!(&self.verb, Verb::RotateToken { step: Step::Finish | Step::Abandon, .. });
        let request = match self.verb {
            Verb::Create { name } => Ask::Create { name },
            Verb::List => Ask::List,
            Verb::RotateToken { account, step } => Ask::Rotate { account, step },
        };
        let answer = ask(&self.options.place, Request::Account(request))?;
        if ends_a_token {
            forgotten();
        }
        self.options.show(&answer);
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, by: Actor) -> Result<Answer, Failure> {
        match self {
            Self::Create { name } => {
                let new = engine.create_account(&name, by).await.map_err(Failure::of)?;
                Ok(Answer::record([
                    ("account", json!(new.account.sid.to_string())),
                    ("name", json!(new.account.friendly_name)),
                    ("token", json!(new.token)),
                ]))
            }
            Self::List => {
                let found = engine.store().read(accounts::list).await.map_err(Failure::of)?;
                let row = |account: countersign_model::Account| {
                    [
                        json!(account.sid.to_string()),
                        json!(account.friendly_name),
                        json!(account.created_at.to_string()),
                        json!(account.secondary.is_some()),
                    ]
                };
                Ok(Answer::table(["account", "name", "created", "rotating"], found.into_iter().map(row)))
            }
            Self::Rotate { account, step } => rotate(engine, &account, step, by).await,
        }
    }
}

async fn rotate(engine: &Engine, account: &str, step: Step, by: Actor) -> Result<Answer, Failure> {
    let sid = sid(account, "account")?;
    let token = engine.rotate_token(sid, step.into(), by).await.map_err(|error| match error {
        RotateError::NotFound => {
            Failure::new(format!("there is no account {sid}: see countersign account list"))
        }
        RotateError::AlreadyBegun => Failure::new("a rotation has begun already: finish or abandon it first"),
        RotateError::NotBegun => Failure::new("no rotation has begun: begin one first"),
        RotateError::Store(error) => Failure::of(error),
    })?;
    Ok(match token {
        Some(token) => {
            Answer::record([("account", json!(sid.to_string())), ("secondary_token", json!(token))])
        }
        None => Answer::Done("done: the other token is refused on every node".to_owned()),
    })
}
