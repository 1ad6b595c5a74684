//! What a centre hands over: `deliver_sm` and `data_sm` (sections 4.6.1 and 4.7.1), as far as receipts need it.

use super::packet::{Fields, Packet, id, latin1};

/// The bits of `esm_class` that say what a message is (section 5.2.12).
const KIND: u8 = 0x3C;
const RECEIPT: u8 = 0x04;
const INTERMEDIATE: u8 = 0x20;

const RECEIPTED_MESSAGE_ID: u16 = 0x001E;
const NETWORK_ERROR_CODE: u16 = 0x0423;
const MESSAGE_PAYLOAD: u16 = 0x0424;
const MESSAGE_STATE: u16 = 0x0427;

/// UCS-2's data coding: a few centres write even receipts in it.
const UCS2: u8 = 8;

/// A message from the centre.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// Whether the centre says that it is a receipt. What a person sent never is, whatever its text says.
    pub(super) is_receipt: bool,
    /// Its text.
    pub(super) text: String,
    /// The parameter `receipted_message_id`.
    pub(super) message_id: Option<String>,
    /// The parameter `message_state`.
    pub(super) state: Option<u8>,
    /// The number in the parameter `network_error_code`.
    pub(super) error: Option<u16>,
}

impl Told {
    /// Reads a packet of either command; nothing for others.
    pub(super) fn read(packet: &Packet) -> Option<Self> {
        let mut fields = Fields(&packet.body);
        fields.text(); // service_type
        // Sender and recipient: type, plan, address.
        for _ in 0..2 {
            fields.octets(2);
            fields.text();
        }
        let esm_class = fields.octet();
        let (data_coding, short_message) = match packet.id {
            id::DELIVER_SM => {
                fields.octets(2); // protocol_id, priority_flag
                fields.text(); // schedule_delivery_time
                fields.text(); // validity_period
                fields.octets(2); // registered_delivery, replace_if_present_flag
                let data_coding = fields.octet();
                fields.octet(); // sm_default_msg_id
                let length = fields.octet();
                (data_coding, fields.octets(usize::from(length)))
            }
            id::DATA_SM => {
                fields.octet(); // registered_delivery
                (fields.octet(), &[][..])
            }
            _ => return None,
        };
        let mut told = Self {
            is_receipt: matches!(esm_class & KIND, RECEIPT | INTERMEDIATE),
            text: text(data_coding, short_message),
            ..Self::default()
        };
        while let Some((tag, value)) = fields.parameter() {
            match tag {
                RECEIPTED_MESSAGE_ID => {
                    told.message_id = Some(Fields(value).text()).filter(|id| !id.is_empty());
                }
                MESSAGE_STATE => told.state = value.first().copied(),
                // One octet for the network's kind, two for its number.
                NETWORK_ERROR_CODE => {
                    told.error = value.last_chunk().copied().map(u16::from_be_bytes);
                }
                MESSAGE_PAYLOAD if short_message.is_empty() => told.text = text(data_coding, value),
                _ => {}
            }
        }
        Some(told)
    }
}

fn text(data_coding: u8, octets: &[u8]) -> String {
    if data_coding == UCS2 && octets.len().is_multiple_of(2) {
        let units = octets.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]]));
        return char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    }
    // Receipts are of ASCII, which all other codings share but for signs that none of their words need.
    latin1(octets)
}

#[cfg(test)]
mod tests {
    use bytes::{Bytes, BytesMut};
    use proptest::prelude::*;
    use rusmpp_core::pdus::owned::{DataSm, DeliverSm};
    use rusmpp_core::tlvs::owned::MessageDeliveryRequestTlvValue as Parameter;
    use rusmpp_core::types::owned::{COctetString, OctetString};
    use rusmpp_core::values::{DataCoding, EsmClass, MessageState};

    use super::super::packet::write;
    use super::*;

    fn read(wire: &[u8]) -> Told {
        let packet = Packet::cut(&mut BytesMut::from(wire)).expect("a length").expect("a packet");
        Told::read(&packet).expect("a message")
    }

