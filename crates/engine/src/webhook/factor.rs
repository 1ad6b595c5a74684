//! What is told of factors and their challenges.

use countersign_model::{Answer, Challenge, EventType, Factor, Timestamp};
use countersign_store::{DbError, WriteTx};

use super::Event;
use crate::factor::kind_of;

impl Event {
    /// Something happened to a factor.
    pub(crate) fn of_factor(what: EventType, factor: &Factor, drawn: [u8; 12], at: Timestamp) -> Self {
        let mut it = Self::new(what, (factor.service_sid, factor.sid.to_string()), drawn, at);
        it.say("account_sid", factor.account_sid.to_string());
        it.say("entity_identity", factor.identity.as_str());
        it.say("factor_sid", factor.sid.to_string());
        it.say("factor_type", factor.kind.as_str());
        it.say("factor_friendly_name", factor.friendly_name.as_str());
        if let Some(metadata) = &factor.metadata {
            it.say("factor_metadata", metadata.to_text());
        }
        it
    }

    /// A challenge for a factor was answered.
    ///
    /// # Errors
    /// When what was asked can't be written as JSON.
    pub(crate) fn of_challenge(
        answer: Answer,
        challenge: &Challenge,
        factor: &Factor,
        drawn: [u8; 12],
        at: Timestamp,
    ) -> Result<Self, DbError> {
        let what = match answer {
            Answer::Approved => EventType::ChallengeApproved,
            Answer::Denied => EventType::ChallengeDenied,
        };
        let mut it = Self::of_factor(what, factor, drawn, at);
        it.say("challenge_sid", challenge.sid.to_string());
        if let Some(details) = &challenge.details {
            let details =
                serde_json::to_string(details).map_err(|_| DbError::unreadable("challenges.details"))?;
            it.say("challenge_details", details);
        }
        if let Some(hidden) = &challenge.hidden_details {
            it.say("challenge_hidden_details", hidden.to_text());
        }
        if let Some(metadata) = &challenge.metadata {
            it.say("challenge_metadata", metadata.to_text());
        }
        Ok(it)
    }

    /// Writes it down for every webhook that wants it, as [`Event::write`] does. Of kinds that Twilio doesn't have nothing is
    /// told: an application that was written for it wouldn't know them.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn write_of(self, tx: &mut WriteTx<'_>, factor: &Factor) -> Result<(), DbError> {
        if kind_of(&factor.kind)?.is_twilios() { self.write(tx) } else { Ok(()) }
    }
}
