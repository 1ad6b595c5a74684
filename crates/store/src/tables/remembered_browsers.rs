//! Browsers in front of which people aren't asked again. Who has one in hand is found by its SID, and then asked for the
//! secret, which the engine compares.

use countersign_model::{
    AccountSid, BrowserName, Identity, Method, RememberedBrowser, RememberedBrowserSid, ServiceSid, Timestamp,
};

use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

/// The columns, in the order of [`read`].
macro_rules! columns {
    () => {
        "sid, account_sid, service_sid, identity, name, method, bound_to, token_hash, previous_hash, rotated_at,
        created_at, used_at, expires_at"
    };
}

statements! {
    INSERT = "INSERT INTO remembered_browsers (sid, account_sid, service_sid, identity_key, identity, name, method, bound_to,
            token_hash, rotated_at, created_at, used_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $10, $11)";
    // Of those that count the newest by their use stay, $6 of them.
    PRUNE = "DELETE FROM remembered_browsers WHERE service_sid = $1 AND identity_key = $2 AND sid NOT IN (
            SELECT sid FROM remembered_browsers WHERE service_sid = $1 AND identity_key = $2
                AND sid <> $3 AND bound_to = $4 AND expires_at > $5
            ORDER BY used_at DESC, sid DESC LIMIT $6)";
    GET = concat!("SELECT ", columns!(), " FROM remembered_browsers WHERE sid = $1");
    GET_LOCKED = concat!("SELECT ", columns!(), " FROM remembered_browsers WHERE sid = $1 /*LOCK*/");
    OF_PERSON = concat!("SELECT ", columns!(), " FROM remembered_browsers
        WHERE service_sid = $1 AND identity_key = $2 AND account_sid = $3 ORDER BY used_at DESC, sid DESC");
    USED = "UPDATE remembered_browsers SET token_hash = $2, previous_hash = $3, rotated_at = $4, used_at = $5
        WHERE sid = $1";
    REMOVE = "DELETE FROM remembered_browsers WHERE sid = $1";
    FORGET = "DELETE FROM remembered_browsers
        WHERE sid = $1 AND service_sid = $2 AND identity_key = $3 AND account_sid = $4";
    FORGET_ALL = "DELETE FROM remembered_browsers WHERE service_sid = $1 AND identity_key = $2 AND account_sid = $3";
    FORGET_PERSON = "DELETE FROM remembered_browsers WHERE service_sid = $1 AND identity_key = $2";
    ERASE = "DELETE FROM remembered_browsers WHERE identity_key = $1";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    SWEEP = "WITH past AS MATERIALIZED (
            SELECT sid FROM remembered_browsers WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM remembered_browsers WHERE sid IN (SELECT sid FROM past)";
}

/// A person, as a caller names them.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    /// Whose service it is.
    pub account: AccountSid,
    /// The service.
    pub service: ServiceSid,
    /// The application's name for them.
    pub identity: &'a Identity,
}

fn read(row: &Row<'_>) -> Result<RememberedBrowser, DbError> {
    let unreadable = |column| DbError::unreadable(column);
    Ok(RememberedBrowser {
        sid: row.parsed(0, "remembered_browsers.sid")?,
        account_sid: row.parsed(1, "remembered_browsers.account_sid")?,
        service_sid: row.parsed(2, "remembered_browsers.service_sid")?,
        identity: Identity::parse(&row.text(3)?).map_err(|_| unreadable("remembered_browsers.identity"))?,
        name: BrowserName::from_row(row.text(4)?),
        method: Method::parse(&row.text(5)?).ok_or_else(|| unreadable("remembered_browsers.method"))?,
        bound_to: row.text(6)?,
        token_hash: row.text(7)?,
        previous_hash: row.maybe_text(8)?,
        rotated_at: Timestamp::from_millis(row.int(9)?),
        created_at: Timestamp::from_millis(row.int(10)?),
        used_at: Timestamp::from_millis(row.int(11)?),
        expires_at: Timestamp::from_millis(row.int(12)?),
    })
}

/// Adds a browser.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut WriteTx<'_>, it: &RememberedBrowser) -> Result<(), DbError> {
    tx.put(
        INSERT,
        &[
            (&it.sid.to_string()).into(),
            (&it.account_sid.to_string()).into(),
            (&it.service_sid.to_string()).into(),
            (&it.identity.key()).into(),
            it.identity.as_str().into(),
            it.name.as_str().into(),
            it.method.as_str().into(),
            (&it.bound_to).into(),
            (&it.token_hash).into(),
            it.created_at.millis().into(),
            it.expires_at.millis().into(),
        ],
    )
}

