//! What a browser can do.

use countersign_model::{Channel, FactorName, Method, Notice, PromptEnding, Purpose, Stage, Trouble, reach};
use countersign_store::StoreError;

use super::claim::{Claim, Claimed, Visit};
use super::lead;
use super::remember::BrowserCookie;
use super::settle::Came;
use crate::Engine;

/// The button that was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the button of the same name")]
pub enum Pressed {
    Continue,
    Choose(String),
    Send(Channel),
    Again,
    Another,
    Change,
    Add,
    Rename(String),
    Remove(String),
    NewCodes,
    Remembered,
    Forget(String),
    Back,
    Finish,
    Cancel,
}

/// What was typed, as it came; empty where there was no field.
#[derive(Clone, Default)]
#[expect(missing_docs, reason = "each is the field of the same name")]
pub struct Typed {
    pub phone: String,
    pub email: String,
    pub code: String,
    pub next_code: String,
    pub serial: String,
    pub name: String,
    pub saved: bool,
}

/// Shows nothing of it.
impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed")
    }
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acted {
    /// The person goes on, at whatever page is next.
    Stay,
    /// The prompt is over.
    Over,
    /// The page was of a step that is over; nothing was done.
    Stale,
    /// The prompt belongs to another browser.
    Elsewhere,
    /// There is none.
    Unknown,
}

/// What became of it, and what the browser is to keep.
#[derive(Clone, Debug)]
pub struct Done {
    /// What became of it.
    pub acted: Acted,
    /// A cookie by which the browser is remembered from now on.
    pub cookie: Option<BrowserCookie>,
}

/// With nothing to keep.
impl From<Acted> for Done {
    fn from(acted: Acted) -> Self {
        Self { acted, cookie: None }
    }
}

impl Engine {
    /// Does what a browser asks, once.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn act_on_prompt(
        &self,
        visit: &Visit,
        pressed: &Pressed,
        typed: &Typed,
    ) -> Result<Done, StoreError> {
        let claimed = match self.claim_step(visit, pressed).await? {
            Claim::Taken(claimed) => *claimed,
            Claim::Stale => return Ok(Acted::Stale.into()),
            Claim::Over => return Ok(Acted::Over.into()),
            Claim::Elsewhere => return Ok(Acted::Elsewhere.into()),
            Claim::Unknown => return Ok(Acted::Unknown.into()),
        };
        reach("prompt.claimed");
        let came = self.came_of(&claimed, pressed, typed).await?;
        reach("prompt.worked");
        let acted = self.settle_step(&claimed, came).await;
        reach("prompt.settled");
        acted
    }

    async fn came_of(&self, it: &Claimed, pressed: &Pressed, typed: &Typed) -> Result<Came, StoreError> {
        if let Some(until) = it.held_until {
            return Ok(Came::Back(Trouble::TooMany { until: until.millis() }));
        }
        let proves = lead::has_to_prove(it.opened.prompt.purpose, &it.opened.content, &it.factors);
        if let Some(device) = it.device.as_ref().filter(|_| *pressed != Pressed::Cancel) {
            // It was let in by somebody whose method is gone by now.
            if proves {
                self.delete_factor(it.place(), device.sid, it.actor()).await?;
                return Ok(Came::To(Stage::Start, None));
            }
            // It is there, whichever button was pressed before the page said so.
            return self.added(it, device, None).await;
        }
        self.leave_page(it, pressed).await?;
        Ok(match pressed {
            Pressed::Cancel => Came::Ended(PromptEnding::Canceled),
            Pressed::Another if proves => Came::To(Stage::Choose, None),
            Pressed::Back if proves => Came::To(Stage::Start, None),
            Pressed::Choose(about) if proves => choose_way(it, about),
            Pressed::Remembered if proves => self.let_in_remembered(it).await?,
            _ if proves => self.prove(it, pressed, typed).await?,
            Pressed::Another | Pressed::Add => Came::To(Stage::Choose, None),
            Pressed::Back => Came::To(Stage::Start, None),
            _ => self.set_up(it, pressed, typed).await?,
        })
    }

    /// Shows one of the person's factors.
    async fn prove(&self, it: &Claimed, pressed: &Pressed, typed: &Typed) -> Result<Came, StoreError> {
        let Some(factor) = it.stage.factor().and_then(|sid| it.factor(sid)).cloned() else {
            return Ok(Came::To(Stage::Start, None));
        };
        match (pressed, &it.stage) {
            (Pressed::Send(channel), _) => self.send_to_factor(it, &factor, *channel, false).await,
            (Pressed::Again, Stage::Sent { channel, .. }) => {
                self.send_to_factor(it, &factor, *channel, true).await
            }
            (Pressed::Again, Stage::Asked { .. }) => self.ask_device(it, &factor, true).await,
            (Pressed::Continue, Stage::Asked { challenge, number, .. }) => {
                self.answer_by_number(it, &factor, (*challenge, number), &typed.code).await
            }
            (Pressed::Continue, Stage::Sent { verification, channel, .. }) => {
                self.answer_by_message(it, &factor, *verification, *channel, &typed.code).await
            }
            (Pressed::Continue, Stage::Prove { .. }) => match lead::method_of(&factor) {
                Some(Method::Push) => self.ask_device(it, &factor, false).await,
                Some(Method::Email) => self.send_to_factor(it, &factor, Channel::Email, false).await,
                Some(
                    method @ (Method::Totp | Method::HardwareTotp | Method::Hotp | Method::RecoveryCodes),
                ) => self.answer_by_code(it, &factor, method, &typed.code).await,
                // A phone is sent something by text or call, a passkey has requests of its own.
                Some(Method::Phone | Method::Passkeys) | None => Ok(stays(it)),
            },
            _ => Ok(stays(it)),
        }
    }
}

/// A button that this page doesn't have: nothing happens.
pub(super) fn stays(it: &Claimed) -> Came {
    Came::To(it.stage.clone(), None)
}

/// Another of the person's factors.
fn choose_way(it: &Claimed, about: &str) -> Came {
    let ways = lead::ways(it.opened.prompt.purpose, &it.opened.content, &it.factors);
    let chosen = ways.into_iter().find(|factor| factor.sid.to_string() == about);
    chosen.map_or(Came::Back(Trouble::Gone), |factor| Came::To(Stage::Prove { factor: factor.sid }, None))
}

impl Claimed {
    /// Whether the person may finish a set-up: they have a method by now.
    pub(super) fn can_finish(&self) -> bool {
        self.opened.prompt.purpose == Purpose::Setup && lead::lasting(&self.factors) > 0
    }
}

/// The name that was typed for a factor.
pub(super) fn factor_name(typed: &str) -> Option<FactorName> {
    FactorName::parse(typed.trim()).ok()
}

/// That something was done, on the way to the list.
pub(super) const fn listed(notice: Notice) -> Came {
    Came::To(Stage::Methods, Some(notice))
}
