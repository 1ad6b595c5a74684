//! `countersign pause` and `countersign resume`

use clap::Args;
use countersign_engine::Engine;
use countersign_model::{AccountSid, Actor};
use serde::{Deserialize, Serialize};

use super::{Failure, Options, Span, block, sid};
use crate::control::{Answer, Request, ask};

/// Stop sending, everything or one account's
///
/// A pause holds on every node from the moment that the command returns. Codes that are out can still be checked.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign pause --for 2h --reason 'provider is down'\n  \
    countersign pause --account AC… --reason 'not paid'")]
pub struct Pause {
    /// The account; without it everything is stopped
    #[arg(long, value_name = "AC…")]
    account: Option<String>,
    /// For how long; without it until resumed
    #[arg(long = "for", value_name = "2h")]
    span: Option<Span>,
    /// Why; for logs and listings, never in an answer
    #[arg(long)]
    reason: Option<String>,
    #[command(flatten)]
    options: Options,
}

/// End a pause
#[derive(Debug, Args)]
pub struct Resume {
    /// The account; without it the pause of everything is ended
    #[arg(long, value_name = "AC…")]
    account: Option<String>,
    #[command(flatten)]
    options: Options,
}

/// What these commands ask of the data.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    Pause { account: Option<String>, millis: Option<i64>, reason: Option<String> },
    Resume { account: Option<String> },
}

impl Pause {
    pub(super) fn run(self) -> Result<(), Failure> {
        let Self { account, span, reason, options } = self;
        let request = Ask::Pause { account, millis: span.map(Span::millis), reason };
        options.show(&ask(&options.place, Request::Pause(request))?);
        Ok(())
    }
}

impl Resume {
    pub(super) fn run(self) -> Result<(), Failure> {
        let request = Request::Pause(Ask::Resume { account: self.account });
        self.options.show(&ask(&self.options.place, request)?);
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, by: Actor) -> Result<Answer, Failure> {
        match self {
            Self::Pause { account, millis, reason } => {
                let account = named(engine, account.as_deref()).await?;
                let until = millis.map(|millis| engine.now().plus_millis(millis));
                let made = engine.pause(account, until, reason, by).await.map_err(Failure::of)?;
                Ok(block::show(&made))
            }
            Self::Resume { account } => {
                let account = account.as_deref().map(|text| sid(text, "account")).transpose()?;
                if engine.resume(account, by).await.map_err(Failure::of)? {
                    Ok(Answer::Done("codes are sent again".to_owned()))
                } else {
                    Err(Failure::new("no such pause holds: see countersign block list"))
                }
            }
        }
    }
}

/// The account that is named, which has to exist: a pause of a misspelt one would stop nothing.
async fn named(engine: &Engine, text: Option<&str>) -> Result<Option<AccountSid>, Failure> {
    let Some(sid) = text.map(|text| sid(text, "account")).transpose()? else { return Ok(None) };
    let found = engine.store().read(move |tx| countersign_store::accounts::find(tx, sid)).await;
    match found.map_err(Failure::of)? {
        Some(_) => Ok(Some(sid)),
        None => Err(Failure::new(format!("there is no account {sid}: see countersign account list"))),
    }
}
