//! What is different for a test number: nothing is sent, it dies with its number, and it is never joined with a person's.

use countersign_keyring::Keyring;
use countersign_model::{
    Attempt, AttemptState, CodeSource, Service, Standing, TEST_NUMBER, TestNumber, Timestamp, Verification,
};
use countersign_store::{DbError, WriteTx, attempts};

use super::StartVerification;
use super::draft::Draft;
use crate::engine::Inner;

impl Inner {
    /// The test number that a create is for, if it is for one.
    pub(super) fn test_number(&self, wanted: &StartVerification, now: Timestamp) -> Option<&TestNumber> {
        self.test_numbers.find(wanted.service, &wanted.recipient, now)
    }

    /// Whether a create is for a test number.
    pub(super) fn is_test_number(&self, wanted: &StartVerification, now: Timestamp) -> bool {
        self.test_number(wanted, now).is_some()
    }
}

impl Draft {
    /// Where the code comes from: a test number's own, even where the caller brings another.
    pub(super) fn code(&self, keys: &Keyring, service: &Service) -> CodeSource {
        match self.test_until {
            Some(_) => CodeSource::TestNumber,
            None => self.carriers.code(&self.wanted, self.custom.as_ref(), keys, service),
        }
    }

    /// When the code dies: a test number's with the number, if that is sooner.
    pub(super) fn expires_at(&self, service: &Service) -> Timestamp {
        let expires_at = self.mark.at.plus_millis(service.settings.verification_ttl.millis());
        self.test_until.map_or(expires_at, |until| until.min(expires_at))
    }

    /// A live verification is joined by its own kind only. The configuration may have changed since it was made: joined,
    /// a person's code would become one that the configuration names, or a test number would be sent something.
    pub(super) fn kept_apart(&self, live: &Verification, standing: Standing) -> Standing {
        match standing {
            Standing::Join if live.is_test() != self.test_until.is_some() => {
                Standing::Replace { sends_used: live.sends_used, checks_used: live.checks_used }
            }
            standing => standing,
        }
    }

    /// Writes an attempt that is over, and no errand: there is nothing that a worker could take to a provider.
    pub(super) fn post_nothing(
        &self,
        tx: &mut WriteTx<'_>,
        verification: &Verification,
    ) -> Result<(), DbError> {
        let (wanted, now) = (&self.wanted, self.mark.at);
        attempts::insert(
            tx,
            &Attempt {
                sid: self.mark.attempt_sid,
                account_sid: wanted.account,
                service_sid: wanted.service,
                verification_sid: verification.sid,
                channel: wanted.channel,
                state: AttemptState::Dropped,
                tries: 0,
                provider: Some(TEST_NUMBER.to_owned()),
                provider_id: None,
                error: Some("a test number: nothing is sent".to_owned()),
                receipt: None,
                journal: Vec::new(),
                created_at: now,
                updated_at: now,
            },
        )?;
        let (sid, service, to) = (verification.sid, wanted.service, wanted.recipient.masked());
        tx.after_commit(move || {
            tracing::info!(
                test_number = true,
                verification.sid = %sid,
                %service,
                to,
                "a test number: nothing is sent"
            );
        });
        Ok(())
    }
}
