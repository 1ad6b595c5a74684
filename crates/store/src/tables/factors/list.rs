//! Lists of a person's factors.

use countersign_model::{Factor, Page, PageRequest, PageToken};

use super::{Owner, read};
use crate::sql::statements;
use crate::{DbError, ReadTx};

/// Of the kinds that `$6` names, a comma in front of and behind each; of any if it is null.
macro_rules! of_kinds {
    () => {
        "(CAST($6 AS TEXT) IS NULL OR $6 LIKE '%,' || kind || ',%')"
    };
}

statements! {
    FROM_START = concat!("SELECT ", columns!(), " FROM factors WHERE ", owned!(), " AND ", of_kinds!(),
        " ORDER BY sid LIMIT $5");
    AFTER = concat!("SELECT ", columns!(), " FROM factors WHERE ", owned!(), " AND ", of_kinds!(),
        " AND sid > $7 ORDER BY sid LIMIT $5");
    BEFORE = concat!("SELECT ", columns!(), " FROM factors WHERE ", owned!(), " AND ", of_kinds!(),
        " AND sid < $7 ORDER BY sid DESC LIMIT $5");
}

/// A page of a person's factors, in the order in which they were made.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut ReadTx<'_>, owner: &Owner<'_>, request: &PageRequest) -> Result<Page<Factor>, DbError> {
    page(tx, owner, None, request)
}

/// As [`list`], of these kinds alone.
///
/// # Errors
/// What the database says.
pub fn list_of(
    tx: &mut ReadTx<'_>,
    owner: &Owner<'_>,
    kinds: impl Iterator<Item = &'static str>,
    request: &PageRequest,
) -> Result<Page<Factor>, DbError> {
    page(tx, owner, Some(&listed(kinds)), request)
}

/// Names of kinds as one text that a statement looks them up in: a comma in front of and behind each.
pub(in crate::tables) fn listed(kinds: impl Iterator<Item = &'static str>) -> String {
    kinds.fold(",".to_owned(), |text, kind| text + kind + ",")
}

fn page(
    tx: &mut ReadTx<'_>,
    owner: &Owner<'_>,
    kinds: Option<&str>,
    request: &PageRequest,
) -> Result<Page<Factor>, DbError> {
    let (service, key, account, since) = owner.params();
    let one_more = i64::from(request.size) + 1;
    let mut params = vec![
        (&service).into(),
        (&key).into(),
        (&account).into(),
        since.into(),
        one_more.into(),
        kinds.into(),
    ];
    let mut found = match &request.token {
        None => tx.all(FROM_START, &params, read)?,
        Some(PageToken::After(sid)) => {
            params.push(sid.into());
            tx.all(AFTER, &params, read)?
        }
        Some(PageToken::Before(sid)) => {
            params.push(sid.into());
            tx.all(BEFORE, &params, read)?
        }
    };
    found.retain(|factor| owner.is_of(factor));
    Ok(Page::cut(found, request, |factor| factor.sid.to_string()))
}
