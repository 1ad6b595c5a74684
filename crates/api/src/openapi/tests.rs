//! The tables say what the router does, and hold what Twilio's document holds.

use std::collections::BTreeSet;

use countersign_web::Problem;
use serde_json::Value;

use super::*;

const ROUTER: &str = include_str!("../router.rs");
const TWILIOS: &str = include_str!("../../../../tests/openapi/twilio_verify_v2.json");
const MISSING: &str = include_str!("../../../../tests/openapi/missing.txt");
const METHODS: [&str; 3] = ["get", "post", "delete"];

/// What of Twilio's form parameters and members of answers ours lack; to shrink.
const LACKING: &[&str] = &[];

/// What may be left out here and not at Twilio's.
const NOT_DEMANDED: &[(&str, &str)] =
    &[("/v2/Services/{ServiceSid}/Passkeys/ApproveChallenge", "authenticatorAttachment")];

/// A path whose parameters have no names, for they differ between router and document.
fn anonymous(path: &str) -> String {
    let pieces = path.split('/').map(|piece| if piece.starts_with('{') { "{}" } else { piece });
    pieces.collect::<Vec<_>>().join("/")
}

/// The methods and paths that the router's source names.
fn routed() -> BTreeSet<(String, String)> {
    for other in ["put(", "patch(", "any(", "head(", "options(", ".merge(", ".nest(", ".route_service("] {
        assert!(!ROUTER.contains(other), "{other}: neither this test nor the document knows what it adds");
    }
    let mut found = BTreeSet::new();
    for route in ROUTER.split(".route(").skip(1) {
        let path = route.split('"').nth(1).expect("a path");
        let handlers = route.split(".with_state(").next().expect("a text");
        let before = found.len();
        for method in METHODS {
            if handlers.contains(&format!("{method}(")) {
                found.insert((method.to_owned(), anonymous(path)));
            }
        }
        assert!(found.len() > before, "{path} has no method that this test knows");
    }
    found
}

/// The methods and paths of a list.
fn listed(list: &'static str) -> BTreeSet<(String, &'static str)> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(' '))
        .map(|(method, path)| (method.to_lowercase(), path))
        .collect()
}

/// Twilio's operations that are described here.
fn shared(twilios: &Value) -> Vec<(String, String, &Value)> {
    let without = listed(MISSING);
    let mut found = Vec::new();
    for (path, item) in twilios["paths"].as_object().expect("paths") {
        for method in METHODS {
            let is_out = without.contains(&(method.to_owned(), path.as_str()));
            if let Some(operation) = item.get(method).filter(|_| !is_out) {
                found.push((method.to_owned(), path.clone(), operation));
            }
        }
    }
    found
}

/// The schema behind a reference.
fn follow<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(link) => document.pointer(link.trim_start_matches('#')).expect("what is linked"),
        None => schema,
    }
}

fn members(schema: &Value) -> BTreeSet<String> {
    schema["properties"].as_object().map(|members| members.keys().cloned().collect()).unwrap_or_default()
}

#[test]
fn every_route_of_the_router_is_in_the_document_and_nothing_else() {
    let described: BTreeSet<_> =
        operations().map(|operation| (operation.method.to_owned(), anonymous(operation.path))).collect();
    let mut routed = routed();
    assert!(routed.remove(&("get".to_owned(), "/openapi.json".to_owned())), "the document itself");
    assert!(routed.len() >= 57, "{routed:?}");
    assert_eq!(described, routed);
}

#[test]
fn operations_have_names_of_their_own_and_only_refusals_that_exist() {
    let mut names = BTreeSet::new();
    for operation in operations() {
        assert!(names.insert(operation.id), "{}", operation.id);
        for code in problems::codes(operation) {
            assert!(Problem::KINDS.iter().any(|kind| kind.code == code), "{}: {code}", operation.id);
        }
    }
}

#[test]
fn services_take_the_settings_that_are_read() {
    for id in ["CreateService", "UpdateService"] {
        let operation = operations().find(|operation| operation.id == id).expect("an operation");
        let described: BTreeSet<_> = operation.sends.iter().map(|field| field.name).collect();
        let read = crate::SERVICE_SETTINGS.iter().copied().chain(["FriendlyName"]).collect();
        assert_eq!(described, read);
    }
}

#[test]
fn every_parameter_and_every_member_of_twilios_document_is_in_ours() {
    let twilios: Value = serde_json::from_str(TWILIOS).expect("JSON");
    let ours = document();
    let shared = shared(&twilios);
    assert!(shared.len() >= 57);
    let mut lacking = Vec::new();
    for (method, path, theirs) in &shared {
        let mine = &ours["paths"][path][method];
        let mut lack = |what: &str| lacking.push(format!("{method} {path} {what}"));
        assert_eq!(mine["operationId"], theirs["operationId"], "{method} {path}");
        let of_path = ours["paths"][path]["parameters"].as_array().into_iter();
        let own = mine["parameters"].as_array().into_iter();
        let named: BTreeSet<_> = of_path
            .chain(own)
            .flatten()
            .map(|given| (&given["name"], &given["in"]))
            .map(|(n, i)| (n.as_str(), i.as_str()))
            .collect();
        for parameter in theirs["parameters"].as_array().into_iter().flatten() {
            let (name, place) = (parameter["name"].as_str(), parameter["in"].as_str());
            if !named.contains(&(name, place)) {
                lack(name.expect("a name"));
            }
        }
        let form = |operation: &Value| operation["requestBody"]["content"][media(path)]["schema"].clone();
        for name in members(&form(theirs)).difference(&members(&form(mine))) {
            lack(name);
        }
        let must = |operation| form(operation)["required"].as_array().cloned().unwrap_or_default();
        let (mut here, mut there) = (must(mine), must(theirs));
        here.sort_by_key(Value::to_string);
        there.sort_by_key(Value::to_string);
        there.retain(|name| !NOT_DEMANDED.contains(&(path.as_str(), name.as_str().expect("a name"))));
        assert_eq!(here, there, "{method} {path}");
        let answers = theirs["responses"].as_object().expect("answers");
        // Where Twilio's document has two ways of saying yes, here it is one of them.
        assert!(answers.keys().any(|status| mine["responses"][status].is_object()), "{method} {path}");
        for (status, answer) in answers.iter().filter(|(status, _)| mine["responses"][*status].is_object()) {
            let content = "/content/application~1json/schema";
            let Some(schema) = answer.pointer(content) else { continue };
            let own = mine["responses"][status].pointer(content).expect("a body");
            let (schema, own) = (follow(&twilios, schema), follow(&ours, own));
            for name in members(schema).difference(&members(own)) {
                lack(name);
            }
        }
    }
    assert_eq!(lacking, LACKING);
}
