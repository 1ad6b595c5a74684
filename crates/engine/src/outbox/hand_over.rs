//! An errand of a verification that an upstream carries out: it writes the message itself, and makes the code where that
//! isn't ours.

use countersign_delivery::{Handed as Told, Message};
use countersign_model::{AttemptState, Code, CodeSource, Handed, Verification, reach};
use countersign_store::DbError;
use countersign_store::attempts::Progress;
use countersign_store::outbox::Errand;

use super::ask::pause;
use super::deliver::over;
use super::{Held, Outcome, Wording};
use crate::Engine;
use crate::engine::Inner;

impl Engine {
    /// Hands it over.
    pub(super) async fn hand_to_upstream(
        &self,
        held: Held<'_>,
        verification: &Verification,
        handed: &Handed,
        wording: &Wording,
    ) -> Outcome {
        let errand = held.errand;
        let Some((_, seat)) = self.0.upstreams.named(&handed.upstream) else {
            let why = format!("there is no upstream {} any more", handed.upstream);
            return over(AttemptState::Failed, errand, Some(&why));
        };
        if let Some(before) = wording.after
            && let Err(why) = self.settle_end(before).await
        {
            let progress = Progress {
                state: AttemptState::Queued,
                tries: errand.tries,
                provider: None,
                provider_id: None,
                error: Some(format!("the end of the verification before it could not be told: {why}")),
                lines: Vec::new(),
            };
            let due = self.now().plus_millis(pause(errand.tries));
            return if due < verification.expires_at {
                Outcome::Later(due, progress)
            } else {
                over(AttemptState::Failed, errand, progress.error.as_deref())
            };
        }
        let mut message = match self.0.write_handed(errand, verification, handed, wording) {
            Ok(message) => message,
            Err(error) => {
                tracing::error!(attempt.sid = %errand.attempt_sid, %error, "a code could not be made");
                let why = "the code could not be made: see the log";
                return over(AttemptState::Failed, errand, Some(why));
            }
        };
        reach("deliver.handed");
        self.ask_providers(held, verification.service_sid, &mut message, Some(seat)).await
    }
}

impl Inner {
    /// What the upstream is asked to send.
    ///
    /// # Errors
    /// When the code is ours and can't be made.
    fn write_handed(
        &self,
        errand: &Errand,
        verification: &Verification,
        handed: &Handed,
        wording: &Wording,
    ) -> Result<Message, DbError> {
        let code = match &verification.code {
            CodeSource::Upstream => None,
            _ => Some(self.code_of(verification)?),
        };
        let name = wording.friendly_name.as_ref().map(|name| name.as_str().to_owned());
        Ok(Message {
            delivery_id: errand.attempt_sid.to_string(),
            channel: wording.channel,
            to: verification.recipient.clone(),
            text: String::new(),
            subject: None,
            html: None,
            code: code.as_ref().map_or("", Code::as_str).to_owned(),
            asks_for_keys: false,
            locale: String::new(),
            sender_name: name.clone().unwrap_or_default(),
            expires_at: verification.expires_at,
            attempt: u32::try_from(errand.tries).unwrap_or(u32::MAX),
            send_digits: wording.send_digits.as_ref().map(|digits| digits.as_str().to_owned()),
            gate_text: None,
            receipt_url: None,
            call_url: None,
            voice: None,
            handed: Some(Box::new(Told {
                sid: handed.sid.clone(),
                // One of them is this message. Those that were asked for after it may be done already.
                sends_before: verification.sends.len().saturating_sub(1),
                locale: wording.locale.as_ref().map(|tag| tag.as_str().to_owned()),
                friendly_name: name,
                app_hash: wording.app_hash.as_ref().map(|hash| hash.as_str().to_owned()),
                payment: verification
                    .transaction
                    .as_ref()
                    .map(|paid| (paid.amount.as_str().to_owned(), paid.payee.as_str().to_owned())),
                tags: verification.tags.clone(),
            })),
        })
    }
}
