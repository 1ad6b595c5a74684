//! Factors. Those that were never verified are gone once they are old: every question says since when they count.

use countersign_model::{
    AccountSid, EntitySid, Factor, FactorKind, FactorName, FactorSid, FactorStatus, Identity, Moments,
    ServiceSid, StringMap, Timestamp,
};

use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

/// The columns, in the order of [`read`].
macro_rules! columns {
    () => {
        "sid, account_sid, service_sid, entity_sid, identity, friendly_name, kind, verified_at, wrong_enrolments,
        public, secret_sealed, lookup, metadata, challenged, wrong, created_at, updated_at"
    };
}

/// Factors of the person `$2` in the account `$3`'s service `$1`, unverified ones only if made after `$4`.
macro_rules! owned {
    () => {
        "entity_sid = (SELECT entities.sid FROM entities WHERE entities.service_sid = $1
            AND entities.identity_key = $2 AND entities.account_sid = $3)
        AND service_sid = $1 AND account_sid = $3 AND (verified_at IS NOT NULL OR created_at > $4)
        AND EXISTS (SELECT 1 FROM services WHERE services.sid = $1)"
    };
}

/// Factors of the account `$3`'s service `$1` whose person is there, unverified ones only if made after `$4`.
macro_rules! placed {
    () => {
        "service_sid = $1 AND account_sid = $3 AND (verified_at IS NOT NULL OR created_at > $4)
        AND EXISTS (SELECT 1 FROM entities WHERE entities.service_sid = $1 AND entities.sid = factors.entity_sid)
        AND EXISTS (SELECT 1 FROM services WHERE services.sid = $1)"
    };
}

