//! What is said when: the gate first, the code only after it.

use countersign_delivery::{Provider, Step};
use countersign_messages::{Locale, Texts, spoken};
use countersign_model::{
    About, Attempt, Channel, Receipt, ReceiptState, Service, Status, Timestamp, Verification,
};
use countersign_store::{DbError, StoreError, attempts, services, verifications};

use super::address::{ASKS, Place, Stage};
use super::gate::Gate;
use crate::Engine;
use crate::outbox::code_message;

/// How long the call waits for each key, in seconds.
const KEY_SECONDS: u8 = 6;

/// What one document does.
pub(super) struct Said {
    pub(super) step: Step,
    pub(super) locale: Locale,
    pub(super) voice: Option<String>,
    /// For measurements and the log.
    pub(super) outcome: &'static str,
}

/// What a call is about.
struct Known {
    attempt: Attempt,
    verification: Verification,
    service: Service,
}

impl Engine {
    /// What `call_id` is told at `place`.
    ///
    /// # Errors
    /// When the database gave no answer or the code can't be made.
    pub(super) async fn next_document(
        &self,
        provider: &dyn Provider,
        place: &Place,
        call_id: &str,
        pressed: Option<&str>,
        now: Timestamp,
    ) -> Result<Said, StoreError> {
        let known = self.load_call(place).await?;
        let country = known.as_ref().and_then(|known| known.verification.recipient.country());
        let asked = Texts::resolve(place.wording.locale.as_ref().map(|tag| tag.as_str()), country);
        let locale = if provider.speaks(asked.tag()) { asked } else { Locale::ENGLISH };
        let said = |step, voice, outcome| Said { step, locale, voice, outcome };
        let Some(Known { attempt, verification, service }) = known else {
            return Ok(said(Step::Tell(vec![self.0.texts.call_over(&locale)]), None, "over"));
        };
        let voice = service.settings.tts_name.clone();
        if !may_ask(&attempt, provider.name(), call_id) {
            return Ok(said(Step::HangUp, voice, "stranger"));
        }
        if verification.status_at(now) != Status::Pending {
            return Ok(said(Step::Tell(vec![self.0.texts.call_over(&locale)]), voice, "over"));
        }
        let gate = self.0.gate_of(place.attempt, &service);
        let name = place.wording.friendly_name.as_ref().unwrap_or(&service.friendly_name).as_str();
        let (asks, was_wrong) = match (place.stage, pressed) {
            (Stage::Asked(_), Some(keys)) if gate.opens_for(keys) => {
                let code = self.0.code_of(&verification)?;
                let message = code_message(&verification, &service, &place.wording, &code, now);
                let text = match &place.wording.template {
                    Some(template) => template.render(&spoken(message.code), message.minutes),
                    None => self.0.texts.call(&locale, &message),
                };
                self.note_heard(provider.name(), place, call_id).await;
                // Each text says the code twice.
                return Ok(said(Step::Tell(vec![text.clone(), text]), voice, "read"));
            }
            (Stage::Answered, _) => (1, false),
            (Stage::Asked(asks), _) if asks >= ASKS => return Ok(said(Step::HangUp, voice, "gave_up")),
            (Stage::Asked(asks), keys) => (asks + 1, keys.is_some()),
        };
        let mut text = match &gate {
            Gate::Digits(digits) => self.0.texts.call_gate_digits(&locale, name, digits),
            Gate::AnyKey => self.0.texts.call_gate(&locale, name),
        };
        if was_wrong {
            text = format!("{} {text}", self.0.texts.call_gate_wrong(&locale));
        }
        let step = match self.0.gate_url(provider.name(), place, call_id, asks) {
            Some(next) => Step::Ask { text, keys: gate.keys(), seconds: KEY_SECONDS, next },
            None => Step::HangUp,
        };
        Ok(said(step, voice, "asked"))
    }

    async fn load_call(&self, place: &Place) -> Result<Option<Known>, StoreError> {
        let sid = place.attempt;
        self.0
            .store
            .read(move |tx| {
                let Some(attempt) = attempts::find(tx, sid)? else { return Ok(None) };
                let Some(verification) = verifications::find(tx, attempt.verification_sid)? else {
                    return Ok(None);
                };
                let service = services::find(tx, verification.account_sid, verification.service_sid)?;
                Ok::<_, DbError>(service.map(|service| Known { attempt, verification, service }))
            })
            .await
    }

    /// The person hears the code now: that is what a message's delivery is for a call. If it can't be written down the
    /// person hears it all the same; at worst the next channel is tried too.
    async fn note_heard(&self, provider: &str, place: &Place, call_id: &str) {
        let receipt = Receipt {
            about: About::Attempt(place.attempt),
            provider_id: Some(call_id.to_owned()),
            state: ReceiptState::Delivered,
            code: None,
            cost: None,
            at: None,
        };
        self.keep_receipts(provider, vec![receipt]).await;
    }
}

/// Whether this call is the attempt's. Its name is not known yet while the send is under way.
fn may_ask(attempt: &Attempt, provider: &str, call_id: &str) -> bool {
    let is_known = |known: &String| known == call_id && attempt.provider.as_deref() == Some(provider);
    attempt.channel == Channel::Call && attempt.provider_id.as_ref().is_none_or(is_known)
}
