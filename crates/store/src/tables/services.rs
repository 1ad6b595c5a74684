//! Services. Every question names the account too: another account's service looks non-existent.

use std::cell::RefCell;
use std::collections::VecDeque;

use countersign_model::{
    AccountSid, FriendlyName, Page, PageRequest, PageToken, Service, ServiceSettings, ServiceSid, Timestamp,
};

use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

/// Texts of settings whose meaning a thread remembers; a text has a few hundred letters.
const REMEMBERED: usize = 16;

statements! {
    INSERT = "INSERT INTO services (sid, account_sid, friendly_name, settings, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    FIND = "SELECT sid, account_sid, friendly_name, settings, created_at, updated_at FROM services
        WHERE sid = $1 AND account_sid = $2";
    LOCK = "SELECT sid, account_sid, friendly_name, settings, created_at, updated_at FROM services
        WHERE sid = $1 AND account_sid = $2 /*LOCK*/";
    TAKEN = "SELECT sid FROM services WHERE sid = $1 UNION SELECT service_sid FROM purges WHERE service_sid = $1";
    UPDATE = "UPDATE services SET friendly_name = $2, settings = $3, updated_at = $4 WHERE sid = $1";
    DELETE = "DELETE FROM services WHERE sid = $1 AND account_sid = $2 RETURNING created_at";
    FROM_START = "SELECT sid, account_sid, friendly_name, settings, created_at, updated_at FROM services
        WHERE account_sid = $1 ORDER BY sid LIMIT $2";
    AFTER = "SELECT sid, account_sid, friendly_name, settings, created_at, updated_at FROM services
        WHERE account_sid = $1 AND sid > $3 ORDER BY sid LIMIT $2";
    BEFORE = "SELECT sid, account_sid, friendly_name, settings, created_at, updated_at FROM services
        WHERE account_sid = $1 AND sid < $3 ORDER BY sid DESC LIMIT $2";
}

pub(super) fn read(row: &Row<'_>) -> Result<Service, DbError> {
    let settings = settings(&row.text(3)?)?;
    Ok(Service {
        sid: row.parsed(0, "services.sid")?,
        account_sid: row.parsed(1, "services.account_sid")?,
        friendly_name: FriendlyName::parse(&row.text(2)?)
            .map_err(|_| DbError::unreadable("services.friendly_name"))?,
        settings,
        created_at: Timestamp::from_millis(row.int(4)?),
        updated_at: Timestamp::from_millis(row.int(5)?),
    })
}

/// Settings as they stand in a row.
///
/// # Errors
/// When they are not ours.
pub(super) fn settings(text: &str) -> Result<ServiceSettings, DbError> {
    thread_local! {
        /// The texts read last on this thread, latest first: every create and every check reads its service, most servers
        /// have few, and what a text means never changes.
        static READ: RefCell<VecDeque<(String, ServiceSettings)>> = const { RefCell::new(VecDeque::new()) };
    }
    READ.with_borrow_mut(|read| {
        if let Some((_, settings)) = read.iter().find(|(of, _)| of == text) {
            return Ok(settings.clone());
        }
        let settings: ServiceSettings =
            serde_json::from_str(text).map_err(|_| DbError::unreadable("services.settings"))?;
        read.truncate(REMEMBERED - 1);
        read.push_front((text.to_owned(), settings.clone()));
        Ok(settings)
    })
}

fn settings_text(service: &Service) -> Result<String, DbError> {
    serde_json::to_string(&service.settings).map_err(|_| DbError::unreadable("services.settings"))
}

/// Adds a service.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut WriteTx<'_>, service: &Service) -> Result<(), DbError> {
    tx.put(
        INSERT,
        &[
            (&service.sid.to_string()).into(),
            (&service.account_sid.to_string()).into(),
            service.friendly_name.as_str().into(),
            (&settings_text(service)?).into(),
            service.created_at.millis().into(),
            service.updated_at.millis().into(),
        ],
    )
}

/// An account's service.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut ReadTx<'_>, account: AccountSid, sid: ServiceSid) -> Result<Option<Service>, DbError> {
    tx.one(FIND, &[(&sid.to_string()).into(), (&account.to_string()).into()], read)
}

/// An account's service, locked until the transaction ends.
///
/// # Errors
/// What the database says.
pub fn lock(tx: &mut WriteTx<'_>, account: AccountSid, sid: ServiceSid) -> Result<Option<Service>, DbError> {
    tx.one(LOCK, &[(&sid.to_string()).into(), (&account.to_string()).into()], read)
}

/// Whether a service has this SID, in any account, or had it and is still being removed.
///
/// # Errors
/// What the database says.
pub fn is_taken(tx: &mut ReadTx<'_>, sid: ServiceSid) -> Result<bool, DbError> {
    Ok(tx.one(TAKEN, &[(&sid.to_string()).into()], |_| Ok(()))?.is_some())
}

/// Writes a service's name, settings and date; it was locked.
///
/// # Errors
/// What the database says.
pub fn update(tx: &mut WriteTx<'_>, service: &Service) -> Result<(), DbError> {
    tx.put(
        UPDATE,
        &[
            (&service.sid.to_string()).into(),
            service.friendly_name.as_str().into(),
            (&settings_text(service)?).into(),
            service.updated_at.millis().into(),
        ],
    )
}

/// Removes a service once no create uses it any more ([`crate::admission::read`]); gives the moment it was made, if there was one. What
/// was made under it is out of reach from then on, and removed behind ([`crate::purges`]).
///
/// # Errors
/// What the database says.
pub fn delete(
    tx: &mut WriteTx<'_>,
    account: AccountSid,
    sid: ServiceSid,
) -> Result<Option<Timestamp>, DbError> {
    let sid = sid.to_string();
    tx.line_up(&sid)?;
    tx.one(DELETE, &[(&sid).into(), (&account.to_string()).into()], |row| {
        row.int(0).map(Timestamp::from_millis)
    })
}

/// A page of an account's services, oldest first.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    request: &PageRequest,
) -> Result<Page<Service>, DbError> {
    let account = account.to_string();
    let one_more = i64::from(request.size) + 1;
    let found = match &request.token {
        None => tx.all(FROM_START, &[(&account).into(), one_more.into()], read)?,
        Some(PageToken::After(sid)) => {
            tx.all(AFTER, &[(&account).into(), one_more.into(), sid.into()], read)?
        }
        Some(PageToken::Before(sid)) => {
            tx.all(BEFORE, &[(&account).into(), one_more.into(), sid.into()], read)?
        }
    };
    Ok(Page::cut(found, request, |service| service.sid.to_string()))
}
