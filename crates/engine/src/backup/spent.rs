//! What a backup holds of factors, made fit to be used again: whatever proved something before the restore proves nothing
//! after it.

use countersign_factors::{Kept, hardware};
use countersign_model::{Timestamp, TokenKind, TokenProgress};
use countersign_store::backup::Row;

/// Has the factor's kind take what could have been used since for used. A kind or a row that this version can't read is
/// left alone: it refuses to work with it, too.
pub(super) fn factor(row: &mut Row, now: Timestamp) {
    let kind = row.text("kind").and_then(countersign_factors::find);
    let public = row.text("public").and_then(|text| serde_json::from_str(text).ok());
    let (Some(kind), Some(public)) = (kind, public) else { return };
    let mut kept = Kept { public, secret: None, lookup: row.text("lookup").map(str::to_owned) };
    if kind.restored(&mut kept, now).is_ok() {
        row.set("public", kept.public.to_string());
        row.set("lookup", kept.lookup);
    }
}

/// Ends a challenge that was pending: an answer to it may have been given since, and must not be given again.
pub(super) fn challenge(row: &mut Row, now: Timestamp) {
    if row.text("status") == Some("pending") && row.number("expires_at").is_none_or(|at| at > now.millis()) {
        row.set("expires_at", now.millis());
    }
}

/// Takes every step of a token's clock that could have been used since for used, whoever gets it next. Of a token with a
/// button nobody knows, and whoever gets it shows two codes in a row.
pub(super) fn token(row: &mut Row, now: Timestamp) {
    let kind = row.text("kind").and_then(|kind| TokenKind::from_row(kind, row.number("period")));
    let (Some(kind), Some(next), Some(drift)) = (kind, row.number("next"), row.number("drift")) else {
        return;
    };
    if let Some(progress) = hardware::after_restore(kind, TokenProgress { next, drift }, now) {
        row.set("next", progress.next);
    }
}
