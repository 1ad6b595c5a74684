//! Packets on the wire (section 3.2): sixteen octets of header, then a body.
//!
//! What we write is laid out by rusmpp. What comes in is cut out and read here instead, because centres are known to
//! write what the standard doesn't allow (an id without its final zero, a date cut short, letters beyond ASCII), and a
//! strict reader would lose the receipt, or its place in the stream.

use bytes::{Buf, BufMut, Bytes, BytesMut};
use rusmpp_core::CommandStatus;
use rusmpp_core::command::owned::Command;
use rusmpp_core::encode::Length;
use rusmpp_core::encode::owned::Encode;
use rusmpp_core::pdus::owned::Pdu;

/// The commands that we know.
pub(super) mod id {
    pub(in super::super) const SUBMIT_SM: u32 = 0x04;
    pub(in super::super) const DELIVER_SM: u32 = 0x05;
    pub(in super::super) const UNBIND: u32 = 0x06;
    pub(in super::super) const OUTBIND: u32 = 0x0B;
    pub(in super::super) const ENQUIRE_LINK: u32 = 0x15;
    pub(in super::super) const ALERT_NOTIFICATION: u32 = 0x102;
    pub(in super::super) const DATA_SM: u32 = 0x103;
    /// Set in the command of every answer.
    pub(in super::super) const ANSWER: u32 = 0x8000_0000;
    /// The answer to what can't be read.
    pub(in super::super) const GENERIC_NACK: u32 = ANSWER;
}

/// The header's octets.
const HEADER: usize = 16;

/// The longest packet that is believed: the longest of the standard's with a message of 64 KiB in a parameter.
const LONGEST: usize = 80 * 1024;

/// A packet that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Packet {
    pub(super) id: u32,
    pub(super) status: u32,
    pub(super) sequence: u32,
    pub(super) body: Bytes,
}

/// A length that can't be. Nobody knows where the next packet would begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadLength;

impl Packet {
    /// Cuts the first whole packet off what came in; nothing while it is not whole.
    ///
    /// # Errors
    /// [`BadLength`] as soon as the length is there and can't be.
    pub(super) fn cut(came: &mut BytesMut) -> Result<Option<Self>, BadLength> {
        let Some(length) = came.first_chunk().copied().map(u32::from_be_bytes) else { return Ok(None) };
        let length = usize::try_from(length).map_err(|_| BadLength)?;
        if !(HEADER..=LONGEST).contains(&length) {
            return Err(BadLength);
        }
        if came.len() < length {
            return Ok(None);
        }
        let mut packet = came.split_to(length).freeze();
        packet.advance(4);
        let (id, status, sequence) = (packet.get_u32(), packet.get_u32(), packet.get_u32());
        Ok(Some(Self { id, status, sequence, body: packet }))
    }

    /// Whether this answers something that we sent.
    pub(super) const fn is_answer(&self) -> bool {
        self.id & id::ANSWER != 0
    }

    /// The name that the centre gave to a message, in the answer to `submit_sm`.
    pub(super) fn message_id(&self) -> Option<String> {
        let id = Fields(&self.body).text();
        (!id.is_empty()).then_some(id)
    }
}

/// A packet of ours.
pub(super) fn write(status: u32, sequence: u32, pdu: impl Into<Pdu>) -> Bytes {
    let command = Command::new(CommandStatus::from(status), sequence, pdu);
    let length = 4 + command.length();
    let mut packet = BytesMut::with_capacity(length);
    packet.put_u32(u32::try_from(length).unwrap_or(u32::MAX));
    command.encode(&mut packet);
    packet.freeze()
}

/// The fields of a body, one after the other. Behind the end there are only zeros: a body that is cut short gives what
/// it has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'b>(pub(super) &'b [u8]);

impl<'b> Fields<'b> {
    /// Up to the next zero, or to the end.
    pub(super) fn text(&mut self) -> String {
        let end = self.0.iter().position(|octet| *octet == 0).unwrap_or(self.0.len());
        let text = self.octets(end);
        self.octets(1);
        latin1(text).trim().to_owned()
    }

    pub(super) fn octet(&mut self) -> u8 {
        self.octets(1).first().copied().unwrap_or_default()
    }

    pub(super) fn octets(&mut self, count: usize) -> &'b [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }

    /// The next optional parameter: its tag and value (section 5.3.1). Nothing at the end, or where it is cut short.
    pub(super) fn parameter(&mut self) -> Option<(u16, &'b [u8])> {
        let [tag @ .., high, low] = self.0.first_chunk::<4>()?;
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let value = self.0.get(4..4 + length)?;
        self.0 = &self.0[4 + length..];
        Some((u16::from_be_bytes(*tag), value))
    }
}

/// Octets as text: ids, dates and words are ASCII; what isn't must not get lost on the way.
pub(super) fn latin1(octets: &[u8]) -> String {
    octets.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusmpp_core::pdus::owned::SubmitSmResp;
    use rusmpp_core::types::owned::COctetString;

    use super::*;

    #[test]
    fn a_packet_comes_out_as_it_was_written_however_it_is_cut_on_the_way() {
        let answer =
            SubmitSmResp::new(COctetString::from_string("m-1".to_owned()).expect("an id"), Vec::new());
        let wire = [write(0, 7, answer), write(0, 8, Pdu::EnquireLink)].concat();
        assert_eq!(wire[..16], [0, 0, 0, 20, 0x80, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 7]);
        let mut came = BytesMut::new();
        let mut packets = Vec::new();
        for octet in wire {
            came.put_u8(octet);
            packets.extend(Packet::cut(&mut came).expect("a length"));
        }
        assert_eq!(packets.len(), 2);
        assert_eq!((packets[0].sequence, packets[0].message_id().as_deref()), (7, Some("m-1")));
        assert_eq!((packets[1].id, packets[1].is_answer()), (id::ENQUIRE_LINK, false));
    }

    #[test]
    fn a_length_that_can_t_be_is_known_from_its_four_octets() {
        for length in [0, 4, 15, 80 * 1024 + 1, u32::MAX] {
            let mut came = BytesMut::from(&length.to_be_bytes()[..]);
            assert_eq!(Packet::cut(&mut came), Err(BadLength), "{length}");
        }
        for length in [16, 80 * 1024] {
            let mut came = BytesMut::from(&u32::to_be_bytes(length)[..]);
            assert_eq!(Packet::cut(&mut came), Ok(None), "{length}");
        }
    }

    proptest! {
        #[test]
        fn any_octets_are_read_to_the_end_without_a_panic(octets in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut came = BytesMut::from(&octets[..]);
            while let Ok(Some(packet)) = Packet::cut(&mut came) {
                let _ = packet.message_id();
            }
            let mut fields = Fields(&octets);
            let _ = (fields.text(), fields.octet(), fields.octets(300));
            let mut fields = Fields(&octets);
            let mut count = 0;
            while fields.parameter().is_some() {
                count += 1;
            }
            prop_assert!(count <= octets.len() / 4);
        }
    }
}
