//! Attempts of whole hours, counted.

use countersign_model::limit::Prefix;
use countersign_model::{
    AccountSid, Area, AttemptSid, Channel, Country, Phone, Recipient, ServiceSid, Timestamp,
};

use super::marks;
use super::outcomes::Stretch;
use crate::row::Row;
use crate::sql::{Param, statements};
use crate::{DbError, ReadTx, WriteTx};

/// The mark that tells how far attempts are counted: an hour, before which all are. Behind it may stand who counts on.
pub const MARK: &str = "attempts.counted";
/// Milliseconds of an hour.
pub const HOUR: i64 = 3_600_000;

/// Of sums whose service is there: a service that was made again under its old SID has no part in what was before.
macro_rules! of_services {
    ($table:literal, $rest:literal) => {
        concat!(
            "SELECT CAST(COALESCE(SUM(t.total), 0) AS BIGINT), CAST(COALESCE(SUM(t.converted), 0) AS BIGINT)
            FROM ",
            $table,
            " t JOIN services s ON s.sid = t.service_sid AND s.account_sid = t.account_sid
                AND (t.hour + 1) * 3600000 > s.created_at
            WHERE t.account_sid = $1 AND t.hour >= $2 AND t.hour < $3
                AND (CAST($4 AS TEXT) IS NULL OR t.service_sid = $4) AND (CAST($5 AS TEXT) IS NULL OR t.channel = $5)
                AND (CAST($6 AS TEXT) IS NULL OR t.country = $6)",
            $rest
        )
    };
}

statements! {
    NEXT = "SELECT created_at FROM attempts WHERE sid >= $1 AND sid < $2 ORDER BY sid LIMIT 1";
    SEEN = "SELECT a.sid, a.account_sid, a.service_sid, a.channel, v.recipient, v.status, v.expires_at,
            CAST(CASE WHEN v.status = 'approved' AND v.sends LIKE '%' || a.sid THEN 1 ELSE 0 END AS BIGINT)
        FROM attempts a JOIN services s ON s.sid = a.service_sid AND s.account_sid = a.account_sid
        LEFT JOIN verifications v ON v.sid = a.verification_sid
        WHERE a.sid >= $1 AND a.sid < $2 AND (CAST($3 AS TEXT) IS NULL OR a.account_sid = $3)
            AND (CAST($4 AS TEXT) IS NULL OR a.service_sid = $4) AND (CAST($5 AS TEXT) IS NULL OR a.channel = $5)
            AND (CAST($6 AS TEXT) IS NULL OR v.recipient LIKE $6)
        ORDER BY a.sid LIMIT $7";
    ADD = "INSERT INTO attempt_sums (account_sid, hour, service_sid, channel, country, total, converted)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    ADD_AREA = "INSERT INTO attempt_area_sums (account_sid, area, digits, hour, service_sid, channel, country, total,
        converted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    CLEAR = "DELETE FROM attempt_sums WHERE (account_sid, hour, service_sid, channel, country) IN (
        SELECT account_sid, hour, service_sid, channel, country FROM attempt_sums
            WHERE hour >= $1 AND hour < $2 ORDER BY hour LIMIT $3)";
    CLEAR_AREAS = "DELETE FROM attempt_area_sums
        WHERE (account_sid, area, digits, hour, service_sid, channel, country) IN (
            SELECT account_sid, area, digits, hour, service_sid, channel, country FROM attempt_area_sums
                WHERE hour >= $1 AND hour < $2 ORDER BY hour LIMIT $3)";
    TOTAL = of_services!("attempt_sums", "");
    TOTAL_OF_AREAS = of_services!("attempt_area_sums", " AND t.area >= $7 AND t.area <= $8 AND t.digits >= $9");
    HOURS_AROUND = "SELECT DISTINCT hour FROM attempt_area_sums WHERE account_sid = $1 AND hour >= $2 AND hour < $3
        AND ((area = $4 AND digits = 3) OR (area = $5 AND digits = 4) OR (area = $6 AND digits = 5)) ORDER BY hour";
    NEWEST_HOUR = "SELECT hour FROM attempt_sums WHERE account_sid = $1 AND hour >= $2 AND hour < $3
        AND (CAST($4 AS TEXT) IS NULL OR service_sid = $4) AND (CAST($5 AS TEXT) IS NULL OR channel = $5)
        AND (CAST($6 AS TEXT) IS NULL OR country = $6)
        AND (CAST($7 AS TEXT) IS NULL OR ($7 = 'converted' AND converted > 0)
            OR ($7 = 'unconverted' AND converted < total))
        ORDER BY hour DESC LIMIT 1";
    NEWEST_HOUR_OF_AREA = "SELECT hour FROM attempt_area_sums WHERE account_sid = $1 AND area = $4 AND digits = $5
        AND hour >= $2 AND hour < $3 ORDER BY hour DESC LIMIT 1";
}

