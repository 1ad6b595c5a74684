//! Verifications.

use countersign_model::{
    AccountSid, Amount, Approval, Channel, CodeSource, FactorSid, Handed, Payee, Recipient, SendMark,
    ServiceSettings, ServiceSid, Status, TEST_NUMBER, Timestamp, Transaction, Verification, VerificationSid,
};

use super::services;
use crate::row::Row;
use crate::sql::{Param, statements};
use crate::{DbError, ReadTx, WriteTx};

statements! {
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    FORGET = "WITH past AS MATERIALIZED (
            SELECT sid FROM verifications WHERE sid < $1 ORDER BY sid LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM verifications WHERE sid IN (SELECT sid FROM past)";
    INSERT = "INSERT INTO verifications (sid, account_sid, service_sid, recipient, channel, status, ended_at, code_key,
        code_length, code_sealed, amount, payee, sends, sends_used, checks_used, tags, created_at, updated_at, expires_at,
        approval, upstream, upstream_sid)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)";
    UPDATE = "UPDATE verifications SET channel = $2, status = $3, ended_at = $4, sends = $5, sends_used = $6,
        checks_used = $7, updated_at = $8 WHERE sid = $1";
    PRESSED = "UPDATE verifications SET status = $2, ended_at = $3, checks_used = $4, approval = $5, updated_at = $6
        WHERE sid = $1";
    CHECKED = "UPDATE verifications SET status = $2, ended_at = $3, checks_used = $4, updated_at = $5 WHERE sid = $1";
    LOCK = "SELECT sid, account_sid, service_sid, recipient, channel, status, ended_at, code_key, code_length,
        code_sealed, amount, payee, sends, sends_used, checks_used, tags, created_at, updated_at, expires_at,
        approval, upstream, upstream_sid FROM verifications WHERE sid = $1 /*LOCK*/";
    LOCK_OWNED = "SELECT sid, account_sid, service_sid, recipient, channel, status, ended_at, code_key, code_length,
        code_sealed, amount, payee, sends, sends_used, checks_used, tags, created_at, updated_at, expires_at,
        approval, upstream, upstream_sid, (SELECT settings FROM services WHERE services.sid = $2)
        FROM verifications WHERE sid = $1 AND service_sid = $2 AND account_sid = $3 /*LOCK*/";
    LOCK_BY_ADDRESS = "SELECT sid, account_sid, service_sid, recipient, channel, status, ended_at, code_key,
        code_length, code_sealed, amount, payee, sends, sends_used, checks_used, tags, created_at, updated_at, expires_at,
        approval, upstream, upstream_sid, (SELECT settings FROM services WHERE services.sid = $1)
        FROM verifications WHERE sid = (SELECT verification_sid FROM live_slots
            WHERE live_slots.service_sid = $1 AND live_slots.recipient = $2 AND live_slots.mode = 'code')
        AND service_sid = $1 AND account_sid = $3 /*LOCK*/";
    FIND = "SELECT sid, account_sid, service_sid, recipient, channel, status, ended_at, code_key, code_length,
        code_sealed, amount, payee, sends, sends_used, checks_used, tags, created_at, updated_at, expires_at,
        approval, upstream, upstream_sid FROM verifications WHERE sid = $1";
    FIND_OWNED = "SELECT sid, account_sid, service_sid, recipient, channel, status, ended_at, code_key, code_length,
        code_sealed, amount, payee, sends, sends_used, checks_used, tags, created_at, updated_at, expires_at,
        approval, upstream, upstream_sid FROM verifications WHERE sid = $1 AND service_sid = $2 AND account_sid = $3
        AND EXISTS (SELECT 1 FROM services WHERE services.sid = $2)";
    HANDED = "UPDATE verifications SET upstream_sid = $2 WHERE sid = $1 AND upstream IS NOT NULL";
    EVIDENCE = "UPDATE verifications SET factor_sid = $2 WHERE sid = $1 AND factor_sid IS NULL";
    EXPIRE = "UPDATE verifications SET status = 'expired', ended_at = expires_at, updated_at = expires_at
        WHERE sid = $1 AND status = 'pending' AND expires_at <= $2";
}

