//! All that a create reads before it locks anything: the service, who holds the address's live slot, what an operator has
//! stopped, and what was sent and spent before.
//!
//! One statement, because on PostgreSQL each is a round trip. What is read here is true at that moment: enough to refuse
//! by, so that a crowd at one address is refused without waiting for its locks, and never enough to go on by.

use countersign_model::limit::{Block, Blocked, Money, Per, Prefix, SendLog, Spent};
use countersign_model::{
    AccountSid, BucketSid, BucketWindow, Country, RateLimitSid, Recipient, Service, ServiceSid, Slot,
    Timestamp, UniqueName, VerificationSid,
};

use super::{services, spend};
use crate::row::Row;
use crate::sql::{Param, statements};
use crate::{DbError, ReadTx};

/// Parameters before the number's beginnings and the word for all numbers, and how many those are at most.
const BEFORE: usize = 4;
const STOPPING: usize = Prefix::DIGITS + 1;

/// The parts that every create reads: four texts, two numbers, and which part it is. Most servers have no blocks, and
/// looking for 17 in an empty table is what they would spend most on. The service's lock is taken while its row is read, so
/// the row may be gone once it is held: see `slots::take`. A service whose webhooks hear of verifications is a part of its
/// own, so that no part needs a column for it.
macro_rules! unlimited {
    () => {
        "SELECT sid, account_sid, friendly_name, settings, created_at, updated_at,
            CAST(CASE WHEN is_told IS NULL THEN 1 ELSE 7 END AS BIGINT) FROM services
            WHERE sid = $1 AND account_sid = $2 /*IN USE*/
        UNION ALL SELECT verification_sid, NULL, NULL, NULL, NULL, NULL, 2 FROM live_slots
            WHERE service_sid = $1 AND recipient = $3 AND mode = $4
        UNION ALL SELECT what, made_by, reason, NULL, until_at, made_at, 3
            FROM (SELECT 1 FROM blocks LIMIT 1) AS present CROSS JOIN blocks
            WHERE what IN ($2, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)"
    };
}

/// The parts that are read besides when sends or money count.
// SUM of BIGINT is NUMERIC on PostgreSQL. Money of an earlier hour or day counts nothing; of a later one, which another
// node's clock has reached already, it does.
macro_rules! limited {
    () => {
        "
        UNION ALL SELECT sends, NULL, NULL, NULL, NULL, NULL, 4 FROM address_sends
            WHERE account_sid = $2 AND address = $21
        UNION ALL SELECT scope, NULL, NULL, NULL,
            CAST(SUM(CASE WHEN hour >= $23 THEN in_hour ELSE 0 END) AS BIGINT),
            CAST(SUM(CASE WHEN day >= $24 THEN in_day ELSE 0 END) AS BIGINT), 5
            FROM spend WHERE scope IN ($2, $22) GROUP BY scope"
    };
}

statements! {
    UNLIMITED = unlimited!();
    LIMITED = concat!(unlimited!(), limited!());
    // Only for a create that names rate limits: those of the service, each as often as it has buckets.
    RATED = concat!(unlimited!(), limited!(), "
        UNION ALL SELECT rate_limits.sid, unique_name, hash_key_sealed, buckets.sid, most, seconds, 6
            FROM rate_limits LEFT JOIN buckets ON buckets.rate_limit_sid = rate_limits.sid
            WHERE rate_limits.service_sid = $1 AND rate_limits.account_sid = $2");
}

/// Whose create it is, and what counts for it.
#[derive(Clone, Copy, Debug)]
pub struct Applicant<'a> {
    /// The caller's account.
    pub account: AccountSid,
    /// The service it names.
    pub service: ServiceSid,
    /// Who is to get a code.
    pub recipient: &'a Recipient,
    /// Whether a code, or an approval in a call.
    pub slot: Slot,
    /// Where money is counted besides the account.
    pub country: Option<Country>,
    /// Whether sends and money count at all.
    pub is_limited: bool,
    /// Whether it names rate limits of the service.
    pub is_rated: bool,
    /// The moment, which tells the hour and the day.
    pub now: Timestamp,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    /// The service.
    pub service: Service,
    /// Whether its webhooks want to hear of verifications.
    pub is_told: bool,
    /// The verification in the address's slot. It may have ended meanwhile: look at it.
    pub holder: Option<VerificationSid>,
    /// The blocks that stop a message of this account to this recipient, those that are over among them.
    pub blocks: Vec<Block>,
    /// What the account sent to the address in its last day.
    pub sends: SendLog,
    /// What the account has spent.
    pub of_account: Spent,
    /// What it has spent on the country.
    pub of_country: Spent,
    /// The service's rate limits, if they were asked for.
    pub rated: Vec<Rated>,
}

/// A rate limit with one of its buckets, if it has any.
#[derive(Clone, PartialEq, Eq)]
pub struct Rated {
    /// The rate limit.
    pub rate_limit: RateLimitSid,
    /// Its name.
    pub unique_name: UniqueName,
    /// What its values are hashed with, sealed.
    pub hash_key_sealed: String,
    /// The bucket and its window.
    pub bucket: Option<(BucketSid, BucketWindow)>,
}

