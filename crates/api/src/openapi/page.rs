//! The reference of operations is made from the document that machines read.

use std::fs;

use serde_json::{Map, Value};

use super::document;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/operations.md");

/// A line for each field: its name, whether it must be sent, what it is.
fn rows(fields: impl Iterator<Item = (String, bool, Value)>) -> String {
    let row = |(name, must, said): (String, bool, Value)| {
        let must = if must { "must" } else { "" };
        let ours = if said["x-countersign"] == true { " (ours)" } else { "" };
        format!("| `{name}` | {must} | {}{ours} |\n", said["description"].as_str().unwrap_or_default())
    };
    fields.map(row).collect()
}

fn list(values: &Value) -> impl Iterator<Item = &Value> {
    values.as_array().into_iter().flatten()
}

/// The parameters of a form, or the members of what is sent in its place.
fn form(operation: &Value) -> String {
    let contents = operation["requestBody"]["content"].as_object().into_iter();
    let schema =
        contents.flat_map(Map::values).map(|content| &content["schema"]).next().unwrap_or(&Value::Null);
    let empty = Map::new();
    let fields = schema["properties"].as_object().unwrap_or(&empty);
    rows(
        fields.iter().map(|(name, said)| {
            (name.clone(), list(&schema["required"]).any(|must| must == name), said.clone())
        }),
    )
}

/// What comes back: the status of success, and the codes of the refusals.
fn answers(operation: &Value) -> String {
    let (mut done, mut codes) = (Vec::new(), Vec::new());
    for (status, answer) in operation["responses"].as_object().expect("answers") {
        match answer["content"]["application/json"]["examples"].as_object() {
            Some(examples) => codes.extend(examples.keys().map(|code| format!("{code} ({status})"))),
            None => done.push(status.clone()),
        }
    }
    format!("Answers {}, or is refused with {}.", done.join(" or "), codes.join(", "))
}

#[test]
fn the_page_of_operations_is_fresh() {
    let mut fresh = "# Operations\n\n\
        What `/openapi.json` says to machines, for people. Forms are sent with POST, to `Passkeys/…` JSON; credentials are the account's SID and token, \
        or an API key's, as HTTP Basic. What Twilio's API doesn't have is marked “ours”. What the codes mean stands in \
        [errors](errors.md).\n"
        .to_owned();
    let document = document();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in ["post", "get", "delete"].into_iter().filter(|method| item.get(method).is_some()) {
            let operation = &item[method];
            let summary = operation["summary"].as_str().expect("a summary");
            fresh +=
                &format!("\n## `{} {path}`\n\n{summary} {}\n", method.to_uppercase(), answers(operation));
            let named = list(&item["parameters"]).chain(list(&operation["parameters"]));
            let named = rows(named.map(|given| {
                let name = given["name"].as_str().expect("a name").to_owned();
                (name, given["required"] == true, given.clone())
            }));
            let rows = named + &form(operation);
            if !rows.is_empty() {
                fresh += &format!("\n| name | | what |\n| --- | --- | --- |\n{rows}");
            }
        }
    }
    if std::env::var_os("COUNTERSIGN_WRITE_PAGES").is_some() {
        fs::write(PAGE, &fresh).expect("the page");
    }
    let page = fs::read_to_string(PAGE).expect("the page");
    assert!(page == fresh, "{PAGE} is not what the code says: run this test with COUNTERSIGN_WRITE_PAGES=1");
}
