//! Receipts that overtook the provider's answer: nobody knows yet which attempt they are about.

use countersign_model::{Line, Timestamp, Told};

use super::attempts::{read_journal, write_journal};
use crate::sql::statements;
use crate::{DbError, WriteTx};

statements! {
    KEEP = "INSERT INTO early_receipts (provider, provider_id, state, line, until_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (provider, provider_id, state) DO NOTHING";
    TAKE = "DELETE FROM early_receipts WHERE provider = $1 AND provider_id = $2 RETURNING line";
    SWEEP = "WITH past AS MATERIALIZED (SELECT provider, provider_id, state FROM early_receipts WHERE until_at <= $1
            ORDER BY until_at LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM early_receipts
        WHERE (provider, provider_id, state) IN (SELECT provider, provider_id, state FROM past)";
}

/// Keeps what was told of `provider_id` until `until`; the same state told twice is kept once.
///
/// # Errors
/// What the database says.
pub fn keep(tx: &mut WriteTx<'_>, provider_id: &str, told: Told, until: Timestamp) -> Result<(), DbError> {
    let (provider, state) = (told.provider.clone(), told.state.as_str());
    let line = write_journal(&[Line::Told(told)]);
    let params =
        [(&provider).into(), provider_id.into(), state.into(), (&line).into(), until.millis().into()];
    tx.put(KEEP, &params)
}

/// Takes out what was told of `provider_id`, oldest first.
///
/// # Errors
/// What the database says.
pub fn take(tx: &mut WriteTx<'_>, provider: &str, provider_id: &str) -> Result<Vec<Told>, DbError> {
    let lines = tx.all(TAKE, &[provider.into(), provider_id.into()], |row| row.text(0))?;
    let mut told: Vec<Told> = lines
        .iter()
        .flat_map(|line| read_journal(line))
        .filter_map(|line| match line {
            Line::Told(told) => Some(told),
            _ => None,
        })
        .collect();
    told.sort_by_key(|told| told.at);
    Ok(told)
}

/// Removes up to `most` that nobody came for; tells how many.
///
/// # Errors
/// What the database says.
pub fn sweep(tx: &mut WriteTx<'_>, now: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(SWEEP, &[now.millis().into(), most.into()])
}
