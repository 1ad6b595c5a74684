//! `countersign deliveries show`

use countersign_engine::Engine;
use countersign_model::{AttemptSid, Line, ReceiptState, Recipient, Status};
use countersign_store::deliveries;
use serde_json::{Value, json};

use super::list::costs;
use crate::commands::{Failure, sid};
use crate::control::Answer;

pub(super) async fn show(engine: &Engine, named: &str) -> Result<Answer, Failure> {
    let sid: AttemptSid = sid(named, "send")?;
    let found = engine.store().report(move |tx| deliveries::find(tx, sid)).await.map_err(Failure::of)?;
    let Some(delivery) = found else {
        return Err(Failure::new(format!("there is no send {sid}: see countersign deliveries list")));
    };
    let attempt = &delivery.attempt;
    let fields = [
        ("delivery", json!(attempt.sid.to_string())),
        ("verification", json!(attempt.verification_sid.to_string())),
        ("verification_status", json!(delivery.status.map(Status::as_str))),
        ("service", json!(attempt.service_sid.to_string())),
        ("account", json!(attempt.account_sid.to_string())),
        ("to", json!(delivery.recipient.as_ref().map(Recipient::masked))),
        ("channel", json!(attempt.channel.as_str())),
        ("state", json!(attempt.state.as_str())),
        ("receipt", json!(attempt.receipt.map(ReceiptState::as_str))),
        ("error", json!(attempt.error)),
        ("tries", json!(attempt.tries)),
        ("test_number", json!(attempt.is_test())),
        ("cost", json!(costs(attempt))),
        ("asked_for", json!(attempt.created_at.to_string())),
        ("last_changed", json!(attempt.updated_at.to_string())),
    ];
    let columns = ["time", "what", "provider", "outcome", "ms", "why", "parts", "cost", "provider_id"];
    let journal = Answer::table(columns, attempt.journal.iter().map(line));
    Ok(Answer::detailed(fields, [("journal", journal)]))
}

fn line(line: &Line) -> [Value; 9] {
    match line {
        Line::Hop(hop) => [
            json!(hop.at.to_string()),
            json!("asked"),
            json!(hop.provider),
            json!(hop.fate),
            json!(hop.took_millis),
            json!(hop.reason),
            json!(hop.parts),
            json!(hop.cost.map(|cost| cost.to_string())),
            json!(hop.provider_id),
        ],
        Line::Told(told) => [
            json!(told.at.to_string()),
            json!("told"),
            json!(told.provider),
            json!(told.state.as_str()),
            Value::Null,
            json!(told.code),
            Value::Null,
            json!(told.cost.map(|cost| cost.to_string())),
            Value::Null,
        ],
        Line::Note { at, text } => [
            json!(at.to_string()),
            json!("note"),
            Value::Null,
            Value::Null,
            Value::Null,
            json!(text),
            Value::Null,
            Value::Null,
            Value::Null,
        ],
    }
}
