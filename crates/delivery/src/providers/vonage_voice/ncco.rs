//! NCCO: what Vonage is told to say. A JSON list of actions; an empty one hangs up.

use serde_json::{Value, json};

use crate::{Reply, Script, Step};

/// Their languages by those of the texts. Irish is missing: no voice of theirs is known to read it.
const LANGUAGES: &[(&str, &str)] = &[
    ("da", "da-DK"),
    ("de", "de-DE"),
    ("en", "en-US"),
    ("es", "es-ES"),
    ("fr", "fr-FR"),
    ("it", "it-IT"),
    ("nl", "nl-NL"),
    ("pl", "pl-PL"),
    ("pt", "pt-PT"),
    ("pt-BR", "pt-BR"),
];

/// Their name for the language of a text; nothing for one that they don't read.
pub(super) fn language(locale: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|(known, _)| *known == locale).map(|(_, language)| *language)
}

/// The document.
pub(super) fn document(script: &Script) -> Reply {
    let actions: Vec<Value> = match &script.step {
        Step::Ask { text, keys, seconds, next } => vec![
            talk(script, text, true),
            json!({
                "action": "input",
                "type": ["dtmf"],
                "dtmf": { "maxDigits": keys, "timeOut": (*seconds).min(10), "submitOnHash": false },
                "eventUrl": [next],
                "eventMethod": "POST",
            }),
        ],
        Step::Tell(texts) => texts.iter().map(|text| talk(script, text, false)).collect(),
        Step::HangUp => Vec::new(),
    };
    Reply { content_type: Some("application/json"), body: Value::from(actions).to_string() }
}

fn talk(script: &Script, text: &str, barge_in: bool) -> Value {
    // What begins with a tag would be read as SSML.
    let text = text.trim_start_matches('<');
    let mut talk = json!({ "action": "talk", "text": text });
    if barge_in {
        talk["bargeIn"] = json!(true);
    }
    if let Some(language) = language(&script.locale) {
        talk["language"] = json!(language);
    }
    // Their voices are numbered for each language.
    if let Some(style) = script.voice.as_deref().and_then(|voice| voice.parse::<u8>().ok()) {
        talk["style"] = json!(style);
    }
    talk
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(step: Step, voice: Option<&str>) -> Value {
        let script = Script { locale: "pt-BR".to_owned(), voice: voice.map(str::to_owned), step };
        serde_json::from_str(&document(&script).body).expect("JSON")
    }

    #[test]
    fn what_waits_for_keys_ends_with_the_question() {
        let next = "https://verify.example.com/voice/mine/x/gate-1?w=e30".to_owned();
        let step = Step::Ask { text: "Pressione 4, 7.".to_owned(), keys: 2, seconds: 6, next: next.clone() };
        assert_eq!(
            written(step, Some("3")),
            json!([
                { "action": "talk", "text": "Pressione 4, 7.", "bargeIn": true, "language": "pt-BR", "style": 3 },
                {
                    "action": "input", "type": ["dtmf"], "eventUrl": [next], "eventMethod": "POST",
                    "dtmf": { "maxDigits": 2, "timeOut": 6, "submitOnHash": false },
                },
            ])
        );
    }

    #[test]
    fn texts_are_said_in_their_order_whatever_they_hold() {
        let texts = vec!["<speak>\"a\"</speak>".to_owned(), "two".to_owned()];
        let said = written(Step::Tell(texts), Some("Polly.Amy"));
        assert_eq!(
            said,
            json!([
                { "action": "talk", "text": "speak>\"a\"</speak>", "language": "pt-BR" },
                { "action": "talk", "text": "two", "language": "pt-BR" },
            ])
        );
        assert_eq!(written(Step::HangUp, None), json!([]));
    }
}
