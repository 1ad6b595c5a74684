//! Sender and subject of an e-mail.

use lettre::message::Mailbox;
use lettre::message::header::{Headers, Sender};

use super::BadSettings;
use crate::Message;

/// The sender in the settings, as in `Acme <login@example.com>`.
///
/// # Errors
/// A sentence that names the key `from`.
pub(super) fn read(from: &str) -> Result<Mailbox, BadSettings> {
    let mailbox: Option<Mailbox> = from.parse().ok();
    mailbox
        .filter(|mailbox| AsRef::<str>::as_ref(&mailbox.email).is_ascii())
        .ok_or_else(|| BadSettings("from must be written as Acme <login@example.com>".to_owned()))
}

/// The sender with a name in any case: the service's where the settings have none.
pub(super) fn named(from: &Mailbox, message: &Message) -> Mailbox {
    let name = from.name.as_deref().unwrap_or(&message.sender_name);
    Mailbox::new(Some(one_line(name)), from.email.clone())
}

/// The subject line; the service's name where a message has none.
pub(super) fn subject(message: &Message) -> String {
    one_line(message.subject.as_deref().unwrap_or(&message.sender_name))
}

/// A sender as a header writes it, in ASCII (RFC 2047).
pub(super) fn header(mailbox: &Mailbox) -> String {
    let mut headers = Headers::new();
    headers.set(Sender::from(mailbox.clone()));
    let written = headers.to_string();
    let value = written.strip_prefix("Sender: ").unwrap_or(&written);
    value.replace("\r\n", "").trim().to_owned()
}

/// A header is one line, whatever is in a name: a line break would begin a header of somebody else's.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_written_in_ascii_on_one_line() {
        for (name, written) in [
            ("Acme", "Acme <login@example.com>"),
            ("Acme, Inc.", "=?utf-8?b?QWNtZSwgSW5jLg==?= <login@example.com>"),
            ("Bücher", "=?utf-8?b?QsO8Y2hlcg==?= <login@example.com>"),
        ] {
            let mailbox =
                Mailbox::new(Some(name.to_owned()), "login@example.com".parse().expect("an address"));
            assert_eq!(header(&mailbox), written);
        }
        let long = Mailbox::new(Some("Ä".repeat(100)), "login@example.com".parse().expect("an address"));
        let header = header(&long);
        assert!(header.is_ascii() && !header.contains(['\r', '\n']), "{header}");
        assert!(header.split(' ').all(|word| word.len() <= 76), "{header}");
    }
}
