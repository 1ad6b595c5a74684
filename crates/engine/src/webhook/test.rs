//! Trying a webhook: one signed post, the way that every event goes.

use std::time::Duration;

use countersign_delivery::outside::Untold;
use countersign_model::{AccountSid, Actor, ServiceSid, WebhookSid};
use countersign_store::{End, StoreError, accounts, audit, webhooks};

use super::event::uuid;
use crate::Engine;

/// The type of such a post. It is no event: nobody can ask to hear of it, and it means nothing but itself.
const TYPE: &str = "webhook.test";

/// What became of a try.
#[derive(Clone, Debug)]
pub struct Tested {
    /// The name of what was posted.
    pub uuid: String,
    /// Whether it was taken, or why it wasn't.
    pub outcome: Result<(), Untold>,
    /// How long that took.
    pub took: Duration,
}

/// Why a webhook was not tried.
#[derive(Debug)]
pub enum TestWebhookError {
    /// The account's service has no such webhook.
    NotFound,
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for TestWebhookError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Posts to a webhook, enabled or not, and says what became of it. It isn't repeated and counts neither for nor against
    /// the webhook.
    ///
    /// # Errors
    /// See [`TestWebhookError`].
    pub async fn test_webhook(
        &self,
        account: AccountSid,
        service: ServiceSid,
        sid: WebhookSid,
        by: Actor,
    ) -> Result<Tested, TestWebhookError> {
        let now = self.now();
        let entry = self.audit_entry(now, Some(account), by, "webhook.tested", sid.to_string());
        let found = self
            .0
            .store
            .write(move |tx| {
                let webhook = webhooks::find(tx, account, service, sid)?;
                let Some(found) = webhook.zip(accounts::find(tx, account)?) else {
                    return Ok(End::Rollback(None));
                };
                audit::add(tx, &entry)?;
                Ok(End::Commit(Some(found)))
            })
            .await?;
        let (webhook, account) = found.ok_or(TestWebhookError::NotFound)?;
        let uuid = uuid(self.dice().draw(), now);
        let fields = [
            ("account_sid", account.sid.to_string()),
            ("date", now.to_string()),
            ("service_sid", service.to_string()),
            ("type", TYPE.to_owned()),
            ("uuid", uuid.clone()),
            ("webhook_sid", sid.to_string()),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value));
        let began = self.0.clock.ticks();
        let outcome = self.post_signed(&webhook, &account, (&uuid, &fields)).await;
        Ok(Tested { uuid, outcome, took: self.0.clock.ticks().saturating_sub(began) })
    }
}
