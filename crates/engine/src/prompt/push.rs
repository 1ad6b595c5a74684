//! Asking a person's device. It shows a number that only it has, and the page wants that number: who is made to press yes
//! lets nobody in who doesn't see their device.
//!
//! The number stands among what the device shows and signs, so any app that shows a challenge's details will do, however old.

use countersign_messages::{Locale, Question, QuestionText, Transaction};
use countersign_model::{
    CHALLENGE_MILLIS, ChallengeSid, Confirm, DetailField, Details, Dice, Factor, NoPush, Notice, PromptSid,
    Purpose, Stage, StringMap, Timestamp, Trouble,
};
use countersign_store::factors::Owner;
use countersign_store::{DbError, End, StoreError, WriteTx, challenges, factors, prompt_pushes};

use super::answer::refused;
use super::claim::Claimed;
use super::settle::Came;
use crate::Engine;
use crate::challenge::CreateChallenge;
use crate::factor::{FactorError, Place};

impl Engine {
    /// Asks one of the person's devices, unless they were asked just now or too often in vain. The question before, whichever
    /// prompt it was of, ends.
    pub(super) async fn ask_device(
        &self,
        it: &Claimed,
        factor: &Factor,
        is_again: bool,
    ) -> Result<Came, StoreError> {
        let (now, number) = (self.now(), number(self.dice()));
        let (prompt, challenge) = (it.opened.prompt.sid, ChallengeSid::new(now, self.dice()));
        let again_at = match self.line_up_device(it.place(), prompt, challenge).await? {
            Ok(again_at) => again_at,
            Err(NoPush::TooSoon { until }) => {
                return Ok(Came::Back(Trouble::TooSoon { until: until.millis() }));
            }
            Err(NoPush::TooMany { until }) => {
                return Ok(Came::Back(Trouble::TooMany { until: until.millis() }));
            }
        };
        let wanted = CreateChallenge {
            place: it.place(),
            factor: factor.sid,
            expires_at: Some(now.plus_millis(CHALLENGE_MILLIS).min(it.opened.prompt.expires_at)),
            details: Some(self.details(it, &number)),
            // Whoever lists challenges or hears of them sees that it is no login of its own.
            hidden_details: StringMap::parse(
                &serde_json::json!({ "prompt": prompt.to_string() }).to_string(),
            )
            .ok(),
            auth_payload: None,
        };
        match self.create_named_challenge(challenge, wanted).await {
            Ok(_) => {
                let stage = Stage::Asked { factor: factor.sid, challenge, number, again_at };
                Ok(Came::To(stage, is_again.then_some(Notice::AskedAgain)))
            }
            Err(FactorError::Store(error)) => Err(error),
            Err(FactorError::Refused(refusal)) => Ok(refused(refusal)),
        }
    }

    /// Has the place of the one question that waits for the person; tells when there may be another.
    async fn line_up_device(
        &self,
        place: Place,
        prompt: PromptSid,
        challenge: ChallengeSid,
    ) -> Result<Result<i64, NoPush>, StoreError> {
        let (now, since) = (self.now(), self.unverified_since());
        self.0
            .store
            .write(move |tx| {
                let mut pushes = prompt_pushes::lock(tx, place.service, &place.identity, now)?;
                let before = match pushes.ask(prompt, challenge, now) {
                    Ok(before) => before,
                    Err(refused) => return Ok(End::Rollback(Err(refused))),
                };
                if let Some(before) = before
                    && factors::lock_challenged(tx, &place.owner(since), before)?.is_some()
                {
                    challenges::end(tx, before, now)?;
                }
                prompt_pushes::write(tx, place.service, &place.identity, &pushes, now)?;
                Ok(End::Commit(Ok(pushes.free_at.millis())))
            })
            .await
    }

    /// What the device shows, in the language of the page: what is approved is what is signed.
    fn details(&self, it: &Claimed, number: &str) -> Details {
        let content = &it.opened.content;
        let question = match &content.confirm {
            Some(Confirm::Text(text)) => Question::Text(text.as_str()),
            Some(Confirm::Payment { amount, payee }) => {
                Question::Payment(Transaction { amount: amount.as_str(), payee: payee.as_str() })
            }
            None if it.opened.prompt.purpose == Purpose::Setup => Question::SetUp,
            None => Question::Login,
        };
        let locale = content.locale.as_deref().and_then(Locale::lookup).unwrap_or(it.locale);
        let name = it.service.friendly_name.as_str();
        let QuestionText { message, fields } = self.0.texts.question(locale, name, question, number);
        let fields = fields.into_iter().map(|(label, value)| DetailField { label, value }).collect();
        Details { message: Some(message), date: None, fields }
    }
}

/// Ends a question that its prompt asks no more.
pub(super) fn give_up(
    tx: &mut WriteTx<'_>,
    owner: &Owner<'_>,
    (prompt, challenge): (PromptSid, ChallengeSid),
    now: Timestamp,
) -> Result<(), DbError> {
    let mut pushes = prompt_pushes::lock(tx, owner.service, owner.identity, now)?;
    if !pushes.end(prompt, challenge) {
        return Ok(());
    }
    if factors::lock_challenged(tx, owner, challenge)?.is_some() {
        challenges::end(tx, challenge, now)?;
    }
    prompt_pushes::write(tx, owner.service, owner.identity, &pushes, now)
}

/// Two digits, each pair as likely as any other.
fn number(dice: &dyn Dice) -> String {
    loop {
        if let Some(drawn) = dice.draw::<16>().into_iter().find(|octet| *octet < 200) {
            return format!("{:02}", drawn % 100);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use countersign_model::MockDice;

    use super::*;

    #[test]
    fn a_number_has_two_digits_and_none_is_likelier_than_another() {
        let (dice, mut drawn) = (MockDice::new(1), BTreeMap::new());
        for _ in 0..20_000 {
            *drawn.entry(number(&dice)).or_insert(0) += 1;
        }
        assert_eq!(drawn.len(), 100);
        // 200 each; five deviations are 70.
        assert!(
            drawn.iter().all(|(number, times)| number.len() == 2 && (130..270).contains(times)),
            "{drawn:?}"
        );
    }
}
