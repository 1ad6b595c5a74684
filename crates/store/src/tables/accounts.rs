//! Accounts and their API keys.

use countersign_model::{Account, AccountSid, ApiKey, ApiKeySid, Timestamp, TokenHash};

use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    INSERT = "INSERT INTO accounts (sid, friendly_name, primary_hash, primary_sealed, secondary_hash,
        secondary_sealed, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    FIND = "SELECT sid, friendly_name, primary_hash, primary_sealed, secondary_hash, secondary_sealed, created_at
        FROM accounts WHERE sid = $1";
    OLDEST = "SELECT sid, friendly_name, primary_hash, primary_sealed, secondary_hash, secondary_sealed, created_at
        FROM accounts ORDER BY sid LIMIT 1";
    LOCK = "SELECT sid, friendly_name, primary_hash, primary_sealed, secondary_hash, secondary_sealed, created_at
        FROM accounts WHERE sid = $1 /*LOCK*/";
    LIST = "SELECT sid, friendly_name, primary_hash, primary_sealed, secondary_hash, secondary_sealed, created_at
        FROM accounts ORDER BY sid";
    SET_TOKENS = "UPDATE accounts SET primary_hash = $2, primary_sealed = $3, secondary_hash = $4,
        secondary_sealed = $5 WHERE sid = $1";
    INSERT_KEY = "INSERT INTO api_keys (sid, account_sid, friendly_name, secret_hash, created_at)
        VALUES ($1, $2, $3, $4, $5)";
    FIND_KEY = "SELECT sid, account_sid, friendly_name, secret_hash, created_at FROM api_keys WHERE sid = $1";
    LIST_KEYS = "SELECT sid, account_sid, friendly_name, secret_hash, created_at FROM api_keys
        WHERE account_sid = $1 ORDER BY sid";
    DELETE_KEY = "DELETE FROM api_keys WHERE sid = $1 AND account_sid = $2";
}

fn read(row: &Row<'_>) -> Result<Account, DbError> {
    Ok(Account {
        sid: row.parsed(0, "accounts.sid")?,
        friendly_name: row.text(1)?,
        primary: TokenHash(row.text(2)?),
        primary_sealed: row.text(3)?,
        secondary: row.maybe_text(4)?.map(TokenHash),
        secondary_sealed: row.maybe_text(5)?,
        created_at: Timestamp::from_millis(row.int(6)?),
    })
}

fn read_key(row: &Row<'_>) -> Result<ApiKey, DbError> {
    Ok(ApiKey {
        sid: row.parsed(0, "api_keys.sid")?,
        account_sid: row.parsed(1, "api_keys.account_sid")?,
        friendly_name: row.text(2)?,
        secret: TokenHash(row.text(3)?),
        created_at: Timestamp::from_millis(row.int(4)?),
    })
}

/// Adds an account.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut WriteTx<'_>, account: &Account) -> Result<(), DbError> {
    tx.put(
        INSERT,
        &[
            (&account.sid.to_string()).into(),
            (&account.friendly_name).into(),
            (&account.primary.0).into(),
            (&account.primary_sealed).into(),
            account.secondary.as_ref().map(|hash| hash.0.as_str()).into(),
            account.secondary_sealed.as_deref().into(),
            account.created_at.millis().into(),
        ],
    )
}

/// The account with this SID.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut ReadTx<'_>, sid: AccountSid) -> Result<Option<Account>, DbError> {
    tx.one(FIND, &[(&sid.to_string()).into()], read)
}

/// The account that was made first.
///
/// # Errors
/// What the database says.
pub fn oldest(tx: &mut ReadTx<'_>) -> Result<Option<Account>, DbError> {
    tx.one(OLDEST, &[], read)
}

/// The account with this SID, locked until the transaction ends.
///
/// # Errors
/// What the database says.
pub fn lock(tx: &mut WriteTx<'_>, sid: AccountSid) -> Result<Option<Account>, DbError> {
    tx.one(LOCK, &[(&sid.to_string()).into()], read)
}

/// Every account, oldest first. There are as many as an operator made by hand.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut ReadTx<'_>) -> Result<Vec<Account>, DbError> {
    tx.all(LIST, &[], read)
}

/// Replaces both tokens of an account with those in `account`.
///
/// # Errors
/// What the database says.
pub fn set_tokens(tx: &mut WriteTx<'_>, account: &Account) -> Result<(), DbError> {
    tx.put(
        SET_TOKENS,
        &[
            (&account.sid.to_string()).into(),
            (&account.primary.0).into(),
            (&account.primary_sealed).into(),
            account.secondary.as_ref().map(|hash| hash.0.as_str()).into(),
            account.secondary_sealed.as_deref().into(),
        ],
    )
}

/// Adds an API key.
///
/// # Errors
/// What the database says.
pub fn insert_key(tx: &mut WriteTx<'_>, key: &ApiKey) -> Result<(), DbError> {
    tx.put(
        INSERT_KEY,
        &[
            (&key.sid.to_string()).into(),
            (&key.account_sid.to_string()).into(),
            (&key.friendly_name).into(),
            (&key.secret.0).into(),
            key.created_at.millis().into(),
        ],
    )
}

/// The API key with this SID.
///
/// # Errors
/// What the database says.
pub fn find_key(tx: &mut ReadTx<'_>, sid: ApiKeySid) -> Result<Option<ApiKey>, DbError> {
    tx.one(FIND_KEY, &[(&sid.to_string()).into()], read_key)
}

/// An account's API keys, oldest first.
///
/// # Errors
/// What the database says.
pub fn list_keys(tx: &mut ReadTx<'_>, account: AccountSid) -> Result<Vec<ApiKey>, DbError> {
    tx.all(LIST_KEYS, &[(&account.to_string()).into()], read_key)
}

/// Removes an API key; tells whether there was one.
///
/// # Errors
/// What the database says.
pub fn delete_key(tx: &mut WriteTx<'_>, account: AccountSid, sid: ApiKeySid) -> Result<bool, DbError> {
    Ok(tx.change(DELETE_KEY, &[(&sid.to_string()).into(), (&account.to_string()).into()])? == 1)
}
