//! What a relay's refusal means.

use countersign_model::Fate;

use crate::Message;
use crate::reason::reason;

/// How far the conversation had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Connecting, greeting, EHLO, STARTTLS.
    Connect,
    /// AUTH.
    Auth,
    /// MAIL: the sender.
    Mail,
    /// RCPT: the recipient.
    Rcpt,
    /// DATA, before the text.
    Data,
    /// The text and the dot after it.
    Text,
}

impl Step {
    /// The step as an operator finds it in the relay's log.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "the relay",
            Self::Auth => "AUTH",
            Self::Mail => "MAIL",
            Self::Rcpt => "RCPT",
            Self::Data => "DATA",
            Self::Text => "the message",
        }
    }
}

/// An enhanced status code `class.subject.detail` (RFC 3463).
type Enhanced = (u16, u16, u16);

/// Reads the fate out of a reply of 400 or more. The enhanced code says more than the basic one and comes first; where
/// neither does, the step tells whose fault it is.
pub(super) fn fate(step: Step, code: u16, text: &str, message: &Message) -> Fate {
    let reason = reason(&format!("{} was answered {code}", step.as_str()), text, message);
    // A full mailbox, greylisting, a busy server: all of 4yz passes (RFC 5321 4.2.1).
    if code < 500 {
        return Fate::Retryable { reason };
    }
    match (step, enhanced(text), code) {
        // The account or this machine's address is not welcome. Between MAIL and the text RFC 4954's codes say so.
        (Step::Connect | Step::Auth, _, _)
        | (_, Some((5, 7, 8 | 9 | 11)), _)
        | (_, _, 530 | 534 | 535 | 538) => Fate::BadCredentials { reason },
        // The sender's address or system.
        (_, Some((5, 1, 7 | 8)), _) => Fate::BadMessage { reason },
        // Too large for the mailbox is about the message, like everything of subject 3, 6 and 7.
        (_, Some((5, 2, 3)), _) | (_, Some((5, 3 | 5..=7, _)), _) => Fate::BadMessage { reason },
        // Address, mailbox, route. 5.0.0 says nothing and falls through.
        (Step::Rcpt, Some((5, 1 | 2 | 4, _)), _) | (Step::Text, Some((5, 1 | 2, _)), _) => {
            Fate::BadRecipient { reason }
        }
        // 556: the domain takes no mail (RFC 7504). 552 can't be the size of what was not sent yet.
        (Step::Rcpt, _, 550..=553 | 556) => Fate::BadRecipient { reason },
        _ => Fate::BadMessage { reason },
    }
}

/// The enhanced code that a reply's text begins with.
fn enhanced(text: &str) -> Option<Enhanced> {
    let mut parts = text.split_whitespace().next()?.splitn(3, '.').map(str::parse);
    let (class, subject, detail) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    matches!(class, 2 | 4 | 5).then_some((class, subject, detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::tests::example;

    fn class(step: Step, code: u16, text: &str) -> &'static str {
        fate(step, code, text, &example("alice@example.com")).class()
    }

    #[test]
    fn every_4yz_passes() {
        for step in [Step::Connect, Step::Auth, Step::Mail, Step::Rcpt, Step::Data, Step::Text] {
            for (code, text) in
                [(421, "closing"), (450, "4.7.1 greylisted"), (451, ""), (452, "4.2.2"), (454, "4.7.0")]
            {
                assert_eq!(class(step, code, text), "retryable", "{step:?} {code}");
            }
        }
    }

    #[test]
    fn a_refused_login_or_machine_is_a_matter_of_credentials() {
        for (step, code, text) in [
            (Step::Auth, 535, "5.7.8 bad credentials"),
            (Step::Auth, 504, "5.5.4 no such mechanism"),
            (Step::Mail, 530, "5.7.0 authentication required"),
            (Step::Rcpt, 550, "5.7.8 log in first"),
            (Step::Connect, 554, "no service for your address"),
        ] {
            assert_eq!(class(step, code, text), "credentials", "{step:?} {code} {text}");
        }
    }

    #[test]
    fn a_refused_address_is_the_recipient_s() {
        for (step, code, text) in [
            (Step::Rcpt, 550, "no such user"),
            (Step::Rcpt, 551, ""),
            (Step::Rcpt, 552, "mailbox full"),
            (Step::Rcpt, 553, ""),
            (Step::Rcpt, 556, ""),
            (Step::Rcpt, 554, "5.1.1 no such user"),
            (Step::Rcpt, 554, "5.4.1 no route"),
            (Step::Text, 550, "5.1.1 no such user"),
            (Step::Text, 554, "5.2.2 over quota"),
        ] {
            assert_eq!(class(step, code, text), "recipient", "{step:?} {code} {text}");
        }
    }

    #[test]
    fn a_refused_sender_or_content_is_the_message_s() {
        for (step, code, text) in [
            (Step::Mail, 550, "sender refused"),
            (Step::Mail, 553, "5.1.8 no such domain"),
            (Step::Rcpt, 554, "5.7.1 relay access denied"),
            (Step::Rcpt, 550, "5.7.1 blocked"),
            (Step::Rcpt, 501, "syntax"),
            (Step::Data, 503, "5.5.1 out of order"),
            (Step::Text, 552, "5.3.4 too big"),
            (Step::Text, 554, "5.7.1 spam"),
            (Step::Text, 554, "5.6.0 malformed"),
            (Step::Text, 550, "no thanks"),
        ] {
            assert_eq!(class(step, code, text), "message", "{step:?} {code} {text}");
        }
    }

    #[test]
    fn the_reason_has_the_step_and_the_code_but_never_the_address() {
        let fate = fate(Step::Rcpt, 550, "5.1.1 <Alice@example.com>: unknown", &example("alice@example.com"));
        let reason = fate.reason().expect("a reason");
        assert!(
            reason.starts_with("RCPT was answered 550") && !reason.to_lowercase().contains("alice"),
            "{reason}"
        );
    }

    #[test]
    fn an_enhanced_code_is_read_only_where_one_stands() {
        assert_eq!(enhanced("5.1.10 null MX"), Some((5, 1, 10)));
        for text in ["", "no", "5.1", "5.1.1.1", "9.1.1 x", "127.0.0.1 blocked", "5.x.1", "5.1.99999999"] {
            assert_eq!(enhanced(text), None, "{text}");
        }
    }
}
