//! What a centre sends, octet by octet, over a corpus (`__fuzz__` beside this file) and by `cargo bolero`.

use bytes::BytesMut;
use countersign_model::ReceiptState;

use super::packet::Packet;
use super::receipt::{self, Ids};
use super::told::Told;

/// Packets are cut off until nothing whole is left, and none is longer than what came. A message is only said to have
/// arrived where a receipt's state or words say so.
fn receipts(input: &[u8]) {
    let mut came = BytesMut::from(input);
    let mut left = came.len();
    while let Ok(Some(packet)) = Packet::cut(&mut came) {
        assert_eq!(left - came.len(), 16 + packet.body.len());
        left = came.len();
        let _ = packet.message_id();
        let Some(told) = Told::read(&packet) else { continue };
        for ids in [Ids::Same, Ids::ReceiptsInHex, Ids::AnswersInHex] {
            let Some(receipt) = receipt::read(&told, ids) else { continue };
            assert!(told.is_receipt);
            let is_told = match told.state {
                Some(state) => state == 2,
                None => told.text.to_uppercase().contains("DELIV"),
            };
            assert!(receipt.state != ReceiptState::Delivered || is_told, "{told:?}");
        }
    }
}

#[test]
fn any_octets_of_a_centre_are_read_and_nothing_has_arrived_that_it_did_not_say() {
    let target = bolero::check!(name = "smpp_receipts").with_iterations(500).with_max_len(4096);
    target.for_each(|input: &[u8]| receipts(input));
}
