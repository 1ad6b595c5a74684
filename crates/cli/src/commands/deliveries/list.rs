//! `countersign deliveries list`

use std::ops::ControlFlow;

use clap::Args;
use countersign_engine::Engine;
use countersign_model::{
    AccountSid, Attempt, AttemptState, Channel, Line, ReceiptState, Recipient, ServiceSid, journal,
};
use countersign_store::deliveries::Delivery;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::commands::{Failure, Span, channel, sid};
use crate::control::{Answer, Reply};

/// Which sends.
#[derive(Debug, Args, Serialize, Deserialize)]
pub(crate) struct List {
    /// Of this account
    #[arg(long, value_name = "AC…")]
    account: Option<String>,
    /// Of this service
    #[arg(long, value_name = "VA…")]
    service: Option<String>,
    /// To this address
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
    /// By this channel
    #[arg(long)]
    channel: Option<String>,
    /// For which this provider was asked
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    /// In this state: queued, sent, failed or dropped
    #[arg(long)]
    state: Option<String>,
    /// That failed, or of which a provider told that it didn't arrive
    #[arg(long)]
    failed: bool,
    /// From how long ago
    #[arg(long, value_name = "24h", default_value = "24h")]
    since: Span,
    /// At most so many
    #[arg(long, value_name = "NUMBER", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
}

/// The same, parsed.
struct Wanted {
    account: Option<AccountSid>,
    service: Option<ServiceSid>,
    to: Option<Recipient>,
    channel: Option<Channel>,
    provider: Option<String>,
    state: Option<AttemptState>,
    failed: bool,
}

impl List {
    pub(super) async fn carry_out(self, engine: &Engine, reply: &Reply) -> Result<Answer, Failure> {
        let since = engine.now().plus_millis(-self.since.millis());
        let most = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let wanted = self.wanted()?;
        let (mut rows, mut looked_at) = (Vec::new(), 0_u64);
        let each = |delivery: Delivery| {
            looked_at += 1;
            if looked_at.is_multiple_of(1000) {
                reply.progress(format!("{looked_at} sends looked at, {} found", rows.len()));
            }
            if wanted.fits(&delivery.attempt) && wanted.is_for(delivery.recipient.as_ref()) {
                rows.push(row(&delivery));
            }
            if rows.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        engine.walk_deliveries(since, each).await.map_err(Failure::of)?;
        let columns = [
            "delivery",
            "time",
            "to",
            "channel",
            "state",
            "receipt",
            "asked",
            "cost",
            "error",
            "test_number",
        ];
        Ok(Answer::table(columns, rows.into_iter()))
    }

    fn wanted(self) -> Result<Wanted, Failure> {
        let state = |text: &str| {
            AttemptState::from_name(text).ok_or_else(|| {
                Failure::new(format!("{text} is no state: the states are queued, sent, failed and dropped"))
            })
        };
        let address = |text: &String| {
            let parsed = Recipient::parse(text);
            parsed.map_err(|error| Failure::new(format!("{text}: {error}")))
        };
        Ok(Wanted {
            to: self.to.as_ref().map(address).transpose()?,
            account: self.account.as_deref().map(|text| sid(text, "account")).transpose()?,
            service: self.service.as_deref().map(|text| sid(text, "service")).transpose()?,
            channel: self.channel.as_deref().map(channel).transpose()?,
            provider: self.provider,
            state: self.state.as_deref().map(state).transpose()?,
            failed: self.failed,
        })
    }
}

impl Wanted {
    fn is_for(&self, recipient: Option<&Recipient>) -> bool {
        self.to.as_ref().is_none_or(|to| recipient == Some(to))
    }

    fn fits(&self, attempt: &Attempt) -> bool {
        let asked = |name: &String| {
            let hop = |line: &Line| matches!(line, Line::Hop(hop) if hop.provider == *name);
            attempt.provider.as_ref() == Some(name) || attempt.journal.iter().any(hop)
        };
        let is_failed =
            attempt.state == AttemptState::Failed || attempt.receipt.is_some_and(ReceiptState::is_failure);
        self.account.is_none_or(|sid| sid == attempt.account_sid)
            && self.service.is_none_or(|sid| sid == attempt.service_sid)
            && self.channel.is_none_or(|channel| channel == attempt.channel)
            && self.state.is_none_or(|state| state == attempt.state)
            && self.provider.as_ref().is_none_or(asked)
            && (!self.failed || is_failed)
    }
}

fn row(delivery: &Delivery) -> [Value; 10] {
    let attempt = &delivery.attempt;
    let hops: Vec<String> = attempt
        .journal
        .iter()
        .filter_map(|line| match line {
            Line::Hop(hop) => Some(format!("{} {} {} ms", hop.provider, hop.fate, hop.took_millis)),
            _ => None,
        })
        .collect();
    [
        json!(attempt.sid.to_string()),
        json!(attempt.created_at.to_string()),
        json!(delivery.recipient.as_ref().map(Recipient::masked)),
        json!(attempt.channel.as_str()),
        json!(attempt.state.as_str()),
        json!(attempt.receipt.map(ReceiptState::as_str)),
        json!(hops),
        json!(costs(attempt)),
        json!(attempt.error),
        // Shown where it is one: there are few.
        json!(attempt.is_test().then_some(true)),
    ]
}

/// What each provider says that it cost.
pub(super) fn costs(attempt: &Attempt) -> Vec<String> {
    journal::costs(&attempt.journal).iter().map(|(_, cost)| cost.to_string()).collect()
}
