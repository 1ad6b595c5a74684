//! Seeds of hardware tokens, and the key that addresses are found by, change their master key as everything else does.

use countersign_engine::factor::{AddAddressFactor, Place};
use countersign_engine::token::AssignToken;
use countersign_factors::hardware::TokenCodes;
use countersign_factors::token_file::{self, Format, Unlock};
use countersign_model::{Identity, Recipient, TokenSerial};
use countersign_store::Engine as Database;

use crate::node::{Sent, only_key, ops};
use crate::{Node, on_both_engines};

on_both_engines!(a_seed_and_the_key_of_addresses_are_sealed_anew_and_work_as_before);

async fn a_seed_and_the_key_of_addresses_are_sealed_anew_and_work_as_before(database: Database) {
    let node = Node::first(database).await;
    let old = only_key(&node.file);
    let identity = Identity::parse("ann-0001").expect("an identity");
    let place = Place { account: node.account(), service: node.service, identity };
    // The seed of RFC 4226, appendix D.
    let file = "1,3132333435363738393031323334353637383930,HOTP,6,0";
    let tokens = token_file::read(Format::Csv, file, &Unlock::default()).expect("a file");
    node.engine.import_tokens(node.account(), tokens, ops(), |_| ()).await.expect("imported");
    let verification = node.send_once(1).await;
    let to = Recipient::parse("+15017120001").expect("a number");
    let code = node.mailbox().nth_for(to.as_str(), 0).await.code;
    node.approves(&Sent { to: to.clone(), code }).await;
    let wanted = AddAddressFactor {
        place: place.clone(),
        verification: verification.parse().expect("a SID"),
        friendly_name: None,
        calls: false,
    };
    let phone = node.engine.add_address_factor(wanted, ops()).await.expect("a factor").factor.sid;

    node.turn().await;
    node.clock.advance_seconds(31);
    let sealed = node.status(&old).await.sealed;
    let what = "the account's token, the seed, the address, the key that it is found by, what an idempotency key asked";
    assert_eq!(sealed, 5, "{what}");
    assert_eq!(node.reseal().await, 5);
    node.engine.drop_key(&old, ops()).await.expect("nothing needs it");

    let wanted = AssignToken {
        place: place.clone(),
        serial: TokenSerial::parse("1").expect("a serial number"),
        codes: TokenCodes::parse("755224", "287082").expect("two codes"),
        friendly_name: None,
        kinds: None,
    };
    node.engine.assign_token(wanted, ops()).await.expect("a factor");
    let reached = node.engine.factor_address(place, phone).await.expect("the store");
    assert_eq!(reached.map(|reached| reached.recipient), Some(to.clone()));
    assert_eq!(node.engine.erase_address(&to, ops(), |_| ()).await.expect("erased").factors, 1);
}
