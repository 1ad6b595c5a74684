//! The next channel, when a message isn't known to have arrived.
//!
//! It spends the same limits and money as a send that somebody asked for: a carrier that feigns failure to earn more
//! earns no more than that.

use std::collections::BTreeMap;

use countersign_model::{Channel, ChannelStep, Line, Status, Substitution, Timestamp};
use countersign_store::fallbacks::Due;
use countersign_store::{End, StoreError, attempts, fallbacks, verifications};
use serde::{Deserialize, Serialize};

use super::{LEASE_MILLIS, Wording};
use crate::Engine;
use crate::verification::{Instead, StartVerification, StartVerificationError};

/// Fallbacks taken at once.
const CLAIM: i64 = 32;

/// What stands in a fallback's row: the channels that are left, and what the create said that still matters.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Rest {
    steps: Vec<(String, i64)>,
    wording: String,
    known_person: bool,
    /// The template that was asked for, and what is to stand in it: the next channel has words of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    template: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    substitutions: BTreeMap<String, String>,
}

impl Rest {
    pub(crate) fn new(steps: &[ChannelStep], wording: &Wording, wanted: &StartVerification) -> Self {
        let steps = steps.iter().map(|step| (step.channel.as_str().to_owned(), step.wait_millis)).collect();
        let substitutions = wanted.substitutions.iter();
        Self {
            steps,
            wording: wording.to_text(),
            known_person: wanted.known_person,
            template: wanted.template.map(|sid| sid.to_string()),
            substitutions: substitutions.map(|(name, text)| (name.clone(), text.to_string())).collect(),
        }
    }

    pub(crate) fn to_text(&self) -> String {
        // Texts and numbers always make JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    fn steps(&self) -> Vec<ChannelStep> {
        let step = |(channel, wait): &(String, i64)| {
            Some(ChannelStep { channel: channel.parse().ok()?, wait_millis: *wait })
        };
        self.steps.iter().filter_map(step).collect()
    }
}

impl Engine {
    /// Begins what is due.
    pub(super) async fn take_fallbacks(&self) {
        if self.0.channel_orders.is_empty() {
            return;
        }
        let now = self.now();
        match self.0.store.read(fallbacks::next_due).await {
            Ok(Some(due)) if due <= now => {}
            Ok(_) => return,
            Err(error) => return tracing::warn!(%error, "fallbacks could not be read"),
        }
        let until = now.plus_millis(LEASE_MILLIS);
        let claimed =
            self.0.store.write(move |tx| fallbacks::claim(tx, now, until, CLAIM).map(End::Commit)).await;
        match claimed {
            Ok(claimed) => {
                for due in claimed {
                    if let Err(error) = self.fall_back(&due).await {
                        tracing::warn!(%error, "a fallback could not be begun; it is tried again");
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "fallbacks could not be read"),
        }
    }

    async fn fall_back(&self, due: &Due) -> Result<(), StoreError> {
        let (now, sid) = (self.now(), due.verification_sid);
        let found = self.0.store.read(move |tx| verifications::find(tx, sid)).await?;
        let live = found.filter(|it| it.status_at(now) == Status::Pending);
        let Some(verification) = live else { return self.give_up(due).await };
        let Ok(rest) = serde_json::from_str::<Rest>(&due.rest) else { return self.give_up(due).await };
        let Some(wording) = Wording::from_text(&rest.wording) else { return self.give_up(due).await };
        let mut steps = rest.steps();
        while !steps.is_empty() {
            let next = steps.remove(0);
            let mut wanted = StartVerification::plain(
                verification.account_sid,
                countersign_model::Actor::Account(verification.account_sid),
                verification.service_sid,
                verification.recipient.clone(),
                next.channel,
            );
            wanted.custom_friendly_name.clone_from(&wording.friendly_name);
            wanted.locale.clone_from(&wording.locale);
            wanted.app_hash = wording.app_hash.clone().filter(|_| next.channel == Channel::Sms);
            wanted.send_digits.clone_from(&wording.send_digits);
            wanted.domain.clone_from(&wording.domain);
            wanted.known_person = rest.known_person;
            wanted.template = rest.template.as_deref().and_then(|sid| sid.parse().ok());
            let given = rest.substitutions.iter();
            wanted.substitutions = given
                .filter_map(|(name, text)| Some((name.clone(), Substitution::parse(text).ok()?)))
                .collect();
            if let Some(paid) = &verification.transaction {
                (wanted.amount, wanted.payee) = (Some(paid.amount.clone()), Some(paid.payee.clone()));
            }
            // Its transaction takes the plan and makes the next one: a crash before its end leaves this one, to be
            // begun again once the lease is over.
            let instead = Instead { due: due.clone(), wait_millis: next.wait_millis, rest: steps.clone() };
            let line = match self.start_instead(wanted, instead).await {
                Ok(_) => {
                    self.note(due, now, format!("not known to have arrived: {} next", next.channel)).await?;
                    return Ok(());
                }
                Err(StartVerificationError::Store(error)) => return Err(error),
                Err(error) => format!("{} was refused: {}", next.channel, error.reason()),
            };
            self.note(due, now, line).await?;
        }
        self.give_up(due).await
    }

    /// Nothing is left to be tried.
    async fn give_up(&self, due: &Due) -> Result<(), StoreError> {
        let due = due.clone();
        self.0.store.write(move |tx| fallbacks::take(tx, &due).map(|_| End::Commit(()))).await
    }

    async fn note(&self, due: &Due, at: Timestamp, text: String) -> Result<(), StoreError> {
        let sid = due.attempt_sid;
        let line = Line::Note { at, text };
        self.0.store.write_behind(move |tx| attempts::note(tx, sid, line.clone()).map(End::Commit)).await
    }
}
