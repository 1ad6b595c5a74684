//! What a person's device said, and the number that they typed.

use countersign_keyring::same;
use countersign_messages::Locale;
use countersign_model::{
    Answer, Challenge, ChallengeSid, ChallengeStatus, Factor, PromptEnding, PromptSid, Stage, Trouble,
};
use countersign_store::{End, StoreError, challenges, factors, prompt_pushes, prompts, services};

use super::claim::Claimed;
use super::remember::Remembering;
use super::settle::{Came, proof};
use super::{answer, kept, lead, push};
use crate::Engine;
use crate::factor::Place;

/// What it came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    /// Yes, and the number is the device's.
    Right,
    /// Yes, and it is another number.
    Wrong,
    /// No.
    No,
    /// Nothing yet: the number wasn't looked at.
    Nothing,
    /// Nothing in time, or the question has ended.
    Over,
}

impl Engine {
    /// Looks at the number that the device shows. It is looked at once, and only when the device has said yes: after a wrong
    /// one there is a new question with another number.
    pub(super) async fn answer_by_number(
        &self,
        it: &Claimed,
        factor: &Factor,
        (challenge, number): (ChallengeSid, &str),
        typed: &str,
    ) -> Result<Came, StoreError> {
        let typed = answer::digits(typed);
        let is_right = same(&typed, number);
        let said = self.heard(it, challenge, (!typed.is_empty()).then_some(is_right)).await?;
        let anew = |trouble| Came::Instead(Stage::Prove { factor: factor.sid }, trouble);
        Ok(match said {
            Said::Right => proof(factor, None, self.now()).map_or(Came::Back(Trouble::Gone), Came::Proven),
            Said::Wrong => Came::Mistaken(Stage::Prove { factor: factor.sid }, Trouble::WrongNumber),
            Said::No => Came::Ended(PromptEnding::Denied),
            Said::Nothing if typed.is_empty() => Came::Back(Trouble::Missing),
            Said::Nothing => Came::Back(Trouble::NotApproved),
            Said::Over => anew(Trouble::NoAnswer),
        })
    }

    /// What the device said to the question that this prompt asks. A yes with a number ends the question, whether it is the
    /// right one or not: in the same transaction, so that of two numbers at once one is looked at.
    async fn heard(
        &self,
        it: &Claimed,
        challenge: ChallengeSid,
        is_right: Option<bool>,
    ) -> Result<Said, StoreError> {
        let (now, since) = (self.now(), self.unverified_since());
        let (place, prompt) = (it.place(), it.opened.prompt.sid);
        self.0
            .store
            .write(move |tx| {
                let mut pushes = prompt_pushes::lock(tx, place.service, &place.identity, now)?;
                if pushes.waits != Some((prompt, challenge)) {
                    return Ok(End::Rollback(Said::Over));
                }
                let Some(factor) = factors::lock_challenged(tx, &place.owner(since), challenge)? else {
                    return Ok(End::Rollback(Said::Over));
                };
                let found = challenges::find(tx, factor.entity_sid, challenge)?;
                let said = match (found.map(|challenge| challenge.status_at(now)), is_right) {
                    (Some(ChallengeStatus::Answered { how: Answer::Denied, .. }), _) => Said::No,
                    (Some(ChallengeStatus::Answered { how: Answer::Approved, .. }), Some(true)) => {
                        Said::Right
                    }
                    (Some(ChallengeStatus::Answered { how: Answer::Approved, .. }), Some(false)) => {
                        Said::Wrong
                    }
                    (None | Some(ChallengeStatus::Expired { .. }), _) => Said::Over,
                    (Some(_), _) => return Ok(End::Rollback(Said::Nothing)),
                };
                pushes.end(prompt, challenge);
                if matches!(said, Said::Right | Said::Wrong) {
                    pushes.approved(said == Said::Right, now);
                }
                prompt_pushes::write(tx, place.service, &place.identity, &pushes, now)?;
                Ok(End::Commit(said))
            })
            .await
    }

    /// Ends the prompt whose question a device has just said no to, wherever its browser is. The answer stands whether that
    /// works or not: where it doesn't, the page ends the prompt when it is asked next.
    pub(crate) async fn heard_from_device(&self, challenge: &Challenge) {
        let (sid, ChallengeStatus::Answered { how: Answer::Denied, .. }) = (challenge.sid, challenge.status)
        else {
            return;
        };
        let Some((_, identity)) = challenge.entity.clone() else { return };
        let place = Place { account: challenge.account_sid, service: challenge.service_sid, identity };
        if let Err(error) = self.end_denied(place, sid).await {
            tracing::warn!(%error, challenge = %sid, "a prompt that was denied could not be ended");
        }
    }

    async fn end_denied(&self, place: Place, challenge: ChallengeSid) -> Result<(), StoreError> {
        let asked = place.clone();
        let found = self
            .0
            .store
            .read(move |tx| prompt_pushes::asked_by(tx, asked.service, &asked.identity, challenge));
        let Some(prompt) = found.await? else { return Ok(()) };
        if let Some(claimed) = self.unclaimed(prompt).await? {
            self.settle_step(&claimed, Came::Ended(PromptEnding::Denied)).await?;
        }
        let (now, since) = (self.now(), self.unverified_since());
        self.0
            .store
            .write(move |tx| {
                push::give_up(tx, &place.owner(since), (prompt, challenge), now).map(End::Commit)
            })
            .await
    }

    /// A prompt as no browser has claimed it.
    async fn unclaimed(&self, sid: PromptSid) -> Result<Option<Claimed>, StoreError> {
        let inner = std::sync::Arc::clone(&self.0);
        self.0
            .store
            .read(move |tx| {
                let Some(prompt) = prompts::get(tx, sid)? else { return Ok(None) };
                let Some(service) = services::find(tx, prompt.account_sid, prompt.service_sid)? else {
                    return Ok(None);
                };
                let content = kept::open(&inner, &prompt)?;
                let stage = lead::stage(prompt.purpose, &content, &[]);
                let opened = super::Opened { prompt, content };
                Ok(Some(Claimed {
                    opened,
                    service,
                    factors: Vec::new(),
                    device: None,
                    stage,
                    locale: Locale::ENGLISH,
                    held_until: None,
                    spent: None,
                    known: None,
                    remembering: Remembering::default(),
                }))
            })
            .await
    }
}