fn read(row: &Row<'_>) -> Result<Verification, DbError> {
    let ended_at = row.maybe_int(6)?.map(Timestamp::from_millis);
    let status = Status::from_row(&row.text(5)?, ended_at);
    let upstream_sid = row.maybe_text(21)?;
    let handed = row.maybe_text(20)?.map(|upstream| Handed { upstream, sid: upstream_sid });
    let code = match (row.maybe_text(9)?, row.maybe_text(7)?, row.maybe_int(8)?, row.maybe_text(19)?) {
        (None, Some(key_id), None, Some(pressed)) => CodeSource::Approval(
            Approval::from_row(key_id, &pressed)
                .ok_or_else(|| DbError::unreadable("verifications.approval"))?,
        ),
        (Some(sealed), _, _, None) => CodeSource::Custom { sealed },
        (None, Some(key_id), _, None) if key_id == TEST_NUMBER => CodeSource::TestNumber,
        (None, Some(key_id), Some(length), None) => CodeSource::Derived {
            key_id,
            length: u8::try_from(length).map_err(|_| DbError::unreadable("verifications.code_length"))?,
        },
        // A release that knows no upstreams stops here, rather than check what it can't.
        (None, None, None, None) if handed.is_some() => CodeSource::Upstream,
        _ => return Err(DbError::unreadable("verifications.code_key")),
    };
    let transaction = match (row.maybe_text(10)?, row.maybe_text(11)?) {
        (Some(amount), Some(payee)) => Some(Transaction {
            amount: Amount::parse(&amount).map_err(|_| DbError::unreadable("verifications.amount"))?,
            payee: Payee::parse(&payee).map_err(|_| DbError::unreadable("verifications.payee"))?,
        }),
        _ => None,
    };
    Ok(Verification {
        sid: row.parsed(0, "verifications.sid")?,
        account_sid: row.parsed(1, "verifications.account_sid")?,
        service_sid: row.parsed(2, "verifications.service_sid")?,
        recipient: Recipient::from_stored(&row.text(3)?)
            .ok_or_else(|| DbError::unreadable("verifications.recipient"))?,
        channel: row.text(4)?.parse().map_err(|_| DbError::unreadable("verifications.channel"))?,
        status: status.ok_or_else(|| DbError::unreadable("verifications.status"))?,
        code,
        handed,
        transaction,
        sends: read_sends(&row.text(12)?).ok_or_else(|| DbError::unreadable("verifications.sends"))?,
        sends_used: row.int(13)?,
        checks_used: row.int(14)?,
        tags: row.maybe_text(15)?,
        created_at: Timestamp::from_millis(row.int(16)?),
        updated_at: Timestamp::from_millis(row.int(17)?),
        expires_at: Timestamp::from_millis(row.int(18)?),
    })
}

/// The sends as text: `millis channel sid`, separated by commas. At most five, read and written with each row, so
/// neither a table of their own nor JSON is worth its price.
fn write_sends(sends: &[SendMark]) -> String {
    let mut text = String::with_capacity(sends.len() * 56);
    for mark in sends {
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str(&format!("{} {} {}", mark.at.millis(), mark.channel, mark.attempt_sid));
    }
    text
}

pub(super) fn read_sends(text: &str) -> Option<Vec<SendMark>> {
    text.split(',')
        .map(|mark| {
            let mut parts = mark.split(' ');
            let at = Timestamp::from_millis(parts.next()?.parse().ok()?);
            let channel: Channel = parts.next()?.parse().ok()?;
            Some(SendMark { at, channel, attempt_sid: parts.next()?.parse().ok()? })
        })
        .collect()
}