/// One attempt, as far as it is counted.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its name, to go on behind.
    pub sid: String,
    /// Whose.
    pub account: String,
    /// Under which service.
    pub service: String,
    /// The way.
    pub channel: String,
    /// Whom it was for; nothing once its verification is forgotten.
    pub recipient: Option<Recipient>,
    /// When its verification expires, while that has not ended.
    pub open_until: Option<Timestamp>,
    /// Whether it converted.
    pub is_converted: bool,
}

impl Seen {
    /// Where it went, as it is counted: nothing for e-mail.
    #[must_use]
    pub fn country(&self) -> String {
        let country = self.recipient.as_ref().and_then(Recipient::phone).and_then(Phone::in_country);
        country.map_or_else(String::new, |country| country.to_string())
    }

    /// How its number begins.
    #[must_use]
    pub fn area(&self) -> Option<Area> {
        self.recipient.as_ref().and_then(Recipient::phone).map(Area::of)
    }
}

fn read_seen(row: &Row<'_>) -> Result<Seen, DbError> {
    let is_open = row.maybe_text(5)?.as_deref() == Some("pending");
    Ok(Seen {
        sid: row.text(0)?,
        account: row.text(1)?,
        service: row.text(2)?,
        channel: row.text(3)?,
        recipient: row.maybe_text(4)?.as_deref().and_then(Recipient::from_stored),
        open_until: row.maybe_int(6)?.filter(|_| is_open).map(Timestamp::from_millis),
        is_converted: row.int(7)? == 1,
    })
}

/// What is counted.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// Whose; everybody's for the job.
    pub account: Option<AccountSid>,
    /// Of one service.
    pub service: Option<ServiceSid>,
    /// By one channel.
    pub channel: Option<Channel>,
    /// To one country.
    pub country: Option<Country>,
    /// To numbers that begin so.
    pub prefix: Option<Prefix>,
}

/// Attempts and those of them that converted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// All.
    pub total: i64,
    /// Those whose code came back.
    pub converted: i64,
}

impl std::ops::AddAssign for Sum {
    fn add_assign(&mut self, more: Self) {
        self.total += more.total;
        self.converted += more.converted;
    }
}

/// The hour before which all attempts are counted; 0 when none are.
///
/// # Errors
/// What the database says.
pub fn counted_before(tx: &mut ReadTx<'_>) -> Result<i64, DbError> {
    let mark = marks::get(tx, MARK)?;
    Ok(mark.as_deref().map_or(0, hour_of_mark))
}

/// The hour that a mark names.
#[must_use]
pub fn hour_of_mark(mark: &str) -> i64 {
    mark.split(' ').next().and_then(|hour| hour.parse().ok()).unwrap_or(0)
}

/// When the first attempt of a stretch was made, whosesoever.
///
/// # Errors
/// What the database says.
pub fn next_made(tx: &mut ReadTx<'_>, stretch: &Stretch) -> Result<Option<Timestamp>, DbError> {
    let params = [(&stretch.from).into(), (&stretch.to).into()];
    tx.one(NEXT, &params, |row| row.int(0).map(Timestamp::from_millis))
}

/// Up to `most` attempts of a stretch, oldest first. The country is for the caller to look at.
///
/// # Errors
/// What the database says.
pub fn seen(
    tx: &mut ReadTx<'_>,
    chosen: &Chosen,
    stretch: &Stretch,
    most: i64,
) -> Result<Vec<Seen>, DbError> {
    let (account, service) =
        (chosen.account.map(|sid| sid.to_string()), chosen.service.map(|sid| sid.to_string()));
    let beginning = chosen.prefix.as_ref().map(|prefix| format!("{}%", prefix.as_str()));
    let params: [Param<'_>; 7] = [
        (&stretch.from).into(),
        (&stretch.to).into(),
        account.as_deref().into(),
        service.as_deref().into(),
        chosen.channel.map(Channel::as_str).into(),
        beginning.as_deref().into(),
        most.into(),
    ];
    tx.all(SEEN, &params, read_seen)
}

/// One line of an hour: whose, under which service, by which channel, to which country, and how numbers begin in lines that
/// are by area.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// Whose.
    pub account: String,
    /// How the numbers begin; nothing in lines for whole countries.
    pub area: Option<Area>,
    /// Under which service.
    pub service: String,
    /// The way.
    pub channel: String,
    /// Where to; empty for e-mail.
    pub country: String,
}

/// Adds a line of an hour.
///
/// # Errors
/// What the database says.
pub fn add(tx: &mut WriteTx<'_>, hour: i64, line: &Line, sum: Sum) -> Result<(), DbError> {
    let (account, service): (Param<'_>, Param<'_>) = ((&line.account).into(), (&line.service).into());
    let (channel, country) = ((&line.channel).into(), (&line.country).into());
    let (total, converted) = (sum.total.into(), sum.converted.into());
    match line.area {
        None => tx.put(ADD, &[account, hour.into(), service, channel, country, total, converted]),
        Some(Area { filled, digits }) => tx.put(
            ADD_AREA,
            &[
                account,
                filled.into(),
                digits.into(),
                hour.into(),
                service,
                channel,
                country,
                total,
                converted,
            ],
        ),
    }
}

