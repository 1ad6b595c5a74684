//! People of services. Every question names the account too: another account's service looks non-existent.

use countersign_model::{
    AccountSid, Entity, EntitySid, Identity, Moments, Page, PageRequest, PageToken, ServiceSid, Timestamp,
};

use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    // Shares the lock that the deletion of the service waits for; whoever deletes it first is seen by `ENSURE`.
    USE_SERVICE = "SELECT sid FROM services WHERE sid = $1 AND account_sid = $2 /*IN USE*/";
    // Locks the person's row, whoever made it; none where the service is gone.
    ENSURE = "INSERT INTO entities (service_sid, identity_key, sid, account_sid, identity, factors_made, created_at,
            updated_at)
        SELECT $1, $2, $3, $4, $5, $6, CAST($7 AS BIGINT), CAST($7 AS BIGINT) FROM services
            WHERE services.sid = $1 AND services.account_sid = $4
        ON CONFLICT (service_sid, identity_key) DO UPDATE SET updated_at = entities.updated_at
        RETURNING sid, account_sid, service_sid, identity, factors_made, created_at, updated_at";
    UPDATE = "UPDATE entities SET factors_made = $3, updated_at = $4 WHERE service_sid = $1 AND identity_key = $2";
    FIND = "SELECT sid, account_sid, service_sid, identity, factors_made, created_at, updated_at FROM entities
        WHERE service_sid = $1 AND identity_key = $2 AND account_sid = $3
        AND EXISTS (SELECT 1 FROM services WHERE services.sid = $1)";
    LOCK = "SELECT sid, account_sid, service_sid, identity, factors_made, created_at, updated_at FROM entities
        WHERE service_sid = $1 AND identity_key = $2 AND account_sid = $3
        AND EXISTS (SELECT 1 FROM services WHERE services.sid = $1) /*LOCK*/";
    DELETE = "DELETE FROM entities WHERE service_sid = $1 AND identity_key = $2";
    OF_IDENTITY = "SELECT service_sid, sid FROM entities WHERE identity_key = $1 ORDER BY service_sid";
    ERASE = "DELETE FROM entities WHERE service_sid = $1 AND identity_key = $2 AND sid = $3";
    FROM_START = "SELECT sid, account_sid, service_sid, identity, factors_made, created_at, updated_at FROM entities
        WHERE service_sid = $1 AND account_sid = $2 ORDER BY sid LIMIT $3";
    AFTER = "SELECT sid, account_sid, service_sid, identity, factors_made, created_at, updated_at FROM entities
        WHERE service_sid = $1 AND account_sid = $2 AND sid > $4 ORDER BY sid LIMIT $3";
    BEFORE = "SELECT sid, account_sid, service_sid, identity, factors_made, created_at, updated_at FROM entities
        WHERE service_sid = $1 AND account_sid = $2 AND sid < $4 ORDER BY sid DESC LIMIT $3";
}

fn read(row: &Row<'_>) -> Result<Entity, DbError> {
    Ok(Entity {
        sid: row.parsed(0, "entities.sid")?,
        account_sid: row.parsed(1, "entities.account_sid")?,
        service_sid: row.parsed(2, "entities.service_sid")?,
        identity: Identity::parse(&row.text(3)?).map_err(|_| DbError::unreadable("entities.identity"))?,
        factors_made: Moments::from_text(&row.text(4)?)
            .ok_or_else(|| DbError::unreadable("entities.factors_made"))?,
        created_at: Timestamp::from_millis(row.int(5)?),
        updated_at: Timestamp::from_millis(row.int(6)?),
    })
}

/// Someone who may be new to a service.
#[derive(Clone, Debug)]
pub struct Newcomer<'a> {
    /// Whose service it is.
    pub account: AccountSid,
    /// The service.
    pub service: ServiceSid,
    /// The application's name for them.
    pub identity: &'a Identity,
    /// Theirs if they are new.
    pub sid: EntitySid,
}

