//! Calls that read the text and hang up: `POST /voicemessages`.

use serde_json::{Value, json};

use crate::Message;

/// Their voices by the language of the text. UNCONFIRMED beyond Dutch, English, French and German. What has no voice is read
/// in English, which all the same says the digits.
const LANGUAGES: &[(&str, &str)] = &[
    ("da", "da-dk"),
    ("de", "de-de"),
    ("en", "en-gb"),
    ("en-us", "en-us"),
    ("es", "es-es"),
    ("fr", "fr-fr"),
    ("it", "it-it"),
    ("nl", "nl-nl"),
    ("pl", "pl-pl"),
    ("pt", "pt-pt"),
    ("pt-br", "pt-br"),
];

/// What is asked for.
///
/// # Errors
/// Why this can't be said with a message that plays to whoever picks up.
pub(super) fn body(caller: &str, to: &str, message: &Message) -> Result<Value, &'static str> {
    if message.gate_text.is_some() {
        return Err("its calls can't wait for a key to be pressed");
    }
    if message.send_digits.is_some() {
        return Err("its calls can't press keys");
    }
    let mut body = json!({
        "originator": caller,
        "recipients": [to],
        // It says the code twice already.
        "body": message.text,
        "language": language(&message.locale),
        // A code is for no answering machine.
        "ifMachine": "hangup",
        "reference": message.delivery_id,
    });
    if let Some(voice) = message.voice.as_deref().filter(|voice| ["female", "male"].contains(voice)) {
        body["voice"] = json!(voice);
    }
    Ok(body)
}

fn language(locale: &str) -> &'static str {
    let locale = locale.to_ascii_lowercase();
    let of = |tag: &str| LANGUAGES.iter().find(|(known, _)| *known == tag).map(|(_, language)| *language);
    of(&locale).or_else(|| of(locale.split('-').next()?)).unwrap_or("en-gb")
}
