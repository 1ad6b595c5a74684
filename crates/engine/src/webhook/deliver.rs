//! Telling a webhook one thing, and writing down what became of it.

use countersign_delivery::outside::{Post, Untold};
use countersign_metrics::Counter;
use countersign_model::{Account, Actor, Webhook, WebhookStatus, reach};
use countersign_store::webhook_events::Telling;
use countersign_store::{End, StoreError, accounts, audit, services, webhook_events, webhooks};

use super::event::told;
use crate::Engine;
use crate::account::place;

/// Posts to webhooks by what became of them.
pub(crate) static TELLINGS: Counter<1> = Counter::new(
    "countersign_webhook_posts_total",
    "Posts to webhooks, by outcome: taken, failed (it is tried again), given_up (a day after the event), or disabled (the \
     webhook, after three days without success).",
    ["outcome"],
);

/// The first pause, in milliseconds; each further one is twice as long.
const FIRST_PAUSE: i64 = 5000;
/// The longest pause, in milliseconds.
const LONGEST_PAUSE: i64 = 4 * 60 * 60 * 1000;
/// How long an event is worth telling, in milliseconds.
const WORTH_MILLIS: i64 = 24 * 60 * 60 * 1000;
/// After how long without any success a webhook is disabled, in milliseconds.
const PATIENCE_MILLIS: i64 = 3 * 24 * 60 * 60 * 1000;

impl Engine {
    /// Tells a webhook what this node holds for it. A crash between the post and its record posts the same again, under the
    /// same name.
    pub(super) async fn tell(&self, telling: Telling) {
        reach("webhook.claimed");
        let recorded = match self.whom(&telling).await {
            Ok(Some((webhook, account))) => {
                let outcome = self.post(&telling, &webhook, &account).await;
                reach("webhook.posted");
                self.note_post(telling, &webhook, outcome).await
            }
            // It was deleted or disabled meanwhile, or its account.
            Ok(None) => self.drop_telling(telling).await,
            Err(error) => Err(error),
        };
        if let Err(error) = recorded {
            // The lease runs out, and the row is taken again.
            tracing::warn!(%error, "what became of a post to a webhook could not be recorded; it may be repeated");
        }
        reach("webhook.recorded");
    }

    async fn whom(&self, telling: &Telling) -> Result<Option<(Webhook, Account)>, StoreError> {
        let sid = telling.webhook_sid;
        self.0
            .store
            .read(move |tx| {
                let webhook = webhooks::get(tx, sid)?.filter(|it| it.status == WebhookStatus::Enabled);
                let Some(webhook) = webhook else { return Ok(None) };
                Ok(accounts::find(tx, webhook.account_sid)?.map(|account| (webhook, account)))
            })
            .await
    }

    async fn post(&self, telling: &Telling, webhook: &Webhook, account: &Account) -> Result<(), Untold> {
        let Some(fields) = told(&telling.fields, webhook.version) else {
            tracing::error!(webhook.sid = %webhook.sid, "an event can't be read by this version");
            return Err(Untold::Failed);
        };
        self.post_signed(webhook, account, (&telling.uuid, &fields)).await
    }

    /// Posts a form with its name, signed with the account's primary token.
    pub(super) async fn post_signed(
        &self,
        webhook: &Webhook,
        account: &Account,
        (uuid, fields): (&str, &[(String, String)]),
    ) -> Result<(), Untold> {
        let opened = self.0.opening_keys().open(place(&account.sid.to_string()), &account.primary_sealed);
        let token = match opened {
            Ok(token) => token,
            Err(error) => {
                tracing::error!(account.sid = %account.sid, %error, "an account's token can't be opened: webhooks can't be signed");
                return Err(Untold::Failed);
            }
        };
        let post = Post { id: uuid, token: &token, fields };
        self.0.outside.post(&webhook.url, &post).await
    }

