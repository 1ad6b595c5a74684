use std::collections::BTreeMap;

use countersign_model::{Filled, Filling, Substitution, TemplateText};

/// Templates and what callers put into them. The octets are the template, then names and values, with U+0000 between.
pub fn templates(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let mut pieces = text.split('\0');
    let Ok(template) = TemplateText::parse(pieces.next().unwrap_or_default()) else { return };
    assert_eq!(TemplateText::parse(template.as_str()).as_ref(), Ok(&template));
    let mut custom = BTreeMap::new();
    while let (Some(name), Some(value)) = (pieces.next(), pieces.next()) {
        if let Ok(value) = Substitution::parse(value) {
            custom.insert(name.to_owned(), value);
        }
    }
    let with = Filling { friendly_name: "Owl Bank", payment: None, custom: &custom, code_length: 6 };
    let Ok(filled) = template.fill(&with) else { return };
    let json = serde_json::to_string(&filled).expect("JSON");
    assert_eq!(serde_json::from_str::<Filled>(&json).ok().as_ref(), Some(&filled));
    let shown = filled.render("481516", 7);
    assert!(shown.chars().count() <= 500, "{shown}");
    // The code stands where the operator has put it, and nowhere that a caller has.
    let places = |text: &str, what: &str| text.matches(what).count();
    let marked = filled.render("\u{1}", 7);
    let operators = template.as_str().split("{{").skip(1);
    let meant =
        operators.filter(|rest| rest.split("}}").next().is_some_and(|name| name.trim_matches(' ') == "code"));
    assert_eq!(places(&marked, "\u{1}"), meant.count(), "{marked}");
    assert_eq!(marked.replace('\u{1}', "481516"), shown);
}
