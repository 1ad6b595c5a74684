//! Challenges. Whoever writes one has its factor locked, so no two answers are looked at at once.

use countersign_model::{
    Challenge, ChallengeSid, ChallengeStatus, Entity, FactorSid, Identity, Page, PageRequest, PageToken,
    ServiceSid, StringMap, Timestamp,
};

use crate::row::Row;
use crate::sql::{Param, statements};
use crate::{DbError, ReadTx, WriteTx};

/// The columns, in the order of [`read`].
macro_rules! columns {
    () => {
        "sid, account_sid, service_sid, entity_sid, identity, factor_sid, kind, status, answered_at, wrong, details,
        hidden_details, metadata, public, lookup, expires_at, created_at, updated_at"
    };
}

/// Those of a person that fit the filters: the factor `$3`, the status `$4` at the moment `$5`, the kinds `$6` with a comma
/// in front of and behind each.
macro_rules! filtered {
    () => {
        "entity_sid = $1 AND (CAST($3 AS TEXT) IS NULL OR factor_sid = $3) AND (CAST($4 AS TEXT) IS NULL
            OR $4 = CASE WHEN status = 'pending' AND expires_at <= $5 THEN 'expired' ELSE status END)
        AND (CAST($6 AS TEXT) IS NULL OR $6 LIKE '%,' || kind || ',%')"
    };
}

statements! {
    INSERT = concat!("INSERT INTO challenges (", columns!(), ")
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)");
    UPDATE = "UPDATE challenges SET entity_sid = $2, identity = $3, factor_sid = $4, status = $5, answered_at = $6,
        wrong = $7, metadata = $8, public = $9, lookup = $10, updated_at = $11 WHERE sid = $1";
    FIND = concat!("SELECT ", columns!(), " FROM challenges WHERE sid = $1 AND entity_sid = $2");
    END = "UPDATE challenges SET expires_at = $2, updated_at = $2
        WHERE sid = $1 AND status = 'pending' AND expires_at > $2";
    LOCK_BY_LOOKUP = concat!("SELECT ", columns!(), " FROM challenges WHERE service_sid = $1 AND lookup = $2 /*LOCK*/");
    ASCENDING = concat!("SELECT ", columns!(), " FROM challenges WHERE ", filtered!(), " ORDER BY sid LIMIT $2");
    ASCENDING_FROM = concat!("SELECT ", columns!(), " FROM challenges WHERE ", filtered!(), "
        AND sid > $7 ORDER BY sid LIMIT $2");
    DESCENDING = concat!("SELECT ", columns!(), " FROM challenges WHERE ", filtered!(), " ORDER BY sid DESC LIMIT $2");
    DESCENDING_FROM = concat!("SELECT ", columns!(), " FROM challenges WHERE ", filtered!(), "
        AND sid < $7 ORDER BY sid DESC LIMIT $2");
    // MATERIALIZED: for a small table PostgreSQL would ask anew for each row, and take more than the limit.
    FORGET = "WITH past AS MATERIALIZED (
            SELECT sid FROM challenges WHERE sid < $1 ORDER BY sid LIMIT $2 /*LOCK SKIP*/)
        DELETE FROM challenges WHERE sid IN (SELECT sid FROM past)";
}

fn read(row: &Row<'_>) -> Result<Challenge, DbError> {
    let answered_at = row.maybe_int(8)?.map(Timestamp::from_millis);
    let status = ChallengeStatus::from_row(&row.text(7)?, answered_at);
    let entity = match (row.maybe_text(3)?, row.maybe_text(4)?) {
        (Some(sid), Some(identity)) => {
            let sid = sid.parse().map_err(|_| DbError::unreadable("challenges.entity_sid"))?;
            let identity =
                Identity::parse(&identity).map_err(|_| DbError::unreadable("challenges.identity"))?;
            Some((sid, identity))
        }
        _ => None,
    };
    let map = |column: usize, place| {
        let map = row.maybe_text(column)?.map(|text| StringMap::parse(&text)).transpose();
        map.map_err(|_| DbError::unreadable(place))
    };
    let factor_sid = row.maybe_text(5)?.map(|sid| sid.parse()).transpose();
    let details = row.maybe_text(10)?.map(|text| serde_json::from_str(&text)).transpose();
    Ok(Challenge {
        sid: row.parsed(0, "challenges.sid")?,
        account_sid: row.parsed(1, "challenges.account_sid")?,
        service_sid: row.parsed(2, "challenges.service_sid")?,
        entity,
        factor_sid: factor_sid.map_err(|_| DbError::unreadable("challenges.factor_sid"))?,
        kind: row.parsed(6, "challenges.kind")?,
        status: status.ok_or_else(|| DbError::unreadable("challenges.status"))?,
        wrong: row.int(9)?,
        details: details.map_err(|_| DbError::unreadable("challenges.details"))?,
        hidden_details: map(11, "challenges.hidden_details")?,
        metadata: map(12, "challenges.metadata")?,
        public: serde_json::from_str(&row.text(13)?).map_err(|_| DbError::unreadable("challenges.public"))?,
        lookup: row.maybe_text(14)?,
        expires_at: Timestamp::from_millis(row.int(15)?),
        created_at: Timestamp::from_millis(row.int(16)?),
        updated_at: Timestamp::from_millis(row.int(17)?),
    })
}

/// The texts of a row that are made from parts.
struct Texts {
    entity: Option<(String, String)>,
    factor: Option<String>,
    metadata: Option<String>,
}

impl Texts {
    fn of(it: &Challenge) -> Self {
        let owner = it.entity.as_ref();
        Self {
            entity: owner.map(|(sid, identity)| (sid.to_string(), identity.as_str().to_owned())),
            factor: it.factor_sid.as_ref().map(FactorSid::to_string),
            metadata: it.metadata.as_ref().map(StringMap::to_text),
        }
    }

    fn entity(&self) -> Param<'_> {
        self.entity.as_ref().map(|(sid, _)| sid.as_str()).into()
    }

    fn identity(&self) -> Param<'_> {
        self.entity.as_ref().map(|(_, identity)| identity.as_str()).into()
    }
}

