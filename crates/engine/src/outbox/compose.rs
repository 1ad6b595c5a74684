//! The message of one errand: the code is made here, from the verification's row; the outbox never held it.

use countersign_delivery::Message;
use countersign_messages::{CodeMessage, Texts, Transaction, spoken};
use countersign_model::{Channel, Code, Service, Timestamp, Verification};
use countersign_store::DbError;
use countersign_store::outbox::Errand;

use super::Wording;
use crate::engine::Inner;

/// What is said of a code, in every language and on every channel.
pub(crate) fn code_message<'m>(
    verification: &'m Verification,
    service: &'m Service,
    wording: &'m Wording,
    code: &'m Code,
    now: Timestamp,
) -> CodeMessage<'m> {
    let left = verification.expires_at.millis_since(now).max(0);
    CodeMessage {
        friendly_name: wording.friendly_name.as_ref().unwrap_or(&service.friendly_name).as_str(),
        code: code.as_str(),
        // Rounded up: nobody is told that a fresh ten-minute code lives nine.
        minutes: u32::try_from(left.unsigned_abs().div_ceil(60_000)).unwrap_or(u32::MAX),
        transaction: transaction(verification),
        app_hash: wording.app_hash.as_ref().map(|hash| hash.as_str()),
        domain: wording.domain.as_ref().map(|domain| domain.as_str()),
        do_not_share: service.settings.do_not_share_warning_enabled,
    }
}

/// The payment as texts say it.
pub(crate) fn transaction(verification: &Verification) -> Option<Transaction<'_>> {
    let paid = verification.transaction.as_ref()?;
    Some(Transaction { amount: paid.amount.as_str(), payee: paid.payee.as_str() })
}

impl Inner {
    /// Writes the message; the addresses at which its provider calls are the provider's and come later.
    ///
    /// # Errors
    /// When the code can't be made.
    pub(super) fn write_message(
        &self,
        errand: &Errand,
        verification: &Verification,
        service: &Service,
        wording: &Wording,
        now: Timestamp,
    ) -> Result<Message, DbError> {
        if verification.approval().is_some() {
            return Ok(self.write_question(errand, verification, service, wording));
        }
        let code = self.code_of(verification)?;
        let name = wording.friendly_name.as_ref().unwrap_or(&service.friendly_name);
        let locale =
            Texts::resolve(wording.locale.as_ref().map(|tag| tag.as_str()), verification.recipient.country());
        let said = code_message(verification, service, wording, &code, now);
        let (text, subject, html) = match (wording.channel, &wording.template) {
            (Channel::Sms, Some(template)) => {
                (Texts::with_app_hash(template.render(said.code, said.minutes), &said), None, None)
            }
            (Channel::Call, Some(template)) => {
                (template.render(&spoken(said.code), said.minutes), None, None)
            }
            (Channel::Sms, None) => (self.texts.sms(&locale, &said), None, None),
            // Phones read hashes and names of pages out of text messages only.
            (Channel::Whatsapp | Channel::Telegram, _) => {
                (self.texts.sms(&locale, &CodeMessage { app_hash: None, domain: None, ..said }), None, None)
            }
            (Channel::Call, None) => (self.texts.call(&locale, &said), None, None),
            (Channel::Email, _) => {
                let mail = self.texts.email(&locale, &said);
                (mail.text, Some(mail.subject), Some(mail.html))
            }
        };
        let is_call = wording.channel == Channel::Call;
        let gate = is_call && service.settings.dtmf_input_required;
        Ok(Message {
            delivery_id: errand.attempt_sid.to_string(),
            channel: wording.channel,
            to: verification.recipient.clone(),
            text,
            subject,
            html,
            code: code.as_str().to_owned(),
            asks_for_keys: false,
            locale: locale.tag().to_owned(),
            sender_name: name.as_str().to_owned(),
            expires_at: verification.expires_at,
            attempt: u32::try_from(errand.tries).unwrap_or(u32::MAX),
            send_digits: wording.send_digits.as_ref().map(|digits| digits.as_str().to_owned()),
            gate_text: gate.then(|| self.texts.call_gate(&locale, name.as_str())),
            receipt_url: None,
            call_url: None,
            voice: service.settings.tts_name.clone().filter(|_| is_call),
            handed: None,
        })
    }

    /// The message of a call that asks for an approval. There is no code that it could hold, and it doesn't hold the digits
    /// that the application shows.
    fn write_question(
        &self,
        errand: &Errand,
        verification: &Verification,
        service: &Service,
        wording: &Wording,
    ) -> Message {
        let name = wording.friendly_name.as_ref().unwrap_or(&service.friendly_name).as_str();
        let locale =
            Texts::resolve(wording.locale.as_ref().map(|tag| tag.as_str()), verification.recipient.country());
        Message {
            delivery_id: errand.attempt_sid.to_string(),
            channel: Channel::Call,
            to: verification.recipient.clone(),
            text: self.texts.call_approve(&locale, name, transaction(verification)),
            subject: None,
            html: None,
            code: String::new(),
            asks_for_keys: true,
            locale: locale.tag().to_owned(),
            sender_name: name.to_owned(),
            expires_at: verification.expires_at,
            attempt: u32::try_from(errand.tries).unwrap_or(u32::MAX),
            send_digits: wording.send_digits.as_ref().map(|digits| digits.as_str().to_owned()),
            gate_text: None,
            receipt_url: None,
            call_url: None,
            voice: service.settings.tts_name.clone(),
            handed: None,
        }
    }
}
