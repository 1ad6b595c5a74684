//! What a centre's status says of a message or a bind (section 5.1.3).

use countersign_model::Fate;

use crate::Message;
use crate::reason::reason;

/// The only status that is a success.
pub(super) const OK: u32 = 0x00;

/// Our answer to a packet whose id we don't know.
pub(super) const UNKNOWN_COMMAND: u32 = 0x03;

/// Our answer to a packet whose length can't be.
pub(super) const BAD_LENGTH: u32 = 0x02;

/// Our answer to a receipt that could not be kept: the centre is to tell it again later.
pub(super) const TELL_AGAIN: u32 = 0x64;

/// The centre says that this account is bound already.
pub(super) const ALREADY_BOUND: u32 = 0x05;

/// Who is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Throttled,
    Passing,
    Credentials,
    Recipient,
    Message,
}

/// The numbers are the standard's; whose fault each is in practice is general knowledge, UNCONFIRMED for any one centre.
const TABLE: &[(u32, Class, &str)] = &[
    (0x01, Class::Message, "the message's length is invalid"),
    (0x02, Class::Message, "the packet's length is invalid"),
    (0x03, Class::Message, "the command is unknown"),
    (0x04, Class::Passing, "not in the right state of binding"),
    (0x05, Class::Credentials, "already bound"),
    (0x06, Class::Message, "the priority is invalid"),
    (0x07, Class::Message, "registered_delivery is invalid"),
    (0x08, Class::Passing, "system error"),
    (0x0A, Class::Message, "the sender is invalid"),
    (0x0B, Class::Recipient, "the recipient is invalid"),
    (0x0C, Class::Message, "the message id is invalid"),
    (0x0D, Class::Credentials, "bind failed"),
    (0x0E, Class::Credentials, "the password is invalid"),
    (0x0F, Class::Credentials, "the system_id is invalid"),
    (0x14, Class::Passing, "the message queue is full"),
    (0x15, Class::Credentials, "the service type is invalid"),
    (0x33, Class::Message, "the number of destinations is invalid"),
    (0x43, Class::Message, "esm_class is invalid"),
    (0x45, Class::Passing, "submit failed"),
    (0x48, Class::Message, "the sender's TON is invalid: see sender_ton"),
    (0x49, Class::Message, "the sender's NPI is invalid: see sender_npi"),
    (0x50, Class::Recipient, "the recipient's TON is invalid"),
    (0x51, Class::Recipient, "the recipient's NPI is invalid"),
    (0x53, Class::Credentials, "the system_type is invalid"),
    (0x58, Class::Throttled, "too many messages"),
    (0x61, Class::Message, "the scheduled time is invalid"),
    (0x62, Class::Message, "the validity period is invalid: see validity_period"),
    (0x64, Class::Passing, "temporary error"),
    (0x65, Class::Message, "permanent error"),
    (0x66, Class::Message, "rejected"),
    (0xC0, Class::Message, "the optional parameters are invalid"),
    (0xC1, Class::Message, "an optional parameter is not allowed"),
    (0xC2, Class::Message, "an optional parameter's length is invalid"),
    (0xC3, Class::Message, "an optional parameter is missing"),
    (0xC4, Class::Message, "an optional parameter's value is invalid"),
    (0xFE, Class::Passing, "delivery failed"),
    (0xFF, Class::Passing, "unknown error"),
    // From here on SMPP 5.0, which some centres answer with whatever version was bound.
    (0x100, Class::Credentials, "not authorised for this service"),
    (0x101, Class::Credentials, "not allowed"),
    (0x102, Class::Credentials, "the service is not available to this account"),
    (0x103, Class::Credentials, "the service is denied"),
    (0x104, Class::Message, "the data coding is invalid: see encoding"),
    (0x105, Class::Message, "the sender's subunit is invalid"),
    (0x106, Class::Recipient, "the recipient's subunit is invalid"),
];

/// The status in words, for operators.
pub(super) fn words(status: u32) -> String {
    let known = TABLE.iter().find(|(known, ..)| *known == status);
    let words = known.map_or(if status >= 0x400 { "its own code" } else { "unknown code" }, |row| row.2);
    format!("0x{status:08X}, {words}")
}

/// Whether a bind refused with this needs the operator: it will be refused again.
pub(super) fn is_for_operator(status: u32) -> bool {
    class(status) == Class::Credentials
}

/// The fate of a message that was refused with `status`. A refusal that we don't know is surely one: nothing was taken,
/// and another provider may do better.
pub(super) fn fate(status: u32, message: &Message) -> Fate {
    let reason = reason("refused", &words(status), message);
    match class(status) {
        // No centre says how long; the router knows how to wait.
        Class::Throttled => Fate::Throttled { retry_after_millis: None },
        Class::Passing => Fate::Retryable { reason },
        Class::Credentials => Fate::BadCredentials { reason },
        Class::Recipient => Fate::BadRecipient { reason },
        Class::Message => Fate::BadMessage { reason },
    }
}

fn class(status: u32) -> Class {
    TABLE.iter().find(|(known, ..)| *known == status).map_or(Class::Message, |row| row.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::tests::example;

    #[test]
    fn no_status_stands_in_the_table_twice_and_success_is_not_in_it() {
        let mut all: Vec<u32> = TABLE.iter().map(|row| row.0).collect();
        all.dedup();
        assert!(all.is_sorted() && all.len() == TABLE.len() && !all.contains(&OK));
    }

    #[test]
    fn a_status_names_whose_fault_it_is() {
        let message = example("+15017122661");
        for (status, expected) in [
            (0x58, "throttled"),
            (0x14, "retryable"),
            (0x08, "retryable"),
            (0x45, "retryable"),
            (0x64, "retryable"),
            (0x0D, "credentials"),
            (0x0E, "credentials"),
            (0x0F, "credentials"),
            (0x05, "credentials"),
            (0x0A, "message"),
            (0x48, "message"),
            (0x49, "message"),
            (0x0B, "recipient"),
            (0x50, "recipient"),
            (0x51, "recipient"),
            (0x65, "message"),
            (0x66, "message"),
            (0x01, "message"),
            (0x3FF, "message"),
            (0x400, "message"),
            (u32::MAX, "message"),
        ] {
            assert_eq!(fate(status, &message).class(), expected, "{status:#x}");
        }
        assert_eq!(words(0x0B), "0x0000000B, the recipient is invalid");
        assert_eq!(words(0x0401), "0x00000401, its own code");
    }
}
