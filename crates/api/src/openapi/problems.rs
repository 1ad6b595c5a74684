//! Refusals, out of the table that answers are made from.

use std::collections::BTreeMap;

use countersign_web::{Problem, ProblemKind};
use serde_json::{Map, Value, json};

use super::table::{Answer, Operation};

/// Any operation: credentials, a mistake of ours, too much work.
const ANY: &[u32] = &[20003, 20500, 20503];
/// Those that read a form.
const FORM: &[u32] = &[20001, 20413, 20415, 60200];

/// The schema of every refusal.
pub(super) fn schemas() -> Map<String, Value> {
    let schema = json!({
        "type": "object",
        "properties": {
            "code": { "type": "integer", "description": "Twilio's error code, to match on." },
            "message": { "type": "string", "description": "One sentence for developers; it may change." },
            "more_info": { "type": "string", "format": "uri", "description": "Twilio's page about the code." },
            "status": { "type": "integer", "description": "The HTTP status." },
            "details": {
                "type": "object",
                "description": "The limit that refused, with its evidence, or what else there is to say to machines.",
                "x-countersign": true,
            },
        },
        "required": ["code", "message", "more_info", "status"],
    });
    Map::from_iter([("problem".to_owned(), schema)])
}

/// Whether nobody is asked for credentials.
pub(super) fn is_public(operation: &Operation) -> bool {
    operation.path.ends_with("/jwks.json")
}

/// The codes that `operation` may be refused with.
pub(super) fn codes(operation: &Operation) -> Vec<u32> {
    let mut codes = [ANY, operation.refusals].concat();
    if is_public(operation) {
        codes.retain(|code| *code != 20003);
    }
    if operation.path.contains('{') {
        codes.push(20404);
    }
    if operation.method == "post" {
        codes.extend(FORM);
    }
    if matches!(operation.answer, Answer::Page(..)) {
        codes.extend([20001, 60200]);
    }
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The answers that refuse, by status.
pub(super) fn responses(operation: &Operation) -> Map<String, Value> {
    let codes = codes(operation);
    let mut kinds: BTreeMap<u16, Vec<&ProblemKind>> = BTreeMap::new();
    for kind in Problem::KINDS.iter().filter(|kind| codes.contains(&kind.code)) {
        kinds.entry(kind.status.as_u16()).or_default().push(kind);
    }
    kinds.into_iter().map(|(status, kinds)| (status.to_string(), response(status, &kinds))).collect()
}

fn response(status: u16, kinds: &[&ProblemKind]) -> Value {
    let mut examples = Map::new();
    let mut meanings = Vec::new();
    for kind in kinds {
        let (code, message) = (kind.code, kind.message.replace("{}", "…"));
        meanings.push(format!("{code}: {}", kind.meaning.trim()));
        let value = json!({
            "code": code,
            "message": message,
            "more_info": format!("https://www.twilio.com/docs/errors/{code}"),
            "status": status,
        });
        examples.insert(code.to_string(), json!({ "summary": message, "value": value }));
    }
    let schema = json!({ "$ref": "#/components/schemas/problem" });
    let mut response = json!({
        "description": meanings.join("\n\n"),
        "content": { "application/json": { "schema": schema, "examples": examples } },
    });
    let text = |what: &str| json!({ "description": what, "schema": { "type": "string" } });
    let seconds = json!({
        "description": "Seconds after which trying again makes sense.",
        "schema": { "type": "integer", "minimum": 0 },
    });
    match status {
        401 => response["headers"] = json!({ "WWW-Authenticate": text("Basic.") }),
        429 => {
            let reached = text("The rate limit of the service's that is full.");
            response["headers"] = json!({ "Retry-After": seconds, "Twilio-Reached-Rate-Limit": reached });
        }
        503 => response["headers"] = json!({ "Retry-After": seconds }),
        _ => {}
    }
    response
}
