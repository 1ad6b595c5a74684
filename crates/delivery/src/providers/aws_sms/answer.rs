//! What the answers of End User Messaging mean.

use countersign_model::Fate;
use serde_json::Value;

use crate::Message;
use crate::http::{Answered, text_or_number};
use crate::providers::aws::{Class, Complaint};
use crate::reason::gives_away;

/// Errors and their reasons; those that aren't here are the message's fault, as the status 400 says.
const TABLE: &[(&str, Class)] = &[
    ("DESTINATION_PHONE_NUMBER_OPTED_OUT", Class::Recipient),
    // The operator's own rules against pumping, kept at Amazon: asking somebody else would go around them.
    ("DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION", Class::Fraud),
    ("DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE", Class::Fraud),
    ("MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT", Class::Funds),
    ("ServiceQuotaExceededException", Class::Funds),
];

pub(super) fn fate(answered: &Answered, message: &Message) -> Fate {
    let body = answered.json().unwrap_or_default();
    if answered.is_success()
        && let Some(id) = text_or_number(&body, "MessageId").filter(|id| !gives_away(id, message))
    {
        return Fate::accepted(Some(id));
    }
    let complaint = Complaint::read(answered);
    if complaint.name == "ValidationException" && is_about_the_number(&body) {
        return Class::Recipient.fate(&complaint.said, answered, message);
    }
    complaint.fate(TABLE, answered, message)
}

/// Whether the number is what fails validation, and it alone.
fn is_about_the_number(body: &Value) -> bool {
    let fields = body.get("Fields").and_then(Value::as_array);
    fields.is_some_and(|fields| {
        !fields.is_empty()
            && fields
                .iter()
                .all(|field| field.get("Name").and_then(Value::as_str) == Some("DestinationPhoneNumber"))
    })
}
