//! Removing what belonged to deleted people, a few rows at a time.

use countersign_model::EntitySid;

use crate::sql::statements;
use crate::{DbError, WriteTx};

statements! {
    ADD = "INSERT INTO entity_purges (entity_sid) VALUES ($1) ON CONFLICT (entity_sid) DO NOTHING";
    // Whoever holds the first row removes.
    HOLD = "SELECT entity_sid FROM entity_purges ORDER BY entity_sid LIMIT 1 /*LOCK*/";
    DONE = "DELETE FROM entity_purges WHERE entity_sid = $1";
    FACTORS = "DELETE FROM factors WHERE entity_sid = $1";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    CHALLENGES = "WITH past AS MATERIALIZED (SELECT sid FROM challenges WHERE entity_sid = $1 LIMIT $2)
        DELETE FROM challenges WHERE sid IN (SELECT sid FROM past)";
    // The people of services that are being removed, whose walk has come to its end.
    STRAYS = "SELECT service_sid, identity_key, sid FROM entities
        WHERE service_sid IN (SELECT service_sid FROM purges WHERE place = $1) LIMIT $2";
    STRAY = "DELETE FROM entities WHERE service_sid = $1 AND identity_key = $2";
}

/// Asks for everything of a person to be removed, and removes the factors at once: no secret outlives its owner. Tells how
/// many those were.
///
/// # Errors
/// What the database says.
pub fn add(tx: &mut WriteTx<'_>, entity: EntitySid) -> Result<u64, DbError> {
    let entity = entity.to_string();
    tx.put(ADD, &[(&entity).into()])?;
    tx.change(FACTORS, &[(&entity).into()])
}

/// Removes up to `most` challenges of a person who is gone; tells how many.
///
/// # Errors
/// What the database says.
pub fn remove_challenges(tx: &mut WriteTx<'_>, entity: EntitySid, most: i64) -> Result<u64, DbError> {
    tx.change(CHALLENGES, &[(&entity.to_string()).into(), most.into()])
}

/// Removes a chunk of the challenges of deleted people; tells whether there may be more to do.
///
/// # Errors
/// What the database says.
pub fn chunk(tx: &mut WriteTx<'_>, most: i64) -> Result<bool, DbError> {
    let Some(entity) = tx.one(HOLD, &[], |row| row.text(0))? else { return Ok(false) };
    if tx.change(CHALLENGES, &[(&entity).into(), most.into()])? == 0 {
        // Once more: a factor that was being made when its owner went.
        tx.put(FACTORS, &[(&entity).into()])?;
        tx.put(DONE, &[(&entity).into()])?;
    }
    Ok(true)
}

/// Removes up to `most` people of the services whose removal stands at `place`; tells whether there were any.
///
/// # Errors
/// What the database says.
pub(super) fn take_strays(tx: &mut WriteTx<'_>, place: &str, most: i64) -> Result<bool, DbError> {
    let strays = tx.all(STRAYS, &[place.into(), most.into()], |row| {
        Ok((row.text(0)?, row.text(1)?, row.parsed::<EntitySid>(2, "entities.sid")?))
    })?;
    for (service, key, sid) in &strays {
        tx.put(STRAY, &[service.into(), key.into()])?;
        add(tx, *sid)?;
    }
    Ok(!strays.is_empty())
}
