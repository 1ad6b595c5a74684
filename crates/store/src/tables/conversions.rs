//! Who carried the messages that led to an approval.

use countersign_model::AttemptSid;

use crate::sql::{Param, statements};
use crate::{DbError, ReadTx};

/// Attempts looked up at once.
pub const AT_ONCE: usize = 16;

statements! {
    CARRIERS = "SELECT sid, provider FROM attempts
        WHERE sid IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
}

/// Who was asked last for each of these attempts, up to [`AT_ONCE`] of them; none for what is not written down yet or was
/// forgotten.
///
/// # Errors
/// What the database says.
pub fn carriers(tx: &mut ReadTx<'_>, attempts: &[AttemptSid]) -> Result<Vec<(AttemptSid, String)>, DbError> {
    let Some(first) = attempts.first() else { return Ok(Vec::new()) };
    let mut sids: Vec<String> = attempts.iter().take(AT_ONCE).map(ToString::to_string).collect();
    // One statement for any number: the first is asked for again.
    sids.resize(AT_ONCE, first.to_string());
    let params: Vec<Param<'_>> = sids.iter().map(Param::from).collect();
    let rows = tx.all(CARRIERS, &params, |row| Ok((row.parsed(0, "attempts.sid")?, row.maybe_text(1)?)))?;
    Ok(rows.into_iter().filter_map(|(sid, provider)| Some((sid, provider?))).collect())
}
