//! What Plivo's answers mean. They refuse with words and no code, so the status says whose fault it is.

use countersign_model::Fate;
use serde_json::Value;

use crate::Message;
use crate::http::Answered;
use crate::reason::gives_away;

pub(super) fn fate(answered: &Answered, message: &Message) -> Fate {
    let body = answered.json().unwrap_or_default();
    let id = body.get("message_uuid").and_then(|ids| ids.get(0)?.as_str()).filter(|id| !id.is_empty());
    if answered.is_success()
        && let Some(id) = id
    {
        return Fate::accepted(Some(id.to_owned()).filter(|id| !gives_away(id, message)));
    }
    let said = body.get("error").and_then(Value::as_str).unwrap_or_default();
    answered.fate_by_status(said, message)
}
