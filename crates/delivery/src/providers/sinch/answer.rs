//! What Sinch's answers mean. Their codes name what is wrong with the request's shape, so the status says whose fault it
//! is.

use countersign_model::Fate;
use serde_json::Value;

use crate::Message;
use crate::http::Answered;
use crate::reason::gives_away;

pub(super) fn fate(answered: &Answered, message: &Message) -> Fate {
    let body = answered.json().unwrap_or_default();
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let is_canceled = body.get("canceled").and_then(Value::as_bool).unwrap_or_default();
    if answered.is_success() && !is_canceled && !text("id").is_empty() {
        return Fate::accepted(Some(text("id").to_owned()).filter(|id| !gives_away(id, message)));
    }
    let said = [text("code"), text("text")].into_iter().filter(|said| !said.is_empty());
    answered.fate_by_status(&said.collect::<Vec<_>>().join(": "), message)
}
