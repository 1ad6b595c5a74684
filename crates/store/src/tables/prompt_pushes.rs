//! What prompts asked of people's devices: a row a person, whose lock lines up all prompts of theirs.

use countersign_model::{ChallengeSid, Identity, Moments, PromptSid, Pushes, ServiceSid, Timestamp};

use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

/// How long a question counts, in milliseconds.
const DAY: i64 = 86_400_000;

statements! {
    // Locks the row, whoever made it.
    LOCK = "INSERT INTO prompt_pushes (service_sid, identity_key, asked, free_at, asked_at) VALUES ($1, $2, '', 0, $3)
        ON CONFLICT (service_sid, identity_key) DO UPDATE SET asked = prompt_pushes.asked
        RETURNING prompt_sid, challenge_sid, asked, free_at";
    WRITE = "UPDATE prompt_pushes SET prompt_sid = $3, challenge_sid = $4, asked = $5, free_at = $6, asked_at = $7
        WHERE service_sid = $1 AND identity_key = $2";
    ASKED_BY = "SELECT prompt_sid FROM prompt_pushes
        WHERE service_sid = $1 AND identity_key = $2 AND challenge_sid = $3";
    ERASE = "DELETE FROM prompt_pushes WHERE identity_key = $1";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    SWEEP = "WITH past AS MATERIALIZED (
            SELECT service_sid, identity_key FROM prompt_pushes WHERE asked_at < $1 LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM prompt_pushes
        WHERE (service_sid, identity_key) IN (SELECT service_sid, identity_key FROM past)";
}

fn read(row: &Row<'_>) -> Result<Pushes, DbError> {
    let prompt = row.maybe_text(0)?.map(|sid| sid.parse()).transpose();
    let challenge = row.maybe_text(1)?.map(|sid| sid.parse()).transpose();
    let prompt = prompt.map_err(|_| DbError::unreadable("prompt_pushes.prompt_sid"))?;
    let challenge = challenge.map_err(|_| DbError::unreadable("prompt_pushes.challenge_sid"))?;
    Ok(Pushes {
        waits: prompt.zip(challenge),
        asked: Moments::from_text(&row.text(2)?).ok_or_else(|| DbError::unreadable("prompt_pushes.asked"))?,
        free_at: Timestamp::from_millis(row.int(3)?),
    })
}

/// What a person's devices were asked; nobody else asks them until the transaction ends.
///
/// # Errors
/// What the database says.
pub fn lock(
    tx: &mut WriteTx<'_>,
    service: ServiceSid,
    identity: &Identity,
    now: Timestamp,
) -> Result<Pushes, DbError> {
    let (service, key) = (service.to_string(), identity.key());
    let found = tx.one(LOCK, &[(&service).into(), (&key).into(), now.millis().into()], read)?;
    Ok(found.unwrap_or_else(Pushes::none))
}

/// Writes it down; the row is locked.
///
/// # Errors
/// What the database says.
pub fn write(
    tx: &mut WriteTx<'_>,
    service: ServiceSid,
    identity: &Identity,
    it: &Pushes,
    now: Timestamp,
) -> Result<(), DbError> {
    let waits = it.waits.map(|(prompt, challenge)| (prompt.to_string(), challenge.to_string()));
    tx.put(
        WRITE,
        &[
            (&service.to_string()).into(),
            (&identity.key()).into(),
            waits.as_ref().map(|(prompt, _)| prompt.as_str()).into(),
            waits.as_ref().map(|(_, challenge)| challenge.as_str()).into(),
            (&it.asked.to_text()).into(),
            it.free_at.millis().into(),
            now.millis().into(),
        ],
    )
}

/// The prompt whose question this challenge is, as long as it waits.
///
/// # Errors
/// What the database says.
pub fn asked_by(
    tx: &mut ReadTx<'_>,
    service: ServiceSid,
    identity: &Identity,
    challenge: ChallengeSid,
) -> Result<Option<PromptSid>, DbError> {
    let (service, key, challenge) = (service.to_string(), identity.key(), challenge.to_string());
    tx.one(ASKED_BY, &[(&service).into(), (&key).into(), (&challenge).into()], |row| {
        row.parsed(0, "prompt_pushes.prompt_sid")
    })
}

/// Forgets people of this identity, in whatever service.
///
/// # Errors
/// What the database says.
pub fn erase(tx: &mut WriteTx<'_>, identity: &Identity) -> Result<(), DbError> {
    tx.put(ERASE, &[(&identity.key()).into()])
}

/// Removes up to `most` rows that count no more; tells how many.
///
/// # Errors
/// What the database says.
pub fn sweep(tx: &mut WriteTx<'_>, now: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(SWEEP, &[now.plus_millis(-DAY).millis().into(), most.into()])
}
