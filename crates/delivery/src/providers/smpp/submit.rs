//! A message as the packets `submit_sm` (section 4.4.1).

use countersign_model::{Fate, Timestamp};
use rusmpp_core::pdus::owned::SubmitSm;
use rusmpp_core::tlvs::owned::MessageSubmissionRequestTlvValue as Parameter;
use rusmpp_core::types::owned::{AnyOctetString, EmptyOrFullCOctetString, OctetString};
use rusmpp_core::values::owned::MessagePayload;
use rusmpp_core::values::{DataCoding, EsmClass, PriorityFlag, RegisteredDelivery};

use super::address::Address;
use super::split::{Long, header, split};
use super::text::{Encoding, Written};
use crate::Message;

/// `esm_class` of a plain message, and of one whose text begins with a header. Their type writes an 8 when left alone.
const PLAIN: u8 = 0x00;
const WITH_HEADER: u8 = 0x40;

/// How messages are put.
#[derive(Clone, Debug)]
pub(super) struct Submission {
    pub(super) sender: Address,
    pub(super) encoding: Encoding,
    pub(super) long: Long,
    /// Whether the centre is told how long the code lives.
    pub(super) tells_validity: bool,
    /// Whether receipts are asked for.
    pub(super) receipts: bool,
}

impl Submission {
    /// The packets that carry `message`, in order. Only the last asks for a receipt: one message has one name, and the
    /// phone shows the text when the last part is there.
    ///
    /// # Errors
    /// The message's fate when it can't be carried at all.
    pub(super) fn packets(&self, message: &Message, now: Timestamp) -> Result<Vec<SubmitSm>, Fate> {
        let recipient = Address::recipient(message.phone()?)
            .ok_or_else(|| Fate::BadRecipient { reason: "the number is too long for SMPP".to_owned() })?;
        let written = self.encoding.write(&message.text);
        let too_long = || Fate::BadMessage { reason: "the text is too long for SMS".to_owned() };
        let bodies = self.bodies(&written, reference(message)).ok_or_else(too_long)?;
        let last = bodies.len() - 1;
        let validity = if self.tells_validity { validity(message, now) } else { None };
        let packet = |(place, body): (usize, Body)| {
            let mut packet = SubmitSm::builder()
                .source_addr_ton(self.sender.ton)
                .source_addr_npi(self.sender.npi)
                .source_addr(self.sender.digits.clone())
                .dest_addr_ton(recipient.ton)
                .dest_addr_npi(recipient.npi)
                .destination_addr(recipient.digits.clone())
                .esm_class(EsmClass::from(body.esm_class))
                .priority_flag(PriorityFlag::from(0))
                .registered_delivery(RegisteredDelivery::from(u8::from(self.receipts && place == last)))
                .data_coding(DataCoding::from(written.data_coding))
                .short_message(body.text)
                .build();
            if let Some(validity) = &validity {
                packet.validity_period = validity.clone();
            }
            for parameter in body.parameters {
                packet.push_tlv(parameter);
            }
            packet
        };
        Ok(bodies.into_iter().enumerate().map(packet).collect())
    }

    /// What of the text each packet carries; nothing when it needs more parts or octets than can be told.
    fn bodies(&self, written: &Written, reference: u8) -> Option<Vec<Body>> {
        let parts = split(written);
        if parts.len() == 1 {
            return Some(vec![Body::plain(parts[0])?]);
        }
        if self.long == Long::Payload {
            let octets = (written.octets.len() <= usize::from(u16::MAX)).then(|| written.octets.clone())?;
            let payload = MessagePayload::new(AnyOctetString::from_vec(octets));
            return Some(vec![Body {
                parameters: vec![Parameter::MessagePayload(payload)],
                ..Body::plain(&[])?
            }]);
        }
        let total = u8::try_from(parts.len()).ok()?;
        let body = |(number, part): (u8, &[u8])| match self.long {
            Long::Header => {
                let text = [&header(reference, number, total), part].concat();
                Some(Body { esm_class: WITH_HEADER, ..Body::plain(&text)? })
            }
            _ => Some(Body {
                parameters: vec![
                    Parameter::SarMsgRefNum(u16::from(reference)),
                    Parameter::SarTotalSegments(total),
                    Parameter::SarSegmentSeqnum(number),
                ],
                ..Body::plain(part)?
            }),
        };
        (1..=total).zip(parts).map(body).collect()
    }
}

