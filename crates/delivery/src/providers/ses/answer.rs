//! What the answers of SES mean.

use countersign_model::Fate;

use crate::Message;
use crate::http::{Answered, text_or_number};
use crate::providers::aws::{Class, Complaint};
use crate::reason::gives_away;

/// Errors of this service; those that aren't here are told by their status.
const TABLE: &[(&str, Class)] = &[
    ("LimitExceededException", Class::Funds),
    ("SendingPausedException", Class::Credentials),
    ("AccountSuspendedException", Class::Credentials),
    ("MessageRejected", Class::Message),
    ("MailFromDomainNotVerifiedException", Class::Message),
];

pub(super) fn fate(answered: &Answered, message: &Message) -> Fate {
    let id = answered.json().and_then(|body| text_or_number(&body, "MessageId"));
    match id.filter(|id| answered.is_success() && !gives_away(id, message)) {
        Some(id) => Fate::accepted(Some(id)),
        None => Complaint::read(answered).fate(TABLE, answered, message),
    }
}
