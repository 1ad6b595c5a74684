use proptest::prelude::*;
use serde_json::json;

use super::*;

/// A credential as this release seals it. Whoever changes the library's version sees here whether the credentials of before
/// can still be read.
#[test]
fn a_credential_that_was_sealed_is_read_and_sealed_as_before() {
    let coordinate = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
    let sealed = json!({
        "cred_id": coordinate,
        "cred": {
            "type_": "ES256",
            "key": { "EC_EC2": { "curve": "SECP256R1", "x": coordinate, "y": coordinate } },
        },
        "counter": 7,
        "transports": null,
        "user_verified": true,
        "backup_eligible": false,
        "backup_state": false,
        "registration_policy": "preferred",
        "extensions": {
            "cred_protect": "NotRequested",
            "hmac_create_secret": "NotRequested",
            "appid": "NotRequested",
            "cred_props": "NotRequested",
        },
        "attestation": { "data": "None", "metadata": "None" },
        "attestation_format": "none",
    });
    let credential: Credential = serde_json::from_value(sealed.clone()).unwrap();
    assert_eq!((credential.counter, credential.cred_id.as_slice()), (7, &[1; 32][..]));
    let again: Value = serde_json::from_slice(&seal(&credential).unwrap()).unwrap();
    assert_eq!(again, sealed);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
        "[A-Za-z0-9_-]{0,60}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| prop::collection::vec(inner, 0..4).prop_map(Value::from))
}

/// An answer whose members are whatever.
fn any_answer() -> impl Strategy<Value = Value> {
    prop::array::uniform9(any_json()).prop_map(
        |[id, raw, kind, attached, data, client, signature, object, handle]| {
            json!({
                "id": id, "rawId": raw, "type": kind, "authenticatorAttachment": attached,
                "response": {
                    "authenticatorData": data, "clientDataJSON": client, "signature": signature,
                    "attestationObject": object, "userHandle": handle, "transports": id,
                },
            })
        },
    )
}

proptest! {
    #[test]
    fn any_answer_is_read_or_refused_and_never_a_panic(answer in any_answer(), whole in any_json()) {
        for answer in [answer, whole] {
            // Neither can have what says that a challenge was answered.
            prop_assert!(Registration::read(&answer).is_err());
            prop_assert!(Assertion::read(&answer).is_err());
        }
    }

    #[test]
    fn any_text_is_an_origin_that_stays_as_it_is_or_none(text in "\\PC{0,40}", host in "[a-z.:0-9-]{1,20}") {
        for text in [text, format!("https://{host}"), host] {
            if let Ok(read) = party::origins(std::slice::from_ref(&text), "example.com") {
                prop_assert_eq!(party::origins(&read, "example.com"), Ok(read.clone()));
            }
            if let Ok(id) = party::id(&text) {
                prop_assert_eq!(party::id(&id), Ok(id.clone()));
            }
        }
    }
}
