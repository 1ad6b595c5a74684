//! Making a rate limit.

use countersign_model::{AccountSid, Actor, Description, RateLimit, RateLimitSid, ServiceSid, UniqueName};
use countersign_store::{End, StoreError, audit, rate_limits, services};

use super::hash_key_place;
use crate::Engine;

/// Why a rate limit was not made.
#[derive(Debug)]
pub enum CreateRateLimitError {
    /// The account has no such service.
    NoService,
    /// The service has as many as it may.
    Enough,
    /// The service has one of this name.
    NameTaken,
    /// The database gave no answer.
    Store(StoreError),
}

impl From<StoreError> for CreateRateLimitError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Makes a rate limit, which limits nothing until it has a bucket.
    ///
    /// # Errors
    /// See [`CreateRateLimitError`].
    pub async fn create_rate_limit(
        &self,
        account: AccountSid,
        service: ServiceSid,
        unique_name: UniqueName,
        description: Option<Description>,
        by: Actor,
    ) -> Result<RateLimit, CreateRateLimitError> {
        let keys = self.sealing_keys().await?;
        let now = self.now();
        let sid = RateLimitSid::new(now, self.dice());
        let sealed = keys.new_blinding_key(hash_key_place(&sid.to_string()), self.dice());
        let limit = RateLimit {
            sid,
            account_sid: account,
            service_sid: service,
            unique_name,
            description,
            created_at: now,
            updated_at: now,
        };
        let most = i64::from(self.0.limits.rate_limits.per_service);
        let entry = self.audit_entry(now, Some(account), by, "rate_limit.created", sid.to_string());
        self.0
            .store
            .write(move |tx| {
                // The service's row lines up those who add to it.
                if services::lock(tx, account, service)?.is_none() {
                    return Ok(End::Rollback(Err(CreateRateLimitError::NoService)));
                }
                if rate_limits::is_named(tx, account, service, &limit.unique_name)? {
                    return Ok(End::Rollback(Err(CreateRateLimitError::NameTaken)));
                }
                if rate_limits::count(tx, service)? >= most {
                    return Ok(End::Rollback(Err(CreateRateLimitError::Enough)));
                }
                rate_limits::insert(tx, &limit, &sealed)?;
                audit::add(tx, &entry)?;
                Ok(End::Commit(Ok(limit.clone())))
            })
            .await?
    }
}
