//! The code of a verification: derived when needed, stored nowhere.

use countersign_keyring::{CodeInput, Place};
use countersign_model::{Approval, Code, CodeSource, Timestamp, Verification};
use countersign_store::DbError;

use crate::engine::Inner;

/// What a code is for; codes of other purposes will differ even where all else is equal.
const PURPOSE: &str = "verification";

/// The same of what an application shows while a call asks for an approval.
const APPROVAL_PURPOSE: &str = "approval";

/// Where a caller's own code is sealed.
pub(super) const fn place(sid: &str) -> Place<'_> {
    Place { table: "verifications", row: sid, column: "code_sealed" }
}

impl Inner {
    /// The code that was and will be sent for `verification`.
    ///
    /// # Errors
    /// When the key is gone or a sealed code was tampered with: no check can then succeed.
    pub(crate) fn code_of(&self, verification: &Verification) -> Result<Code, DbError> {
        match &verification.code {
            CodeSource::Derived { key_id, length } => {
                self.digits(verification, key_id, *length, PURPOSE).map(Code::derived)
            }
            CodeSource::Approval(_) => Err(DbError::unreadable("verifications.code_length")),
            CodeSource::Upstream => {
                Err(DbError::unreadable("verifications.upstream: its code is not known here"))
            }
            CodeSource::Custom { sealed } => {
                let sid = verification.sid.to_string();
                let opened = self
                    .opening_keys()
                    .open(place(&sid), sealed)
                    .map_err(|_| DbError::unreadable("verifications.code_sealed"))?;
                let text = std::str::from_utf8(&opened)
                    .map_err(|_| DbError::unreadable("verifications.code_sealed"))?;
                Code::parse_custom(text).map_err(|_| DbError::unreadable("verifications.code_sealed"))
            }
            // Whoever asks for it wants to send it.
            CodeSource::TestNumber => Err(DbError::unreadable("verifications.code_key")),
        }
    }

    /// The two digits that an application shows while a call asks for an approval: 10 to 89, so that 9 is free to report
    /// it. Derived like a code and stored nowhere.
    ///
    /// # Errors
    /// When the key is gone.
    pub(crate) fn approval_digits(
        &self,
        verification: &Verification,
        approval: &Approval,
    ) -> Result<String, DbError> {
        let derived = self.digits(verification, &approval.key_id, 9, APPROVAL_PURPOSE)?;
        let number: u64 = derived.parse().map_err(|_| DbError::unreadable("verifications.code_key"))?;
        // Of a thousand million numbers the remainder favours none that anybody could tell.
        Ok((10 + number % 80).to_string())
    }

    fn digits(
        &self,
        verification: &Verification,
        key_id: &str,
        length: u8,
        purpose: &str,
    ) -> Result<String, DbError> {
        let paid = verification.transaction.as_ref();
        let input = CodeInput {
            account: &verification.account_sid.to_string(),
            service: &verification.service_sid.to_string(),
            sid: &verification.sid.to_string(),
            recipient: verification.recipient.as_str(),
            amount: paid.map(|paid| paid.amount.as_str()),
            payee: paid.map(|paid| paid.payee.as_str()),
            length,
            purpose,
        };
        let derived = self.opening_keys().derive_code(key_id, &input);
        derived.map_err(|_| DbError::unreadable("verifications.code_key"))
    }

    /// The code that is right for `verification` at `now`; none for a test number that has ended meanwhile or that the
    /// configuration no longer has.
    ///
    /// # Errors
    /// As [`Inner::code_of`].
    pub(super) fn right_code(
        &self,
        verification: &Verification,
        now: Timestamp,
    ) -> Result<Option<Code>, DbError> {
        if !verification.is_test() {
            return self.code_of(verification).map(Some);
        }
        let found = self.test_numbers.find(verification.service_sid, &verification.recipient, now);
        Ok(found.map(|it| it.code().clone()))
    }
}