/// Adds a challenge.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut WriteTx<'_>, it: &Challenge) -> Result<(), DbError> {
    let texts = Texts::of(it);
    let details = it.details.as_ref().map(serde_json::to_string).transpose();
    let details = details.map_err(|_| DbError::unreadable("challenges.details"))?;
    let hidden = it.hidden_details.as_ref().map(StringMap::to_text);
    tx.put(
        INSERT,
        &[
            (&it.sid.to_string()).into(),
            (&it.account_sid.to_string()).into(),
            (&it.service_sid.to_string()).into(),
            texts.entity(),
            texts.identity(),
            texts.factor.as_deref().into(),
            it.kind.as_str().into(),
            it.status.as_str().into(),
            it.status.answered_at().map(Timestamp::millis).into(),
            it.wrong.into(),
            details.as_deref().into(),
            hidden.as_deref().into(),
            texts.metadata.as_deref().into(),
            (&it.public.to_string()).into(),
            it.lookup.as_deref().into(),
            it.expires_at.millis().into(),
            it.created_at.millis().into(),
            it.updated_at.millis().into(),
        ],
    )
}

/// Writes what can change of a challenge whose factor is locked.
///
/// # Errors
/// What the database says.
pub fn update(tx: &mut WriteTx<'_>, it: &Challenge) -> Result<(), DbError> {
    let texts = Texts::of(it);
    tx.put(
        UPDATE,
        &[
            (&it.sid.to_string()).into(),
            texts.entity(),
            texts.identity(),
            texts.factor.as_deref().into(),
            it.status.as_str().into(),
            it.status.answered_at().map(Timestamp::millis).into(),
            it.wrong.into(),
            texts.metadata.as_deref().into(),
            (&it.public.to_string()).into(),
            it.lookup.as_deref().into(),
            it.updated_at.millis().into(),
        ],
    )
}

/// Ends a challenge that nobody has answered, whose factor is locked: its time is over now.
///
/// # Errors
/// What the database says.
pub fn end(tx: &mut WriteTx<'_>, sid: ChallengeSid, now: Timestamp) -> Result<(), DbError> {
    tx.put(END, &[(&sid.to_string()).into(), now.millis().into()])
}

/// A person's challenge.
///
/// # Errors
/// What the database says.
pub fn find(
    tx: &mut ReadTx<'_>,
    entity: countersign_model::EntitySid,
    sid: ChallengeSid,
) -> Result<Option<Challenge>, DbError> {
    tx.one(FIND, &[(&sid.to_string()).into(), (&entity.to_string()).into()], read)
}

/// The challenge of a service that has this lookup, locked until the transaction ends.
///
/// # Errors
/// What the database says.
pub fn lock_by_lookup(
    tx: &mut WriteTx<'_>,
    service: ServiceSid,
    lookup: &str,
) -> Result<Option<Challenge>, DbError> {
    tx.one(LOCK_BY_LOOKUP, &[(&service.to_string()).into(), lookup.into()], read)
}

/// Which challenges of a person are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only those that ask for this factor.
    pub factor: Option<FactorSid>,
    /// Only those that stand so: one of [`ChallengeStatus::NAMES`].
    pub status: Option<&'static str>,
    /// Whether the latest comes first.
    pub is_descending: bool,
    /// Only those of these kinds.
    pub kinds: Option<Vec<&'static str>>,
}

/// A page of a person's challenges.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut ReadTx<'_>,
    entity: &Entity,
    wanted: &Wanted,
    request: &PageRequest,
    now: Timestamp,
) -> Result<Page<Challenge>, DbError> {
    let (entity, factor) = (entity.sid.to_string(), wanted.factor.map(|sid| sid.to_string()));
    let kinds = wanted.kinds.as_ref().map(|kinds| super::factors::listed(kinds.iter().copied()));
    let mut params: Vec<Param<'_>> = vec![
        (&entity).into(),
        (i64::from(request.size) + 1).into(),
        factor.as_deref().into(),
        wanted.status.into(),
        now.millis().into(),
        kinds.as_deref().into(),
    ];
    let (from, backwards) = match &request.token {
        None => (None, false),
        Some(PageToken::After(sid)) => (Some(sid), false),
        Some(PageToken::Before(sid)) => (Some(sid), true),
    };
    let sql = match (wanted.is_descending != backwards, from) {
        (false, None) => ASCENDING,
        (true, None) => DESCENDING,
        (false, Some(_)) => ASCENDING_FROM,
        (true, Some(_)) => DESCENDING_FROM,
    };
    params.extend(from.map(Param::from));
    let found = tx.all(sql, &params, read)?;
    Ok(Page::cut(found, request, |challenge| challenge.sid.to_string()))
}

/// Removes up to `most` challenges made before `before`, oldest first; tells how many. SIDs begin with the time, so this
/// looks at no others.
///
/// # Errors
/// What the database says.
pub fn forget(tx: &mut WriteTx<'_>, before: Timestamp, most: i64) -> Result<u64, DbError> {
    tx.change(FORGET, &[(&ChallengeSid::earliest(before).to_string()).into(), most.into()])
}
