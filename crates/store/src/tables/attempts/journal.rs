//! A send's journal as text: a line of JSON for each entry, so that one is added without reading the others.

use countersign_model::{Cost, Hop, Line, ReceiptState, Timestamp, Told};
use serde_json::{Map, Value, json};

/// Lines, each with its end.
pub(crate) fn write(lines: &[Line]) -> String {
    lines.iter().map(|line| format!("{}\n", to_json(line))).collect()
}

fn to_json(line: &Line) -> Value {
    let mut map = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            map.insert(name.to_owned(), value);
        }
    };
    match line {
        Line::Hop(hop) => {
            put("hop", Some(json!(hop.provider)));
            put("at", Some(json!(hop.at.millis())));
            put("ms", Some(json!(hop.took_millis)));
            put("fate", Some(json!(hop.fate)));
            put("why", hop.reason.as_ref().map(|reason| json!(reason)));
            put("id", hop.provider_id.as_ref().map(|id| json!(id)));
            put("parts", hop.parts.map(|parts| json!(parts)));
            put("cost", hop.cost.map(|cost| json!(cost.to_string())));
            put("locale", hop.locale.as_ref().map(|locale| json!(locale)));
        }
        Line::Told(told) => {
            put("told", Some(json!(told.provider)));
            put("at", Some(json!(told.at.millis())));
            put("state", Some(json!(told.state.as_str())));
            put("code", told.code.as_ref().map(|code| json!(code)));
            put("cost", told.cost.map(|cost| json!(cost.to_string())));
        }
        Line::Note { at, text } => {
            put("note", Some(json!(text)));
            put("at", Some(json!(at.millis())));
        }
    }
    Value::Object(map)
}

/// The entries of a journal. A line that a later version wrote in its own way is left out: a journal is read by people,
/// and what stands in it decides nothing.
pub(crate) fn read(text: &str) -> Vec<Line> {
    text.lines().filter_map(|line| from_json(&serde_json::from_str(line).ok()?)).collect()
}

fn from_json(value: &Value) -> Option<Line> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let at = Timestamp::from_millis(value.get("at")?.as_i64()?);
    let cost = text("cost").and_then(|cost| cost.parse::<Cost>().ok());
    if let Some(provider) = text("hop") {
        return Some(Line::Hop(Hop {
            provider,
            at,
            took_millis: value.get("ms")?.as_i64()?,
            fate: text("fate")?,
            reason: text("why"),
            provider_id: text("id"),
            parts: value.get("parts").and_then(Value::as_u64).and_then(|parts| parts.try_into().ok()),
            cost,
            locale: text("locale"),
        }));
    }
    if let Some(provider) = text("told") {
        let state = ReceiptState::from_name(&text("state")?)?;
        return Some(Line::Told(Told { provider, at, state, code: text("code"), cost }));
    }
    Some(Line::Note { at, text: text("note")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_reads_back_as_written_and_passes_over_what_it_doesn_t_know() {
        let at = Timestamp::from_millis(1_700_000_000_000);
        let lines = [
            Line::Hop(Hop {
                provider: "a".to_owned(),
                at,
                took_millis: 81,
                fate: "retryable".to_owned(),
                reason: Some("answered 503: \"later\"\n".to_owned()),
                provider_id: Some("m-1".to_owned()),
                parts: Some(2),
                cost: Cost::read("0.05", "EUR"),
                locale: Some("de".to_owned()),
            }),
            Line::Told(Told {
                provider: "a".to_owned(),
                at,
                state: ReceiptState::Failed,
                code: Some("30003".to_owned()),
                cost: None,
            }),
            Line::Note { at, text: "call next".to_owned() },
        ];
        let text = write(&lines);
        assert_eq!(text.lines().count(), 3);
        assert_eq!(read(&text), lines);
        assert_eq!(read(&format!("{text}{{\"later\":1}}\nnonsense\n")), lines);
        assert_eq!(read(""), []);
    }
}
