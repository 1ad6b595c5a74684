//! What a call is about, and what it is told.

use countersign_delivery::{Provider, Step};
use countersign_messages::{Locale, Texts};
use countersign_model::{
    About, Attempt, Channel, Receipt, ReceiptState, Service, Status, Timestamp, Verification,
};
use countersign_store::{DbError, StoreError, attempts, services, verifications};

use super::address::Place;
use crate::Engine;

/// How long the call waits for each key, in seconds.
pub(super) const KEY_SECONDS: u8 = 6;

/// What one document does.
pub(super) struct Said {
    pub(super) step: Step,
    pub(super) locale: Locale,
    pub(super) voice: Option<String>,
    /// For measurements and the log.
    pub(super) outcome: &'static str,
}

/// What came with a call's question, all of it proven.
pub(super) struct Asking<'a> {
    pub(super) provider: &'a dyn Provider,
    pub(super) place: &'a Place,
    pub(super) call_id: &'a str,
    pub(super) pressed: Option<&'a str>,
    pub(super) now: Timestamp,
}

/// What a call is about.
pub(super) struct Known {
    pub(super) attempt: Attempt,
    pub(super) verification: Verification,
    pub(super) service: Service,
}

impl Engine {
    /// What a call is told now.
    ///
    /// # Errors
    /// When the database gave no answer or a key is gone.
    pub(super) async fn next_document(&self, asking: &Asking<'_>) -> Result<Said, StoreError> {
        let &Asking { provider, place, call_id, now, .. } = asking;
        let known = self.load_call(place).await?;
        let country = known.as_ref().and_then(|known| known.verification.recipient.country());
        let asked = Texts::resolve(place.wording.locale.as_ref().map(|tag| tag.as_str()), country);
        let locale = if provider.speaks(asked.tag()) { asked } else { Locale::ENGLISH };
        let said = |step, voice, outcome| Said { step, locale, voice, outcome };
        let Some(known) = known else {
            return Ok(said(Step::Tell(vec![self.0.texts.call_over(&locale)]), None, "over"));
        };
        let voice = known.service.settings.tts_name.clone();
        if !may_ask(&known.attempt, provider.name(), call_id) {
            return Ok(said(Step::HangUp, voice, "stranger"));
        }
        let (step, outcome) = if known.verification.approval().is_some() {
            self.ask_for_approval(asking, known, &locale).await?
        } else if known.verification.status_at(now) != Status::Pending {
            (Step::Tell(vec![self.0.texts.call_over(&locale)]), "over")
        } else {
            self.read_out(asking, &known, &locale).await?
        };
        Ok(said(step, voice, outcome))
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

    /// The person hears the code now, or has pressed keys: that is what a message's delivery is for a call. If it can't be
    /// written down the person hears it all the same; at worst the next channel is tried too.
    pub(super) async fn note_heard(&self, asking: &Asking<'_>) {
        let receipt = Receipt {
            about: About::Attempt(asking.place.attempt),
            provider_id: Some(asking.call_id.to_owned()),
            state: ReceiptState::Delivered,
            code: None,
            cost: None,
            at: None,
        };
        self.keep_receipts(asking.provider.name(), vec![receipt]).await;
    }
}

/// Whether this call is the attempt's. Its name is not known yet while the send is under way.
fn may_ask(attempt: &Attempt, provider: &str, call_id: &str) -> bool {
    let is_known = |known: &String| known == call_id && attempt.provider.as_deref() == Some(provider);
    attempt.channel == Channel::Call && attempt.provider_id.as_ref().is_none_or(is_known)
}
