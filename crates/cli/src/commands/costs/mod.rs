//! `countersign costs`

mod sums;

use std::ops::ControlFlow;

use clap::{Args, ValueEnum};
use countersign_engine::Engine;
use countersign_store::deliveries::Delivery;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use self::sums::Sums;
use super::{Failure, Options, Span};
use crate::control::{Answer, Reply, Request, ask};

/// Add up what messages cost, as the providers told
///
/// A line for each currency: amounts are never converted. A send whose provider told no cost is counted on a line without
/// a currency, where `estimate` is what the operator's own prices for that provider come to (`price` and `prices` of
/// [[providers]]). `sends` counts every message that a provider took or may have taken; `parts` the text messages that
/// they were split into, where the provider tells. Days are those of UTC.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign costs                               # by provider, the last 30 days\n  \
    countersign costs --by day,country --since 7d\n  \
    countersign costs --by account,channel --json")]
pub struct Costs {
    /// What to add up by, in this order
    #[arg(long, value_delimiter = ',', default_value = "provider")]
    by: Vec<By>,
    /// Messages from how long ago
    #[arg(long, value_name = "30d", default_value = "30d")]
    since: Span,
    #[command(flatten)]
    options: Options,
}

/// What sends are told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
enum By {
    Account,
    Country,
    Provider,
    Channel,
    Day,
}

/// What this command asks of the data.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    by: Vec<By>,
    since_millis: i64,
}

/// Lines of an answer; more would not fit in it.
const MOST: usize = 20_000;

impl Costs {
    pub(super) fn run(self) -> Result<(), Failure> {
        let mut by: Vec<By> = Vec::new();
        for one in self.by {
            if by.contains(&one) {
                return Err(Failure::new("--by names something twice"));
            }
            by.push(one);
        }
        let request = Request::Costs(Ask { by, since_millis: self.since.millis() });
        self.options.show(&ask(&self.options.place, request)?);
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, reply: &Reply) -> Result<Answer, Failure> {
        let since = engine.now().plus_millis(-self.since_millis);
        let mut sums = Sums::new(self.by.clone(), engine.routes());
        let mut looked_at = 0_u64;
        let each = |delivery: Delivery| {
            sums.add(&delivery);
            looked_at += 1;
            if looked_at.is_multiple_of(1000) {
                reply.progress(format!("{looked_at} sends looked at"));
            }
            if sums.len() > MOST { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        engine.walk_deliveries(since, each).await.map_err(Failure::of)?;
        if sums.len() > MOST {
            return Err(Failure::new(format!(
                "these are more than {MOST} lines: narrow it with --since, or add up by less"
            )));
        }
        let columns = self.by.iter().map(|by| by.name().to_owned());
        let columns = columns.chain(["currency", "cost", "sends", "parts", "estimate"].map(str::to_owned));
        let rows = sums.lines().map(|(group, currency, sum)| {
            let known = currency.map(|_| sum.cost.to_string());
            let mut row: Vec<Value> = group.iter().map(|name| json!(name)).collect();
            row.extend([
                json!(currency.map(|currency| currency.to_string())),
                json!(known),
                json!(sum.sends),
                json!(sum.parts),
                json!(sum.estimate.map(|estimate| estimate.to_string())),
            ]);
            row
        });
        let what = "send".to_owned();
        Ok(Answer::Table { what, columns: columns.collect(), rows: rows.collect() })
    }
}

impl By {
    const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Country => "country",
            Self::Provider => "provider",
            Self::Channel => "channel",
            Self::Day => "day",
        }
    }
}
