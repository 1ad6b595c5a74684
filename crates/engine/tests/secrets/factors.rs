use countersign_engine::challenge::CreateChallenge;
use countersign_engine::factor::{CreateFactor, FactorTarget, Place, UpdateFactor};
use countersign_factors::Params;
use countersign_model::{Clock, FactorName, Identity};
use countersign_store::Engine as Database;
use totp_rs::Totp;

use crate::node::{only_key, ops};
use crate::{Node, on_both_engines};

on_both_engines!(a_factors_secret_is_sealed_anew_and_its_codes_are_good_as_before);

/// What an authenticator app shows now.
fn code(node: &Node, app: &Totp) -> String {
    app.generate(u64::try_from(node.clock.now().millis() / 1000).expect("after 1970")).to_string()
}

async fn a_factors_secret_is_sealed_anew_and_its_codes_are_good_as_before(database: Database) {
    let node = Node::first(database).await;
    let old = only_key(&node.file);
    let identity = Identity::parse("Ann-0001").expect("an identity");
    let place = Place { account: node.account(), service: node.service, identity };
    let wanted = CreateFactor {
        place: place.clone(),
        kind: countersign_factors::find("totp").expect("a kind"),
        friendly_name: FactorName::parse("Phone").expect("a name"),
        params: Params::default(),
        metadata: None,
        access_token: None,
    };
    let made = node.engine.create_factor(wanted, ops()).await.expect("a factor");
    let app = Totp::from_url_unchecked(made.binding["uri"].as_str().expect("a URI")).expect("an app");
    let sid = made.factor.sid;
    let verify = UpdateFactor {
        target: FactorTarget::Sid(place.clone(), sid),
        friendly_name: None,
        params: Params::default(),
        auth_payload: Some(code(&node, &app)),
    };
    node.engine.update_factor(verify, ops()).await.expect("it is looked at");
    let log_in = async || {
        node.clock.advance_seconds(31);
        let wanted = CreateChallenge {
            place: place.clone(),
            factor: sid,
            expires_at: None,
            details: None,
            hidden_details: None,
            auth_payload: Some(code(&node, &app)),
        };
        let asked = node.engine.create_challenge(wanted).await.expect("it is looked at");
        asked.challenge.status.as_str()
    };
    assert_eq!(log_in().await, "approved");
    let new = node.turn().await;
    assert_eq!(log_in().await, "approved");
    assert_eq!(node.status(&old).await.sealed, 2, "the account's token and the factor's secret");
    assert_eq!(node.reseal().await, 2);
    assert_eq!((node.status(&old).await.sealed, node.status(&new).await.sealed), (0, 2));
    assert_eq!(log_in().await, "approved");
    node.engine.drop_key(&old, ops()).await.expect("nothing needs it");
    assert_eq!(log_in().await, "approved");
}