/// Removes up to `most` lines of each kind of the hours from one up to before another; tells how many.
///
/// # Errors
/// What the database says.
pub fn clear(tx: &mut WriteTx<'_>, from: i64, before: i64, most: i64) -> Result<u64, DbError> {
    let params = [from.into(), before.into(), most.into()];
    Ok(tx.change(CLEAR, &params)? + tx.change(CLEAR_AREAS, &params)?)
}

/// What stands counted of an account's attempts in the hours from one up to before another, as far as lines tell; the
/// attempts of [`hours_around`] are not all among it.
///
/// # Errors
/// What the database says.
pub fn total(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    chosen: &Chosen,
    from: i64,
    before: i64,
) -> Result<Sum, DbError> {
    let (account, service) = (account.to_string(), chosen.service.map(|sid| sid.to_string()));
    let country = chosen.country.map(|country| country.to_string());
    let mut params: Vec<Param<'_>> = vec![
        (&account).into(),
        from.into(),
        before.into(),
        service.as_deref().into(),
        chosen.channel.map(Channel::as_str).into(),
        country.as_deref().into(),
    ];
    let read = |row: &Row<'_>| Ok(Sum { total: row.int(0)?, converted: row.int(1)? });
    let found = match chosen.prefix.as_ref().map(Area::within) {
        None => tx.one(TOTAL, &params, read)?,
        Some(None) => None,
        Some(Some((first, last))) => {
            params.extend([first.filled, last.filled, first.digits].map(Param::from));
            tx.one(TOTAL_OF_AREAS, &params, read)?
        }
    };
    Ok(found.unwrap_or_default())
}

/// The hours in which an account sent to areas in which some numbers begin so and others don't: lines don't tell.
///
/// # Errors
/// What the database says.
pub fn hours_around(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    prefix: &Prefix,
    from: i64,
    before: i64,
) -> Result<Vec<i64>, DbError> {
    let around = Area::DIGITS.map(|digits| Area::around(prefix, digits).map_or(-1, |area| area.filled));
    if around.iter().all(|area| *area == -1) {
        return Ok(Vec::new());
    }
    let account = account.to_string();
    let [three, four, five] = around;
    let params = [(&account).into(), from.into(), before.into(), three.into(), four.into(), five.into()];
    tx.all(HOURS_AROUND, &params, |row| row.int(0))
}

/// The last of the counted hours, from one up to before another, in which there may be such attempts of an account:
/// converted or not, if that is asked.
///
/// # Errors
/// What the database says.
pub fn newest_hour(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    chosen: &Chosen,
    converted: Option<bool>,
    (from, before): (i64, i64),
) -> Result<Option<i64>, DbError> {
    let (account, service) = (account.to_string(), chosen.service.map(|sid| sid.to_string()));
    let country = chosen.country.map(|country| country.to_string());
    let converted = converted.map(|converted| if converted { "converted" } else { "unconverted" });
    let params: [Param<'_>; 7] = [
        (&account).into(),
        from.into(),
        before.into(),
        service.as_deref().into(),
        chosen.channel.map(Channel::as_str).into(),
        country.as_deref().into(),
        converted.into(),
    ];
    tx.one(NEWEST_HOUR, &params, |row| row.int(0))
}

/// The same for attempts to one area.
///
/// # Errors
/// What the database says.
pub fn newest_hour_of(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    area: Area,
    (from, before): (i64, i64),
) -> Result<Option<i64>, DbError> {
    let account = account.to_string();
    let params = [(&account).into(), from.into(), before.into(), area.filled.into(), area.digits.into()];
    tx.one(NEWEST_HOUR_OF_AREA, &params, |row| row.int(0))
}

/// The hour of the first attempt that a stretch could begin with.
#[must_use]
pub fn hour_of(sid: &str) -> i64 {
    // Two letters, then the time.
    let millis = sid.get(2..14).and_then(|time| i64::from_str_radix(time, 16).ok());
    millis.unwrap_or(0).div_euclid(HOUR)
}

/// The first hour of which no attempt lies before this end of a stretch.
#[must_use]
pub fn hour_of_end(sid: &str) -> i64 {
    let hour = hour_of(sid);
    // A stretch that ends where an hour begins has nothing of it.
    if stretch(hour, hour).from.as_str() < sid { hour + 1 } else { hour }
}

/// The attempts of the hours from one up to before another.
#[must_use]
pub fn stretch(from: i64, before: i64) -> Stretch {
    let first = |hour: i64| {
        let at = hour.saturating_mul(HOUR).clamp(0, (1 << 48) - 1);
        AttemptSid::earliest(Timestamp::from_millis(at)).to_string()
    };
    Stretch { from: first(from), to: first(before) }
}
