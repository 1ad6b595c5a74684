//! `/openapi.json`: the API as machines read it.
//!
//! Each resource has a file with its table: what its operations take, what they answer and what they are refused with.
//! Everything else is made from these. Tests hold the tables against the router and against Twilio's own document, and
//! `tests/openapi` against the running server.

mod access_tokens;
mod attempts;
mod buckets;
mod challenges;
mod entities;
mod factors;
mod list;
mod messaging_configurations;
#[cfg(test)]
mod page;
mod passkeys;
mod problems;
mod prompts;
mod rate_limits;
mod safe_list;
mod schema;
mod services;
mod table;
mod templates;
#[cfg(test)]
mod tests;
mod verification_check;
mod verifications;
mod webhooks;

use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use http::header;
use serde_json::{Map, Value, json};

use self::table::{Answer, Operation, Record};

/// All operations. A new resource is a file and a line here.
static TABLES: &[&[Operation]] = &[
    services::OPERATIONS,
    verifications::OPERATIONS,
    verification_check::OPERATIONS,
    rate_limits::OPERATIONS,
    buckets::OPERATIONS,
    safe_list::OPERATIONS,
    prompts::OPERATIONS,
    messaging_configurations::OPERATIONS,
    entities::OPERATIONS,
    factors::OPERATIONS,
    challenges::OPERATIONS,
    passkeys::OPERATIONS,
    access_tokens::OPERATIONS,
    webhooks::OPERATIONS,
    templates::OPERATIONS,
    attempts::OPERATIONS,
];

fn operations() -> impl Iterator<Item = &'static Operation> {
    TABLES.iter().copied().flatten()
}

/// The document, to anybody: it holds nothing that the source doesn't.
pub(crate) async fn serve() -> Response {
    static TEXT: LazyLock<String> = LazyLock::new(|| document().to_string());
    ([(header::CONTENT_TYPE, "application/json")], TEXT.as_str()).into_response()
}

/// The document of all operations, OpenAPI 3.0 as Twilio's.
#[must_use]
pub fn document() -> Value {
    let mut paths = Map::new();
    let mut schemas = problems::schemas();
    for operation in operations() {
        let item =
            paths.entry(operation.path).or_insert_with(|| json!({ "parameters": names(operation.path) }));
        item[operation.method] = describe(operation);
        if let Answer::Made(record) | Answer::Found(record) | Answer::Page(_, record) = operation.answer {
            schemas.insert(record.name.to_owned(), schema::record(record));
        }
    }
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "Countersign",
            "description": "Twilio's Verify v2, self-hosted. What Twilio's API doesn't have is marked `x-countersign`.",
            "license": { "name": env!("CARGO_PKG_LICENSE") },
            "version": env!("CARGO_PKG_VERSION"),
        },
        "servers": [{ "url": "/" }],
        "security": [{ "accountSid_authToken": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "accountSid_authToken": { "type": "http", "scheme": "basic" } },
            "schemas": schemas,
        },
    })
}

/// The parameters in a path, each with what it may be.
fn names(path: &str) -> Vec<Value> {
    let pieces: Vec<_> = path.split('/').collect();
    let name = |pair: &[&str]| {
        let name = pair[1].strip_prefix('{')?.strip_suffix('}')?;
        let (meaning, schema) = match pair[0] {
            "Services" => ("A service's SID.", schema::sid("VA")),
            "Prompts" => ("A prompt's SID.", schema::sid("YP")),
            "Buckets" => ("A bucket's SID.", schema::sid("BL")),
            "RateLimits" => ("A rate limit's SID or its unique name.", json!({ "type": "string" })),
            "Verifications" => {
                ("A verification's SID, or the address it is for.", json!({ "type": "string" }))
            }
            "Numbers" => ("A number in E.164.", json!({ "type": "string" })),
            "Entities" => ("A person's identity.", json!({ "type": "string" })),
            "Factors" => ("A factor's SID.", schema::sid("YF")),
            "Challenges" => ("A challenge's SID.", schema::sid("YC")),
            "AccessTokens" => ("An access token's SID.", schema::sid("YK")),
            "Forms" => ("A type of forms.", json!({ "type": "string", "enum": ["form-push"] })),
            "MessagingConfigurations" => ("A country in two letters, or `all`.", json!({ "type": "string" })),
            "Webhooks" => ("A webhook's SID.", schema::sid("YW")),
            "Attempts" => ("An attempt's SID.", schema::sid("VL")),
            _ => ("What it is called.", json!({ "type": "string" })),
        };
        Some(
            json!({ "name": name, "in": "path", "required": true, "description": meaning, "schema": schema }),
        )
    };
    pieces.windows(2).filter_map(name).collect()
}

fn describe(operation: &Operation) -> Value {
    let mut described = json!({ "operationId": operation.id, "summary": operation.summary });
    if problems::is_public(operation) {
        described["security"] = json!([]);
    }
    let given = |field| schema::parameter(field, "header");
    let mut parameters: Vec<_> = operation.headers.iter().map(given).collect();
    if operation.method == "get" {
        parameters.extend(operation.sends.iter().map(|field| schema::parameter(field, "query")));
    }
    if !parameters.is_empty() {
        described["parameters"] = parameters.into();
    }
    if operation.method == "post" {
        let must = operation.sends.iter().any(|field| field.must);
        let content = json!({ "schema": schema::form(operation.sends), "example": schema::form_example(operation.sends) });
        described["requestBody"] = json!({ "required": must, "content": { media(operation.path): content } });
    }
    let mut responses = problems::responses(operation);
    let (status, done) = answer(operation.answer);
    responses.insert(status.to_owned(), done);
    described["responses"] = responses.into();
    described
}

/// What a body is written in: browsers' ceremonies of passkeys are JSON, and what Twilio doesn't have; everything else is a
/// form.
fn media(path: &str) -> &'static str {
    let is_json = path.contains("/Passkeys/") || path.starts_with("/v1/");
    if is_json { "application/json" } else { "application/x-www-form-urlencoded" }
}

fn answer(answer: Answer) -> (&'static str, Value) {
    let link = |record: &Record| json!({ "$ref": format!("#/components/schemas/{}", record.name) });
    let body = |what: &str, schema: Value, example: Value| json!({ "description": what, "content": { "application/json": { "schema": schema, "example": example } } });
    match answer {
        Answer::Made(record) => ("201", body("Made.", link(record), schema::example(record.fields))),
        Answer::Found(record) => ("200", body("As it is now.", link(record), schema::example(record.fields))),
        Answer::Page(key, record) => {
            let (schema, example) = list::page(key, link(record), schema::example(record.fields));
            ("200", body("A page.", schema, example))
        }
        Answer::Nothing => ("204", json!({ "description": "Gone." })),
    }
}
