//! Hardware tokens. One counts once the file that it came in was taken whole, and is nobody's once the factor is gone that it
//! was given as.

use countersign_model::{
    AccountSid, FactorSid, HardwareToken, HardwareTokenSid, Identity, OtpAlgorithm, Page, PageRequest,
    PageToken, Timestamp, TokenHolder, TokenKind, TokenProgress, TokenSerial,
};

use crate::row::Row;
use crate::sql::{Param, statements};
use crate::{DbError, ReadTx, WriteTx};

/// The columns, in the order of [`read`]; the last three are its holder's.
macro_rules! columns {
    () => {
        "sid, account_sid, serial, kind, algorithm, digits, period, next, drift, seed_sealed, manufacturer, imported_at,
        (SELECT factors.sid FROM factors WHERE factors.sid = hardware_tokens.factor_sid
            AND EXISTS (SELECT 1 FROM services WHERE services.sid = factors.service_sid)),
        (SELECT factors.service_sid FROM factors WHERE factors.sid = hardware_tokens.factor_sid),
        (SELECT factors.identity FROM factors WHERE factors.sid = hardware_tokens.factor_sid)"
    };
}

/// Tokens of the account `$1` whose file was taken whole.
macro_rules! taken {
    () => {
        "account_sid = $1 AND EXISTS (SELECT 1 FROM token_imports
            WHERE token_imports.sid = hardware_tokens.import_sid AND token_imports.finished_at > 0)"
    };
}

statements! {
    INSERT = "INSERT INTO hardware_tokens (sid, account_sid, serial, import_sid, kind, algorithm, digits, period, next,
            drift, seed_sealed, manufacturer, imported_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING";
    FIND = concat!("SELECT ", columns!(), " FROM hardware_tokens WHERE serial = $2 AND ", taken!());
    LOCK = "SELECT sid FROM hardware_tokens WHERE account_sid = $1 AND serial = $2 /*LOCK*/";
    GIVE = "UPDATE hardware_tokens SET factor_sid = $2, next = $3, drift = $4 WHERE sid = $1";
    MOVE = "UPDATE hardware_tokens SET next = $2, drift = $3 WHERE factor_sid = $1 AND next < $2";
    FREE = "UPDATE hardware_tokens SET factor_sid = NULL WHERE sid = $1";
    DELETE = "DELETE FROM hardware_tokens WHERE sid = $1";
    FROM_START = concat!("SELECT ", columns!(), " FROM hardware_tokens WHERE ", taken!(), " ORDER BY hardware_tokens.sid LIMIT $2");
    AFTER = concat!("SELECT ", columns!(), " FROM hardware_tokens WHERE ", taken!(), " AND sid > $3 ORDER BY hardware_tokens.sid LIMIT $2");
    BEFORE = concat!("SELECT ", columns!(), " FROM hardware_tokens WHERE ", taken!(), "
        AND sid < $3 ORDER BY hardware_tokens.sid DESC LIMIT $2");
}

fn read(row: &Row<'_>) -> Result<HardwareToken, DbError> {
    let kind = TokenKind::from_row(&row.text(3)?, row.maybe_int(6)?);
    let holder = match (row.maybe_text(12)?, row.maybe_text(13)?, row.maybe_text(14)?) {
        (Some(factor), Some(service), Some(identity)) => Some(TokenHolder {
            factor_sid: factor.parse().map_err(|_| DbError::unreadable("hardware_tokens.factor_sid"))?,
            service_sid: service.parse().map_err(|_| DbError::unreadable("factors.service_sid"))?,
            identity: Identity::parse(&identity).map_err(|_| DbError::unreadable("factors.identity"))?,
        }),
        _ => None,
    };
    Ok(HardwareToken {
        sid: row.parsed(0, "hardware_tokens.sid")?,
        account_sid: row.parsed(1, "hardware_tokens.account_sid")?,
        serial: row.parsed(2, "hardware_tokens.serial")?,
        kind: kind.ok_or_else(|| DbError::unreadable("hardware_tokens.kind"))?,
        algorithm: OtpAlgorithm::parse(&row.text(4)?)
            .ok_or_else(|| DbError::unreadable("hardware_tokens.algorithm"))?,
        digits: u8::try_from(row.int(5)?).map_err(|_| DbError::unreadable("hardware_tokens.digits"))?,
        progress: TokenProgress { next: row.int(7)?, drift: row.int(8)? },
        sealed: row.text(9)?,
        manufacturer: row.maybe_text(10)?,
        imported_at: Timestamp::from_millis(row.int(11)?),
        holder,
    })
}

/// Adds a token of a file, which nobody has yet; false when the account has one of this serial number.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut WriteTx<'_>, it: &HardwareToken, import: &str) -> Result<bool, DbError> {
    Ok(tx.change(
        INSERT,
        &[
            (&it.sid.to_string()).into(),
            (&it.account_sid.to_string()).into(),
            it.serial.as_str().into(),
            import.into(),
            it.kind.as_str().into(),
            it.algorithm.as_str().into(),
            i64::from(it.digits).into(),
            it.kind.period().map(i64::from).into(),
            it.progress.next.into(),
            it.progress.drift.into(),
            it.sealed.as_str().into(),
            it.manufacturer.as_deref().into(),
            it.imported_at.millis().into(),
        ],
    )? == 1)
}

