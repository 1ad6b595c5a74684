//! `POST /v2/Services/{ServiceSid}/VerificationCheck`

use std::fmt;

use countersign_model::{Code, Recipient, Timestamp, Transaction};

use super::Upstream;
use super::answer;
use crate::http::{Answered, Unanswered};

/// A code that a person typed, of a verification whose code the upstream made.
pub struct Question<'q> {
    /// Whose.
    pub recipient: &'q Recipient,
    /// What the verification is called there; where that isn't known, whatever lives for the address there is meant.
    pub sid: Option<&'q str>,
    /// What was typed.
    pub code: &'q Code,
    /// What it is to pay for.
    pub payment: Option<&'q Transaction>,
}

/// Without the code: this may end up in a log.
impl fmt::Debug for Question<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").field("recipient", &self.recipient.masked()).finish_non_exhaustive()
    }
}

/// What the upstream makes of it. Reasons hold neither code nor address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is right, plainly: nothing but this lets anybody in.
    Approved,
    /// It is wrong.
    Wrong,
    /// There is no such verification any more.
    Gone,
    /// Its checks are used up there.
    NoneLeft,
    /// It surely didn't look at the code.
    NotAsked {
        /// Why.
        reason: String,
        /// How long it asks to be left alone, in milliseconds.
        retry_after_millis: Option<i64>,
    },
    /// Nobody knows: it may have looked, and may have said yes.
    Lost {
        /// What came in place of an answer.
        reason: String,
    },
}

impl Told {
    /// The outcome as one word, for logs and metrics.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Wrong => "wrong",
            Self::Gone => "not_found",
            Self::NoneLeft => "max_checks",
            Self::NotAsked { .. } => "not_asked",
            Self::Lost { .. } => "lost",
        }
    }
}

impl Upstream {
    /// Asks whether a code is right. Ends within the limit that it was made with.
    pub async fn check(&self, question: &Question<'_>, now: Timestamp) -> Told {
        let target = match question.sid {
            Some(sid) => ("VerificationSid", sid),
            None => ("To", question.recipient.as_str()),
        };
        let mut fields = vec![target, ("Code", question.code.as_str())];
        if let Some(paid) = question.payment {
            fields.extend([("Amount", paid.amount.as_str()), ("Payee", paid.payee.as_str())]);
        }
        let asked = self.http.question(self.post(&["VerificationCheck"], &fields), now);
        match tokio::time::timeout(self.limit, asked).await {
            Ok(Ok(answered)) => judge(&answered, question),
            Ok(Err(Unanswered::Unheard(why))) => {
                Told::NotAsked { reason: format!("no connection: {why}"), retry_after_millis: None }
            }
            Ok(Err(Unanswered::Lost(why))) => Told::Lost { reason: format!("no answer: {why}") },
            Err(_) => Told::Lost { reason: "no answer within the time limit".to_owned() },
        }
    }
}

fn judge(answered: &Answered, question: &Question<'_>) -> Told {
    let not_asked =
        || Told::NotAsked { reason: answer::sentence(answered), retry_after_millis: answered.retry_after() };
    let lost = || Told::Lost { reason: answer::sentence(answered) };
    if answered.is_success() {
        let shown = answer::shown(answered, question.recipient)
            .filter(|shown| question.sid.is_none_or(|sid| sid == shown.sid));
        return match shown.as_ref().map(|shown| (shown.status.as_str(), shown.valid)) {
            Some(("approved", Some(true))) => Told::Approved,
            Some(("pending", Some(false))) => Told::Wrong,
            _ => Told::Lost { reason: format!("answered {} with something unexpected", answered.status) },
        };
    }
    // A refusal that is not in their form may be anybody's.
    match (answered.status, answer::code(answered).as_deref()) {
        (404, Some("20404")) => Told::Gone,
        (429, Some("60202")) => Told::NoneLeft,
        // A code that can't be one, by their rules.
        (400, Some("60200")) => Told::Wrong,
        (400..=499, Some(_)) | (401 | 403 | 429, None) => not_asked(),
        _ => lost(),
    }
}
