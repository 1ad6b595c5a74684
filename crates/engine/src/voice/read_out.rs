//! What is said when a code is read: the gate first, the code only after it.

use countersign_delivery::Step;
use countersign_messages::{Locale, spoken};
use countersign_store::StoreError;

use super::address::{ASKS, Stage};
use super::call::{Asking, KEY_SECONDS, Known};
use super::gate::Gate;
use crate::Engine;
use crate::outbox::code_message;

impl Engine {
    /// What the call of a verification that lives is told.
    ///
    /// # Errors
    /// When the code can't be made.
    pub(super) async fn read_out(
        &self,
        asking: &Asking<'_>,
        known: &Known,
        locale: &Locale,
    ) -> Result<(Step, &'static str), StoreError> {
        let (place, Known { verification, service, .. }) = (asking.place, known);
        let gate = self.0.gate_of(place.attempt, service);
        let name = place.wording.friendly_name.as_ref().unwrap_or(&service.friendly_name).as_str();
        let (asks, was_wrong) = match (place.stage, asking.pressed) {
            (Stage::Asked(_), Some(keys)) if gate.opens_for(keys) => {
                let code = self.0.code_of(verification)?;
                let message = code_message(verification, service, &place.wording, &code, asking.now);
                let text = match &place.wording.template {
                    Some(template) => template.render(&spoken(message.code), message.minutes),
                    None => self.0.texts.call(locale, &message),
                };
                self.note_heard(asking).await;
                // Each text says the code twice.
                return Ok((Step::Tell(vec![text.clone(), text]), "read"));
            }
            (Stage::Answered, _) => (1, false),
            (Stage::Asked(asks), _) if asks >= ASKS => return Ok((Step::HangUp, "gave_up")),
            (Stage::Asked(asks), keys) => (asks + 1, keys.is_some()),
        };
        let mut text = match &gate {
            Gate::Digits(digits) => self.0.texts.call_gate_digits(locale, name, digits),
            Gate::AnyKey => self.0.texts.call_gate(locale, name),
        };
        if was_wrong {
            text = format!("{} {text}", self.0.texts.call_gate_wrong(locale));
        }
        let step = match self.0.gate_url(asking.provider.name(), place, asking.call_id, asks) {
            Some(next) => Step::Ask { text, keys: gate.keys(), seconds: KEY_SECONDS, next },
            None => Step::HangUp,
        };
        Ok((step, "asked"))
    }
}
