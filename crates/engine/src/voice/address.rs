//! The addresses of a call's documents. What they say of the call is covered by their token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_model::{AttemptSid, Channel};

use crate::engine::Inner;
use crate::outbox::Wording;

/// How often a call asks for the keys.
pub(super) const ASKS: u8 = 3;

/// How far a call has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It was answered.
    Answered,
    /// It was asked for keys this often, from 1.
    Asked(u8),
}

impl Stage {
    fn from_name(name: &str) -> Option<Self> {
        match name.strip_prefix("gate-") {
            None => (name == "answer").then_some(Self::Answered),
            Some(count) => (1..=ASKS).find(|asks| asks.to_string() == count).map(Self::Asked),
        }
    }

    fn name(self) -> String {
        match self {
            Self::Answered => "answer".to_owned(),
            Self::Asked(asks) => format!("gate-{asks}"),
        }
    }
}

/// What an address says. It is worth nothing before [`Inner::gave_address`] says that we gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) attempt: AttemptSid,
    pub(super) stage: Stage,
    pub(super) wording: Wording,
    /// As it stands in the address.
    wording_text: String,
    token: String,
}

impl Place {
    /// Reads the parts of an address.
    pub(super) fn read(token: &str, stage: &str, query: &str) -> Option<Self> {
        let (attempt, token) = token.split_once('.')?;
        let wording_text = query.strip_prefix("w=")?;
        let wording = URL_SAFE_NO_PAD.decode(wording_text).ok()?;
        Some(Self {
            attempt: attempt.parse().ok()?,
            stage: Stage::from_name(stage)?,
            wording: Wording::from_text(std::str::from_utf8(&wording).ok()?)?,
            wording_text: wording_text.to_owned(),
            token: token.to_owned(),
        })
    }

    /// The path with its query, as it was given out.
    pub(super) fn path(&self, provider: &str) -> String {
        path(provider, self.attempt, &self.token, self.stage, &self.wording_text)
    }
}

fn path(provider: &str, attempt: AttemptSid, token: &str, stage: Stage, wording: &str) -> String {
    format!("/voice/{provider}/{attempt}.{token}/{}?w={wording}", stage.name())
}

/// Other than that of receipts, so that neither address is good for the other.
fn purpose(provider: &str) -> String {
    format!("voice/{provider}")
}

/// What a token is for. None of the parts can hold the line that divides them.
fn subject(attempt: AttemptSid, stage: Stage, call: Option<&str>, wording: &str) -> String {
    format!("{attempt}|{}|{}|{wording}", stage.name(), call.unwrap_or_default())
}

impl Inner {
    /// The address of the first document; nothing without a public URL. Of the wording only what is said goes along:
    /// addresses stand in the provider's logs.
    pub(crate) fn call_url(&self, provider: &str, attempt: AttemptSid, wording: &str) -> Option<String> {
        let full = Wording::from_text(wording)?;
        let said =
            Wording { app_hash: None, send_digits: None, domain: None, channel: Channel::Call, ..full };
        let wording = URL_SAFE_NO_PAD.encode(said.to_text());
        self.address_of(provider, attempt, Stage::Answered, None, &wording)
    }

    /// Where the same call, and no other, tells which keys were pressed after it was asked this often.
    pub(super) fn gate_url(&self, provider: &str, place: &Place, call: &str, asks: u8) -> Option<String> {
        self.address_of(provider, place.attempt, Stage::Asked(asks), Some(call), &place.wording_text)
    }

    fn address_of(
        &self,
        provider: &str,
        attempt: AttemptSid,
        stage: Stage,
        call: Option<&str>,
        wording: &str,
    ) -> Option<String> {
        let subject = subject(attempt, stage, call, wording);
        let token = self.opening_keys().callback_token(&purpose(provider), &subject);
        let path = path(provider, attempt, &token, stage, wording);
        self.callbacks.as_ref().map(|callbacks| callbacks.address(&path))
    }

    /// Whether we gave `provider` this address; for one that is a call's own, whether it was given to `call`.
    pub(super) fn gave_address(&self, provider: &str, place: &Place, call: &str) -> bool {
        let call = match place.stage {
            Stage::Answered => None,
            // A provider's name for a call is letters, digits and hyphens; nothing else may move the lines.
            Stage::Asked(_) if !call.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') => {
                return false;
            }
            Stage::Asked(_) => Some(call),
        };
        let subject = subject(place.attempt, place.stage, call, &place.wording_text);
        self.opening_keys().made_callback_token(&purpose(provider), &subject, &place.token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_reads_back_as_written_and_there_is_no_fourth_question() {
        for stage in [Stage::Answered, Stage::Asked(1), Stage::Asked(ASKS)] {
            assert_eq!(Stage::from_name(&stage.name()), Some(stage));
        }
        for name in ["", "gate-", "gate-0", "gate-4", "gate-01", "gate-+1", "Answer", "answer-1"] {
            assert_eq!(Stage::from_name(name), None, "{name}");
        }
    }
}