statements! {
    INSERT = concat!("INSERT INTO factors (", columns!(), ")
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        ON CONFLICT DO NOTHING");
    UPDATE = "UPDATE factors SET friendly_name = $2, verified_at = $3, wrong_enrolments = $4, public = $5,
        secret_sealed = $6, lookup = $7, metadata = $8, challenged = $9, wrong = $10, updated_at = $11 WHERE sid = $1";
    // What a challenge can change.
    ANSWERED = "UPDATE factors SET public = $2, challenged = $3, wrong = $4 WHERE sid = $1";
    COUNT = "SELECT COUNT(*) FROM factors WHERE entity_sid = $1 AND kind = $2
        AND (verified_at IS NOT NULL OR created_at > $3)";
    FIND = concat!("SELECT ", columns!(), " FROM factors WHERE sid = $5 AND ", owned!());
    LOCK = concat!("SELECT ", columns!(), " FROM factors WHERE sid = $5 AND ", owned!(), " /*LOCK*/");
    LOCK_CHALLENGED = concat!("SELECT ", columns!(), " FROM factors
        WHERE sid = (SELECT challenges.factor_sid FROM challenges WHERE challenges.sid = $5
            AND challenges.service_sid = $1 AND challenges.entity_sid = factors.entity_sid) AND ", owned!(), " /*LOCK*/");
    FIND_BY_LOOKUP = concat!("SELECT ", columns!(), " FROM factors
        WHERE lookup = $2 AND ", placed!());
    LOCK_BY_LOOKUP = concat!("SELECT ", columns!(), " FROM factors
        WHERE lookup = $2 AND ", placed!(), " /*LOCK*/");
    FIND_IN_SERVICE = concat!("SELECT ", columns!(), " FROM factors WHERE sid = $2 AND ", placed!());
    OF_KIND = concat!("SELECT ", columns!(), " FROM factors WHERE kind = $5 AND ", owned!(), " ORDER BY sid LIMIT $6");
    IS_TAKEN = "SELECT sid FROM factors WHERE service_sid = $1 AND lookup = $2";
    DELETE = "DELETE FROM factors WHERE sid = $1";
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    FORGET = "WITH past AS MATERIALIZED (
            SELECT sid FROM factors WHERE verified_at IS NULL AND created_at <= $1 ORDER BY sid LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM factors WHERE sid IN (SELECT sid FROM past)";
}

mod list;

pub(super) use list::{STATEMENTS as LIST_STATEMENTS, listed};
pub use list::{list, list_of};

fn read(row: &Row<'_>) -> Result<Factor, DbError> {
    let status = match row.maybe_int(7)? {
        Some(at) => FactorStatus::Verified { at: Timestamp::from_millis(at) },
        None => FactorStatus::Unverified { wrong: row.int(8)? },
    };
    let metadata = row.maybe_text(12)?.map(|text| StringMap::parse(&text)).transpose();
    let moments = |column: usize, place| {
        Moments::from_text(&row.text(column)?).ok_or_else(|| DbError::unreadable(place))
    };
    Ok(Factor {
        sid: row.parsed(0, "factors.sid")?,
        account_sid: row.parsed(1, "factors.account_sid")?,
        service_sid: row.parsed(2, "factors.service_sid")?,
        entity_sid: row.parsed(3, "factors.entity_sid")?,
        identity: Identity::parse(&row.text(4)?).map_err(|_| DbError::unreadable("factors.identity"))?,
        friendly_name: FactorName::parse(&row.text(5)?)
            .map_err(|_| DbError::unreadable("factors.friendly_name"))?,
        kind: row.parsed(6, "factors.kind")?,
        status,
        public: serde_json::from_str(&row.text(9)?).map_err(|_| DbError::unreadable("factors.public"))?,
        sealed: row.maybe_text(10)?,
        lookup: row.maybe_text(11)?,
        metadata: metadata.map_err(|_| DbError::unreadable("factors.metadata"))?,
        challenged: moments(13, "factors.challenged")?,
        wrong: moments(14, "factors.wrong")?,
        created_at: Timestamp::from_millis(row.int(15)?),
        updated_at: Timestamp::from_millis(row.int(16)?),
    })
}

const fn verified_at(status: FactorStatus) -> (Option<i64>, i64) {
    match status {
        FactorStatus::Verified { at } => (Some(at.millis()), 0),
        FactorStatus::Unverified { wrong } => (None, wrong),
    }
}

/// Whose factors are meant, and since when unverified ones count.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// Whose service it is.
    pub account: AccountSid,
    /// The service.
    pub service: ServiceSid,
    /// The person.
    pub identity: &'a Identity,
    /// Unverified factors that were made before are gone.
    pub since: Timestamp,
}

impl Owner<'_> {
    /// The first four parameters of a question, as texts and a moment.
    fn params(&self) -> (String, String, String, i64) {
        let (service, key, account) =
            (self.service.to_string(), self.identity.key(), self.account.to_string());
        (service, key, account, self.since.millis())
    }

    /// A row that was moved to another person names its own still.
    fn is_of(&self, factor: &Factor) -> bool {
        factor.identity == *self.identity
    }
}

/// Adds a factor; false when another one of the service has the same lookup.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut WriteTx<'_>, it: &Factor) -> Result<bool, DbError> {
    let (verified_at, wrong) = verified_at(it.status);
    let metadata = it.metadata.as_ref().map(StringMap::to_text);
    Ok(tx.change(
        INSERT,
        &[
            (&it.sid.to_string()).into(),
            (&it.account_sid.to_string()).into(),
            (&it.service_sid.to_string()).into(),
            (&it.entity_sid.to_string()).into(),
            it.identity.as_str().into(),
            it.friendly_name.as_str().into(),
            it.kind.as_str().into(),
            verified_at.into(),
            wrong.into(),
            (&it.public.to_string()).into(),
            it.sealed.as_deref().into(),
            it.lookup.as_deref().into(),
            metadata.as_deref().into(),
            (&it.challenged.to_text()).into(),
            (&it.wrong.to_text()).into(),
            it.created_at.millis().into(),
            it.updated_at.millis().into(),
        ],
    )? == 1)
}

/// Writes what can change of a factor that is locked.
///
/// # Errors
/// What the database says.
pub fn update(tx: &mut WriteTx<'_>, it: &Factor) -> Result<(), DbError> {
    let (verified_at, wrong) = verified_at(it.status);
    let metadata = it.metadata.as_ref().map(StringMap::to_text);
    tx.put(
        UPDATE,
        &[
            (&it.sid.to_string()).into(),
            it.friendly_name.as_str().into(),
            verified_at.into(),
            wrong.into(),
            (&it.public.to_string()).into(),
            it.sealed.as_deref().into(),
            it.lookup.as_deref().into(),
            metadata.as_deref().into(),
            (&it.challenged.to_text()).into(),
            (&it.wrong.to_text()).into(),
            it.updated_at.millis().into(),
        ],
    )
}

/// Writes what a challenge can change of a factor that is locked: what its kind keeps in clear, and what is counted.
///
/// # Errors
/// What the database says.
pub fn update_challenged(tx: &mut WriteTx<'_>, it: &Factor) -> Result<(), DbError> {
    tx.put(
        ANSWERED,
        &[
            (&it.sid.to_string()).into(),
            (&it.public.to_string()).into(),
            (&it.challenged.to_text()).into(),
            (&it.wrong.to_text()).into(),
        ],
    )
}

/// How many factors of a kind a person has, who is locked.
///
/// # Errors
/// What the database says.
pub fn count(
    tx: &mut ReadTx<'_>,
    entity: EntitySid,
    kind: &FactorKind,
    since: Timestamp,
) -> Result<i64, DbError> {
    Ok(tx
        .one(COUNT, &[(&entity.to_string()).into(), kind.as_str().into(), since.millis().into()], |row| {
            row.int(0)
        })?
        .unwrap_or_default())
}

/// A person's factor.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut ReadTx<'_>, owner: &Owner<'_>, sid: FactorSid) -> Result<Option<Factor>, DbError> {
    let ((service, key, account, since), sid) = (owner.params(), sid.to_string());
    Ok(tx
        .one(FIND, &[(&service).into(), (&key).into(), (&account).into(), since.into(), (&sid).into()], read)?
        .filter(|factor| owner.is_of(factor)))
}

