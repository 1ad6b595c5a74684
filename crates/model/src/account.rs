//! Tenants and the credentials they call with.

use crate::{AccountSid, ApiKeySid, Timestamp};

/// SHA-256 of a token in lower-case hex. Tokens are 256 random bits, so a plain hash can't be turned back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenHash(pub String);

/// A tenant: owns services and API keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name on the wire.
    pub sid: AccountSid,
    /// Its name for people.
    pub friendly_name: String,
    /// Hash of the auth token that callers use.
    pub primary: TokenHash,
    /// Hash of the token that is to replace it, while both are good.
    pub secondary: Option<TokenHash>,
    /// The primary token, sealed: webhooks are signed with it, and `dev` prints it again.
    pub primary_sealed: String,
    /// The secondary token, sealed.
    pub secondary_sealed: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A key that acts for its account and can be revoked alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Its name on the wire; the user name of Basic authentication.
    pub sid: ApiKeySid,
    /// The account it acts for.
    pub account_sid: AccountSid,
    /// Its name for people.
    pub friendly_name: String,
    /// Hash of its secret.
    pub secret: TokenHash,
    /// When it was made.
    pub created_at: Timestamp,
}
