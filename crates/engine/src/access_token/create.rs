//! Giving a permission.

use countersign_factors::Kind;
use countersign_model::{
    AccessToken, AccessTokenSid, AccountSid, Actor, FactorName, FactorRefusal, Identity, ServiceSid,
};
use countersign_store::{End, StoreError, access_tokens, audit};

use super::text;
use crate::Engine;
use crate::factor::FactorError;

/// What a create asks; everything in it is parsed.
#[derive(Clone)]
#[expect(missing_docs, reason = "each is the parameter of the same name, behaviour map 9.2")]
pub struct NewAccessToken {
    pub account: AccountSid,
    pub service: ServiceSid,
    pub identity: Identity,
    pub kind: &'static dyn Kind,
    pub factor_name: Option<FactorName>,
    /// Within [`countersign_model::ACCESS_TOKEN_SECONDS`].
    pub ttl: i64,
}

impl Engine {
    /// Gives a permission to make one factor; tells it with its token.
    ///
    /// # Errors
    /// [`FactorRefusal::NotFound`] without such a service, or the database.
    pub async fn create_access_token(
        &self,
        wanted: NewAccessToken,
        by: Actor,
    ) -> Result<(AccessToken, String), FactorError> {
        let now = self.now();
        let kind = wanted.kind.name().parse();
        let token = AccessToken {
            sid: AccessTokenSid::new(now, self.dice()),
            account_sid: wanted.account,
            service_sid: wanted.service,
            identity: wanted.identity,
            kind: kind.map_err(|_| FactorRefusal::Parameter("FactorType"))?,
            factor_name: wanted.factor_name,
            ttl: wanted.ttl,
            factor_sid: None,
            created_at: now,
        };
        // The key that proves it is one that every node has.
        let keys = self.sealing_keys().await?;
        let prompt = match &by {
            Actor::Prompt(prompt) => Some(*prompt),
            _ => None,
        };
        let entry =
            self.audit_entry(now, Some(wanted.account), by, "access_token.created", token.sid.to_string());
        let row = token.clone();
        let made = self.0.store.write(move |tx| {
            if !access_tokens::insert(tx, &row, prompt)? {
                return Ok(End::Rollback(false));
            }
            audit::add(tx, &entry)?;
            Ok(End::Commit(true))
        });
        if !made.await? {
            return Err(FactorRefusal::NotFound.into());
        }
        let text = text::text(&keys, &token);
        Ok((token, text))
    }

    /// The token of a permission, for an application that asks once more.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn access_token_text(&self, token: &AccessToken) -> Result<String, StoreError> {
        Ok(text::text(&*self.sealing_keys().await?, token))
    }
}
