//! Through which messaging service a service's text messages go to a country.

use countersign_model::{
    AccountSid, MessagingConfiguration, MessagingDestination, MessagingServiceSid, ServiceSid, Timestamp,
};

use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    // Nothing is made under a service that is gone.
    ADD = "INSERT INTO messaging_configurations (service_sid, country, account_sid, messaging_service_sid, created_at,
            updated_at)
        SELECT sid, $2, account_sid, $4, $5, $5 FROM services WHERE sid = $1 AND account_sid = $3
        ON CONFLICT (service_sid, country) DO NOTHING";
    FIND = "SELECT service_sid, country, account_sid, messaging_service_sid, created_at, updated_at
        FROM messaging_configurations WHERE service_sid = $1 AND country = $2 AND account_sid = $3";
    UPDATE = "UPDATE messaging_configurations SET messaging_service_sid = $4, updated_at = $5
        WHERE service_sid = $1 AND country = $2 AND account_sid = $3";
    REMOVE = "DELETE FROM messaging_configurations WHERE service_sid = $1 AND country = $2 AND account_sid = $3";
    CLEAR = "DELETE FROM messaging_configurations WHERE service_sid = $1";
    LIST = "SELECT service_sid, country, account_sid, messaging_service_sid, created_at, updated_at
        FROM messaging_configurations WHERE service_sid = $1 AND account_sid = $2";
    CHOSEN = "SELECT messaging_service_sid FROM messaging_configurations
        WHERE service_sid = $1 AND country IN ($2, 'all') ORDER BY CASE country WHEN 'all' THEN 1 ELSE 0 END LIMIT 1";
}

fn read(row: &Row<'_>) -> Result<MessagingConfiguration, DbError> {
    Ok(MessagingConfiguration {
        service_sid: row.parsed(0, "messaging_configurations.service_sid")?,
        country: row.parsed(1, "messaging_configurations.country")?,
        account_sid: row.parsed(2, "messaging_configurations.account_sid")?,
        messaging_service_sid: row.parsed(3, "messaging_configurations.messaging_service_sid")?,
        created_at: Timestamp::from_millis(row.int(4)?),
        updated_at: Timestamp::from_millis(row.int(5)?),
    })
}

/// Adds one; tells whether there was none for this country, and a service to have it.
///
/// # Errors
/// What the database says.
pub fn add(tx: &mut WriteTx<'_>, it: &MessagingConfiguration) -> Result<bool, DbError> {
    let (service, country) = (it.service_sid.to_string(), it.country.to_string());
    let (account, messaging) = (it.account_sid.to_string(), it.messaging_service_sid.to_string());
    Ok(tx.change(
        ADD,
        &[
            (&service).into(),
            (&country).into(),
            (&account).into(),
            (&messaging).into(),
            it.created_at.millis().into(),
        ],
    )? == 1)
}

/// A service's configuration for a country, or for all.
///
/// # Errors
/// What the database says.
pub fn find(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    country: MessagingDestination,
) -> Result<Option<MessagingConfiguration>, DbError> {
    let (service, country, account) = (service.to_string(), country.to_string(), account.to_string());
    tx.one(FIND, &[(&service).into(), (&country).into(), (&account).into()], read)
}

/// Writes another messaging service; tells whether there was a configuration.
///
/// # Errors
/// What the database says.
pub fn update(tx: &mut WriteTx<'_>, it: &MessagingConfiguration) -> Result<bool, DbError> {
    let (service, country) = (it.service_sid.to_string(), it.country.to_string());
    let (account, messaging) = (it.account_sid.to_string(), it.messaging_service_sid.to_string());
    Ok(tx.change(
        UPDATE,
        &[
            (&service).into(),
            (&country).into(),
            (&account).into(),
            (&messaging).into(),
            it.updated_at.millis().into(),
        ],
    )? == 1)
}

/// Removes one; tells whether it was there.
///
/// # Errors
/// What the database says.
pub fn remove(
    tx: &mut WriteTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    country: MessagingDestination,
) -> Result<bool, DbError> {
    let (service, country, account) = (service.to_string(), country.to_string(), account.to_string());
    Ok(tx.change(REMOVE, &[(&service).into(), (&country).into(), (&account).into()])? == 1)
}

/// Removes all of a service that is deleted.
///
/// # Errors
/// What the database says.
pub fn clear(tx: &mut WriteTx<'_>, service: ServiceSid) -> Result<(), DbError> {
    tx.put(CLEAR, &[(&service.to_string()).into()])
}

/// Through which messaging service a message to a country goes: the country's own configuration, else the one for all.
///
/// # Errors
/// What the database says.
pub fn chosen(
    tx: &mut ReadTx<'_>,
    service: ServiceSid,
    country: Option<&str>,
) -> Result<Option<MessagingServiceSid>, DbError> {
    let service = service.to_string();
    let params = [(&service).into(), country.unwrap_or("all").into()];
    tx.one(CHOSEN, &params, |row| row.parsed(0, "messaging_configurations.messaging_service_sid"))
}

/// All of a service's configurations, in no order; there are no more than countries.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    service: ServiceSid,
) -> Result<Vec<MessagingConfiguration>, DbError> {
    tx.all(LIST, &[(&service.to_string()).into(), (&account.to_string()).into()], read)
}
