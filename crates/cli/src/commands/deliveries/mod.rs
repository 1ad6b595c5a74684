//! `countersign deliveries`

mod list;
mod show;

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use serde::{Deserialize, Serialize};

use super::{Failure, Options};
use crate::control::{Answer, Reply, Request, ask};

/// See what became of messages: who was asked, what they said and what it cost
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign deliveries list --failed --since 1h\n  \
    countersign deliveries list --provider gateway --channel sms --json\n  \
    countersign deliveries show VL0123456789abcdef0123456789abcdef")]
pub struct Deliveries {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List sends, newest first, with every provider that was asked
    List(list::List),
    /// Show one send: each provider asked and each thing told, with times, reasons and costs
    Show {
        /// The send, as in send_code_attempts of the API
        #[arg(value_name = "VL…")]
        delivery: String,
    },
}

/// What this command asks of the data.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    List(list::List),
    Show { delivery: String },
}

impl Deliveries {
    pub(super) fn run(self) -> Result<(), Failure> {
        let request = match self.verb {
            Verb::List(list) => Ask::List(list),
            Verb::Show { delivery } => Ask::Show { delivery },
        };
        self.options.show(&ask(&self.options.place, Request::Deliveries(request))?);
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, reply: &Reply) -> Result<Answer, Failure> {
        match self {
            Self::List(list) => list.carry_out(engine, reply).await,
            Self::Show { delivery } => show::show(engine, &delivery).await,
        }
    }
}
