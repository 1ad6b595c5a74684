//! Making a webhook.

use countersign_model::{
    AccountSid, Actor, EventTypes, ServiceSid, Webhook, WebhookName, WebhookSid, WebhookStatus, WebhookUrl,
    WebhookVersion,
};
use countersign_store::{End, StoreError, audit, services, webhooks};

use crate::Engine;

/// How many webhooks a service may have: each is one more message for every event.
pub const MOST_WEBHOOKS: i64 = 10;

/// What a create asks.
#[derive(Clone)]
#[expect(missing_docs, reason = "each is the parameter of the same name, behaviour map 10")]
pub struct CreateWebhook {
    pub account: AccountSid,
    pub service: ServiceSid,
    pub friendly_name: WebhookName,
    pub event_types: EventTypes,
    pub url: WebhookUrl,
    pub status: WebhookStatus,
    pub version: WebhookVersion,
}

/// Why no webhook was made.
#[derive(Debug)]
pub enum CreateWebhookError {
    /// The account has no such service.
    NotFound,
    /// The address leads where nobody outside may have us go.
    Url,
    /// The service has [`MOST_WEBHOOKS`].
    TooMany,
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for CreateWebhookError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Makes a webhook. It hears of what happens from now on.
    ///
    /// # Errors
    /// See [`CreateWebhookError`].
    pub async fn create_webhook(
        &self,
        wanted: CreateWebhook,
        by: Actor,
    ) -> Result<Webhook, CreateWebhookError> {
        if !self.0.outside.allowed().takes(&wanted.url) {
            return Err(CreateWebhookError::Url);
        }
        let now = self.now();
        let sid = WebhookSid::new(now, self.dice());
        let entry = self.audit_entry(now, Some(wanted.account), by, "webhook.created", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                // Locked, so that neither its deletion nor another create comes between.
                if services::lock(tx, wanted.account, wanted.service)?.is_none() {
                    return Ok(End::Rollback(Err(CreateWebhookError::NotFound)));
                }
                if webhooks::count(tx, wanted.service)? >= MOST_WEBHOOKS {
                    return Ok(End::Rollback(Err(CreateWebhookError::TooMany)));
                }
                let webhook = Webhook {
                    sid,
                    account_sid: wanted.account,
                    service_sid: wanted.service,
                    friendly_name: wanted.friendly_name.clone(),
                    event_types: wanted.event_types.clone(),
                    url: wanted.url.clone(),
                    status: wanted.status,
                    version: wanted.version,
                    failing_since: None,
                    failure: None,
                    full_since: None,
                    created_at: now,
                    updated_at: now,
                };
                webhooks::insert(tx, &webhook)?;
                webhooks::note_wanted(tx, wanted.service)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(Ok(webhook)))
            })
            .await?
    }
}
