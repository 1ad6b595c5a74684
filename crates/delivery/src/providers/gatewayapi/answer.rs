//! What GatewayAPI's answers mean.

use countersign_model::Fate;
use serde_json::Value;

use crate::Message;
use crate::http::{Answered, text_or_number};
use crate::reason::{gives_away, reason};

pub(super) fn fate(answered: &Answered, message: &Message) -> Fate {
    let body = answered.json().unwrap_or_default();
    if answered.is_success()
        && let Some(id) = text_or_number(&body, "msg_id").filter(|id| !id.is_empty())
    {
        // A few digits of the text may stand in an id by chance. The message is taken all the same, and receipts name
        // our reference.
        return Fate::accepted(Some(id).filter(|id| !gives_away(id, message)));
    }
    let (detail, field) = complaint(&body);
    if answered.status == 422 {
        let reason = reason("answered 422", &detail, message);
        // FastAPI's shape: `loc` says which field it is about.
        return match field.as_deref() {
            Some("recipient") => Fate::BadRecipient { reason },
            _ => Fate::BadMessage { reason },
        };
    }
    answered.fate_by_status(&detail, message)
}

/// The first complaint, and the field it is about.
fn complaint(body: &Value) -> (String, Option<String>) {
    let Some(first) = body.get("detail").and_then(|detail| detail.get(0)) else {
        let said = ["detail", "message"].iter().find_map(|name| body.get(name)?.as_str());
        return (said.unwrap_or_default().to_owned(), None);
    };
    let said = first.get("msg").and_then(Value::as_str).unwrap_or_default().to_owned();
    let field = first.get("loc").and_then(Value::as_array).and_then(|path| path.last());
    (said, field.and_then(Value::as_str).map(str::to_owned))
}
