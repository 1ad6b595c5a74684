//! Factors that are addresses, found by what an address hashes to.

use countersign_model::{EntitySid, FactorSid, ServiceSid};

use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    NOTE = "UPDATE factors SET address_hash = $2 WHERE sid = $1";
    // Only of people who are there: what is left of others is about to be removed.
    OF_OTHERS = "SELECT COUNT(*) FROM factors WHERE address_hash = $1 AND service_sid = $2 AND entity_sid <> $3
        AND EXISTS (SELECT 1 FROM entities
            WHERE entities.service_sid = factors.service_sid AND entities.sid = factors.entity_sid)";
    OF_PERSON = "SELECT COUNT(*) FROM factors WHERE address_hash = $1 AND entity_sid = $2";
    ERASE = "DELETE FROM factors WHERE address_hash = $1";
}

/// Writes down what a factor's address hashes to.
///
/// # Errors
/// What the database says.
pub fn note(tx: &mut WriteTx<'_>, sid: FactorSid, hash: &str) -> Result<(), DbError> {
    tx.put(NOTE, &[(&sid.to_string()).into(), hash.into()])
}

/// Whether the person has the address already.
///
/// # Errors
/// What the database says.
pub fn is_of(tx: &mut ReadTx<'_>, entity: EntitySid, hash: &str) -> Result<bool, DbError> {
    let count = tx.one(OF_PERSON, &[hash.into(), (&entity.to_string()).into()], |row| row.int(0))?;
    Ok(count.unwrap_or_default() > 0)
}

/// How many factors of other people of the service are this address.
///
/// # Errors
/// What the database says.
pub fn of_others(
    tx: &mut ReadTx<'_>,
    service: ServiceSid,
    entity: EntitySid,
    hash: &str,
) -> Result<i64, DbError> {
    let (service, entity) = (service.to_string(), entity.to_string());
    let count = tx.one(OF_OTHERS, &[hash.into(), (&service).into(), (&entity).into()], |row| row.int(0))?;
    Ok(count.unwrap_or_default())
}

/// Removes every factor that is this address, in whatever service; tells how many.
///
/// # Errors
/// What the database says.
pub fn erase(tx: &mut WriteTx<'_>, hash: &str) -> Result<u64, DbError> {
    tx.change(ERASE, &[hash.into()])
}