/// Adds a verification.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut WriteTx<'_>, it: &Verification) -> Result<(), DbError> {
    let (key, length, sealed): (Param<'_>, Param<'_>, Param<'_>) = match &it.code {
        CodeSource::Derived { key_id, length } => {
            (key_id.into(), i64::from(*length).into(), Param::MaybeText(None))
        }
        CodeSource::Custom { sealed } => (Param::MaybeText(None), Param::MaybeInt(None), sealed.into()),
        CodeSource::Approval(approval) => {
            ((&approval.key_id).into(), Param::MaybeInt(None), Param::MaybeText(None))
        }
        // A release that doesn't know it finds no such key, and neither sends nor approves.
        CodeSource::TestNumber => (TEST_NUMBER.into(), Param::MaybeInt(None), Param::MaybeText(None)),
        CodeSource::Upstream => (Param::MaybeText(None), Param::MaybeInt(None), Param::MaybeText(None)),
    };
    let pressed = it.approval().map(Approval::pressed_text);
    tx.put(
        INSERT,
        &[
            (&it.sid.to_string()).into(),
            (&it.account_sid.to_string()).into(),
            (&it.service_sid.to_string()).into(),
            it.recipient.as_str().into(),
            it.channel.as_str().into(),
            it.status.as_str().into(),
            it.status.ended_at().map(Timestamp::millis).into(),
            key,
            length,
            sealed,
            it.transaction.as_ref().map(|paid| paid.amount.as_str()).into(),
            it.transaction.as_ref().map(|paid| paid.payee.as_str()).into(),
            (&write_sends(&it.sends)).into(),
            it.sends_used.into(),
            it.checks_used.into(),
            it.tags.as_deref().into(),
            it.created_at.millis().into(),
            it.updated_at.millis().into(),
            it.expires_at.millis().into(),
            pressed.as_deref().into(),
            it.handed.as_ref().map(|handed| handed.upstream.as_str()).into(),
            it.handed.as_ref().and_then(|handed| handed.sid.as_deref()).into(),
        ],
    )
}

/// Writes what can change of a verification that was locked.
///
/// # Errors
/// What the database says.
pub fn update(tx: &mut WriteTx<'_>, it: &Verification) -> Result<(), DbError> {
    tx.put(
        UPDATE,
        &[
            (&it.sid.to_string()).into(),
            it.channel.as_str().into(),
            it.status.as_str().into(),
            it.status.ended_at().map(Timestamp::millis).into(),
            (&write_sends(&it.sends)).into(),
            it.sends_used.into(),
            it.checks_used.into(),
            it.updated_at.millis().into(),
        ],
    )
}

/// Writes down what a verification is called at the upstream that it was handed to.
///
/// # Errors
/// What the database says.
pub fn handed(tx: &mut WriteTx<'_>, sid: VerificationSid, upstream_sid: &str) -> Result<(), DbError> {
    tx.put(HANDED, &[(&sid.to_string()).into(), upstream_sid.into()])
}

/// Writes what a check can change of a verification that was locked.
///
/// # Errors
/// What the database says.
pub fn update_checked(tx: &mut WriteTx<'_>, it: &Verification) -> Result<(), DbError> {
    tx.put(
        CHECKED,
        &[
            (&it.sid.to_string()).into(),
            it.status.as_str().into(),
            it.status.ended_at().map(Timestamp::millis).into(),
            it.checks_used.into(),
            it.updated_at.millis().into(),
        ],
    )
}

/// Writes what keys pressed in a call can change of a verification that was locked.
///
/// # Errors
/// What the database says.
pub fn update_pressed(tx: &mut WriteTx<'_>, it: &Verification) -> Result<(), DbError> {
    let pressed = it.approval().map(Approval::pressed_text);
    tx.put(
        PRESSED,
        &[
            (&it.sid.to_string()).into(),
            it.status.as_str().into(),
            it.status.ended_at().map(Timestamp::millis).into(),
            it.checks_used.into(),
            pressed.as_deref().into(),
            it.updated_at.millis().into(),
        ],
    )
}

