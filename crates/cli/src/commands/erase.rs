//! `countersign erase`

use clap::Args;
use countersign_engine::Engine;
use countersign_engine::erase::{EraseError, Erased};
use countersign_model::{Actor, Recipient};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Failure, Options, operator};
use crate::control::{Answer, Reply, Request, ask};

/// Erase everything about one address
///
/// Removes its verifications and sends, what waits to be sent, the counts of wrong codes and of sends, its entries on safe
/// lists, and messages that the inbox of dev keeps. The audit trail keeps the masked address, and blocks stay. Every spelling of a mailbox counts as the same: letter case, +tags and Gmail's dots. Backups that were
/// taken before still hold it: after restoring one, erase again. What runs through the server meanwhile goes on
/// undisturbed; asked for twice, it does no harm.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign erase --to +15017122661\n  \
    countersign erase --to ann@example.com --json")]
pub struct Erase {
    /// The phone number or e-mail address
    #[arg(long, value_name = "ADDRESS")]
    to: String,
    #[command(flatten)]
    options: Options,
}

/// What this command asks of the data.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    to: String,
    by: String,
}

impl Erase {
    pub(super) fn run(self) -> Result<(), Failure> {
        let answer = ask(&self.options.place, Request::Erase(Ask { to: self.to, by: operator() }))?;
        self.options.show(&answer);
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, reply: &Reply) -> Result<Answer, Failure> {
        // A number that is in no plan any more may still stand in the database.
        let recipient = Recipient::parse(&self.to)
            .or_else(|error| Recipient::from_stored(&self.to).ok_or(error))
            .map_err(|error| Failure::new(format!("{}: {error}", self.to)))?;
        let told = |so_far: &Erased| {
            reply.progress(format!(
                "{} verifications looked at, {} erased",
                so_far.looked_at, so_far.removed.verifications
            ));
        };
        let erased =
            engine.erase_address(&recipient, Actor::Operator(self.by), told).await.map_err(|error| {
                match error {
                    EraseError::Later(_) => Failure::new(format!("not everything was erased: {error}")),
                    _ => Failure::new(format!("not everything was erased ({error}): run the command again")),
                }
            })?;
        Ok(Answer::record([
            ("verifications", json!(erased.removed.verifications)),
            ("sends", json!(erased.removed.attempts)),
            ("waiting_sends", json!(erased.removed.errands)),
            ("live_slots", json!(erased.removed.slots)),
            ("wrong_code_counts", json!(erased.forgotten.wrong_checks)),
            ("send_counts", json!(erased.forgotten.counted_sends)),
            ("safe_list_entries", json!(erased.forgotten.safe_list)),
            ("inbox_messages", json!(erased.messages)),
        ]))
    }
}
