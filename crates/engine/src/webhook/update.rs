//! Changing a webhook.

use countersign_model::{
    AccountSid, Actor, EventTypes, ServiceSid, Webhook, WebhookName, WebhookSid, WebhookStatus, WebhookUrl,
    WebhookVersion,
};
use countersign_store::{End, StoreError, audit, services, webhook_events, webhooks};

use crate::Engine;

/// What an update asks. Absent leaves as it is.
#[derive(Clone, Default)]
#[expect(missing_docs, reason = "each is the parameter of the same name, behaviour map 10")]
pub struct UpdateWebhook {
    pub friendly_name: Option<WebhookName>,
    pub event_types: Option<EventTypes>,
    pub url: Option<WebhookUrl>,
    pub status: Option<WebhookStatus>,
    pub version: Option<WebhookVersion>,
}

/// Why a webhook was not changed.
#[derive(Debug)]
pub enum UpdateWebhookError {
    /// The account's service has no such webhook.
    NotFound,
    /// The address leads where nobody outside may have us go.
    Url,
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for UpdateWebhookError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Changes what `wanted` names. What a webhook has still to be told goes to its new address; disabled it is told nothing
    /// of it any more, and enabled again it starts with a clean slate.
    ///
    /// # Errors
    /// See [`UpdateWebhookError`].
    pub async fn update_webhook(
        &self,
        account: AccountSid,
        service: ServiceSid,
        sid: WebhookSid,
        wanted: UpdateWebhook,
        by: Actor,
    ) -> Result<Webhook, UpdateWebhookError> {
        if wanted.url.as_ref().is_some_and(|url| !self.0.outside.allowed().takes(url)) {
            return Err(UpdateWebhookError::Url);
        }
        let now = self.now();
        let entry = self.audit_entry(now, Some(account), by, "webhook.updated", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                // The service first: what its webhooks want together is noted with it.
                if services::lock(tx, account, service)?.is_none() {
                    return Ok(End::Rollback(Err(UpdateWebhookError::NotFound)));
                }
                let Some(mut webhook) = webhooks::lock(tx, account, service, sid)? else {
                    return Ok(End::Rollback(Err(UpdateWebhookError::NotFound)));
                };
                let UpdateWebhook { friendly_name, event_types, url, status, version } = wanted.clone();
                webhook.friendly_name = friendly_name.unwrap_or(webhook.friendly_name);
                webhook.event_types = event_types.unwrap_or(webhook.event_types);
                webhook.url = url.unwrap_or(webhook.url);
                webhook.version = version.unwrap_or(webhook.version);
                webhook.status = status.unwrap_or(webhook.status);
                if status.is_some() {
                    (webhook.failing_since, webhook.failure, webhook.full_since) = (None, None, None);
                }
                if webhook.status == WebhookStatus::Disabled {
                    webhook_events::clear(tx, sid)?;
                }
                webhook.updated_at = now;
                webhooks::update(tx, &webhook)?;
                webhooks::note_wanted(tx, service)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(Ok(webhook)))
            })
            .await?
    }
}
