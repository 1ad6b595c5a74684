//! `countersign providers`

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use countersign_engine::provider::{ProviderNow, ProviderStatus, Standing};
use countersign_model::{Channel, Platform};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Failure, Options, Span};
use crate::control::{Answer, Reply, Request, ask};

/// See how providers stand and how they have done
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign providers status\n  \
    countersign providers status --since 24h\n  \
    countersign providers status --json | jq '.[] | select(.now != \"works\")'")]
pub struct Providers {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Show each provider: whether it is asked now, how it answered, what arrived, what was approved and what is left
    ///
    /// `arrived_percent` is the part of the messages it has that it told to have arrived, for providers that tell; `approved_percent` the
    /// part whose code came back right, where a verification counts for the last message sent. `balance` is asked for
    /// where the provider tells it. Messages in flight are those of the server that answers.
    Status {
        /// Messages from how long ago
        #[arg(long, value_name = "1h", default_value = "1h")]
        since: Span,
    },
}

/// What this command asks of the data.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    since_millis: i64,
}

impl Providers {
    pub(super) fn run(self) -> Result<(), Failure> {
        let Verb::Status { since } = self.verb;
        let request = Request::Providers(Ask { since_millis: since.millis() });
        self.options.show(&ask(&self.options.place, request)?);
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, reply: &Reply) -> Result<Answer, Failure> {
        let since = engine.now().plus_millis(-self.since_millis);
        let told = |sends: u64| reply.progress(format!("{sends} sends looked at"));
        let found = engine.providers_status(since, told).await.map_err(Failure::of)?;
        let columns = [
            "provider",
            "channels",
            "now",
            "in_flight",
            "asked",
            "accepted",
            "failed",
            "p50_ms",
            "p95_ms",
            "arrived_percent",
            "approved_percent",
            "balance",
        ];
        Ok(Answer::table(columns, found.iter().map(row)))
    }
}

fn row(of: &ProviderStatus) -> [Value; 12] {
    let record = &of.record;
    [
        json!(of.now.name),
        json!(carried(&of.now.channels, &of.now.platforms)),
        json!(standing(&of.now)),
        json!(of.now.in_flight),
        json!(record.asked),
        json!(record.accepted),
        json!(record.failed()),
        json!(record.took(50)),
        json!(record.took(95)),
        // An endpoint of one's own may tell or not.
        if of.tells || record.arrived > 0 { percent(record.arrived, record.taken) } else { Value::Null },
        percent(record.approved, record.taken),
        match &of.balance {
            Ok(balance) => json!(balance.map(|balance| balance.to_string())),
            Err(why) => json!(format!("not told: {why}")),
        },
    ]
}

/// What a provider carries, in words: channels, and for one that wakes devices `push` with the platform.
pub(super) fn carried(channels: &[Channel], platforms: &[Platform]) -> Vec<String> {
    let channels = channels.iter().map(|channel| channel.as_str().to_owned());
    channels.chain(platforms.iter().map(|platform| format!("push:{}", platform.as_str()))).collect()
}

/// Parts of a hundred with one decimal, rounded down: 100 means all.
fn percent(part: u64, whole: u64) -> Value {
    let tenths = (part * 1000).checked_div(whole);
    tenths.map_or(Value::Null, |tenths| json!(tenths as f64 / 10.0))
}

/// Whether a provider is asked, in words.
pub(super) fn standing(now: &ProviderNow) -> String {
    let because = |why: &Option<String>| why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
    match &now.standing {
        Standing::Works => "works".to_owned(),
        Standing::LeftAlone { until, why } => format!("left alone until {until}{}", because(why)),
        Standing::OnTrial { why } => {
            format!("failed, the next message shows whether it works again{}", because(why))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_wakes_devices_says_whose_in_place_of_channels() {
        assert_eq!(carried(&[Channel::Sms, Channel::Call], &[]), ["sms", "call"]);
        assert_eq!(carried(&[], &Platform::ALL), ["push:apn", "push:fcm", "push:webpush"]);
    }

    #[test]
    fn shares_are_rounded_down_and_nothing_of_nothing_is_unknown() {
        assert_eq!(percent(1999, 2000), json!(99.9));
        assert_eq!(percent(2, 2), json!(100.0));
        assert_eq!(percent(0, 0), Value::Null);
    }
}
