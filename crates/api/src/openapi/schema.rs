//! Fields as JSON Schema, and examples of them.

use serde_json::{Map, Value, json};

use super::table::{Field, Kind, Record};

/// A record's members; more may come with later releases.
pub(super) fn record(record: &Record) -> Value {
    object(record.fields)
}

/// An object of an answer.
pub(super) fn object(fields: &[Field]) -> Value {
    members(fields, |field| !field.sometimes)
}

/// A form, or the object that is sent in its place.
pub(super) fn form(fields: &[Field]) -> Value {
    members(fields, |field| field.must)
}

fn members(fields: &[Field], is_required: impl Fn(&Field) -> bool) -> Value {
    let properties: Map<_, _> =
        fields.iter().map(|field| (field.name.to_owned(), described(field))).collect();
    let required: Vec<_> = fields.iter().filter(|field| is_required(field)).map(|field| field.name).collect();
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// A parameter in the query or a header.
pub(super) fn parameter(field: &Field, place: &str) -> Value {
    let mut parameter = json!({
        "name": field.name,
        "in": place,
        "required": field.must,
        "description": field.meaning,
        "schema": kind(field.kind),
    });
    if field.ours {
        parameter["x-countersign"] = true.into();
    }
    parameter
}

fn described(field: &Field) -> Value {
    let mut schema = kind(field.kind);
    schema["description"] = field.meaning.into();
    if field.nullable {
        schema["nullable"] = true.into();
        if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
            values.push(Value::Null);
        }
    }
    if field.ours {
        schema["x-countersign"] = true.into();
    }
    schema
}

/// A SID that begins with `letters`.
pub(super) fn sid(letters: &str) -> Value {
    json!({ "type": "string", "minLength": 34, "maxLength": 34, "pattern": format!("^{letters}[0-9a-fA-F]{{32}}$") })
}

fn kind(kind: Kind) -> Value {
    match kind {
        Kind::Sid(letters) => sid(letters),
        Kind::Text | Kind::Json => json!({ "type": "string" }),
        Kind::Integer(least, i64::MAX) => json!({ "type": "integer", "minimum": least }),
        Kind::Integer(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Moment => json!({ "type": "string", "format": "date-time" }),
        Kind::Url => json!({ "type": "string", "format": "uri" }),
        Kind::OneOf(values) => json!({ "type": "string", "enum": values }),
        Kind::Members(fields) => object(fields),
        Kind::Rows(fields) => json!({ "type": "array", "items": object(fields) }),
        Kind::Named(_, fields) => json!({ "type": "object", "additionalProperties": object(fields) }),
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Integers => json!({ "type": "array", "items": { "type": "integer" } }),
    }
}

/// An answer; what isn't always there is in it if it has an example of its own.
pub(super) fn example(fields: &[Field]) -> Value {
    let there = fields.iter().filter(|field| !field.sometimes || field.example.is_some());
    there.map(|field| (field.name.to_owned(), value(field))).collect::<Map<_, _>>().into()
}

/// A form with what must be sent, and what has an example of its own.
pub(super) fn form_example(fields: &[Field]) -> Value {
    let there = fields.iter().filter(|field| field.must || field.example.is_some());
    there.map(|field| (field.name.to_owned(), value(field))).collect::<Map<_, _>>().into()
}

fn value(field: &Field) -> Value {
    if field.nullable && field.example.is_none() {
        return Value::Null;
    }
    let given = field.example;
    match field.kind {
        Kind::Sid(letters) => format!("{letters}{}", "0123456789abcdef".repeat(2)).into(),
        Kind::Text => given.unwrap_or_default().into(),
        Kind::Json => given.unwrap_or("{}").into(),
        Kind::Integer(least, _) => given.and_then(|text| text.parse::<i64>().ok()).unwrap_or(least).into(),
        Kind::Boolean => (given == Some("true")).into(),
        Kind::Moment => "2026-01-31T12:00:00Z".into(),
        Kind::Url => given.unwrap_or("https://verify.example.com/v2/Services").into(),
        Kind::OneOf(values) => given.or(values.first().copied()).into(),
        Kind::Members(fields) => example(fields),
        Kind::Rows(fields) => vec![example(fields)].into(),
        Kind::Named(name, fields) => json!({ name: example(fields) }),
        Kind::Texts => given.map(|texts| texts.split(',').collect::<Vec<_>>()).unwrap_or_default().into(),
        Kind::Integers => Vec::<Value>::new().into(),
    }
}
