//! A call asks what to do.

use countersign_delivery::{CallHeard, Inbound, Script};
use countersign_metrics::Counter;

use super::address::{Place, Stage};
use super::call::{Asking, Said};
use crate::Engine;
use crate::receipt::{Answer, CallIn};

/// What calls were told, by what came of it.
pub(crate) static CALLS: Counter<2> = Counter::new(
    "countersign_calls_total",
    "What calls were told, by provider and outcome: asked (for keys), read (the code), approved or reported (by the person), gave_up (no right keys), over (the code is of no use any more), stranger (another call than the one that was placed), forged or unreadable.",
    ["provider", "outcome"],
);

impl Engine {
    /// Tells a call what to say next: `stage` is the last part of its path.
    ///
    /// The address must be one that we gave, the request signed by the provider and, once keys were asked for, from the
    /// same call that was asked. The same request gets the same answer, so a provider may repeat it.
    pub async fn converse(&self, call: CallIn, stage: &str) -> Answer {
        let provider = call.provider.as_str();
        let (Some(seat), Some(callbacks)) = (self.0.routes.named(provider), &self.0.callbacks) else {
            return Answer::Nobody;
        };
        let query = call.query.as_deref().unwrap_or_default();
        let token = call.token.as_deref().unwrap_or_default();
        let Some(place) = Place::read(token, stage, query) else {
            return refused(provider, NOT_OURS);
        };
        let is_first = place.stage == Stage::Answered;
        if is_first && !self.0.gave_address(provider, &place, "") {
            return refused(provider, NOT_OURS);
        }
        let url = callbacks.address(&place.path(provider));
        let inbound = Inbound {
            method: &call.method,
            url: &url,
            query,
            headers: &call.headers,
            body: &call.body,
            attempt: Some(place.attempt),
        };
        let now = self.now();
        let (call_id, pressed) = match seat.provider.hear_call(&inbound, now) {
            CallHeard::Forged(why) => return refused(provider, why),
            CallHeard::Unreadable(why) => {
                CALLS.add([provider, "unreadable"]);
                tracing::warn!(provider, why, "what a call asked can't be read");
                return Answer::Unreadable(why);
            }
            CallHeard::Call { call_id, pressed } => (call_id, pressed),
        };
        if !is_first && !self.0.gave_address(provider, &place, &call_id) {
            return refused(provider, "the address was given to another call");
        }
        let asking = Asking {
            provider: &*seat.provider,
            place: &place,
            call_id: &call_id,
            pressed: pressed.as_deref(),
            now,
        };
        let said = match self.next_document(&asking).await {
            Ok(said) => said,
            Err(error) => {
                tracing::warn!(provider, attempt.sid = %place.attempt, %error, "a call can't be told what to say");
                return Answer::Again;
            }
        };
        let Said { step, locale, voice, outcome } = said;
        match seat.provider.speak(&Script { locale: locale.tag().to_owned(), voice, step }) {
            Some(reply) => {
                CALLS.add([provider, outcome]);
                tracing::info!(provider, attempt.sid = %place.attempt, outcome, "call");
                Answer::Kept(reply)
            }
            None => Answer::Nobody,
        }
    }
}

const NOT_OURS: &str = "the address is none that was given to the provider";

fn refused(provider: &str, why: &str) -> Answer {
    CALLS.add([provider, "forged"]);
    tracing::warn!(provider, why, "what a call asked was refused");
    Answer::Forged
}