/// An account's token.
///
/// # Errors
/// What the database says.
pub fn find(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    serial: &TokenSerial,
) -> Result<Option<HardwareToken>, DbError> {
    tx.one(FIND, &[(&account.to_string()).into(), serial.as_str().into()], read)
}

/// As [`find`], locked until the transaction ends. Who has the factor locked that it was given as may lock it behind that,
/// and not the other way round.
///
/// # Errors
/// What the database says.
pub fn lock(
    tx: &mut WriteTx<'_>,
    account: AccountSid,
    serial: &TokenSerial,
) -> Result<Option<HardwareToken>, DbError> {
    // Two statements: one alone that had to wait would see this row as it is then, and the holder's as it was before.
    let found = tx.one(LOCK, &[(&account.to_string()).into(), serial.as_str().into()], |_| Ok(()))?;
    if found.is_none() {
        return Ok(None);
    }
    find(tx, account, serial)
}

/// Gives a token, which is locked, to somebody as a factor.
///
/// # Errors
/// What the database says.
pub fn give(
    tx: &mut WriteTx<'_>,
    sid: HardwareTokenSid,
    factor: FactorSid,
    progress: TokenProgress,
) -> Result<(), DbError> {
    tx.put(
        GIVE,
        &[
            (&sid.to_string()).into(),
            (&factor.to_string()).into(),
            progress.next.into(),
            progress.drift.into(),
        ],
    )
}

/// Writes down how far the token has come that a factor is. It never goes back.
///
/// # Errors
/// What the database says.
pub fn move_on(tx: &mut WriteTx<'_>, factor: FactorSid, progress: TokenProgress) -> Result<(), DbError> {
    tx.put(MOVE, &[(&factor.to_string()).into(), progress.next.into(), progress.drift.into()])
}

/// Takes a token, which is locked, away from whoever has it.
///
/// # Errors
/// What the database says.
pub fn free(tx: &mut WriteTx<'_>, sid: HardwareTokenSid) -> Result<(), DbError> {
    tx.put(FREE, &[(&sid.to_string()).into()])
}

/// Removes a token that is locked.
///
/// # Errors
/// What the database says.
pub fn delete(tx: &mut WriteTx<'_>, sid: HardwareTokenSid) -> Result<(), DbError> {
    tx.put(DELETE, &[(&sid.to_string()).into()])
}

/// A page of an account's tokens, in the order in which they were imported.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    request: &PageRequest,
) -> Result<Page<HardwareToken>, DbError> {
    let account = account.to_string();
    let mut params: Vec<Param<'_>> = vec![(&account).into(), (i64::from(request.size) + 1).into()];
    let statement = match &request.token {
        None => FROM_START,
        Some(PageToken::After(sid)) => {
            params.push(sid.into());
            AFTER
        }
        Some(PageToken::Before(sid)) => {
            params.push(sid.into());
            BEFORE
        }
    };
    let found = tx.all(statement, &params, read)?;
    Ok(Page::cut(found, request, |token| token.sid.to_string()))
}
