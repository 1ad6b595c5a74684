//! What is told of verifications. Only of those that began while a webhook of their service wanted to hear of some: the
//! verification's own row says so, so that all others cost nothing.

use countersign_model::{AttemptSid, Dice, Ending, EventType, Status, Timestamp, Verification};
use countersign_store::{DbError, WriteTx, verifications};

use super::Event;

/// What one transaction has to tell of verifications or of prompts, with its chance drawn before.
#[derive(Clone, Copy)]
pub(crate) struct News {
    drawn: [u8; 12],
    pub(super) at: Timestamp,
}

impl News {
    pub(crate) fn new(dice: &dyn Dice, at: Timestamp) -> Self {
        Self { drawn: dice.draw(), at }
    }

    /// It began.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn began(self, tx: &mut WriteTx<'_>, it: &Verification) -> Result<(), DbError> {
        if !it.is_told {
            return Ok(());
        }
        self.event(EventType::VerificationCreated, it, it.created_at).write(tx)
    }

    /// It ended, if it did: `before` is how it stood. Its row is locked.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn ended(
        self,
        tx: &mut WriteTx<'_>,
        before: Status,
        it: &Verification,
    ) -> Result<(), DbError> {
        let Status::Ended { how, at } = it.status else { return Ok(()) };
        if !it.is_told || before == it.status {
            return Ok(());
        }
        let what = match how {
            Ending::Approved => EventType::VerificationApproved,
            Ending::Canceled => EventType::VerificationCanceled,
            Ending::Exhausted => EventType::VerificationMaxAttemptsReached,
            Ending::Expired => EventType::VerificationExpired,
        };
        self.event(what, it, at).write(tx)
    }

    /// Writes down that its time was over, if that is so and nobody has yet. Its row is locked.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn expired(self, tx: &mut WriteTx<'_>, mut it: Verification) -> Result<(), DbError> {
        let before = it.status;
        it.status = it.status_at(self.at);
        if it.status == before {
            return Ok(());
        }
        verifications::expire(tx, it.sid, self.at)?;
        self.ended(tx, before, &it)
    }

    /// A message of it was taken by a provider.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn sent(
        self,
        tx: &mut WriteTx<'_>,
        attempt: AttemptSid,
        it: &Verification,
    ) -> Result<(), DbError> {
        self.of_attempt(tx, EventType::VerificationSent, attempt, it)
    }

    /// A message of it arrived.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn delivered(
        self,
        tx: &mut WriteTx<'_>,
        attempt: AttemptSid,
        it: &Verification,
    ) -> Result<(), DbError> {
        self.of_attempt(tx, EventType::VerificationDelivered, attempt, it)
    }

    fn of_attempt(
        self,
        tx: &mut WriteTx<'_>,
        what: EventType,
        attempt: AttemptSid,
        it: &Verification,
    ) -> Result<(), DbError> {
        if !it.is_told {
            return Ok(());
        }
        let mut event = self.event(what, it, self.at);
        // The way of this message: another may have been sent by another way since.
        if let Some(mark) = it.sends.iter().find(|mark| mark.attempt_sid == attempt) {
            event.say("channel", mark.channel.as_str());
        }
        event.say("attempt_sid", attempt.to_string());
        event.write(tx)
    }

    /// Never the code. The address only in the second version.
    fn event(self, what: EventType, it: &Verification, at: Timestamp) -> Event {
        let sid = it.sid.to_string();
        let mut event = Event::new(what, (it.service_sid, sid.clone()), self.chance_of(what, &sid), self.at);
        event.say("account_sid", it.account_sid.to_string());
        event.say("verification_sid", sid);
        event.say("status", it.status_at(self.at).as_str());
        event.say("channel", it.channel.as_str());
        event.say("date", at.to_string());
        event.say("to", it.recipient.as_str());
        if let Some(tags) = &it.tags {
            event.say("tags", tags.as_str());
        }
        event
    }

    /// The chance of one event. A transaction may tell of several: each is another thing, or about another verification.
    pub(super) fn chance_of(self, what: EventType, sid: &str) -> [u8; 12] {
        let mut chance = self.drawn;
        for (byte, letter) in chance.iter_mut().zip(sid.bytes().rev()) {
            *byte ^= letter;
        }
        chance[11] ^= what as u8;
        chance
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_model::MockDice;

    #[test]
    fn what_one_transaction_tells_has_a_name_for_each_thing_and_each_verification() {
        let news = News::new(&MockDice::new(1), Timestamp::from_millis(0));
        let sids = ["VE0000000000000000000000000000000a", "VE0000000000000000000000000000000b"];
        let of = |what: EventType| sids.map(|sid| news.chance_of(what, sid));
        let mut all: Vec<_> = EventType::ALL.iter().flat_map(|what| of(*what)).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), EventType::ALL.len() * sids.len());
    }
}
