//! Choosing a messaging service for a country.

use countersign_model::{
    AccountSid, Actor, MessagingConfiguration, MessagingDestination, MessagingServiceSid, ServiceSid,
};
use countersign_store::{End, audit, messaging_configurations, services};

use super::MessagingConfigurationError as Error;
use crate::Engine;

impl Engine {
    /// Has a service's text messages to a country go through a messaging service.
    ///
    /// # Errors
    /// See [`MessagingConfigurationError`](super::MessagingConfigurationError).
    pub async fn create_messaging_configuration(
        &self,
        account: AccountSid,
        service: ServiceSid,
        country: MessagingDestination,
        messaging_service: MessagingServiceSid,
        by: Actor,
    ) -> Result<MessagingConfiguration, Error> {
        let now = self.now();
        let is_known = self.0.routes.messaging_service(messaging_service).is_some();
        let it = MessagingConfiguration {
            account_sid: account,
            service_sid: service,
            country,
            messaging_service_sid: messaging_service,
            created_at: now,
            updated_at: now,
        };
        let subject = format!("{service} {country}");
        let entry = self.audit_entry(now, Some(account), by, "messaging_configuration.created", subject);
        self.0
            .store
            .write(move |tx| {
                // Locked, so that nothing is made under a service that is being deleted.
                if services::lock(tx, account, service)?.is_none() {
                    return Ok(End::Rollback(Err(Error::NotFound)));
                }
                if !is_known {
                    return Ok(End::Rollback(Err(Error::UnknownMessagingService)));
                }
                if !messaging_configurations::add(tx, &it)? {
                    return Ok(End::Rollback(Err(Error::Exists)));
                }
                audit::add(tx, &entry)?;
                Ok(End::Commit(Ok(it.clone())))
            })
            .await?
    }
}
