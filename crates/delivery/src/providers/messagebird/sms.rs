//! Text messages: `POST /messages`.

use countersign_model::Timestamp;
use serde_json::{Value, json};

use crate::Message;

/// What is asked for.
pub(super) fn body(originator: &str, to: &str, message: &Message, now: Timestamp) -> Value {
    json!({
        "originator": originator,
        "recipients": [to],
        "body": message.text,
        // Whatever the text needs; left out, what is not in the default alphabet is lost.
        "datacoding": "auto",
        "validity": (message.expires_at.millis_since(now) / 1000).max(1),
        "reference": message.delivery_id,
    })
}
