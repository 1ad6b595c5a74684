//! What is posted.

use serde::Serialize;

use crate::Message;

/// The JSON document. `version` changes when a field's meaning does; fields may be added without.
#[derive(Serialize)]
pub(super) struct Body<'a> {
    version: u8,
    delivery_id: &'a str,
    channel: &'static str,
    to: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<&'a str>,
    locale: &'a str,
    sender: &'a str,
    expires_at: String,
    attempt: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    send_digits: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gate_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    voice: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<&'a str>,
}

impl<'a> Body<'a> {
    pub(super) fn new(message: &'a Message, include_code: bool) -> Self {
        Self {
            version: 1,
            delivery_id: &message.delivery_id,
            channel: message.channel.as_str(),
            to: message.to.as_str(),
            code: include_code.then_some(message.code.as_str()),
            text: &message.text,
            subject: message.subject.as_deref(),
            html: message.html.as_deref(),
            locale: &message.locale,
            sender: &message.sender_name,
            expires_at: message.expires_at.to_string(),
            attempt: message.attempt,
            send_digits: message.send_digits.as_deref(),
            gate_text: message.gate_text.as_deref(),
            voice: message.voice.as_deref(),
            callback_url: message.receipt_url.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::tests::example;

    #[test]
    fn the_document_has_the_code_only_when_asked_for_and_nothing_that_is_not_there() {
        let mut message = example("+15017122661");
        (message.subject, message.html) = (None, None);
        let with = serde_json::to_value(Body::new(&message, true)).expect("JSON");
        assert_eq!(
            with,
            serde_json::json!({
                "version": 1,
                "delivery_id": "VL0123456789abcdef0123456789abcdef",
                "channel": "sms",
                "to": "+15017122661",
                "code": "481516",
                "text": "Your Acme code is 481 516",
                "locale": "en",
                "sender": "Acme",
                "expires_at": "2023-11-14T22:23:20Z",
                "attempt": 1,
            })
        );
        message.send_digits = Some("ww12".to_owned());
        message.gate_text = Some("Press any key".to_owned());
        let without = serde_json::to_value(Body::new(&message, false)).expect("JSON");
        assert_eq!(without.get("code"), None);
        assert_eq!(without["send_digits"], "ww12");
        assert_eq!(without["gate_text"], "Press any key");
    }
}
