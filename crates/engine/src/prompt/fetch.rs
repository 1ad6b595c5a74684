//! Looking at prompts, as their makers do.

use std::sync::Arc;

use countersign_model::{AccountSid, Page, PageRequest, PromptSid, ServiceSid};
use countersign_store::{DbError, StoreError, prompts, services};

use super::{Opened, kept};
use crate::Engine;

impl Engine {
    /// An account's prompt.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn fetch_prompt(
        &self,
        account: AccountSid,
        service: ServiceSid,
        sid: PromptSid,
    ) -> Result<Option<Opened>, StoreError> {
        let inner = Arc::clone(&self.0);
        self.0
            .store
            .read(move |tx| {
                let found = prompts::find(tx, account, service, sid)?;
                found.map(|prompt| Ok(Opened { content: kept::open(&inner, &prompt)?, prompt })).transpose()
            })
            .await
    }

    /// A page of a service's prompts; none when the account has no such service.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn list_prompts(
        &self,
        account: AccountSid,
        service: ServiceSid,
        request: PageRequest,
    ) -> Result<Option<Page<Opened>>, StoreError> {
        let inner = Arc::clone(&self.0);
        self.0
            .store
            .read(move |tx| {
                if services::find(tx, account, service)?.is_none() {
                    return Ok(None);
                }
                let Page { rows, previous, next } = prompts::list(tx, account, service, &request)?;
                let open = |prompt| Ok(Opened { content: kept::open(&inner, &prompt)?, prompt });
                let rows = rows.into_iter().map(open).collect::<Result<Vec<_>, DbError>>()?;
                Ok(Some(Page { rows, previous, next }))
            })
            .await
    }
}