    async fn note_post(
        &self,
        telling: Telling,
        webhook: &Webhook,
        outcome: Result<(), Untold>,
    ) -> Result<(), StoreError> {
        match outcome {
            Ok(()) => {
                TELLINGS.add(["taken"]);
                let was_failing = webhook.failing_since.is_some();
                self.0
                    .store
                    .write(move |tx| {
                        // The webhook first, as whoever deletes it.
                        if was_failing {
                            webhooks::reached(tx, telling.webhook_sid)?;
                        }
                        let held = webhook_events::done(tx, &telling)?;
                        Ok(if held { End::Commit(()) } else { End::Rollback(()) })
                    })
                    .await
            }
            Err(why) => self.note_failure(telling, webhook, why).await,
        }
    }

    async fn note_failure(&self, telling: Telling, webhook: &Webhook, why: Untold) -> Result<(), StoreError> {
        let now = self.now();
        let due = now.plus_millis(pause(telling.tries, self.dice().draw::<2>()));
        let is_over = due.millis_since(telling.made_at) > WORTH_MILLIS;
        let by = Actor::Operator("webhooks".to_owned());
        let sid = webhook.sid;
        let entry = self.audit_entry(now, Some(webhook.account_sid), by, "webhook.disabled", sid.to_string());
        let (account, service) = (webhook.account_sid, webhook.service_sid);
        let has_patience =
            webhook.failing_since.is_none_or(|since| now.millis_since(since) < PATIENCE_MILLIS);
        let became = self
            .0
            .store
            .write(move |tx| {
                // The service and the webhook first: deleting and changing it lock both before what it has to be told.
                if !has_patience {
                    services::lock(tx, account, service)?;
                }
                let since = webhooks::missed(tx, sid, why.as_str(), now)?;
                let held = if is_over {
                    webhook_events::done(tx, &telling)?
                } else {
                    webhook_events::later(tx, &telling, due)?
                };
                if !held {
                    return Ok(End::Rollback(None));
                }
                let is_hopeless = since.is_some_and(|since| now.millis_since(since) >= PATIENCE_MILLIS);
                if !has_patience && is_hopeless && webhooks::give_up(tx, sid, now)? {
                    webhooks::note_wanted(tx, service)?;
                    audit::add(tx, &entry)?;
                    return Ok(End::Commit(Some("disabled")));
                }
                Ok(End::Commit(Some(if is_over { "given_up" } else { "failed" })))
            })
            .await?;
        let Some(became) = became else { return Ok(()) };
        TELLINGS.add([became]);
        let why = why.as_str();
        match became {
            "disabled" => {
                tracing::error!(webhook.sid = %sid, why, "a webhook was disabled: nothing reached it for three days")
            }
            "given_up" => {
                tracing::warn!(webhook.sid = %sid, why, "an event was given up: its webhook could not be told for a day")
            }
            _ => tracing::info!(webhook.sid = %sid, why, "a webhook could not be told; it is tried again"),
        }
        Ok(())
    }

    async fn drop_telling(&self, telling: Telling) -> Result<(), StoreError> {
        self.0.store.write(move |tx| webhook_events::done(tx, &telling).map(|_| End::Commit(()))).await
    }
}

/// How long to wait after `tries`: twice as long each time, a quarter more or less, so that what failed together doesn't
/// come back together.
fn pause(tries: i64, drawn: [u8; 2]) -> i64 {
    let doublings = u32::try_from((tries - 1).clamp(0, 20)).unwrap_or(0);
    let whole = FIRST_PAUSE.saturating_mul(1 << doublings).min(LONGEST_PAUSE);
    whole * 3 / 4 + whole / 2 * i64::from(u16::from_be_bytes(drawn)) / i64::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_four_hours_and_lie_a_quarter_around() {
        assert_eq!((pause(1, [0, 0]), pause(1, [255, 255])), (3750, 6250));
        assert_eq!(pause(2, [0, 0]), 7500);
        for tries in [13, 20, 1000, i64::MAX] {
            assert_eq!(pause(tries, [0, 0]), LONGEST_PAUSE * 3 / 4);
            assert!(pause(tries, [255, 255]) <= LONGEST_PAUSE * 5 / 4);
        }
        assert!(pause(0, [0, 0]) > 0);
    }
}
