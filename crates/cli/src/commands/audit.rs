//! `countersign audit`

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use countersign_model::{AuditSid, Timestamp};
use countersign_store::audit;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Failure, Options, Span};
use crate::control::{Answer, Request, ask};

/// Read the audit trail: what operators and callers did
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign audit list --since 24h\n  \
    countersign audit list --since 30d --until 29d --json\n  \
    countersign audit verify                       # exits 1 and names the first line that was tampered with")]
pub struct Audit {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List lines, oldest first
    List {
        /// From how long ago
        #[arg(long, value_name = "24h", default_value = "7d")]
        since: Span,
        /// Up to how long ago; without it up to now
        #[arg(long, value_name = "1h")]
        until: Option<Span>,
    },
    /// See whether every line is as it was written
    Verify,
}

/// What this command asks of the data.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    List { since_millis: i64, until_millis: i64 },
    Verify,
}

/// Lines of a listing; more would not fit in an answer.
const MOST: usize = 20_000;
/// Lines read at a time.
const PAGE: i64 = 1000;

impl Audit {
    pub(super) fn run(self) -> Result<(), Failure> {
        let request = match self.verb {
            Verb::List { since, until } => {
                Ask::List { since_millis: since.millis(), until_millis: until.map_or(0, Span::millis) }
            }
            Verb::Verify => Ask::Verify,
        };
        let answer = ask(&self.options.place, Request::Audit(request))?;
        self.options.show(&answer);
        match answer.to_json().get("damage") {
            Some(serde_json::Value::String(damage)) => {
                Err(Failure::new(format!("the audit trail was tampered with: {damage}")))
            }
            _ => Ok(()),
        }
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine) -> Result<Answer, Failure> {
        match self {
            Self::List { since_millis, until_millis } => {
                let now = engine.now();
                list(engine, now.plus_millis(-since_millis), now.plus_millis(-until_millis)).await
            }
            Self::Verify => {
                let found = engine.verify_audit().await.map_err(Failure::of)?;
                Ok(Answer::record([
                    ("intact_lines", json!(found.links)),
                    ("not_linked_yet", json!(found.not_linked)),
                    ("damage", json!(found.damage.map(|damage| damage.to_string()))),
                ]))
            }
        }
    }
}

async fn list(engine: &Engine, since: Timestamp, until: Timestamp) -> Result<Answer, Failure> {
    let mut after = AuditSid::earliest(since).to_string();
    let mut lines: Vec<audit::Line> = Vec::new();
    loop {
        let from = after.clone();
        let page =
            engine.store().report(move |tx| audit::after(tx, &from, PAGE)).await.map_err(Failure::of)?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.sid);
        let is_over = last.at > until.millis();
        lines.extend(page.into_iter().filter(|line| line.at <= until.millis()));
        if lines.len() > MOST {
            return Err(Failure::new(format!(
                "these are more than {MOST} lines: narrow it with --since and --until"
            )));
        }
        if is_over {
            break;
        }
    }
    let row = |line: audit::Line| {
        [
            json!(Timestamp::from_millis(line.at).to_string()),
            json!(line.who),
            json!(line.what),
            json!(line.subject),
            json!(line.account_sid),
            json!(line.detail),
            json!(line.chain_no),
        ]
    };
    let columns = ["time", "who", "what", "subject", "account", "detail", "number"];
    Ok(Answer::table(columns, lines.into_iter().map(row)).of("line of the audit trail"))
}
