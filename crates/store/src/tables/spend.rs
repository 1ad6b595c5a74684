//! Money spent in the present hour and day, by account and by account and country.
//!
//! A scope's money is the sum of its stripes. A request reads the sum ([`super::admission`]) and adds to one stripe, so two at once neither
//! wait for each other nor see each other: a cap is passed by at most what is in flight, one message for each
//! connection that writes.

use countersign_model::limit::{Money, Per};
use countersign_model::{AccountSid, Country, Timestamp};

use crate::sql::statements;
use crate::{DbError, WriteTx};

statements! {
    // An hour or a day never goes back, whatever the nodes' clocks say.
    ADD = "INSERT INTO spend (scope, stripe, hour, in_hour, day, in_day) VALUES ($1, $2, $3, $5, $4, $5)
        ON CONFLICT (scope, stripe) DO UPDATE SET
            in_hour = excluded.in_hour + CASE WHEN spend.hour < excluded.hour THEN 0 ELSE spend.in_hour END,
            in_day = excluded.in_day + CASE WHEN spend.day < excluded.day THEN 0 ELSE spend.in_day END,
            hour = CASE WHEN spend.hour < excluded.hour THEN excluded.hour ELSE spend.hour END,
            day = CASE WHEN spend.day < excluded.day THEN excluded.day ELSE spend.day END";
    // The account's row is locked first.
    ADD_BOTH = "INSERT INTO spend (scope, stripe, hour, in_hour, day, in_day)
        VALUES ($1, $2, $3, $5, $4, $5), ($6, $2, $3, $5, $4, $5)
        ON CONFLICT (scope, stripe) DO UPDATE SET
            in_hour = excluded.in_hour + CASE WHEN spend.hour < excluded.hour THEN 0 ELSE spend.in_hour END,
            in_day = excluded.in_day + CASE WHEN spend.day < excluded.day THEN 0 ELSE spend.in_day END,
            hour = CASE WHEN spend.hour < excluded.hour THEN excluded.hour ELSE spend.hour END,
            day = CASE WHEN spend.day < excluded.day THEN excluded.day ELSE spend.day END";
}

/// The names under which money is counted.
pub(super) fn scopes(account: AccountSid, country: Option<Country>) -> (String, Option<String>) {
    let of_country = country.map(|country| format!("{account}/{country}"));
    (account.to_string(), of_country)
}

/// Adds `price` to what the account has spent, and to what it has spent on `country`, each on this stripe.
///
/// # Errors
/// What the database says.
pub fn add(
    tx: &mut WriteTx<'_>,
    account: AccountSid,
    country: Option<Country>,
    stripe: i64,
    price: Money,
    now: Timestamp,
) -> Result<(), DbError> {
    let (of_account, of_country) = scopes(account, country);
    let (hour, day) = (Per::Hour.number(now), Per::Day.number(now));
    let params = [(&of_account).into(), stripe.into(), hour.into(), day.into(), price.micros().into()];
    match &of_country {
        None => tx.put(ADD, &params),
        Some(of_country) => {
            let [account, stripe, hour, day, price] = params;
            tx.put(ADD_BOTH, &[account, stripe, hour, day, price, of_country.into()])
        }
    }
}
