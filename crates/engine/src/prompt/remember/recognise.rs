//! Which of a browser's cookies is about the person, and what it is worth.

use countersign_model::{
    Content, Factor, Prompt, Purpose, RememberedBrowser, Service, Timestamp, TokenStanding,
};
use countersign_store::{DbError, ReadTx, remembered_browsers};

use super::{Remembering, bound_to};
use crate::engine::Inner;

/// A browser that is known by its cookie.
#[derive(Clone, Debug)]
pub(in crate::prompt) struct Known {
    pub(in crate::prompt) browser: RememberedBrowser,
    /// The end of the name of its cookie.
    pub(in crate::prompt) tag: String,
    /// SHA-256 of the secret that it brought.
    pub(in crate::prompt) token_hash: String,
    standing: TokenStanding,
    /// Whether it would let the person in: its time isn't over, and what they can prove themselves with is as it was.
    counts: bool,
}

impl Known {
    /// Whether it is the person's own, as far as anybody can tell.
    pub(in crate::prompt) fn is_good(&self) -> bool {
        self.counts && self.standing != TokenStanding::Stolen
    }

    /// Whether its cookie was copied.
    pub(in crate::prompt) fn is_stolen(&self) -> bool {
        self.standing == TokenStanding::Stolen
    }

    /// Whether it is what this prompt takes in place of a proof: one of what it was remembered with.
    pub(in crate::prompt) fn is_asked_for(&self, purpose: Purpose, content: &Content) -> bool {
        self.counts && content.admits_remembered(purpose) && content.allowed.contains(&self.browser.method)
    }
}

/// The remembered browser that brings `remembering`, if it is one of the person before the prompt. Asks the database only
/// for cookies that were given for this very person.
pub(in crate::prompt) fn recognise(
    tx: &mut ReadTx<'_>,
    inner: &Inner,
    remembering: &Remembering,
    (prompt, service): (&Prompt, &Service),
    factors: &[Factor],
    now: Timestamp,
) -> Result<Option<Known>, DbError> {
    let is_persons = |it: &RememberedBrowser| {
        it.account_sid == prompt.account_sid
            && it.service_sid == prompt.service_sid
            && it.identity.key() == prompt.identity.key()
    };
    for token in &remembering.tokens {
        if !token.is_of(inner, prompt.service_sid, &prompt.identity) {
            continue;
        }
        if let Some(browser) = remembered_browsers::get(tx, token.sid)?.filter(is_persons) {
            let token_hash = token.hash();
            let days = service.settings.prompts.remember_days;
            return Ok(Some(Known {
                standing: browser.standing(&token_hash, now),
                counts: days.is_some_and(|days| browser.counts(days, &bound_to(factors), now)),
                tag: token.tag.clone(),
                token_hash,
                browser,
            }));
        }
    }
    Ok(None)
}
