//! Choosing another messaging service for a country.

use countersign_model::{
    AccountSid, Actor, MessagingConfiguration, MessagingDestination, MessagingServiceSid, ServiceSid,
};
use countersign_store::{End, audit, messaging_configurations, services};

use super::MessagingConfigurationError as Error;
use crate::Engine;

impl Engine {
    /// Has a service's text messages to a country go through another messaging service; none leaves it as it is.
    ///
    /// # Errors
    /// See [`MessagingConfigurationError`](super::MessagingConfigurationError).
    pub async fn update_messaging_configuration(
        &self,
        account: AccountSid,
        service: ServiceSid,
        country: MessagingDestination,
        messaging_service: Option<MessagingServiceSid>,
        by: Actor,
    ) -> Result<MessagingConfiguration, Error> {
        let now = self.now();
        let is_known = messaging_service.is_none_or(|sid| self.0.routes.messaging_service(sid).is_some());
        let subject = format!("{service} {country}");
        let entry = self.audit_entry(now, Some(account), by, "messaging_configuration.updated", subject);
        self.0
            .store
            .write(move |tx| {
                // The service's row is what all changes of its configurations line up at.
                let service_is_there = services::lock(tx, account, service)?.is_some();
                let found = messaging_configurations::find(tx, account, service, country)?;
                let Some(mut it) = found.filter(|_| service_is_there) else {
                    return Ok(End::Rollback(Err(Error::NotFound)));
                };
                if !is_known {
                    return Ok(End::Rollback(Err(Error::UnknownMessagingService)));
                }
                it.messaging_service_sid = messaging_service.unwrap_or(it.messaging_service_sid);
                it.updated_at = now;
                messaging_configurations::update(tx, &it)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(Ok(it)))
            })
            .await?
    }
}
