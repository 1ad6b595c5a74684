//! Writing down what came of a step.

use countersign_model::{
    AuditEntry, Change, Content, Factor, MAX_PROMPT_WRONG, Notice, PromptEnding, PromptStatus, Proof,
    Purpose, Recognised, ResultCode, Stage, Trouble,
};
use countersign_store::{End, StoreError, audit, prompt_wrongs, prompts};

use super::act::{Acted, Done};
use super::claim::{Claimed, factors_of};
use super::lead;
use super::remember::BrowserCookie;
use super::scene::config;
use crate::Engine;
use crate::webhook::News;

/// What came of it.
#[derive(Clone, Debug)]
pub(super) enum Came {
    /// The person goes on here.
    To(Stage, Option<Notice>),
    /// They are to type an address again: which kind, what they typed, and why.
    Enter(countersign_model::Method, String, Trouble),
    /// The same with a token's serial number.
    Token(String, Trouble),
    /// They stay where they are, and are told why.
    Back(Trouble),
    /// The same, and the answer was wrong: it counts.
    Wrong(Trouble),
    /// The same: the code is one of this step, which is to come. Once two were, they are told this.
    Early(i64, Trouble),
    /// They go on here, and are told why.
    Instead(Stage, Trouble),
    /// The same, and the answer was wrong: it counts.
    Mistaken(Stage, Trouble),
    /// They have shown a factor.
    Proven(Proof),
    /// Their browser is remembered; it may have to keep another token.
    Recognised(Recognised, Option<BrowserCookie>),
    /// They have shown one that is new, and go on here.
    Added(Proof, Stage),
    /// A passkey is awaited.
    Ceremony(countersign_model::Ceremony),
    /// It is over.
    Ended(PromptEnding),
    /// Everything is set up.
    Completed,
}

impl Came {
    fn apply(self, content: &mut Content, stage: &Stage) -> bool {
        match self {
            Self::To(stage, notice) => {
                content.goes_to(stage);
                content.notice = notice;
            }
            Self::Enter(method, typed, trouble) => {
                content.goes_to(Stage::Enter { method, typed });
                content.trouble = Some(trouble);
            }
            Self::Token(serial, trouble) => {
                content.goes_to(Stage::NewToken { serial });
                content.trouble = Some(trouble);
            }
            Self::Back(trouble) | Self::Wrong(trouble) => {
                content.goes_to(stage.clone());
                content.trouble = Some(trouble);
            }
            Self::Early(step, trouble) => {
                let is_second = content.early.is_some_and(|first| first < step);
                content.early = Some(step);
                content.goes_to(stage.clone());
                content.trouble = Some(if is_second { trouble } else { Trouble::WrongCode });
            }
            Self::Instead(stage, trouble) | Self::Mistaken(stage, trouble) => {
                content.goes_to(stage);
                content.trouble = Some(trouble);
            }
            Self::Proven(proof) => {
                content.proofs.push(proof);
                content.ceremony = None;
                content.goes_to(Stage::Start);
                return true;
            }
            Self::Recognised(recognised, _) => {
                content.recognised = Some(recognised);
                content.goes_to(Stage::Start);
                return true;
            }
            Self::Added(proof, stage) => {
                content.proofs.push(proof);
                content.ceremony = None;
                content.may_change = true;
                content.goes_to(stage);
                content.notice = Some(Notice::Added);
            }
            Self::Ceremony(ceremony) => {
                content.ceremony = Some(ceremony);
                content.ceremonies += 1;
            }
            Self::Ended(_) | Self::Completed => {}
        }
        false
    }

    /// Whether somebody got in by what was meant for when everything else is lost.
    fn uses_a_recovery_code(&self) -> bool {
        matches!(self, Self::Proven(proof) if proof.method.is_fallback())
    }

    /// What the browser is to keep.
    fn cookie(&self) -> Option<BrowserCookie> {
        match self {
            Self::Recognised(_, cookie) => cookie.clone(),
            _ => None,
        }
    }

    const fn is_wrong(&self) -> bool {
        matches!(self, Self::Wrong(_) | Self::Mistaken(..) | Self::Early(..))
    }
}