/// The person of this name, made if there is none, locked until the transaction ends: who was made now has the SID that was
/// drawn. None when the account has no such service; it can't be deleted from now until the transaction ends.
///
/// # Errors
/// What the database says.
pub fn ensure(tx: &mut WriteTx<'_>, it: &Newcomer<'_>, now: Timestamp) -> Result<Option<Entity>, DbError> {
    let (service, account, sid) = (it.service.to_string(), it.account.to_string(), it.sid.to_string());
    if tx.one(USE_SERVICE, &[(&service).into(), (&account).into()], |_| Ok(()))?.is_none() {
        return Ok(None);
    }
    tx.one(
        ENSURE,
        &[
            (&service).into(),
            (&it.identity.key()).into(),
            (&sid).into(),
            (&account).into(),
            it.identity.as_str().into(),
            "".into(),
            now.millis().into(),
        ],
        read,
    )
}

/// Writes what can change of a person who is locked.
///
/// # Errors
/// What the database says.
pub fn update(tx: &mut WriteTx<'_>, entity: &Entity) -> Result<(), DbError> {
    tx.put(
        UPDATE,
        &[
            (&entity.service_sid.to_string()).into(),
            (&entity.identity.key()).into(),
            (&entity.factors_made.to_text()).into(),
            entity.updated_at.millis().into(),
        ],
    )
}

/// The person of this name in an account's service.
///
/// # Errors
/// What the database says.
pub fn find(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    identity: &Identity,
) -> Result<Option<Entity>, DbError> {
    let (service, key, account) = (service.to_string(), identity.key(), account.to_string());
    tx.one(FIND, &[(&service).into(), (&key).into(), (&account).into()], read)
}

/// As [`find`], locked until the transaction ends.
///
/// # Errors
/// What the database says.
pub fn lock(
    tx: &mut WriteTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    identity: &Identity,
) -> Result<Option<Entity>, DbError> {
    let (service, key, account) = (service.to_string(), identity.key(), account.to_string());
    tx.one(LOCK, &[(&service).into(), (&key).into(), (&account).into()], read)
}

/// Removes a person who is locked. What was theirs is out of reach from then on, and removed behind
/// ([`super::entity_purges`]).
///
/// # Errors
/// What the database says.
pub fn delete(tx: &mut WriteTx<'_>, entity: &Entity) -> Result<(), DbError> {
    tx.put(DELETE, &[(&entity.service_sid.to_string()).into(), (&entity.identity.key()).into()])?;
    super::access_tokens::revoke(tx, entity.service_sid, &entity.identity)?;
    super::token_tries::forget_person(tx, entity.service_sid, &entity.identity)?;
    super::remembered_browsers::forget_person(tx, entity.service_sid, &entity.identity)?;
    super::entity_purges::add(tx, entity.sid).map(drop)
}

/// Everybody of this identity, in whatever service and account.
///
/// # Errors
/// What the database says.
pub fn of_identity(
    tx: &mut ReadTx<'_>,
    identity: &Identity,
) -> Result<Vec<(ServiceSid, EntitySid)>, DbError> {
    tx.all(OF_IDENTITY, &[(&identity.key()).into()], |row| {
        Ok((row.parsed(0, "entities.service_sid")?, row.parsed(1, "entities.sid")?))
    })
}

/// Removes a person with their factors, whoever's service it is; tells how many factors those were. Their challenges are to
/// be removed next ([`super::entity_purges::remove_challenges`]), and are removed behind if nobody does.
///
/// # Errors
/// What the database says.
pub fn erase(
    tx: &mut WriteTx<'_>,
    service: ServiceSid,
    sid: EntitySid,
    identity: &Identity,
) -> Result<u64, DbError> {
    tx.put(ERASE, &[(&service.to_string()).into(), (&identity.key()).into(), (&sid.to_string()).into()])?;
    super::access_tokens::revoke(tx, service, identity)?;
    super::token_tries::forget_person(tx, service, identity)?;
    super::remembered_browsers::forget_person(tx, service, identity)?;
    super::entity_purges::add(tx, sid)
}

/// A page of a service's people, in the order in which they were made.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    request: &PageRequest,
) -> Result<Page<Entity>, DbError> {
    let (service, account) = (service.to_string(), account.to_string());
    let mut params = vec![(&service).into(), (&account).into(), (i64::from(request.size) + 1).into()];
    let found = match &request.token {
        None => tx.all(FROM_START, &params, read)?,
        Some(PageToken::After(sid)) => {
            params.push(sid.into());
            tx.all(AFTER, &params, read)?
        }
        Some(PageToken::Before(sid)) => {
            params.push(sid.into());
            tx.all(BEFORE, &params, read)?
        }
    };
    Ok(Page::cut(found, request, |entity| entity.sid.to_string()))
}
