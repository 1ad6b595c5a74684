//! Pages of lists.

use serde_json::{Value, json};

use super::schema;
use super::table::{Field, Kind, field};

/// As `web`'s `PageMeta` writes it.
static META: &[Field] = &[
    field("page", Kind::Integer(0, i32::MAX as i64), "The number that was sent as `Page`."),
    field("page_size", Kind::Integer(1, 1000), "Records on a page.").such_as("50"),
    field("first_page_url", Kind::Url, "The first page."),
    field("previous_page_url", Kind::Url, "The page before.").or_null(),
    field("url", Kind::Url, "This page."),
    field("next_page_url", Kind::Url, "The next page; null on the last one.").or_null(),
    field("key", Kind::Text, "The name of the array."),
];

/// The schema of a page with its records in `key`, and an example of one.
pub(super) fn page(key: &str, record: Value, example: Value) -> (Value, Value) {
    let rows = json!({ "type": "array", "items": record });
    let schema = json!({
        "type": "object",
        "properties": { key: rows, "meta": schema::object(META) },
        "required": [key, "meta"],
    });
    let mut meta = schema::example(META);
    meta["key"] = key.into();
    (schema, json!({ key: [example], "meta": meta }))
}