impl Engine {
    /// Settles a step that was claimed. What a person has shown counts whatever another page of theirs did meanwhile, as
    /// long as the prompt isn't over.
    pub(super) async fn settle_step(&self, claimed: &Claimed, came: Came) -> Result<Done, StoreError> {
        let (now, since) = (self.now(), self.unverified_since());
        let vault = self.vault().await?;
        let fresh = self.fresh_browser(claimed, &came, now).await?;
        let (sid, stage, spent) = (claimed.opened.prompt.sid, claimed.stage.clone(), claimed.spent.clone());
        let account = Some(claimed.opened.prompt.account_sid);
        let over = self.audit_entry(now, account, claimed.actor(), "prompt.ended", sid.to_string());
        let news = News::new(self.dice(), now);
        let teller = if came.uses_a_recovery_code() { self.teller(&claimed.actor()).await? } else { None };
        let settled = self
            .0
            .store
            .write(move |tx| {
                // A secret that was replaced is the browser's whatever became of the prompt.
                let ended_before = |acted| Done { acted, cookie: came.cookie() };
                let Some(prompt) = prompts::get_locked(tx, sid)? else {
                    return Ok(End::Rollback(ended_before(Acted::Unknown)));
                };
                let mut it = vault.open(prompt)?;
                if it.prompt.status_at(now) != PromptStatus::Pending {
                    return Ok(End::Rollback(ended_before(Acted::Over)));
                }
                if let Some((who, then)) = &spent
                    && !came.is_wrong()
                {
                    prompt_wrongs::refund(tx, who, *then)?;
                }
                if came.is_wrong() {
                    it.prompt.wrong += 1;
                }
                let ended = match &came {
                    Came::Ended(how) => Some(*how),
                    _ if it.prompt.wrong >= MAX_PROMPT_WRONG => Some(PromptEnding::Failed),
                    _ => None,
                };
                if let Some(teller) = &teller {
                    teller.tell(tx, (&it.prompt, &it.content), Change::CodeUsed, None)?;
                }
                let is_completed = matches!(came, Came::Completed);
                let has_shown = came.clone().apply(&mut it.content, &stage);
                if has_shown {
                    let factors = factors_of(tx, &it.prompt, since)?;
                    lead::drop_gone(&mut it.content, &factors);
                    it.content.may_change |= lead::may_change(&it.content, &factors);
                }
                let is_through = has_shown && it.prompt.purpose != Purpose::Setup && it.content.is_proven();
                if let Some(how) = ended {
                    it.prompt.status = PromptStatus::Ended { how, at: now };
                } else if is_completed || is_through {
                    it.prompt.status = PromptStatus::Completed { at: now, result: ResultCode::None };
                }
                let is_over = it.prompt.status != PromptStatus::Pending;
                if is_over {
                    it.content.end();
                    let status = it.prompt.status.as_str().to_owned();
                    audit::add(tx, &AuditEntry { detail: Some(status), ..over.clone() })?;
                }
                let mut cookie = came.cookie();
                if let Some(fresh) = fresh.as_ref().filter(|_| is_through && ended.is_none()) {
                    cookie = Some(fresh.remember(tx)?);
                }
                it.prompt.updated_at = now;
                vault.seal(&mut it)?;
                prompts::update(tx, &it.prompt)?;
                news.prompt_became(tx, &it.prompt, Some(&it.content))?;
                let acted = if is_over { Acted::Over } else { Acted::Stay };
                Ok(End::Commit(Done { acted, cookie }))
            })
            .await?;
        Ok(settled)
    }
}

/// Whether a factor could only be set up by who unlocked the authenticator. Of a login its own answer tells.
fn had_to_unlock(factor: &Factor) -> bool {
    config(factor)["user_verification"] == "required"
}

/// That a person has shown a factor, by setting it up or by a code.
pub(super) fn proof(
    factor: &Factor,
    channel: Option<countersign_model::Channel>,
    now: countersign_model::Timestamp,
) -> Option<Proof> {
    let method = lead::method_of(factor)?;
    let is_unlocked = had_to_unlock(factor);
    Some(Proof { method, factor: factor.sid, channel, is_unlocked, at: now.millis() })
}
