//! What is no answer of a browser is refused at the door, by the name of what is wrong.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::support::{Authenticator, PASSKEYS, TestApp, base64url, on_both_engines, run_on_sqlite};

on_both_engines!(
    each_part_of_an_answer_is_looked_at,
    each_part_of_a_registration_is_looked_at,
    a_body_that_is_no_json_object_is_refused,
);

fn with(answer: &Value, pointer: &str, value: Value) -> Value {
    let mut answer = answer.clone();
    *answer.pointer_mut(pointer).expect("a member") = value;
    answer
}

async fn each_part_of_an_answer_is_looked_at(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let mut laptop = Authenticator::new(1);
    service.has_passkey("ann-0001", &mut laptop).await;
    let answer = laptop.signs(&service.asks_for_passkey(&json!({})).await);
    let strange = base64url(r#"{"type":"webauthn.get","challenge":1,"origin":"https://example.com"}"#);
    for (pointer, value, code) in [
        ("/response", Value::Null, 60378),
        ("/response", json!("x"), 60378),
        ("/response/userHandle", json!(7), 60378),
        ("/type", json!("password"), 60378),
        ("/id", Value::Null, 60375),
        ("/id", json!("*"), 60375),
        ("/id", json!(base64url([1; 15])), 60375),
        ("/id", json!(base64url([1; 1024])), 60375),
        ("/rawId", Value::Null, 60376),
        ("/rawId", json!(base64url([2; 32])), 60376),
        ("/authenticatorAttachment", json!("usb"), 60377),
        ("/response/authenticatorData", Value::Null, 60379),
        ("/response/authenticatorData", json!(""), 60379),
        ("/response/authenticatorData", json!(base64url([0; 36])), 60379),
        ("/response/clientDataJSON", Value::Null, 60380),
        ("/response/clientDataJSON", json!(base64url("{}")), 60380),
        ("/response/clientDataJSON", json!(base64url([0xff; 8])), 60380),
        ("/response/clientDataJSON", json!(strange), 60380),
        ("/response/signature", Value::Null, 60381),
        ("/response/signature", json!("*"), 60381),
    ] {
        let said = service.passkeys("ApproveChallenge", &with(&answer, pointer, value.clone())).await;
        assert_eq!(said.body["code"], code, "{pointer} {value}");
        said.refuses(400, code);
    }
    service.passkeys("ApproveChallenge", &answer).await.stands("approved");
}

async fn each_part_of_a_registration_is_looked_at(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let made = service.begins_passkey("ann-0001").await.is(201);
    let answer = Authenticator::new(1).registers(&made.body["options"]);
    for (pointer, value, code) in [
        ("/response", json!([]), 60378),
        ("/response/attestationObject", Value::Null, 60386),
        ("/response/attestationObject", json!(base64url([0xa0])), 60386),
        ("/response/attestationObject", json!(base64url([0x9f; 4096])), 60386),
        ("/response/clientDataJSON", json!(base64url("[]")), 60380),
        ("/rawId", json!("00"), 60376),
        ("/id", Value::Null, 60375),
    ] {
        let said = service.passkeys("VerifyFactor", &with(&answer, pointer, value.clone())).await;
        assert_eq!(said.body["code"], code, "{pointer} {value}");
        said.refuses(400, code);
    }
    // Another id than the one that the authenticator attests.
    let mut other = with(&answer, "/id", json!(base64url([2; 32])));
    other["rawId"] = other["id"].clone();
    service.passkeys("VerifyFactor", &other).await.refuses(400, 60375);
    service.passkeys("VerifyFactor", &answer).await.stands("verified");
}

async fn a_body_that_is_no_json_object_is_refused(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    for call in ["Factors", "VerifyFactor", "Challenges", "ApproveChallenge"] {
        let path = service.path(&format!("/Passkeys/{call}"));
        for body in ["[]", "{", "1"] {
            service.api.post_json(&path, body).await.refuses(400, 20001);
        }
        service.api.post(&path, &[("identity", "ann-0001")]).await.refuses(415, 20415);
        service.api.post_json(&path, " ".repeat(65 * 1024)).await.refuses(413, 20413);
        service.api.get(&path).await.refuses(405, 20004);
    }
}

/// Octets that begin as the real ones do, and octets that don't.
fn damaged(real: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let anything = prop::collection::vec(any::<u8>(), 0..300);
    let cut = (0..=real.len(), anything.clone()).prop_map({
        let real = real.clone();
        move |(at, end)| [&real[..at], &end[..]].concat()
    });
    let flipped = (0..real.len(), any::<u8>()).prop_map(move |(at, octet)| {
        let mut real = real.clone();
        real[at] ^= octet;
        real
    });
    prop_oneof![anything, cut, flipped]
}

fn read(answer: &Value, name: &str) -> Vec<u8> {
    use base64::Engine as _;
    let text = answer["response"][name].as_str().expect("text");
    base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(text).expect("base64url")
}

/// Nothing that an authenticator or a browser may say is our mistake, and nothing damaged is right.
#[test]
fn damaged_octets_are_refused_and_never_our_mistake() {
    run_on_sqlite(countersign_model::Limits::development(), crate::support::in_turn, |app| async move {
        let service = app.service(&PASSKEYS).await;
        let mut laptop = Authenticator::new(1);
        service.has_passkey("ann-0001", &mut laptop).await;
        let answer = laptop.signs(&service.asks_for_passkey(&json!({})).await);
        let made = service.begins_passkey("ann-0001").await.is(201);
        let registration = Authenticator::new(2).registers(&made.body["options"]);
        let mut runner =
            TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
        for (call, real, name) in [
            ("ApproveChallenge", &answer, "authenticatorData"),
            ("ApproveChallenge", &answer, "clientDataJSON"),
            ("ApproveChallenge", &answer, "signature"),
            ("VerifyFactor", &registration, "attestationObject"),
            ("VerifyFactor", &registration, "clientDataJSON"),
        ] {
            let octets = read(real, name);
            let handle = tokio::runtime::Handle::current();
            tokio::task::block_in_place(|| {
                let said = runner.run(&damaged(octets.clone()), |damaged| {
                    prop_assume!(damaged != octets);
                    let mut body = real.clone();
                    body["response"][name] = base64url(damaged).into();
                    let said = handle.block_on(service.passkeys(call, &body));
                    prop_assert!(
                        said.status.is_client_error() || !is_signed(name),
                        "{} {}",
                        said.status,
                        said.body
                    );
                    prop_assert!(said.status.as_u16() < 500, "{}", said.body);
                    Ok(())
                });
                said.unwrap_or_else(|error| panic!("{call} {name}: {error}"));
            });
        }
    });
}

/// Whether a change can't go by unseen: a registration's attestation is unsigned, so the new key or its id may be another.
fn is_signed(name: &str) -> bool {
    name != "attestationObject"
}
