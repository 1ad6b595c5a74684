//! What is told of prompts. As of verifications, only of those that began while a webhook of their service wanted to hear of
//! some: the prompt's own row says so.
//!
//! That a prompt is completed approves nobody: whoever sent a person a link of their own would be let in by it. Only the
//! exchange of the result says so, here as everywhere.

use countersign_model::{
    Content, EventType, Prompt, PromptEnding, PromptStatus, Recognised, ResultCode, Strength, Timestamp,
};
use countersign_store::{DbError, WriteTx};

use super::{Event, News};

impl News {
    /// A prompt was made, and may have been over at once.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn prompt_made(self, tx: &mut WriteTx<'_>, it: &Prompt) -> Result<(), DbError> {
        if !it.is_told {
            return Ok(());
        }
        self.of_prompt(EventType::PromptCreated, it, ("pending", it.created_at)).write(tx)?;
        self.prompt_became(tx, it, None)
    }

    /// A prompt became what its status says now, of which nobody was told; of one that waits there is nothing to tell. Its row
    /// is locked, or was just made. Its content says what was shown.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn prompt_became(
        self,
        tx: &mut WriteTx<'_>,
        it: &Prompt,
        content: Option<&Content>,
    ) -> Result<(), DbError> {
        if !it.is_told {
            return Ok(());
        }
        let status = it.status_at(self.at);
        let (what, at) = match &status {
            PromptStatus::Pending => return Ok(()),
            PromptStatus::Completed { result: ResultCode::Exchanged { at }, .. } => {
                (EventType::PromptExchanged, *at)
            }
            PromptStatus::Completed { at, .. } => (EventType::PromptCompleted, *at),
            PromptStatus::Ended { how: PromptEnding::NotEnrolled, at } => (EventType::PromptNotEnrolled, *at),
            PromptStatus::Ended { how: PromptEnding::Canceled, at } => (EventType::PromptCanceled, *at),
            PromptStatus::Ended { how: PromptEnding::Denied, at } => (EventType::PromptDenied, *at),
            PromptStatus::Ended { how: PromptEnding::Failed, at } => (EventType::PromptFailed, *at),
            PromptStatus::Expired { at } => (EventType::PromptExpired, *at),
        };
        let said = if what == EventType::PromptExchanged { "approved" } else { status.as_str() };
        let mut event = self.of_prompt(what, it, (said, at));
        if let (PromptStatus::Completed { .. }, Some(content)) = (&status, content) {
            let shown = content.proofs.iter().map(|proof| proof.method.as_str());
            let methods: Vec<_> = shown.chain(content.recognised.iter().map(|_| Recognised::NAME)).collect();
            event.say("methods", serde_json::json!(methods).to_string());
            event.say("aal", Strength::of(&content.proofs).level.to_string());
        }
        event.write(tx)
    }

    /// Never what a link or a code is made of, nor what the person was asked to confirm.
    fn of_prompt(self, what: EventType, it: &Prompt, (status, at): (&str, Timestamp)) -> Event {
        let sid = it.sid.to_string();
        let mut event = Event::new(what, (it.service_sid, sid.clone()), self.chance_of(what, &sid), self.at);
        event.say("account_sid", it.account_sid.to_string());
        event.say("entity_identity", it.identity.as_str());
        event.say("prompt_sid", sid);
        event.say("purpose", it.purpose.as_str());
        event.say("status", status);
        event.say("date", at.to_string());
        event
    }
}
