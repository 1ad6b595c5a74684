//! Taking a prompt's next step: whoever's form it is, it counts once.

use countersign_messages::Locale;
use countersign_model::{
    Actor, AuditEntry, Change, Channel, Factor, FactorStatus, Method, PROMPT_NEW_SENDS_A_DAY,
    PROMPT_WRONG_A_DAY, PageRequest, Prompt, PromptEnding, PromptSid, PromptStanding, PromptStatus, Service,
    Stage, Timestamp,
};
use countersign_store::factors::Owner;
use countersign_store::{
    DbError, End, ReadTx, StoreError, audit, factors, prompt_wrongs, prompts, remembered_browsers, services,
};

use super::act::Pressed;
use super::remember::{Known, Remembering, recognise};
use super::{Opened, device, lead};
use crate::Engine;
use crate::factor::Place;
use crate::webhook::News;

/// More factors than a person has; a page shows no more.
pub(super) const FACTORS: u16 = 200;

/// A browser that does something.
#[derive(Clone, Debug)]
pub struct Visit {
    /// In front of which prompt.
    pub prompt: PromptSid,
    /// SHA-256 of the browser's secret, which proves that it was given the link.
    pub browser_hash: String,
    /// The step that its page was made for; none for what may be done at any.
    pub step: Option<i64>,
    /// The network that it comes from.
    pub source: String,
    /// The language that it asks for.
    pub locale: Locale,
    /// By what it may be remembered, and whether it is to be.
    pub remembering: Remembering,
}

/// What a claim came to.
pub(super) enum Claim {
    /// It is this browser's turn.
    Taken(Box<Claimed>),
    /// The page was of a step that is over.
    Stale,
    /// The prompt is over, or was ended now.
    Over,
    /// It belongs to another browser.
    Elsewhere,
    /// There is none.
    Unknown,
}

/// A step that is this browser's alone.
#[derive(Clone)]
pub(super) struct Claimed {
    pub(super) opened: Opened,
    pub(super) service: Service,
    /// The person's, unverified ones among them.
    pub(super) factors: Vec<Factor>,
    /// The device that was being set up, and is there.
    pub(super) device: Option<Factor>,
    /// What was shown.
    pub(super) stage: Stage,
    /// The language that the browser asks for.
    pub(super) locale: Locale,
    /// Too many codes went to addresses of other people's today: until then none is sent to a new one.
    pub(super) held_until: Option<Timestamp>,
    /// What the answer was counted under, if it is one: to be given back unless it is wrong.
    pub(super) spent: Option<(String, Timestamp)>,
    /// The browser, if it is remembered for this person.
    pub(super) known: Option<Known>,
    /// By what it may be remembered, and whether it is to be.
    pub(super) remembering: Remembering,
}

/// Where a prompt's person is.
pub(super) fn place_of(prompt: &Prompt) -> Place {
    let Prompt { account_sid, service_sid, identity, .. } = prompt;
    Place { account: *account_sid, service: *service_sid, identity: identity.clone() }
}

impl Claimed {
    pub(super) fn place(&self) -> Place {
        place_of(&self.opened.prompt)
    }

    pub(super) const fn actor(&self) -> Actor {
        Actor::Prompt(self.opened.prompt.sid)
    }

    /// A verified factor of the person.
    pub(super) fn factor(&self, sid: countersign_model::FactorSid) -> Option<&Factor> {
        let is_it = |it: &&Factor| it.sid == sid && matches!(it.status, FactorStatus::Verified { .. });
        self.factors.iter().find(is_it)
    }
}

/// The person's factors.
pub(super) fn factors_of(
    tx: &mut ReadTx<'_>,
    prompt: &Prompt,
    since: Timestamp,
) -> Result<Vec<Factor>, DbError> {
    let owner =
        Owner { account: prompt.account_sid, service: prompt.service_sid, identity: &prompt.identity, since };
    Ok(factors::list(tx, &owner, &PageRequest::first(FACTORS))?.rows)
}

