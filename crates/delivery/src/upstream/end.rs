//! `POST /v2/Services/{ServiceSid}/Verifications/{Sid}`

use countersign_model::{Ending, Recipient, Timestamp};

use super::Upstream;
use super::answer;
use crate::http::Unanswered;

/// What came of telling an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It knows, or has no such verification any more.
    Told,
    /// To be told again.
    Later {
        /// Why; holds no address.
        reason: String,
        /// How long it asks to be left alone, in milliseconds.
        retry_after_millis: Option<i64>,
    },
    /// It won't hear of it.
    Never {
        /// Why; holds no address.
        reason: String,
    },
}

impl Upstream {
    /// Tells how a verification ended here: approved, so that its figures are right, or anything else, so that the address
    /// is free there too. Telling it twice does no harm.
    pub async fn end(&self, sid: Option<&str>, recipient: &Recipient, how: Ending, now: Timestamp) -> Heard {
        let status = if how == Ending::Approved { "approved" } else { "canceled" };
        let named = sid.unwrap_or(recipient.as_str());
        let asked = self.http.question(self.post(&["Verifications", named], &[("Status", status)]), now);
        let later = |reason: String| Heard::Later { reason, retry_after_millis: None };
        match tokio::time::timeout(self.limit, asked).await {
            Err(_) => later("no answer within the time limit".to_owned()),
            Ok(Err(Unanswered::Unheard(why) | Unanswered::Lost(why))) => later(format!("no answer: {why}")),
            Ok(Ok(answered)) if answered.is_success() => match answer::shown(&answered, recipient) {
                Some(_) => Heard::Told,
                None => later(format!("answered {} with something unexpected", answered.status)),
            },
            Ok(Ok(answered)) => {
                let reason = answer::sentence(&answered);
                match (answered.status, answer::code(&answered).as_deref()) {
                    (404, Some("20404")) => Heard::Told,
                    (401 | 403 | 408 | 425 | 429 | 500..=599, _) | (_, None) => {
                        Heard::Later { reason, retry_after_millis: answered.retry_after() }
                    }
                    _ => Heard::Never { reason },
                }
            }
        }
    }
}
