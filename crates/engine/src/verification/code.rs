//! The code of a verification: derived when needed, stored nowhere.

use countersign_keyring::{CodeInput, Place};
use countersign_model::{Code, CodeSource, Verification};
use countersign_store::DbError;

use crate::engine::Inner;

/// What a code is for; codes of other purposes will differ even where all else is equal.
const PURPOSE: &str = "verification";

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
        let sid = verification.sid.to_string();
        match &verification.code {
            CodeSource::Derived { key_id, length } => {
                let paid = verification.transaction.as_ref();
                let input = CodeInput {
                    account: &verification.account_sid.to_string(),
                    service: &verification.service_sid.to_string(),
                    sid: &sid,
                    recipient: verification.recipient.as_str(),
                    amount: paid.map(|paid| paid.amount.as_str()),
                    payee: paid.map(|paid| paid.payee.as_str()),
                    length: *length,
                    purpose: PURPOSE,
                };
                let digits = self.opening_keys().derive_code(key_id, &input);
                digits.map(Code::derived).map_err(|_| DbError::unreadable("verifications.code_key"))
            }
            CodeSource::Upstream => {
                Err(DbError::unreadable("verifications.upstream: its code is not known here"))
            }
            CodeSource::Custom { sealed } => {
                let opened = self
                    .opening_keys()
                    .open(place(&sid), sealed)
                    .map_err(|_| DbError::unreadable("verifications.code_sealed"))?;
                let text = std::str::from_utf8(&opened)
                    .map_err(|_| DbError::unreadable("verifications.code_sealed"))?;
                Code::parse_custom(text).map_err(|_| DbError::unreadable("verifications.code_sealed"))
            }
        }
    }
}