impl Engine {
    /// Takes the next step for `visit`: the first that does something binds the prompt to its browser. An answer is counted
    /// before it is looked at.
    pub(super) async fn claim_step(&self, visit: &Visit, pressed: &Pressed) -> Result<Claim, StoreError> {
        let (now, since) = (self.now(), self.unverified_since());
        let vault = self.vault().await?;
        let (visit, pressed, inner) = (visit.clone(), pressed.clone(), std::sync::Arc::clone(&self.0));
        let entry =
            |what| self.audit_entry(now, None, Actor::Prompt(visit.prompt), what, visit.prompt.to_string());
        let (bound, over, stolen) =
            (entry("prompt.opened"), entry("prompt.ended"), entry("prompt.browser_stolen"));
        let news = News::new(self.dice(), now);
        // Drawn only for who brings something that could have been copied.
        let teller = match visit.remembering.tokens.is_empty() {
            true => None,
            false => self.teller(&Actor::Prompt(visit.prompt)).await?,
        };
        self.0
            .store
            .write(move |tx| {
                let Some(prompt) = prompts::get_locked(tx, visit.prompt)? else {
                    return Ok(End::Rollback(Claim::Unknown));
                };
                let standing = prompt.standing(&visit.browser_hash);
                if standing == PromptStanding::Other {
                    return Ok(End::Rollback(Claim::Elsewhere));
                }
                if prompt.status_at(now) != PromptStatus::Pending {
                    return Ok(End::Rollback(Claim::Over));
                }
                if visit.step.is_some_and(|step| step != prompt.step) {
                    return Ok(End::Rollback(Claim::Stale));
                }
                let Some(service) = services::find(tx, prompt.account_sid, prompt.service_sid)? else {
                    return Ok(End::Rollback(Claim::Unknown));
                };
                let mut factors = factors_of(tx, &prompt, since)?;
                let mut opened = vault.open(prompt)?;
                let device = device::set_apart(tx, &opened.prompt, &opened.content, &mut factors)?;
                lead::drop_gone(&mut opened.content, &factors);
                let stage = lead::stage(opened.prompt.purpose, &opened.content, &factors);
                let known =
                    recognise(tx, &inner, &visit.remembering, (&opened.prompt, &service), &factors, now)?;
                if let Some(known) = known.as_ref().filter(|known| known.is_stolen())
                    && remembered_browsers::remove(tx, known.browser.sid)?
                {
                    let (account, subject) = (Some(opened.prompt.account_sid), known.browser.sid.to_string());
                    audit::add(tx, &AuditEntry { account, subject, ..stolen.clone() })?;
                    if let Some(teller) = &teller {
                        teller.tell(tx, (&opened.prompt, &opened.content), Change::BrowserStolen, None)?;
                    }
                }
                if standing == PromptStanding::Unbound {
                    opened.prompt.browser_hash = Some(visit.browser_hash.clone());
                    let account = Some(opened.prompt.account_sid);
                    audit::add(tx, &AuditEntry { account, ..bound.clone() })?;
                }
                if visit.step.is_some() {
                    opened.prompt.step += 1;
                }
                opened.prompt.updated_at = now;
                let mut spent = None;
                if is_answer(&stage, &pressed) {
                    // A browser of the person's own is a source of its own: whoever guesses beside it spends nothing of theirs.
                    let own = known.as_ref().filter(|known| known.is_good());
                    let own = own.map(|known| known.browser.sid.to_string());
                    let source = own.as_deref().unwrap_or(&visit.source);
                    let who = budget(&inner, &opened.prompt, Some(source));
                    if !prompt_wrongs::spend(tx, &who, PROMPT_WRONG_A_DAY, now)? {
                        opened.prompt.status = PromptStatus::Ended { how: PromptEnding::Failed, at: now };
                        opened.content.end();
                        vault.seal(&mut opened)?;
                        prompts::update(tx, &opened.prompt)?;
                        let ended = AuditEntry {
                            account: Some(opened.prompt.account_sid),
                            detail: Some(opened.prompt.status.as_str().to_owned()),
                            ..over.clone()
                        };
                        audit::add(tx, &ended)?;
                        news.prompt_became(tx, &opened.prompt, Some(&opened.content))?;
                        return Ok(End::Commit(Claim::Over));
                    }
                    spent = Some((who, now));
                }
                let mut held_until = None;
                if sends_to_a_new_address(&stage, &pressed) {
                    let who = budget(&inner, &opened.prompt, None);
                    if !prompt_wrongs::spend(tx, &who, PROMPT_NEW_SENDS_A_DAY, now)? {
                        held_until = Some(prompt_wrongs::frees_at(tx, &who, now)?);
                    }
                }
                prompts::update(tx, &opened.prompt)?;
                let locale = visit.locale;
                let remembering = visit.remembering.clone();
                let claimed = Claimed {
                    opened,
                    service,
                    factors,
                    device,
                    stage,
                    locale,
                    held_until,
                    spent,
                    known,
                    remembering,
                };
                Ok(End::Commit(Claim::Taken(Box::new(claimed))))
            })
            .await
    }
}

/// Whether a code is to be looked at that could be guessed.
fn is_answer(stage: &Stage, pressed: &Pressed) -> bool {
    let asks = matches!(
        stage,
        Stage::Prove { .. }
            | Stage::Sent { .. }
            | Stage::Asked { .. }
            | Stage::SentNew { .. }
            | Stage::Authenticator { .. }
            | Stage::NewToken { .. }
    );
    asks && *pressed == Pressed::Continue
}

/// Whether a code is to go to an address that nobody has shown to be theirs.
fn sends_to_a_new_address(stage: &Stage, pressed: &Pressed) -> bool {
    match stage {
        Stage::Enter { method: Method::Email, .. } => *pressed == Pressed::Continue,
        Stage::Enter { .. } => matches!(pressed, Pressed::Send(Channel::Sms | Channel::Call)),
        Stage::SentNew { .. } => matches!(pressed, Pressed::Send(_) | Pressed::Again),
        _ => false,
    }
}

/// What an answer is counted under, or a message to a new address: the person, and of an answer the network, hashed with a
/// key, so that nobody reads either out of the database.
fn budget(inner: &crate::engine::Inner, prompt: &Prompt, source: Option<&str>) -> String {
    let who = format!("{}/{}/{}", prompt.service_sid, prompt.identity.key(), source.unwrap_or_default());
    let what = if source.is_some() { "prompt budget" } else { "prompt sends" };
    inner.opening_keys().callback_token(what, &who)
}
