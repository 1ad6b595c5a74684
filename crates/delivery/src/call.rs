//! What a call says and asks, before any provider's own words for it.

use std::fmt;

use countersign_model::Fate;

use crate::Message;

/// One document of a call: what is said now, and what comes after it.
#[derive(Clone, PartialEq, Eq)]
pub struct Script {
    /// The language of its texts, a BCP 47 tag such as `de` or `pt-BR`.
    pub locale: String,
    /// The voice that the service wants its calls read with, by the provider's own name for it.
    pub voice: Option<String>,
    /// What is done.
    pub step: Step,
}

/// What one document does.
#[derive(Clone, PartialEq, Eq)]
pub enum Step {
    /// Says `text` and waits for keys; `next` is asked for what comes then, also when none was pressed. Nothing follows
    /// it in the document itself.
    Ask {
        /// What is said. Plain text.
        text: String,
        /// How many keys are waited for.
        keys: u8,
        /// How long is waited for the next one, in seconds.
        seconds: u8,
        /// Where the provider tells what was pressed.
        next: String,
    },
    /// Says the texts, one after the other with a pause between, and hangs up.
    Tell(Vec<String>),
    /// Hangs up.
    HangUp,
}

/// Without texts: one of them holds the code.
impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = match &self.step {
            Step::Ask { .. } => "ask",
            Step::Tell(_) => "tell",
            Step::HangUp => "hang up",
        };
        f.debug_struct("Script").field("locale", &self.locale).field("step", &step).finish_non_exhaustive()
    }
}

/// What a provider makes of a request for a call's document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallHeard {
    /// The provider didn't send this: 403.
    Forged(&'static str),
    /// It can't be read: 400.
    Unreadable(&'static str),
    /// A call asks what to do.
    Call {
        /// The provider's own name for the call, the one that it gave when the call was placed.
        call_id: String,
        /// The keys that were pressed; nothing when none was, or none was waited for.
        pressed: Option<String>,
    },
}

/// How long a telephone rings at most, in seconds: most mailboxes answer later.
pub(crate) const RING_SECONDS: u8 = 25;

/// How long a call lasts at most, in seconds: what a number that earns by being called can cost.
pub(crate) const CALL_SECONDS: u8 = 60;

/// The address of the call's first document.
///
/// # Errors
/// Why there can be no call.
pub(crate) fn first_document(message: &Message) -> Result<&str, Fate> {
    message.call_url.as_deref().ok_or_else(|| Fate::BadMessage {
        reason: "calls need server.public_url: the provider fetches what is said there".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_holds_nothing_that_is_said() {
        let step = Step::Tell(vec!["Your code is 4, 8, 1".to_owned()]);
        let shown = format!("{:?}", Script { locale: "en".to_owned(), voice: None, step });
        assert!(shown.contains("tell") && !shown.contains("4, 8"), "{shown}");
    }
}