/// The verification in a slot that is locked, locked too.
///
/// # Errors
/// What the database says.
pub fn lock(tx: &mut WriteTx<'_>, sid: VerificationSid) -> Result<Option<Verification>, DbError> {
    tx.one(LOCK, &[(&sid.to_string()).into()], read)
}

/// Reads a row and, behind its columns, its service's settings: none once the service is deleted.
fn read_under_service(row: &Row<'_>) -> Result<Option<(Verification, ServiceSettings)>, DbError> {
    let Some(settings) = row.maybe_text(22)? else { return Ok(None) };
    Ok(Some((read(row)?, services::settings(&settings)?)))
}

/// A verification of this account and service, locked, with the service's settings as they are now.
///
/// # Errors
/// What the database says.
pub fn lock_owned(
    tx: &mut WriteTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    sid: VerificationSid,
) -> Result<Option<(Verification, ServiceSettings)>, DbError> {
    let (sid, service, account) = (sid.to_string(), service.to_string(), account.to_string());
    let params = [(&sid).into(), (&service).into(), (&account).into()];
    Ok(tx.one(LOCK_OWNED, &params, read_under_service)?.flatten())
}

/// The verification in the slot of an address, locked, with the service's settings as they are now.
///
/// # Errors
/// What the database says.
pub fn lock_by_address(
    tx: &mut WriteTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    recipient: &Recipient,
) -> Result<Option<(Verification, ServiceSettings)>, DbError> {
    let (service, account) = (service.to_string(), account.to_string());
    let params = [(&service).into(), recipient.as_str().into(), (&account).into()];
    Ok(tx.one(LOCK_BY_ADDRESS, &params, read_under_service)?.flatten())
}

/// Any verification, for those who act for the server itself.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut ReadTx<'_>, sid: VerificationSid) -> Result<Option<Verification>, DbError> {
    tx.one(FIND, &[(&sid.to_string()).into()], read)
}

/// A verification of this account and service.
///
/// # Errors
/// What the database says.
pub fn find_owned(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    sid: VerificationSid,
) -> Result<Option<Verification>, DbError> {
    let (sid, service, account) = (sid.to_string(), service.to_string(), account.to_string());
    tx.one(FIND_OWNED, &[(&sid).into(), (&service).into(), (&account).into()], read)
}

/// Makes a verification, which is locked, the evidence for a factor; false when it was for one before.
///
/// # Errors
/// What the database says.
pub fn spend_as_evidence(
    tx: &mut WriteTx<'_>,
    sid: VerificationSid,
    factor: FactorSid,
) -> Result<bool, DbError> {
    Ok(tx.change(EVIDENCE, &[(&sid.to_string()).into(), (&factor.to_string()).into()])? == 1)
}

/// Writes down that a verification has expired, if it has.
///
/// # Errors
/// What the database says.
pub fn expire(tx: &mut WriteTx<'_>, sid: VerificationSid, now: Timestamp) -> Result<(), DbError> {
    tx.put(EXPIRE, &[(&sid.to_string()).into(), now.millis().into()])
}

/// Removes up to `most` verifications made before `before`, oldest first; tells how many. SIDs begin with the time, so this
/// looks at no others.
///
/// # Errors
/// What the database says.
pub fn forget(tx: &mut WriteTx<'_>, before: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(FORGET, &[(&VerificationSid::earliest(before).to_string()).into(), most.into()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_model::{AttemptSid, MockDice};

    #[test]
    fn sends_read_back_as_written() {
        let mark = |millis| SendMark {
            at: Timestamp::from_millis(millis),
            channel: Channel::Call,
            attempt_sid: AttemptSid::new(Timestamp::from_millis(millis), &MockDice::new(3)),
        };
        let sends = vec![mark(1_700_000_000_000), mark(1_700_000_000_001)];
        assert_eq!(read_sends(&write_sends(&sends)), Some(sends));
        assert_eq!(read_sends("1 sms"), None);
    }
}