impl std::fmt::Debug for Rated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rated").field("rate_limit", &self.rate_limit).finish_non_exhaustive()
    }
}

/// One row of the answer.
enum Part {
    Service { service: Box<Service>, is_told: bool },
    Holder(VerificationSid),
    Block(Block),
    Sends(SendLog),
    Spent(String, Spent),
    Rated(Rated),
}

fn read_part(row: &Row<'_>) -> Result<Part, DbError> {
    Ok(match row.int(6)? {
        part @ (1 | 7) => Part::Service { service: Box::new(services::read(row)?), is_told: part == 7 },
        2 => Part::Holder(row.parsed(0, "live_slots.verification_sid")?),
        3 => Part::Block(Block {
            what: row.parsed(0, "blocks.what")?,
            until: row.maybe_int(4)?.map(Timestamp::from_millis),
            reason: row.maybe_text(2)?,
            by: row.text(1)?,
            made_at: Timestamp::from_millis(row.int(5)?),
        }),
        4 => {
            let sends = SendLog::from_text(&row.text(0)?);
            Part::Sends(sends.ok_or_else(|| DbError::unreadable("address_sends.sends"))?)
        }
        6 => Part::Rated(read_rated(row)?),
        _ => {
            let (in_hour, in_day) = (Money::from_micros(row.int(4)?), Money::from_micros(row.int(5)?));
            Part::Spent(row.text(0)?, Spent { in_hour, in_day })
        }
    })
}

fn read_rated(row: &Row<'_>) -> Result<Rated, DbError> {
    let window = row.maybe_int(4)?.zip(row.maybe_int(5)?);
    let window = window.map(|(most, seconds)| {
        BucketWindow::new(most, seconds).ok_or_else(|| DbError::unreadable("buckets.most"))
    });
    let bucket = match window.transpose()? {
        Some(window) => Some((row.parsed(3, "buckets.sid")?, window)),
        None => None,
    };
    Ok(Rated {
        rate_limit: row.parsed(0, "rate_limits.sid")?,
        unique_name: row.parsed(1, "rate_limits.unique_name")?,
        hash_key_sealed: row.text(2)?,
        bucket,
    })
}

/// Reads it all; none when the account has no such service. The service can't be deleted from now until the transaction
/// ends. It may just have been: whoever makes something under it asks once more with a later statement
/// ([`crate::slots::take`] does).
///
/// # Errors
/// What the database says.
pub fn read(tx: &mut ReadTx<'_>, applicant: Applicant<'_>) -> Result<Option<Admission>, DbError> {
    let Applicant { account, service, recipient, slot, country, is_limited, is_rated, now } = applicant;
    let service = service.to_string();
    let (account, of_country) = spend::scopes(account, country);
    let address = if is_limited { recipient.budget_key() } else { String::new() };
    // The account stops too, and has its place already.
    let mut stopping = Blocked::candidates(&account, recipient);
    stopping.retain(|what| *what != account);
    let mut params: Vec<Param<'_>> = Vec::with_capacity(BEFORE + STOPPING + 4);
    params.extend([
        Param::from(&service),
        (&account).into(),
        recipient.as_str().into(),
        slot.as_str().into(),
    ]);
    params.extend(stopping.into_iter().map(Param::from));
    // One statement for numbers of every length: the account is asked for again.
    params.resize(BEFORE + STOPPING, (&account).into());
    let parts = if is_limited || is_rated {
        let second = of_country.as_ref().unwrap_or(&account);
        let (hour, day) = (Per::Hour.number(now), Per::Day.number(now));
        params.extend([Param::from(&address), second.into(), hour.into(), day.into()]);
        tx.all(if is_rated { RATED } else { LIMITED }, &params, read_part)?
    } else {
        tx.all(UNLIMITED, &params, read_part)?
    };
    let (mut found, mut holder, mut blocks, mut sends) = (None, None, Vec::new(), SendLog::default());
    let (mut spent, mut rated) = (Vec::new(), Vec::new());
    for part in parts {
        match part {
            Part::Service { service, is_told } => found = Some((*service, is_told)),
            Part::Holder(sid) => holder = Some(sid),
            Part::Block(block) => blocks.push(block),
            Part::Sends(log) => sends = log,
            Part::Spent(scope, sum) => spent.push((scope, sum)),
            Part::Rated(one) => rated.push(one),
        }
    }
    let of =
        |scope: &String| spent.iter().find(|(of, _)| of == scope).map(|(_, sum)| *sum).unwrap_or_default();
    let (of_account, of_country) = (of(&account), of_country.as_ref().map(of).unwrap_or_default());
    Ok(found.map(|(service, is_told)| Admission {
        service,
        is_told,
        holder,
        blocks,
        sends,
        of_account,
        of_country,
        rated,
    }))
}
