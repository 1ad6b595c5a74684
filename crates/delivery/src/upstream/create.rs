//! `POST /v2/Services/{ServiceSid}/Verifications`

use countersign_model::{Ending, Fate, Timestamp};

use super::answer::{self, Shown};
use super::{Heard, Upstream};
use crate::{Handed, Message};

impl Upstream {
    /// Has the upstream send a code: `message.code`, or one of its own where that is empty.
    ///
    /// An upstream has one live verification for each address and sends that one's code, whatever code comes with a second
    /// create. So where the code is ours and somebody else's verification lives there, it is canceled and a new one made:
    /// the person would read a code that is right nowhere.
    pub(super) async fn create(&self, message: &Message, now: Timestamp) -> Fate {
        let carried = async {
            let first = match self.ask(message, now).await {
                Ok(first) => first,
                Err(fate) => return fate,
            };
            if message.code.is_empty() || is_ours(&first, message) {
                return Fate::accepted(Some(first.sid));
            }
            tracing::info!(upstream = self.key, to = message.to.masked(), "another verification lived there");
            match self.end(Some(&first.sid), &message.to, Ending::Canceled, now).await {
                Heard::Told => {}
                Heard::Later { reason, .. } | Heard::Never { reason } => {
                    return Fate::Retryable {
                        reason: format!("another verification lives there, and canceling it: {reason}"),
                    };
                }
            }
            match self.ask(message, now).await {
                Ok(second) if second.sid != first.sid => Fate::accepted(Some(second.sid)),
                Ok(_) => {
                    let reason = "another verification lives there and stays: its code is none of ours";
                    Fate::BadMessage { reason: reason.to_owned() }
                }
                Err(fate) => fate,
            }
        };
        let over = Fate::Ambiguous { reason: "no answer within the time limit".to_owned() };
        tokio::time::timeout(self.limit, carried).await.unwrap_or(over)
    }

    async fn ask(&self, message: &Message, now: Timestamp) -> Result<Shown, Fate> {
        let nothing = Handed::default();
        let handed = message.handed.as_deref().unwrap_or(&nothing);
        let mut fields = vec![("To", message.to.as_str()), ("Channel", message.channel.as_str())];
        let payment = handed.payment.as_ref();
        let optional = [
            ("CustomCode", Some(message.code.as_str()).filter(|code| !code.is_empty())),
            ("Locale", handed.locale.as_deref()),
            ("CustomFriendlyName", handed.friendly_name.as_deref()),
            ("AppHash", handed.app_hash.as_deref()),
            ("SendDigits", message.send_digits.as_deref()),
            ("Amount", payment.map(|(amount, _)| amount.as_str())),
            ("Payee", payment.map(|(_, payee)| payee.as_str())),
            ("Tags", handed.tags.as_deref()),
        ];
        fields.extend(optional.into_iter().filter_map(|(name, value)| Some((name, value?))));
        let answered = self.http.ask(self.post(&["Verifications"], &fields), message, now).await?;
        match answer::shown(&answered, &message.to) {
            Some(shown) if shown.status == "pending" => Ok(shown),
            _ => Err(answer::refused(&answered, message)),
        }
    }
}

/// Whether no send but ours made it what it is.
fn is_ours(shown: &Shown, message: &Message) -> bool {
    let handed = message.handed.as_deref();
    let is_known = handed.and_then(|handed| handed.sid.as_deref()) == Some(&shown.sid);
    let before = handed.map_or(0, |handed| handed.sends_before);
    let tries = usize::try_from(message.attempt).unwrap_or(usize::MAX);
    is_known || shown.sends <= before.saturating_add(tries)
}
