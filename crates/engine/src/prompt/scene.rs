//! What a browser is shown.

use std::sync::Arc;

use countersign_factors::Kept;
use countersign_keyring::hash_token;
use countersign_model::{
    Factor, FactorSid, FactorStatus, Method, PromptSid, PromptStanding, PromptStatus, Recipient, Service,
    Stage, Timestamp,
};
use countersign_store::{StoreError, prompts, services};
use serde_json::Value;

use super::claim::factors_of;
use super::lead::has_to_prove;
use super::{Opened, device, kept, lead, leave};
use crate::Engine;

/// A prompt as one browser meets it. Looking changes nothing.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The prompt.
    pub opened: Opened,
    /// Where it stands now.
    pub status: PromptStatus,
    /// Whether it is this browser's.
    pub standing: PromptStanding,
    /// Whose it is.
    pub service: Service,
    /// What is shown.
    pub stage: Stage,
    /// Whether the person has to prove themselves, rather than to change what they have.
    pub proves: bool,
    /// Whether the device that is being set up is there.
    pub is_connected: bool,
    /// When it is.
    pub now: Timestamp,
    factors: Vec<Factor>,
}

impl Engine {
    /// The prompt that a link's token leads to.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn prompt_of_token(&self, token: &str) -> Result<Option<PromptSid>, StoreError> {
        let hash = hash_token(token);
        let found = self.0.store.read(move |tx| prompts::by_token(tx, &hash)).await?;
        Ok(found.map(|prompt| prompt.sid))
    }

    /// What a browser is shown; none where there is no such prompt.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn prompt_scene(
        &self,
        sid: PromptSid,
        browser_hash: &str,
    ) -> Result<Option<Scene>, StoreError> {
        let (now, since) = (self.now(), self.unverified_since());
        let (inner, browser) = (Arc::clone(&self.0), browser_hash.to_owned());
        self.0
            .store
            .read(move |tx| {
                let Some(prompt) = prompts::get(tx, sid)? else { return Ok(None) };
                let Some(service) = services::find(tx, prompt.account_sid, prompt.service_sid)? else {
                    return Ok(None);
                };
                let mut factors = factors_of(tx, &prompt, since)?;
                let mut content = kept::open(&inner, &prompt)?;
                let is_connected = device::set_apart(tx, &prompt, &content, &mut factors)?.is_some();
                lead::drop_gone(&mut content, &factors);
                let stage = lead::stage(prompt.purpose, &content, &factors);
                let proves = has_to_prove(prompt.purpose, &content, &factors);
                let (status, standing) = (prompt.status_at(now), prompt.standing(&browser));
                let opened = Opened { prompt, content };
                Ok(Some(Scene {
                    opened,
                    status,
                    standing,
                    service,
                    stage,
                    proves,
                    is_connected,
                    now,
                    factors,
                }))
            })
            .await
    }
}

impl Scene {
    /// A verified factor of the person and its method.
    #[must_use]
    pub fn factor(&self, sid: FactorSid) -> Option<(Method, &Factor)> {
        let is_it = |it: &&Factor| it.sid == sid && matches!(it.status, FactorStatus::Verified { .. });
        let factor = self.factors.iter().find(is_it)?;
        Some((lead::method_of(factor)?, factor))
    }

    /// What the person may prove themselves with now, the strongest first.
    #[must_use]
    pub fn ways(&self) -> Vec<(Method, &Factor)> {
        let ways = lead::ways(self.opened.prompt.purpose, &self.opened.content, &self.factors);
        ways.into_iter().filter_map(|factor| Some((lead::method_of(factor)?, factor))).collect()
    }

    /// What is set up and lasts, in the order in which it was.
    #[must_use]
    pub fn lasting(&self) -> Vec<(Method, &Factor)> {
        let methods = self.factors.iter().filter_map(|factor| self.factor(factor.sid));
        methods.filter(|(method, _)| !method.is_fallback()).collect()
    }

    /// How many recovery codes are left; none where the person has no sheet.
    #[must_use]
    pub fn recovery_left(&self) -> Option<u32> {
        let mut methods = self.factors.iter().filter_map(|factor| self.factor(factor.sid));
        let (_, sheet) = methods.find(|(method, _)| method.is_fallback())?;
        config(sheet)["remaining"].as_u64().and_then(|left| u32::try_from(left).ok())
    }

    /// Where codes for a factor go, masked; a token's serial number.
    #[must_use]
    pub fn hint(factor: &Factor) -> Option<String> {
        let config = config(factor);
        let text = config["masked"].as_str().or_else(|| config["serial"].as_str());
        text.map(str::to_owned)
    }

    /// How many digits a factor's code has.
    #[must_use]
    pub fn digits(factor: &Factor) -> u8 {
        let config = config(factor);
        let told = config["code_length"].as_u64().or_else(|| config["digits"].as_u64());
        told.and_then(|digits| u8::try_from(digits).ok()).unwrap_or(6)
    }

    /// Where a new code went, masked.
    #[must_use]
    pub fn masked(to: &str) -> String {
        Recipient::from_stored(to).map(|recipient| recipient.masked()).unwrap_or_default()
    }

    /// What a method calls the person: a factor of that name has none of its own.
    #[must_use]
    pub fn is_account_name(&self, factor: &Factor) -> bool {
        let name = factor.friendly_name.as_str();
        self.opened.content.account_name.as_deref() == Some(name)
            || name == self.opened.prompt.identity.as_str()
    }

    /// The way back to the application without a result.
    #[must_use]
    pub fn back(&self) -> String {
        leave::back(&self.opened, &self.status)
    }
}

/// What a factor's kind shows of it, of what stands in clear.
pub(super) fn config(factor: &Factor) -> Value {
    let kind = countersign_factors::find(factor.kind.as_str());
    let kept = Kept { public: factor.public.clone(), ..Kept::default() };
    kind.and_then(|kind| kind.config(&kept).ok()).unwrap_or_default()
}
