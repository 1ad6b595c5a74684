//! Sending a browser back to the application.

use countersign_keyring::hash_token;
use countersign_model::{PromptStatus, RESULT_MILLIS, ResultCode};
use countersign_store::{End, StoreError, prompts};

use super::claim::Visit;
use super::{Opened, kept};
use crate::Engine;

/// Where it goes.
#[derive(Clone, Debug)]
pub enum Left {
    /// To this address.
    To(String),
    /// Nowhere: the prompt isn't over.
    Pending,
    /// Nowhere: it isn't this browser's, or there is none.
    Unknown,
}

impl Engine {
    /// The address that a browser is sent back to once its prompt is over: with a code for the result if everything was
    /// shown, and with what happened if not. A code takes the place of the one before, until one was exchanged or the
    /// prompt's own time is over: who lost their way back tries again.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn leave_prompt(&self, visit: &Visit) -> Result<Left, StoreError> {
        let now = self.now();
        let code = self.dice().secret();
        let hash = hash_token(&code);
        let (visit, inner) = (visit.clone(), std::sync::Arc::clone(&self.0));
        self.0
            .store
            .write(move |tx| {
                let Some(mut prompt) = prompts::get_locked(tx, visit.prompt)? else {
                    return Ok(End::Rollback(Left::Unknown));
                };
                let is_its = prompt.browser_hash.as_ref().is_none_or(|bound| *bound == visit.browser_hash);
                if !is_its {
                    return Ok(End::Rollback(Left::Unknown));
                }
                let content = kept::open(&inner, &prompt)?;
                let (what, value) = match prompt.status_at(now) {
                    PromptStatus::Pending => return Ok(End::Rollback(Left::Pending)),
                    PromptStatus::Completed { result: ResultCode::Exchanged { .. }, .. } => ("error", "used"),
                    PromptStatus::Completed { at, .. } if now >= prompt.leaves_until(at) => {
                        ("error", "expired")
                    }
                    PromptStatus::Completed { at, .. } if prompt.browser_hash.is_some() => {
                        let until = now.plus_millis(RESULT_MILLIS);
                        let result = ResultCode::Issued { hash: hash.clone(), until };
                        prompt.status = PromptStatus::Completed { at, result };
                        prompts::update(tx, &prompt)?;
                        ("code", code.as_str())
                    }
                    PromptStatus::Completed { .. } => return Ok(End::Rollback(Left::Unknown)),
                    PromptStatus::Ended { how, .. } => ("error", how.as_str()),
                    PromptStatus::Expired { .. } => ("error", "expired"),
                };
                let to = address(&Opened { prompt, content }, what, value);
                Ok(End::Commit(Left::To(to)))
            })
            .await
    }
}

/// The application's address with what is told there.
fn address(it: &Opened, what: &str, value: &str) -> String {
    let sid = it.prompt.sid.to_string();
    let mut pairs = vec![("prompt", sid.as_str()), (what, value)];
    pairs.extend(it.content.state.as_deref().map(|state| ("state", state)));
    it.content.return_url.with(&pairs)
}

/// The address for a page of a prompt that is over without a result.
pub(super) fn back(it: &Opened, status: &PromptStatus) -> String {
    let what = match status {
        PromptStatus::Ended { how, .. } => how.as_str(),
        PromptStatus::Completed { .. } => "used",
        PromptStatus::Pending | PromptStatus::Expired { .. } => "expired",
    };
    address(it, "error", what)
}
