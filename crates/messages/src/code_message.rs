//! What is to be said, before any language.

use std::fmt;

/// A code on its way to a person. The texts show every field exactly as given.
#[derive(Clone, Copy)]
pub struct CodeMessage<'a> {
    /// The name of the application that the person knows.
    pub friendly_name: &'a str,
    /// The code.
    pub code: &'a str,
    /// How many minutes of the code's life are left, as a person counts them: rounded up. Only e-mails say it.
    pub minutes: u32,
    /// What the code approves, if it approves a payment.
    pub transaction: Option<Transaction<'a>>,
    /// The hash by which an Android app recognises an SMS meant for it (SMS Retriever API). SMS only.
    pub app_hash: Option<&'a str>,
    /// The page that asks for the code: phones fill it in there, and nowhere else. SMS only, where it costs no further one.
    pub domain: Option<&'a str>,
    /// Whether to add the warning not to share the code (behaviour map 5, DoNotShareWarningEnabled).
    pub do_not_share: bool,
}

/// A payment to approve. PSD2 wants the payer told amount and payee along with the code (Delegated Regulation
/// (EU) 2018/389, article 5), so every text with a transaction names both.
#[derive(Clone, Copy)]
pub struct Transaction<'a> {
    /// The amount with its currency, such as `39.99 EUR`.
    pub amount: &'a str,
    /// Who gets it.
    pub payee: &'a str,
}

/// Without the code and the payment: this may land in a log.
impl fmt::Debug for CodeMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeMessage")
            .field("friendly_name", &self.friendly_name)
            .field("minutes", &self.minutes)
            .field("do_not_share", &self.do_not_share)
            .finish_non_exhaustive()
    }
}
