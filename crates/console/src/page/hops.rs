//! How messages got into the inbox: who was asked before, and what was told.

use std::collections::HashMap;

use countersign_delivery::providers::InboxMessage;
use countersign_model::{AttemptSid, Line};
use countersign_store::{DbError, ReadTx, attempts};

/// The attempts that these messages belong to.
pub(super) fn named(messages: &[InboxMessage]) -> Vec<AttemptSid> {
    messages.iter().filter_map(|message| message.attempt_sid.parse().ok()).collect()
}

/// A sentence for each line of each attempt's journal, by the attempt's SID. What retention or erasure removed has none.
pub(super) fn read(
    tx: &mut ReadTx<'_>,
    attempts: &[AttemptSid],
) -> Result<HashMap<String, Vec<String>>, DbError> {
    let mut found = HashMap::with_capacity(attempts.len());
    for sid in attempts {
        if let Some(attempt) = attempts::find(tx, *sid)? {
            found.insert(sid.to_string(), attempt.journal.iter().map(sentence).collect());
        }
    }
    Ok(found)
}

fn sentence(line: &Line) -> String {
    match line {
        Line::Hop(hop) => {
            let why = hop.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
            format!("{} {} after {} ms{why}", hop.provider, hop.fate, hop.took_millis)
        }
        Line::Told(told) => format!("{} told: {}", told.provider, told.state.as_str()),
        Line::Note { text, .. } => text.clone(),
    }
}
