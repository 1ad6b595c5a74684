//! Calls: `POST …/Calls.json`, and the requests that a call makes for what it is to say.

use countersign_model::{Channel, Fate, Timestamp};

use super::TwilioSettings;
use super::account::{Account, is_sid};
use super::signature::verified;
use crate::call::{CALL_SECONDS, RING_SECONDS, first_document};
use crate::{BadSettings, CallHeard, Inbound, Message, Secret};

/// How this account calls.
pub(super) struct Voice {
    from: String,
}

impl Voice {
    /// Nothing when no number to call from is set.
    pub(super) fn new(settings: &TwilioSettings) -> Result<Option<Self>, BadSettings> {
        let Some(from) = &settings.call_from else { return Ok(None) };
        let digits = from.strip_prefix('+').unwrap_or_default();
        if !(7..=15).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let sentence = "call_from must be a number of the account, as in +15005550006";
            return Err(BadSettings(sentence.to_owned()));
        }
        if settings.auth_token.as_ref().is_none_or(|token| token.reveal().trim().is_empty()) {
            // Whoever could ask for a call's documents without a signature could ask for the code.
            return Err(BadSettings("call_from needs auth_token: it proves that Twilio asks".to_owned()));
        }
        Ok(Some(Self { from: from.clone() }))
    }

    pub(super) async fn send(
        &self,
        account: &Account,
        message: &Message,
        now: Timestamp,
    ) -> Result<Fate, Fate> {
        let phone = message.phone()?;
        let url = first_document(message)?;
        let (ring, call) = (RING_SECONDS.to_string(), CALL_SECONDS.to_string());
        let mut fields = vec![
            ("To", phone.as_str()),
            ("From", self.from.as_str()),
            ("Url", url),
            ("Method", "POST"),
            ("Timeout", ring.as_str()),
            ("TimeLimit", call.as_str()),
        ];
        // Without naming events it is told once, however the call ended.
        if let Some(url) = &message.receipt_url {
            fields.push(("StatusCallback", url));
        }
        if let Some(digits) = &message.send_digits {
            fields.push(("SendDigits", digits));
        }
        account.post("Calls.json", &fields, message, now).await
    }
}

/// What a SID that Twilio gives a message of this channel begins with.
pub(super) const fn prefixes(channel: Channel) -> &'static [&'static str] {
    match channel {
        Channel::Call => &["CA"],
        _ => &["SM", "MM"],
    }
}

/// A call asks what to do.
pub(super) fn hear(inbound: &Inbound<'_>, auth_token: Option<&Secret>) -> CallHeard {
    let fields = match verified(inbound, auth_token) {
        Ok(fields) => fields,
        Err(why) => return CallHeard::Forged(why),
    };
    let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    match field("CallSid").filter(|sid| is_sid("CA", sid)) {
        Some(sid) => CallHeard::Call {
            call_id: sid.to_owned(),
            pressed: field("Digits").filter(|keys| !keys.is_empty()).map(str::to_owned),
        },
        None => CallHeard::Unreadable("CallSid is needed"),
    }
}
