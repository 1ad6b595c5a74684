//! Permissions for devices to enrol.

use countersign_model::{
    ACCESS_TOKEN_SECONDS, AccessToken, AccessTokenSid, AccountSid, FactorName, FactorSid, Identity,
    PROMPT_SECONDS, PromptSid, ServiceSid, Timestamp,
};

use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    // None where the account has no such service.
    INSERT = "INSERT INTO access_tokens (sid, account_sid, service_sid, identity_key, identity, kind, factor_name, ttl,
            created_at, prompt_sid)
        SELECT $1, $2, $3, $4, $5, $6, CAST($7 AS TEXT), CAST($8 AS BIGINT), CAST($9 AS BIGINT), CAST($10 AS TEXT)
            FROM services
            WHERE services.sid = $3 AND services.account_sid = $2";
    FIND = "SELECT sid, account_sid, service_sid, identity, kind, factor_name, ttl, factor_sid, created_at
        FROM access_tokens WHERE sid = $1 AND service_sid = $2
        AND EXISTS (SELECT 1 FROM services WHERE services.sid = $2)";
    SPEND = "UPDATE access_tokens SET factor_sid = $2 WHERE sid = $1 AND factor_sid IS NULL
        AND created_at + ttl * 1000 > $3";
    REVOKE = "DELETE FROM access_tokens WHERE service_sid = $1 AND identity_key = $2";
    VOID = "DELETE FROM access_tokens WHERE service_sid = $1 AND identity_key = $2 AND factor_sid IS NULL
        AND prompt_sid IS NOT NULL";
    PROMPT_OF = "SELECT prompt_sid FROM access_tokens WHERE factor_sid = $1 AND prompt_sid IS NOT NULL";
    WITHDRAW = "DELETE FROM access_tokens WHERE sid = $1 AND factor_sid IS NULL";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    FORGET = "WITH past AS MATERIALIZED (
            SELECT sid FROM access_tokens WHERE sid < $1 ORDER BY sid LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM access_tokens WHERE sid IN (SELECT sid FROM past)";
}

fn read(row: &Row<'_>) -> Result<AccessToken, DbError> {
    let name = row.maybe_text(5)?.map(|name| FactorName::parse(&name)).transpose();
    let factor = row.maybe_text(7)?.map(|sid| sid.parse()).transpose();
    Ok(AccessToken {
        sid: row.parsed(0, "access_tokens.sid")?,
        account_sid: row.parsed(1, "access_tokens.account_sid")?,
        service_sid: row.parsed(2, "access_tokens.service_sid")?,
        identity: Identity::parse(&row.text(3)?)
            .map_err(|_| DbError::unreadable("access_tokens.identity"))?,
        kind: row.parsed(4, "access_tokens.kind")?,
        factor_name: name.map_err(|_| DbError::unreadable("access_tokens.factor_name"))?,
        ttl: row.int(6)?,
        factor_sid: factor.map_err(|_| DbError::unreadable("access_tokens.factor_sid"))?,
        created_at: Timestamp::from_millis(row.int(8)?),
    })
}

/// Adds a permission, `of` the prompt that gives it if one does; false when the account has no such service.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut WriteTx<'_>, it: &AccessToken, of: Option<PromptSid>) -> Result<bool, DbError> {
    let of = of.map(|prompt| prompt.to_string());
    Ok(tx.change(
        INSERT,
        &[
            (&it.sid.to_string()).into(),
            (&it.account_sid.to_string()).into(),
            (&it.service_sid.to_string()).into(),
            (&it.identity.key()).into(),
            it.identity.as_str().into(),
            it.kind.as_str().into(),
            it.factor_name.as_ref().map(FactorName::as_str).into(),
            it.ttl.into(),
            it.created_at.millis().into(),
            of.as_deref().into(),
        ],
    )? == 1)
}

/// The permission of a service that has this name, used or over as it may be.
///
/// # Errors
/// What the database says.
pub fn find(
    tx: &mut ReadTx<'_>,
    service: ServiceSid,
    sid: AccessTokenSid,
) -> Result<Option<AccessToken>, DbError> {
    tx.one(FIND, &[(&sid.to_string()).into(), (&service.to_string()).into()], read)
}

/// As [`find`], for whom it was made.
///
/// # Errors
/// What the database says.
pub fn find_of(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    sid: AccessTokenSid,
) -> Result<Option<AccessToken>, DbError> {
    Ok(find(tx, service, sid)?.filter(|it| it.account_sid == account))
}

/// Uses a permission for this factor; false when it was used before or its time is over. Of two at once the second waits,
/// and finds it used.
///
/// # Errors
/// What the database says.
pub fn spend(
    tx: &mut WriteTx<'_>,
    sid: AccessTokenSid,
    factor: FactorSid,
    now: Timestamp,
) -> Result<bool, DbError> {
    let (sid, factor) = (sid.to_string(), factor.to_string());
    Ok(tx.change(SPEND, &[(&sid).into(), (&factor).into(), now.millis().into()])? == 1)
}

/// Removes the permissions that were given for a person who is gone.
///
/// # Errors
/// What the database says.
pub fn revoke(tx: &mut WriteTx<'_>, service: ServiceSid, identity: &Identity) -> Result<(), DbError> {
    tx.put(REVOKE, &[(&service.to_string()).into(), (&identity.key()).into()])
}

/// Takes back what prompts gave a person and nobody has used.
///
/// # Errors
/// What the database says.
pub fn void_of_prompts(
    tx: &mut WriteTx<'_>,
    service: ServiceSid,
    identity: &Identity,
) -> Result<(), DbError> {
    tx.put(VOID, &[(&service.to_string()).into(), (&identity.key()).into()])
}

/// The prompt whose permission this factor was made by; none where no prompt gave one.
///
/// # Errors
/// What the database says.
pub fn prompt_of(tx: &mut ReadTx<'_>, factor: FactorSid) -> Result<Option<PromptSid>, DbError> {
    let factor = factor.to_string();
    tx.one(PROMPT_OF, &[(&factor).into()], |row| row.parsed(0, "access_tokens.prompt_sid"))
}

/// Takes a permission back that wasn't used.
///
/// # Errors
/// What the database says.
pub fn withdraw(tx: &mut WriteTx<'_>, sid: AccessTokenSid) -> Result<(), DbError> {
    tx.put(WITHDRAW, &[(&sid.to_string()).into()])
}

/// Removes up to `most` that are surely over at `now`; tells how many. SIDs begin with the time. They are kept for as long as
/// a prompt that gave one may ask which factor was made by it.
///
/// # Errors
/// What the database says.
pub fn forget(tx: &mut WriteTx<'_>, now: Timestamp, most: i64) -> Result<u64, DbError> {
    let before = AccessTokenSid::earliest(
        now.plus_millis(-(ACCESS_TOKEN_SECONDS.end() + PROMPT_SECONDS.end()) * 1000),
    );
    tx.change(FORGET, &[(&before.to_string()).into(), most.into()])
}
