//! What prompts ask of a person's devices, all of theirs together: whoever has the password must not be able to make a phone
//! ring until its owner says yes.

use crate::{ChallengeSid, Moments, PromptSid, Timestamp, Window};

/// How long the next question waits for an answer to this one, in milliseconds.
const PACE: i64 = 30_000;
/// Questions that let nobody in, in an hour and in a day.
const WINDOWS: [Window; 2] = [Window::an_hour(5), Window::a_day(15)];

/// What was asked of a person's devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushes {
    /// The one question that waits, and whose it is.
    pub waits: Option<(PromptSid, ChallengeSid)>,
    /// When there were questions in the last day, those left out that let somebody in.
    pub asked: Moments,
    /// Before this none is asked.
    pub free_at: Timestamp,
}

/// Why a device isn't asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPush {
    /// One was asked just now.
    TooSoon {
        /// Until when there is none.
        until: Timestamp,
    },
    /// Too many let nobody in.
    TooMany {
        /// Until when there is none.
        until: Timestamp,
    },
}

impl Pushes {
    /// Of somebody who was never asked.
    #[must_use]
    pub fn none() -> Self {
        Self { waits: None, asked: Moments::default(), free_at: Timestamp::from_millis(0) }
    }

    /// Asks, for this prompt by this challenge; tells the challenge that it takes the place of.
    ///
    /// # Errors
    /// [`NoPush`].
    pub fn ask(
        &mut self,
        prompt: PromptSid,
        challenge: ChallengeSid,
        now: Timestamp,
    ) -> Result<Option<ChallengeSid>, NoPush> {
        let full = WINDOWS.iter().filter_map(|window| self.asked.frees_at(*window, now)).max();
        if let Some(until) = full {
            return Err(NoPush::TooMany { until });
        }
        if now < self.free_at {
            return Err(NoPush::TooSoon { until: self.free_at });
        }
        self.asked.add(now);
        self.free_at = now.plus_millis(PACE);
        let before = self.waits.replace((prompt, challenge));
        Ok(before.map(|(_, challenge)| challenge))
    }

    /// Ends the question that waits, if it is this one; tells whether it was.
    pub fn end(&mut self, prompt: PromptSid, challenge: ChallengeSid) -> bool {
        self.waits.take_if(|waits| *waits == (prompt, challenge)).is_some()
    }

    /// The one that just ended was approved: the person is there, and may be asked again at once. If they came in by it, it
    /// doesn't count.
    pub fn approved(&mut self, came_in: bool, now: Timestamp) {
        let asked_at = self.free_at.plus_millis(-PACE);
        if came_in {
            self.asked.take_back(asked_at);
        }
        self.free_at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MockDice;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + seconds * 1000)
    }

    fn sids() -> impl FnMut() -> (PromptSid, ChallengeSid) {
        let dice = MockDice::new(1);
        move || (PromptSid::new(at(0), &dice), ChallengeSid::new(at(0), &dice))
    }

    #[test]
    fn one_question_waits_and_the_next_takes_its_place_after_half_a_minute() {
        let (mut next, mut pushes) = (sids(), Pushes::none());
        let ((ann, first), (eve, second)) = (next(), next());
        assert_eq!(pushes.ask(ann, first, at(0)), Ok(None));
        assert_eq!(pushes.ask(eve, second, at(29)), Err(NoPush::TooSoon { until: at(30) }));
        assert_eq!(pushes.ask(eve, second, at(30)), Ok(Some(first)));
        assert!(!pushes.end(ann, first) && !pushes.end(ann, second) && pushes.end(eve, second));
        assert!(!pushes.end(eve, second), "it ends once");
        // Giving a question up makes room for none.
        assert_eq!(pushes.ask(ann, first, at(31)), Err(NoPush::TooSoon { until: at(60) }));
    }

    #[test]
    fn five_an_hour_and_fifteen_a_day_may_let_nobody_in() {
        let (mut next, mut pushes, mut asked) = (sids(), Pushes::none(), Vec::new());
        let (prompt, challenge) = next();
        for second in (0..86_400).step_by(30) {
            match pushes.ask(prompt, challenge, at(second)) {
                Ok(_) => asked.push(second),
                Err(NoPush::TooMany { until }) => assert!(until > at(second)),
                Err(refused) => panic!("{refused:?}"),
            }
            // Yes without the number lets nobody in.
            if pushes.end(prompt, challenge) {
                pushes.approved(false, at(second));
            }
        }
        assert_eq!(asked.len(), 15);
        assert_eq!(asked[..6], [0, 30, 60, 90, 120, 3600]);
        assert_eq!(pushes.ask(prompt, challenge, at(86_400)), Ok(None));
    }

    #[test]
    fn who_comes_in_each_time_is_asked_as_often_as_they_like() {
        let (mut next, mut pushes) = (sids(), Pushes::none());
        for second in 0..1000 {
            let (prompt, challenge) = next();
            assert_eq!(pushes.ask(prompt, challenge, at(second)), Ok(None));
            assert!(pushes.end(prompt, challenge));
            pushes.approved(true, at(second));
        }
        assert_eq!(pushes.asked, Moments::default());
    }
}
