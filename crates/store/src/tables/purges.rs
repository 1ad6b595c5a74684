//! Removing what was made under a deleted service, a few rows at a time.

use countersign_model::ServiceSid;

use crate::sql::statements;
use crate::{DbError, WriteTx};

statements! {
    ADD = "INSERT INTO purges (service_sid, place) VALUES ($1, '') ON CONFLICT (service_sid) DO NOTHING";
    NEXT = "SELECT service_sid, place FROM purges ORDER BY service_sid LIMIT 1 /*LOCK SKIP*/";
    MOVE = "UPDATE purges SET place = $2 WHERE service_sid = $1";
    DONE = "DELETE FROM purges WHERE service_sid = $1";
    LAST_OF_CHUNK = "SELECT MAX(sid) FROM (
        SELECT sid FROM verifications WHERE sid > $1 ORDER BY sid LIMIT $2) AS chunk";
    VERIFICATIONS = "DELETE FROM verifications WHERE sid > $1 AND sid <= $2 AND service_sid = $3";
    ATTEMPTS_CHUNK = "SELECT MAX(sid) FROM (
        SELECT sid FROM attempts WHERE sid > $1 ORDER BY sid LIMIT $2) AS chunk";
    ATTEMPTS = "DELETE FROM attempts WHERE sid > $1 AND sid <= $2 AND service_sid = $3";
    WRONG_CHECKS = "DELETE FROM wrong_checks WHERE service_sid = $1";
}

/// Asks for everything under `service` to be removed.
///
/// # Errors
/// What the database says.
pub fn add(tx: &mut WriteTx<'_>, service: ServiceSid) -> Result<(), DbError> {
    tx.put(ADD, &[(&service.to_string()).into()])
}

/// Does a chunk of the removing that was asked for: looks at `most` rows. Tells whether there is more to do.
///
/// # Errors
/// What the database says.
pub fn chunk(tx: &mut WriteTx<'_>, most: i64) -> Result<bool, DbError> {
    let Some((service, place)) = tx.one(NEXT, &[], |row| Ok((row.text(0)?, row.text(1)?)))? else {
        return Ok(false);
    };
    // The place walks over the verifications' sids (VE…), then over the attempts' (VL…), which sort behind.
    let (last, delete) =
        if place.starts_with("VL") { (ATTEMPTS_CHUNK, ATTEMPTS) } else { (LAST_OF_CHUNK, VERIFICATIONS) };
    let end = tx.one(last, &[(&place).into(), most.into()], |row| row.maybe_text(0))?.flatten();
    match end {
        Some(end) => {
            tx.put(delete, &[(&place).into(), (&end).into(), (&service).into()])?;
            tx.put(MOVE, &[(&service).into(), (&end).into()])?;
        }
        None if place.starts_with("VL") => {
            tx.put(WRONG_CHECKS, &[(&service).into()])?;
            tx.put(DONE, &[(&service).into()])?;
        }
        None => tx.put(MOVE, &[(&service).into(), "VL".into()])?,
    }
    Ok(true)
}
