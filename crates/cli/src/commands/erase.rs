//! `countersign erase`

use clap::Args;
use countersign_engine::Engine;
use countersign_engine::erase::{EraseError, Erased, ErasedIdentity};
use countersign_model::{Actor, Recipient};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Failure, Options, operator, whom};
use crate::control::{Answer, Reply, Request, ask};

/// Erase everything about one address, or one identity
///
/// Removes its verifications and sends, what waits to be sent, factors that are the address, the counts of wrong codes and of sends, its entries on safe
/// lists, and messages that the inbox of dev keeps. The audit trail keeps the masked address, and blocks stay. Every spelling of a mailbox counts as the same: letter case, +tags and Gmail's dots. Backups that were
/// taken before still hold it: after restoring one, erase again. What runs through the server meanwhile goes on
/// undisturbed; asked for twice, it does no harm.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign erase --to +15017122661\n  \
    countersign erase --to ann@example.com --json\n  \
    countersign erase --identity ff483d1ff591898a9942916050d2ca3f")]
pub struct Erase {
    /// The phone number or e-mail address
    #[arg(long, value_name = "ADDRESS", required_unless_present = "identity", conflicts_with = "identity")]
    to: Option<String>,
    /// The name that applications have for the person: its entities with their factors and challenges go, in every service
    #[arg(long, value_name = "IDENTITY")]
    identity: Option<String>,
    #[command(flatten)]
    options: Options,
}

/// What this command asks of the data.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    #[serde(default)]
    to: Option<String>,
    #[serde(default)]
    identity: Option<String>,
    by: String,
}

impl Erase {
    pub(super) fn run(self) -> Result<(), Failure> {
        let answer = ask(
            &self.options.place,
            Request::Erase(Ask { to: self.to, identity: self.identity, by: operator() }),
        )?;
        self.options.show(&answer);
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, reply: &Reply) -> Result<Answer, Failure> {
        let by = Actor::Operator(self.by);
        match (self.to, self.identity) {
            (Some(to), None) => address(engine, &to, by, reply).await,
            (None, Some(identity)) => person(engine, &identity, by, reply).await,
            _ => Err(Failure::new("name either an address or an identity")),
        }
    }
}

async fn address(engine: &Engine, to: &str, by: Actor, reply: &Reply) -> Result<Answer, Failure> {
    // A number that is in no plan any more may still stand in the database.
    let recipient = Recipient::parse(to)
        .or_else(|error| Recipient::from_stored(to).ok_or(error))
        .map_err(|error| Failure::new(format!("{to}: {error}")))?;
    let told = |so_far: &Erased| {
        reply.progress(format!(
            "{} verifications looked at, {} erased",
            so_far.looked_at, so_far.removed.verifications
        ));
    };
    let erased = engine.erase_address(&recipient, by, told).await.map_err(unfinished)?;
    Ok(Answer::record([
        ("verifications", json!(erased.removed.verifications)),
        ("sends", json!(erased.removed.attempts)),
        ("waiting_sends", json!(erased.removed.errands)),
        ("live_slots", json!(erased.removed.slots)),
        ("factors", json!(erased.factors)),
        ("wrong_code_counts", json!(erased.forgotten.wrong_checks)),
        ("send_counts", json!(erased.forgotten.counted_sends)),
        ("safe_list_entries", json!(erased.forgotten.safe_list)),
        ("inbox_messages", json!(erased.messages)),
    ]))
}

async fn person(engine: &Engine, identity: &str, by: Actor, reply: &Reply) -> Result<Answer, Failure> {
    let identity = whom::parse(identity)?;
    let told = |so_far: &ErasedIdentity| {
        reply.progress(format!("{} factors and {} challenges erased", so_far.factors, so_far.challenges));
    };
    let erased = engine.erase_identity(&identity, by, told).await.map_err(unfinished)?;
    Ok(Answer::record([
        ("entities", json!(erased.entities)),
        ("factors", json!(erased.factors)),
        ("challenges", json!(erased.challenges)),
    ]))
}

fn unfinished(error: EraseError) -> Failure {
    match error {
        EraseError::Later(_) => Failure::new(format!("not everything was erased: {error}")),
        _ => Failure::new(format!("not everything was erased ({error}): run the command again")),
    }
}
