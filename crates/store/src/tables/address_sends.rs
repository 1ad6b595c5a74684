//! What each address was sent by an account in its last day.

use countersign_model::limit::{PerAddress, Rule, SendLog};
use countersign_model::{AccountSid, Channel, Recipient, Timestamp};

use crate::sql::statements;
use crate::{DbError, WriteTx};

statements! {
    TAKE = "INSERT INTO address_sends (account_sid, address, sends, taken, over_hour) VALUES ($1, $2, $3, 1, $4)
        ON CONFLICT (account_sid, address) DO UPDATE SET taken = address_sends.taken + 1
        RETURNING taken, sends";
    WRITE = "UPDATE address_sends SET sends = $3, over_hour = $4 WHERE account_sid = $1 AND address = $2";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    SWEEP = "WITH past AS MATERIALIZED (
            SELECT account_sid, address FROM address_sends WHERE over_hour < $1 LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM address_sends WHERE (account_sid, address) IN (SELECT account_sid, address FROM past)";
}

const fn hour(at: Timestamp) -> i64 {
    at.millis().div_euclid(3_600_000)
}

/// Counts a send to `recipient` if the limits allow it. The address stays locked until the transaction ends, so of
/// two requests at once the second sees the first.
///
/// # Errors
/// What the database says. A refusal is the inner one: the transaction is then to be rolled back.
pub fn spend(
    tx: &mut WriteTx<'_>,
    account: AccountSid,
    recipient: &Recipient,
    limits: PerAddress,
    channel: Channel,
    now: Timestamp,
) -> Result<Result<(), Rule>, DbError> {
    let (account, address) = (account.to_string(), recipient.budget_key());
    let over = |log: &SendLog| log.over_at().map_or(0, hour);
    let first = SendLog::first(channel, now);
    let (taken, sends) = tx
        .one(
            TAKE,
            &[(&account).into(), (&address).into(), (&first.to_text()).into(), over(&first).into()],
            |row| Ok((row.int(0)?, row.text(1)?)),
        )?
        .ok_or_else(|| DbError::unreadable("address_sends"))?;
    if taken == 1 {
        return Ok(Ok(()));
    }
    let mut log = SendLog::from_text(&sends).ok_or_else(|| DbError::unreadable("address_sends.sends"))?;
    if let Err(rule) = log.spend(limits, channel, now) {
        return Ok(Err(rule));
    }
    tx.put(WRITE, &[(&account).into(), (&address).into(), (&log.to_text()).into(), over(&log).into()])?;
    Ok(Ok(()))
}

/// Removes up to `most` rows of addresses whose last day is over; tells how many.
///
/// # Errors
/// What the database says.
pub fn sweep(tx: &mut WriteTx<'_>, now: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(SWEEP, &[hour(now).into(), most.into()])
}
