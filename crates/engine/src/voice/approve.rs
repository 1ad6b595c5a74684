//! What is said when a call asks for an approval: what is approved, and which keys say yes or report it. The digits that
//! say yes are shown by the application and never said.

use countersign_delivery::Step;
use countersign_messages::Locale;
use countersign_model::Press;
use countersign_store::StoreError;

use super::address::{ASKS, Stage};
use super::call::{Asking, KEY_SECONDS, Known};
use super::press::{Keys, What};
use crate::Engine;
use crate::outbox::transaction;

/// How many keys are waited for; 9 alone counts once no other follows.
const KEYS: u8 = 2;

impl Engine {
    /// What the call of an approval is told. What was pressed is written down once for each question of each call: the
    /// same request again gets the same answer, and other keys at the same place change nothing.
    ///
    /// # Errors
    /// When the database gave no answer or the key of the digits is gone.
    pub(super) async fn ask_for_approval(
        &self,
        asking: &Asking<'_>,
        known: Known,
        locale: &Locale,
    ) -> Result<(Step, &'static str), StoreError> {
        let texts = &self.0.texts;
        let over = (Step::Tell(vec![texts.call_approve_over(locale)]), "over");
        let (asks, was_wrong, verification) = match (asking.place.stage, asking.pressed) {
            (Stage::Answered, _) => (1, false, known.verification.clone()),
            (Stage::Asked(asked), Some(keys)) => {
                let keys = Keys {
                    provider: asking.provider.name(),
                    attempt: asking.place.attempt,
                    question: Some(asked),
                    keys,
                };
                let what = match self.press(&known.verification, keys, asking.now).await? {
                    Some(What { press, verification }) => (press, verification),
                    None => return Ok(over),
                };
                match what {
                    (Press::Approved, _) => {
                        self.note_heard(asking).await;
                        return Ok((Step::Tell(vec![texts.call_approved(locale)]), "approved"));
                    }
                    (Press::Reported, _) => {
                        self.note_heard(asking).await;
                        return Ok((Step::Tell(vec![texts.call_reported(locale)]), "reported"));
                    }
                    (Press::Wrong, _) if asked >= ASKS => return Ok((Step::HangUp, "gave_up")),
                    (Press::Wrong, verification) => (asked + 1, true, verification),
                }
            }
            (Stage::Asked(asked), None) if asked >= ASKS => return Ok((Step::HangUp, "gave_up")),
            (Stage::Asked(asked), None) => (asked + 1, false, known.verification.clone()),
        };
        // Also when the last wrong keys ended it.
        if !verification.may_be_approved(asking.now) {
            return Ok(over);
        }
        let name =
            asking.place.wording.friendly_name.as_ref().unwrap_or(&known.service.friendly_name).as_str();
        let mut text = texts.call_approve(locale, name, transaction(&verification));
        if was_wrong {
            text = format!("{} {text}", texts.call_gate_wrong(locale));
        }
        let step = match self.0.gate_url(asking.provider.name(), asking.place, asking.call_id, asks) {
            Some(next) => Step::Ask { text, keys: KEYS, seconds: KEY_SECONDS, next },
            None => Step::HangUp,
        };
        Ok((step, "asked"))
    }
}
