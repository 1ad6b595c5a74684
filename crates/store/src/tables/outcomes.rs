//! Attempts with what their verifications say of them, as their account is shown them.
//!
//! There is no index by account, address or service: each would cost every create. SIDs begin with the time, so a stretch
//! of time is a stretch of SIDs, and a list looks at stretches of a bounded length.

use countersign_model::{
    AccountSid, Attempt, AttemptSid, Channel, Country, Ending, Phone, Recipient, ServiceSid, Status,
    Timestamp, VerificationSid,
};

use super::attempt_sums::Chosen;
use super::{attempts, verifications};
use crate::row::Row;
use crate::sql::{Param, statements};
use crate::{DbError, ReadTx};

/// An attempt whose service is still there, and its verification if that isn't forgotten.
macro_rules! outcome {
    ($($rest:tt)*) => {
        concat!(
            "SELECT a.sid, a.account_sid, a.service_sid, a.verification_sid, a.channel, a.state, a.tries, a.provider,
                a.provider_id, a.error, a.created_at, a.updated_at, a.receipt, a.journal,
                v.recipient, v.status, v.ended_at, v.sends, v.expires_at, v.code_length
            FROM attempts a JOIN services s ON s.sid = a.service_sid AND s.account_sid = a.account_sid
            LEFT JOIN verifications v ON v.sid = a.verification_sid ",
            $($rest)*
        )
    };
}

/// The attempts of a stretch that were asked for. The last send of an approved verification is the one that converted:
/// `sends` ends with its SID.
macro_rules! wanted {
    ($order:literal) => {
        outcome!(
            "WHERE a.sid >= $1 AND a.sid < $2 AND a.account_sid = $3
                AND (CAST($4 AS TEXT) IS NULL OR a.service_sid = $4) AND (CAST($5 AS TEXT) IS NULL OR a.verification_sid = $5)
                AND (CAST($6 AS TEXT) IS NULL OR a.channel = $6) AND (CAST($7 AS TEXT) IS NULL OR v.recipient = $7)
                AND (CAST($8 AS TEXT) IS NULL OR $8 = CASE WHEN v.status = 'approved' AND v.sends LIKE '%' || a.sid
                    THEN 'converted' ELSE 'unconverted' END)
            ORDER BY a.sid ",
            $order,
            " LIMIT $9"
        )
    };
}

statements! {
    NEWEST_FIRST = wanted!("DESC");
    OLDEST_FIRST = wanted!("ASC");
    FIND = outcome!("WHERE a.sid = $1 AND a.account_sid = $2");
    BACK_TO = "SELECT MIN(sid), COUNT(*) FROM (
        SELECT sid FROM attempts WHERE sid >= $1 AND sid < $2 ORDER BY sid DESC LIMIT $3) AS chunk";
    ON_TO = "SELECT MAX(sid), COUNT(*) FROM (
        SELECT sid FROM attempts WHERE sid >= $1 AND sid < $2 ORDER BY sid LIMIT $3) AS chunk";
}

/// One attempt and what became of its verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The send.
    pub attempt: Attempt,
    /// Whom it was for; nothing once the verification is forgotten.
    pub recipient: Option<Recipient>,
    /// How its verification was left; nothing once it is forgotten. Read [`Outcome::status_at`].
    pub status: Option<Status>,
    /// When the code dies.
    pub expires_at: Option<Timestamp>,
    /// How long the code is; nothing when it was the caller's own.
    pub code_length: Option<i64>,
    /// Whether it is its verification's last send.
    pub is_last: bool,
}

impl Outcome {
    /// Whether the person proved to have its code: of several sends the last before the approval counts (behaviour map
    /// 12).
    #[must_use]
    pub fn is_converted(&self) -> bool {
        self.is_last && matches!(self.status, Some(Status::Ended { how: Ending::Approved, .. }))
    }

    /// Where it went, if that is a country.
    #[must_use]
    pub fn country(&self) -> Option<Country> {
        self.recipient.as_ref().and_then(Recipient::phone).and_then(Phone::in_country)
    }

    /// How its verification stands at `now`, whether or not a sweep has come by.
    #[must_use]
    pub fn status_at(&self, now: Timestamp) -> Option<Status> {
        match (self.status, self.expires_at) {
            (Some(Status::Pending), Some(at)) if now >= at => {
                Some(Status::Ended { how: Ending::Expired, at })
            }
            (status, _) => status,
        }
    }
}