/// What differs from part to part.
struct Body {
    esm_class: u8,
    text: OctetString<0, 255>,
    parameters: Vec<Parameter>,
}

impl Body {
    fn plain(text: &[u8]) -> Option<Self> {
        Some(Self { esm_class: PLAIN, text: OctetString::from_slice(text).ok()?, parameters: Vec::new() })
    }
}

/// What a phone knows the parts of one text by, among those of the same sender. Drawn from the message's own name, so
/// that a repetition fills the places of the first try instead of making a second heap.
fn reference(message: &Message) -> u8 {
    message.delivery_id.bytes().fold(0, |sum: u8, byte| sum.rotate_left(3) ^ byte)
}

/// How long the code is still of use, as a time from now on: `YYMMDDhhmmsstnnR` (section 7.1.1.2).
fn validity(message: &Message, now: Timestamp) -> Option<EmptyOrFullCOctetString<17>> {
    let seconds = (message.expires_at.millis_since(now) / 1000).clamp(1, 30 * 86_400);
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (hours, minutes, seconds) = (rest / 3600, rest / 60 % 60, rest % 60);
    EmptyOrFullCOctetString::from_string(format!("0000{days:02}{hours:02}{minutes:02}{seconds:02}000R")).ok()
}

#[cfg(test)]
mod tests {
    use super::super::address::Form;
    use super::*;
    use crate::message::tests::example;

    fn submission(long: Long) -> Submission {
        let sender = Address::sender("Acme", Form::default()).expect("a sender");
        Submission { sender, encoding: Encoding::Gsm7, long, tells_validity: true, receipts: true }
    }

    #[test]
    fn the_code_s_remaining_life_is_told_in_whole_seconds() {
        let message = example("+15017122661");
        for (before_the_end, told) in [
            (600_000, "000000001000000R"),
            (90_061_999, "000001010101000R"),
            (999, "000000000001000R"),
            (-5000, "000000000001000R"),
            (i64::MAX, "000030000000000R"),
        ] {
            let now = Timestamp::from_millis(message.expires_at.millis().saturating_sub(before_the_end));
            assert_eq!(validity(&message, now).expect("a time").as_str(), told);
        }
    }

    #[test]
    fn only_the_last_part_asks_for_a_receipt_and_a_transmitter_alone_for_none() {
        let mut message = example("+15017122661");
        message.text = "a".repeat(400);
        let asked = |submission: &Submission| {
            let packets = submission.packets(&message, message.expires_at).expect("packets");
            packets.iter().map(|packet| u8::from(packet.registered_delivery)).collect::<Vec<_>>()
        };
        assert_eq!(asked(&submission(Long::Header)), [0, 0, 1]);
        assert_eq!(asked(&submission(Long::Payload)), [1]);
        assert_eq!(asked(&Submission { receipts: false, ..submission(Long::Header) }), [0, 0, 0]);
    }

    #[test]
    fn a_text_of_more_parts_than_can_be_numbered_is_refused() {
        let mut message = example("+15017122661");
        message.text = "a".repeat(153 * 256);
        let fate = submission(Long::Header).packets(&message, message.expires_at).expect_err("too long");
        assert_eq!(fate.class(), "message");
        message.text = "a".repeat(65_536);
        assert!(submission(Long::Payload).packets(&message, message.expires_at).is_err());
        assert_eq!(
            submission(Long::Header)
                .packets(&example("a@example.com"), message.expires_at)
                .err()
                .map(|fate| fate.class()),
            Some("recipient")
        );
    }
}