    fn deliver(esm_class: u8, text: &[u8], parameters: Vec<Parameter>) -> DeliverSm {
        DeliverSm::builder()
            .source_addr(COctetString::from_static_slice(b"15017122661\0").expect("an address"))
            .esm_class(EsmClass::from(esm_class))
            .short_message(OctetString::from_slice(text).expect("a text"))
            .tlvs(parameters)
            .build()
    }

    #[test]
    fn only_what_the_centre_calls_a_receipt_is_one() {
        for (esm_class, is_receipt) in [
            (0x04, true),
            (0x20, true),
            (0x44, true),
            (0x07, true),
            (0x00, false),
            (0x40, false),
            (0x08, false),
            (0x10, false),
            (0x24, false),
        ] {
            let told = read(&write(0, 1, deliver(esm_class, b"id:1 stat:DELIVRD", Vec::new())));
            assert_eq!((told.is_receipt, &*told.text), (is_receipt, "id:1 stat:DELIVRD"), "{esm_class:#x}");
        }
    }

    #[test]
    fn parameters_are_read_from_both_commands_also_in_spellings_that_the_standard_forbids() {
        let id = || Parameter::ReceiptedMessageId(COctetString::from_static_slice(b"4F\0").expect("an id"));
        let state = || Parameter::MessageState(MessageState::Undeliverable);
        let told = read(&write(0, 1, deliver(4, b"", vec![id(), state()])));
        assert_eq!((told.message_id.as_deref(), told.state), (Some("4F"), Some(5)));

        // Without the final zero, and a network error beside it; then one that is cut off.
        let mut wire = write(0, 1, deliver(4, b"", Vec::new())).to_vec();
        wire.extend([0x00, 0x1E, 0, 2, b'4', b'F', 0x04, 0x23, 0, 3, 3, 0x00, 0x22, 0x04, 0x27, 0, 9, 2]);
        let length = u32::try_from(wire.len()).expect("a length");
        wire[..4].copy_from_slice(&length.to_be_bytes());
        let told = read(&wire);
        assert_eq!((told.message_id.as_deref(), told.error, told.state), (Some("4F"), Some(0x22), None));

        let data = DataSm::builder().esm_class(EsmClass::from(4)).build();
        let mut wire = write(0, 1, data).to_vec();
        wire.extend([0x04, 0x24, 0, 4, b'i', b'd', b':', b'7', 0x04, 0x27, 0, 1, 2]);
        let length = u32::try_from(wire.len()).expect("a length");
        wire[..4].copy_from_slice(&length.to_be_bytes());
        let told = read(&wire);
        assert_eq!((told.is_receipt, &*told.text, told.state), (true, "id:7", Some(2)));
    }

    #[test]
    fn a_receipt_in_ucs2_is_read() {
        let text: Vec<u8> = "id:7".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let mut deliver = deliver(4, &text, Vec::new());
        deliver.data_coding = DataCoding::Ucs2;
        assert_eq!(read(&write(0, 1, deliver)).text, "id:7");
    }

    proptest! {
        #[test]
        fn what_another_library_writes_is_read_as_it_was_meant(
            esm_class in any::<u8>(),
            text in "[ -~]{0,254}",
            id in proptest::option::of("[0-9a-f]{1,64}"),
        ) {
            let parameters = id.iter().map(|id| {
                Parameter::ReceiptedMessageId(COctetString::from_string(id.clone()).expect("an id"))
            });
            let told = read(&write(0, 1, deliver(esm_class, text.as_bytes(), parameters.collect())));
            prop_assert_eq!(told.text, text);
            prop_assert_eq!(told.message_id, id);
        }

        #[test]
        fn no_body_makes_it_panic(body in prop::collection::vec(any::<u8>(), 0..300), data in any::<bool>()) {
            let id = if data { id::DATA_SM } else { id::DELIVER_SM };
            let packet = Packet { id, status: 0, sequence: 1, body: Bytes::from(body) };
            prop_assert!(Told::read(&packet).is_some());
        }
    }
}