/// Which attempts are asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Whose.
    pub account: AccountSid,
    /// Of one service.
    pub service: Option<ServiceSid>,
    /// Of one verification.
    pub verification: Option<VerificationSid>,
    /// By one channel.
    pub channel: Option<Channel>,
    /// To one address.
    pub recipient: Option<Recipient>,
    /// Only those that converted, or only those that didn't.
    pub converted: Option<bool>,
}

impl Wanted {
    /// As far as hours are counted by it, with a country.
    #[must_use]
    pub fn chosen(&self, country: Option<Country>) -> Chosen {
        Chosen {
            account: Some(self.account),
            service: self.service,
            channel: self.channel,
            country,
            prefix: None,
        }
    }
}

/// Attempts from one SID up to before another, as texts: a place behind a SID is the SID and one letter more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The first that belongs to it.
    pub from: String,
    /// The first that no longer does.
    pub to: String,
}

/// Which end of a stretch comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The newest.
    NewestFirst,
    /// The oldest.
    OldestFirst,
}

/// The piece of `stretch` with its first `most` attempts, whosesoever, and how many these are: fewer at the end of it.
///
/// # Errors
/// What the database says.
pub fn piece(
    tx: &mut ReadTx<'_>,
    stretch: &Stretch,
    order: Order,
    most: i64,
) -> Result<Option<(Stretch, i64)>, DbError> {
    let params = [(&stretch.from).into(), (&stretch.to).into(), most.into()];
    let sql = if order == Order::NewestFirst { BACK_TO } else { ON_TO };
    let found = tx.one(sql, &params, |row| Ok((row.maybe_text(0)?, row.int(1)?)))?;
    Ok(found.and_then(|(end, count)| {
        let piece = match order {
            Order::NewestFirst => Stretch { from: end?, to: stretch.to.clone() },
            Order::OldestFirst => Stretch { from: stretch.from.clone(), to: behind(&end?) },
        };
        Some((piece, count))
    }))
}

/// The place right behind a SID: no other SID lies between.
#[must_use]
pub fn behind(sid: &str) -> String {
    format!("{sid}0")
}

/// Up to `most` attempts of a stretch that are `wanted`.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut ReadTx<'_>,
    wanted: &Wanted,
    stretch: &Stretch,
    order: Order,
    most: i64,
) -> Result<Vec<Outcome>, DbError> {
    let (account, service) = (wanted.account.to_string(), wanted.service.map(|sid| sid.to_string()));
    let verification = wanted.verification.map(|sid| sid.to_string());
    let converted = wanted.converted.map(|converted| if converted { "converted" } else { "unconverted" });
    let params: [Param<'_>; 9] = [
        (&stretch.from).into(),
        (&stretch.to).into(),
        (&account).into(),
        service.as_deref().into(),
        verification.as_deref().into(),
        wanted.channel.map(Channel::as_str).into(),
        wanted.recipient.as_ref().map(Recipient::as_str).into(),
        converted.into(),
        most.into(),
    ];
    tx.all(if order == Order::NewestFirst { NEWEST_FIRST } else { OLDEST_FIRST }, &params, read)
}

/// An account's attempt.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut ReadTx<'_>, account: AccountSid, sid: AttemptSid) -> Result<Option<Outcome>, DbError> {
    tx.one(FIND, &[(&sid.to_string()).into(), (&account.to_string()).into()], read)
}

fn read(row: &Row<'_>) -> Result<Outcome, DbError> {
    let attempt = attempts::read(row)?;
    let ended_at = row.maybe_int(16)?.map(Timestamp::from_millis);
    let sends = row.maybe_text(17)?.as_deref().and_then(verifications::read_sends);
    let last = sends.as_ref().and_then(|sends| sends.last());
    Ok(Outcome {
        recipient: row.maybe_text(14)?.as_deref().and_then(Recipient::from_stored),
        status: row.maybe_text(15)?.and_then(|name| Status::from_row(&name, ended_at)),
        expires_at: row.maybe_int(18)?.map(Timestamp::from_millis),
        code_length: row.maybe_int(19)?,
        is_last: last.is_some_and(|mark| mark.attempt_sid == attempt.sid),
        attempt,
    })
}