/// Makes room for `fresh`, which is not there yet: removes those of its person that count no more, the one of the same
/// browser (`before`), and all but the `stay` that were used last.
///
/// # Errors
/// What the database says.
pub fn prune(
    tx: &mut WriteTx<'_>,
    fresh: &RememberedBrowser,
    before: Option<RememberedBrowserSid>,
    stay: i64,
) -> Result<(), DbError> {
    tx.put(
        PRUNE,
        &[
            (&fresh.service_sid.to_string()).into(),
            (&fresh.identity.key()).into(),
            (&before.map(|sid| sid.to_string()).unwrap_or_default()).into(),
            (&fresh.bound_to).into(),
            fresh.created_at.millis().into(),
            stay.into(),
        ],
    )
}

/// The browser of this name, whoever's it is.
///
/// # Errors
/// What the database says.
pub fn get(tx: &mut ReadTx<'_>, sid: RememberedBrowserSid) -> Result<Option<RememberedBrowser>, DbError> {
    tx.one(GET, &[(&sid.to_string()).into()], read)
}

/// As [`get`], locked until the transaction ends.
///
/// # Errors
/// What the database says.
pub fn get_locked(
    tx: &mut WriteTx<'_>,
    sid: RememberedBrowserSid,
) -> Result<Option<RememberedBrowser>, DbError> {
    tx.one(GET_LOCKED, &[(&sid.to_string()).into()], read)
}

/// A person's browsers, the one that was used last first. There are few.
///
/// # Errors
/// What the database says.
pub fn of_person(tx: &mut ReadTx<'_>, whose: Person<'_>) -> Result<Vec<RememberedBrowser>, DbError> {
    let (service, key, account) =
        (whose.service.to_string(), whose.identity.key(), whose.account.to_string());
    tx.all(OF_PERSON, &[(&service).into(), (&key).into(), (&account).into()], read)
}

/// Writes what a use changes of a browser that is locked.
///
/// # Errors
/// What the database says.
pub fn used(tx: &mut WriteTx<'_>, it: &RememberedBrowser) -> Result<(), DbError> {
    tx.put(
        USED,
        &[
            (&it.sid.to_string()).into(),
            (&it.token_hash).into(),
            it.previous_hash.as_deref().into(),
            it.rotated_at.millis().into(),
            it.used_at.millis().into(),
        ],
    )
}

/// Removes a browser, whoever's it is; false when it was gone already.
///
/// # Errors
/// What the database says.
pub fn remove(tx: &mut WriteTx<'_>, sid: RememberedBrowserSid) -> Result<bool, DbError> {
    Ok(tx.change(REMOVE, &[(&sid.to_string()).into()])? == 1)
}

/// Removes one of a person's browsers, or all without a name; tells how many.
///
/// # Errors
/// What the database says.
pub fn forget(
    tx: &mut WriteTx<'_>,
    whose: Person<'_>,
    sid: Option<RememberedBrowserSid>,
) -> Result<u64, DbError> {
    let (service, key, account) =
        (whose.service.to_string(), whose.identity.key(), whose.account.to_string());
    match sid {
        Some(sid) => tx.change(
            FORGET,
            &[(&sid.to_string()).into(), (&service).into(), (&key).into(), (&account).into()],
        ),
        None => tx.change(FORGET_ALL, &[(&service).into(), (&key).into(), (&account).into()]),
    }
}

/// Removes all of a person who is gone.
///
/// # Errors
/// What the database says.
pub fn forget_person(tx: &mut WriteTx<'_>, service: ServiceSid, identity: &Identity) -> Result<(), DbError> {
    tx.put(FORGET_PERSON, &[(&service.to_string()).into(), (&identity.key()).into()])
}

/// Removes all of people of this identity, in whatever service.
///
/// # Errors
/// What the database says.
pub fn erase(tx: &mut WriteTx<'_>, identity: &Identity) -> Result<u64, DbError> {
    tx.change(ERASE, &[(&identity.key()).into()])
}

/// Removes up to `most` that are over; tells how many.
///
/// # Errors
/// What the database says.
pub fn sweep(tx: &mut WriteTx<'_>, now: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(SWEEP, &[now.millis().into(), most.into()])
}
