//! Removing what was made under deleted services, a few rows at a time.
//!
//! SIDs begin with the time, so the walk begins at the service's own first day and not at that of the oldest one. Walks
//! that meet go on as one: many deleted services cost one walk.

use countersign_model::{AttemptSid, ServiceSid, Timestamp, VerificationSid};

use super::entity_purges;
use crate::sql::statements;
use crate::{DbError, WriteTx};

statements! {
    ADD = "INSERT INTO purges (service_sid, place, attempts_from) VALUES ($1, $2, $3)
        ON CONFLICT (service_sid) DO NOTHING";
    // Whoever holds the first row walks.
    HOLD = "SELECT service_sid FROM purges ORDER BY service_sid LIMIT 1 /*LOCK*/";
    PLACES = "SELECT DISTINCT place FROM purges ORDER BY place LIMIT 2";
    MOVE = "UPDATE purges SET place = $2 WHERE place = $1";
    TURN = "UPDATE purges SET place = attempts_from WHERE place = $1";
    DONE = "DELETE FROM purges WHERE place = $1";
    VERIFICATIONS_CHUNK = "SELECT MAX(sid) FROM (
        SELECT sid FROM verifications WHERE sid > $1 ORDER BY sid LIMIT $2) AS chunk";
    VERIFICATIONS = "DELETE FROM verifications WHERE sid > $1 AND sid <= $2
        AND service_sid IN (SELECT service_sid FROM purges WHERE place = $1)";
    ATTEMPTS_CHUNK = "SELECT MAX(sid) FROM (
        SELECT sid FROM attempts WHERE sid > $1 ORDER BY sid LIMIT $2) AS chunk";
    ATTEMPTS = "DELETE FROM attempts WHERE sid > $1 AND sid <= $2
        AND service_sid IN (SELECT service_sid FROM purges WHERE place = $1)";
    BROWSERS = "DELETE FROM remembered_browsers WHERE service_sid IN (SELECT service_sid FROM purges WHERE place = $1)";
    WRONG_CHECKS = "DELETE FROM wrong_checks WHERE service_sid IN (SELECT service_sid FROM purges WHERE place = $1)";
}

/// How far clocks of nodes may differ: a verification may have a SID that is earlier than its service by as much.
const CLOCKS_DIFFER_MILLIS: i64 = 600_000;

/// Asks for everything under `service`, which was made at `made`, to be removed. Its SID says nothing of that moment:
/// an operator may have chosen it.
///
/// # Errors
/// What the database says.
pub fn add(tx: &mut WriteTx<'_>, service: ServiceSid, made: Timestamp) -> Result<(), DbError> {
    let from = made.plus_millis(-CLOCKS_DIFFER_MILLIS);
    let (verifications, attempts) =
        (VerificationSid::earliest(from).to_string(), AttemptSid::earliest(from).to_string());
    tx.put(ADD, &[(&service.to_string()).into(), (&verifications).into(), (&attempts).into()])
}

/// Does a chunk of the removing that was asked for: looks at `most` rows. Tells whether there is more to do.
///
/// # Errors
/// What the database says.
pub fn chunk(tx: &mut WriteTx<'_>, most: i64) -> Result<bool, DbError> {
    if tx.one(HOLD, &[], |row| row.text(0))?.is_none() {
        return Ok(false);
    }
    let mut places = tx.all(PLACES, &[], |row| row.text(0))?.into_iter();
    let Some(place) = places.next() else { return Ok(false) };
    // The place walks over the verifications' sids (VE…), then over the attempts' (VL…), which sort behind.
    let at_attempts = place.starts_with("VL");
    let (last, delete) =
        if at_attempts { (ATTEMPTS_CHUNK, ATTEMPTS) } else { (VERIFICATIONS_CHUNK, VERIFICATIONS) };
    let end = tx.one(last, &[(&place).into(), most.into()], |row| row.maybe_text(0))?.flatten();
    match end {
        Some(end) => {
            // Up to where the next walk stands: from there they are one.
            let end = places.next().map_or_else(|| end.clone(), |next| end.clone().min(next));
            tx.put(delete, &[(&place).into(), (&end).into()])?;
            tx.put(MOVE, &[(&place).into(), (&end).into()])?;
        }
        // People come last, by themselves: each has factors of their own, and what is theirs goes behind.
        None if at_attempts && entity_purges::take_strays(tx, &place, most)? => {}
        None if at_attempts => {
            tx.put(BROWSERS, &[(&place).into()])?;
            tx.put(WRONG_CHECKS, &[(&place).into()])?;
            tx.put(DONE, &[(&place).into()])?;
        }
        None => tx.put(TURN, &[(&place).into()])?,
    }
    Ok(true)
}
