//! One message on its way to one person.

use std::fmt;

use countersign_model::{Channel, Email, Fate, Phone, Recipient, Timestamp};

/// What a provider is asked to send. Already written in the person's language; a provider adds nothing to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// The attempt's SID, the same for every try: what a provider recognises a repetition by.
    pub delivery_id: String,
    /// The way it travels.
    pub channel: Channel,
    /// Who gets it.
    pub to: Recipient,
    /// The whole text, code included: what is shown, read aloud or mailed as plain text.
    pub text: String,
    /// The subject line of an e-mail.
    pub subject: Option<String>,
    /// The same message as an HTML document, for e-mail.
    pub html: Option<String>,
    /// The code by itself, for providers that have their own templates; empty where a call asks for an approval, and where a
    /// mail tells of a change.
    pub code: String,
    /// Whether it is a call that asks for an approval: its person presses keys, so only a provider that tells of them
    /// ([`crate::Provider::asks_for_keys`]) may carry it.
    pub asks_for_keys: bool,
    /// The language of the text, a BCP 47 tag such as `de` or `pt-BR`.
    pub locale: String,
    /// The name of the service the person is signing in to.
    pub sender_name: String,
    /// From this moment on the code is of no use.
    pub expires_at: Timestamp,
    /// Which try this is, from 1.
    pub attempt: u32,
    /// Keys to press once a call is answered, to get past a switchboard.
    pub send_digits: Option<String>,
    /// What a call says before it waits for a key to be pressed; the text comes only after that, so that no answering
    /// machine records the code. None when the text may be read at once.
    pub gate_text: Option<String>,
    /// Where this message's receipts are to be sent, with a token that nobody else knows. None where this server has no
    /// public URL: then there are no receipts.
    pub receipt_url: Option<String>,
    /// Where the first document of a call is, with a token that nobody else knows, for providers whose calls ask what to
    /// say. None where this server has no public URL: such a provider can't call then.
    pub call_url: Option<String>,
    /// The voice that the service wants its calls read with, by the provider's own name for it.
    pub voice: Option<String>,
    /// For an upstream, which writes the message itself: what it needs in place of a text. Providers have no use for it.
    pub handed: Option<Box<Handed>>,
}

/// What an upstream is told beside address, channel and code.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Handed {
    /// What the verification was called there when it last told.
    pub sid: Option<String>,
    /// How often this verification was sent before this message, as far as we know: more sends than that, and this
    /// message's tries, are somebody else's.
    pub sends_before: usize,
    /// The language that the caller asked for.
    pub locale: Option<String>,
    /// The name that the caller gave in place of the service's.
    pub friendly_name: Option<String>,
    /// For Android's SMS retriever.
    pub app_hash: Option<String>,
    /// What is paid, and to whom.
    pub payment: Option<(String, String)>,
    /// The caller's tags, as JSON.
    pub tags: Option<String>,
}

impl Message {
    /// The same as a number, without `+`.
    ///
    /// # Errors
    /// Its fate when it goes to none.
    pub(crate) fn number(&self) -> Result<u64, Fate> {
        let none = |_| Fate::BadRecipient { reason: "no phone number".to_owned() };
        self.phone()?.as_str()[1..].parse().map_err(none)
    }

    /// The mailbox it goes to.
    ///
    /// # Errors
    /// Its fate when it goes to none.
    pub(crate) fn email(&self) -> Result<&Email, Fate> {
        match &self.to {
            Recipient::Email(email) => Ok(email),
            Recipient::Phone(_) => Err(Fate::BadRecipient { reason: "not an e-mail address".to_owned() }),
        }
    }

    /// The number it goes to.
    ///
    /// # Errors
    /// Its fate when it goes to none.
    pub(crate) fn phone(&self) -> Result<&Phone, Fate> {
        self.to.phone().ok_or_else(|| Fate::BadRecipient { reason: "no phone number".to_owned() })
    }
}

/// Without code, texts or whole address: this may end up in a log.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("delivery_id", &self.delivery_id)
            .field("channel", &self.channel)
            .field("to", &self.to.masked())
            .field("locale", &self.locale)
            .field("expires_at", &self.expires_at)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A message with everything in it.
    pub(crate) fn example(to: &str) -> Message {
        let to = Recipient::parse(to).expect("an address");
        let channel = if matches!(to, Recipient::Email(_)) { Channel::Email } else { Channel::Sms };
        Message {
            delivery_id: "VL0123456789abcdef0123456789abcdef".to_owned(),
            channel,
            to,
            text: "Your Acme code is 481 516".to_owned(),
            subject: Some("Your Acme code".to_owned()),
            html: Some("<p>Your Acme code is <b>481516</b></p>".to_owned()),
            code: "481516".to_owned(),
            asks_for_keys: false,
            locale: "en".to_owned(),
            sender_name: "Acme".to_owned(),
            expires_at: Timestamp::from_millis(1_700_000_600_000),
            attempt: 1,
            send_digits: None,
            gate_text: None,
            receipt_url: None,
            call_url: None,
            voice: None,
            handed: None,
        }
    }

    #[test]
    fn debug_output_holds_neither_code_nor_text_nor_whole_address() {
        let shown = format!("{:?} {:?}", example("+15017122661"), example("alice.smith@example.com"));
        for secret in ["481516", "481 516", "Your Acme", "5017122661", "alice.smith"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
        assert!(shown.contains("VL0123456789abcdef0123456789abcdef"));
    }
}