/// As [`find`], locked until the transaction ends: the row that decides over everything about a factor and its challenges.
///
/// # Errors
/// What the database says.
pub fn lock(tx: &mut WriteTx<'_>, owner: &Owner<'_>, sid: FactorSid) -> Result<Option<Factor>, DbError> {
    let ((service, key, account, since), sid) = (owner.params(), sid.to_string());
    Ok(tx
        .one(LOCK, &[(&service).into(), (&key).into(), (&account).into(), since.into(), (&sid).into()], read)?
        .filter(|factor| owner.is_of(factor)))
}

/// The factor that a person's challenge asks for, locked. The challenge is to be read afterwards: it may just have been
/// answered.
///
/// # Errors
/// What the database says.
pub fn lock_challenged(
    tx: &mut WriteTx<'_>,
    owner: &Owner<'_>,
    challenge: countersign_model::ChallengeSid,
) -> Result<Option<Factor>, DbError> {
    let ((service, key, account, since), challenge) = (owner.params(), challenge.to_string());
    Ok(tx
        .one(
            LOCK_CHALLENGED,
            &[(&service).into(), (&key).into(), (&account).into(), since.into(), (&challenge).into()],
            read,
        )?
        .filter(|factor| owner.is_of(factor)))
}

/// The factor of a service that has this lookup.
///
/// # Errors
/// What the database says.
pub fn find_by_lookup(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    lookup: &str,
    since: Timestamp,
) -> Result<Option<Factor>, DbError> {
    let (service, account) = (service.to_string(), account.to_string());
    tx.one(
        FIND_BY_LOOKUP,
        &[(&service).into(), lookup.into(), (&account).into(), since.millis().into()],
        read,
    )
}

/// As [`find_by_lookup`], locked until the transaction ends.
///
/// # Errors
/// What the database says.
pub fn lock_by_lookup(
    tx: &mut WriteTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    lookup: &str,
    since: Timestamp,
) -> Result<Option<Factor>, DbError> {
    let (service, account) = (service.to_string(), account.to_string());
    tx.one(
        LOCK_BY_LOOKUP,
        &[(&service).into(), lookup.into(), (&account).into(), since.millis().into()],
        read,
    )
}

/// The factor of a service that has this SID, whoever's it is.
///
/// # Errors
/// What the database says.
pub fn find_in_service(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    service: ServiceSid,
    sid: FactorSid,
    since: Timestamp,
) -> Result<Option<Factor>, DbError> {
    let (service, account, sid) = (service.to_string(), account.to_string(), sid.to_string());
    tx.one(
        FIND_IN_SERVICE,
        &[(&service).into(), (&sid).into(), (&account).into(), since.millis().into()],
        read,
    )
}

/// Up to `most` of a person's factors of a kind, in the order in which they were made.
///
/// # Errors
/// What the database says.
pub fn of_kind(
    tx: &mut ReadTx<'_>,
    owner: &Owner<'_>,
    kind: &str,
    most: i64,
) -> Result<Vec<Factor>, DbError> {
    let (service, key, account, since) = owner.params();
    let mut found = tx.all(
        OF_KIND,
        &[(&service).into(), (&key).into(), (&account).into(), since.into(), kind.into(), most.into()],
        read,
    )?;
    found.retain(|factor| owner.is_of(factor));
    Ok(found)
}

/// Whether a factor of the service has this lookup, one that is too old to count among them. Whoever gives a factor another
/// lookup asks first; who asks at the same time waits.
///
/// # Errors
/// What the database says.
pub fn is_lookup_taken(tx: &mut WriteTx<'_>, service: ServiceSid, lookup: &str) -> Result<bool, DbError> {
    let service = service.to_string();
    tx.line_up(&format!("factors {service} {lookup}"))?;
    Ok(tx.one(IS_TAKEN, &[(&service).into(), lookup.into()], |_| Ok(()))?.is_some())
}

/// Removes a factor that is locked. Its challenges stay as history.
///
/// # Errors
/// What the database says.
pub fn delete(tx: &mut WriteTx<'_>, sid: FactorSid) -> Result<(), DbError> {
    tx.put(DELETE, &[(&sid.to_string()).into()])
}

/// Removes up to `most` factors that were made before `before` and never verified; tells how many.
///
/// # Errors
/// What the database says.
pub fn forget(tx: &mut WriteTx<'_>, before: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(FORGET, &[before.millis().into(), most.into()])
}
