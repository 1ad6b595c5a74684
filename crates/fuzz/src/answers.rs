use std::sync::OnceLock;

use countersign_factors::{Kept, KindError};
use countersign_model::{Answer, Challenge, Details, Factor, FactorRefusal, ServiceSettings, StringMap};
use countersign_testkit::Device;
use serde_json::{Value, json};

use crate::device_tokens::binding;
use crate::edits::edited_text;
use crate::fixtures::{NOW, challenge, enrol, factor, kind, service};

struct Asked {
    device: Device,
    factor: Factor,
    kept: Kept,
    challenge: Challenge,
    /// The challenge as the device is shown it.
    shown: Value,
    good: String,
    proof: String,
}

fn asked() -> &'static Asked {
    static ASKED: OnceLock<Asked> = OnceLock::new();
    ASKED.get_or_init(|| {
        let (device, service) = (Device::new(), service(ServiceSettings::default()));
        let factor = factor(&service, "push");
        let kept = enrol(&service, &factor, &binding(&device)).expect("a phone").kept;
        let fields = [r#"{"label":"From","value":"Lisbon"}"#];
        let challenge = Challenge {
            details: Details::parse(Some("Log in?"), &fields).expect("details"),
            hidden_details: StringMap::parse(r#"{"order":"4711"}"#).ok(),
            ..challenge(&factor)
        };
        let shown = shown(&challenge);
        let good = device.answer(&kind("push").signed_fields().join(","), &shown, "approved");
        let proof = device.proof(&factor.sid.to_string());
        Asked { device, factor, kept, challenge, shown, good, proof }
    })
}

/// Written out once more, so that what is signed is compared with something else than the code under test.
fn shown(challenge: &Challenge) -> Value {
    let (entity, identity) = challenge.entity.as_ref().expect("a person");
    json!({
        "sid": challenge.sid.to_string(),
        "account_sid": challenge.account_sid.to_string(),
        "service_sid": challenge.service_sid.to_string(),
        "entity_sid": entity.to_string(),
        "identity": identity.as_str(),
        "factor_sid": challenge.factor_sid.expect("a factor").to_string(),
        "date_created": challenge.created_at.to_string(),
        "expiration_date": challenge.expires_at.to_string(),
        "details": { "message": "Log in?", "fields": [{ "label": "From", "value": "Lisbon" }] },
        "hidden_details": { "order": "4711" },
    })
}

/// Answers of devices: only the device's own signature of what was asked, word for word, is one.
///
/// The first octet says which: a good one that is changed, any text, or what the right key signs, whole or in the place of
/// single members of a good payload.
pub fn answers(input: &[u8]) {
    let Some((&way, rest)) = input.split_first() else { return };
    let Asked { device, factor, kept, challenge, shown, good, proof } = asked();
    let signed = |token: &str| token.rsplit_once('.').map(|(signed, _)| signed.to_owned());
    let answer = |payload: &str| match kind("push").answer(factor, challenge, &mut kept.clone(), payload, NOW)
    {
        Ok(answer) => answer,
        Err(KindError::Refused(FactorRefusal::Failed)) => None,
        Err(other) => panic!("{other:?}"),
    };
    let payload = match way % 4 {
        0 => edited_text(good, rest),
        1 => String::from_utf8_lossy(rest).into_owned(),
        way => {
            let Ok(Value::Object(members)) = serde_json::from_slice(rest) else { return };
            let mut said = shown.clone();
            said["status"] = "approved".into();
            if way == 2 {
                said = Value::Object(members);
            } else {
                members.into_iter().for_each(|(name, value)| said[name] = value);
            }
            let given = answer(&device.jws(&json!({ "alg": "ES256" }), &said));
            if let Some(given) = given {
                assert_eq!(said["status"], given.as_str());
                for name in kind("push").signed_fields() {
                    assert_eq!(said[*name], shown[*name], "{name}");
                }
            }
            return;
        }
    };
    assert!(payload != *good || answer(&payload) == Some(Answer::Approved), "the good one is good");
    assert!(answer(&payload).is_none() || signed(&payload) == signed(good), "forged: {payload}");
    // What verifies a factor is another signature than what answers, and changed it is none.
    for text in [payload, edited_text(proof, rest)] {
        let verified = kind("push").verify(factor, &mut kept.clone(), &text, NOW);
        assert_eq!(verified == Ok(true), text == *proof, "{text}");
    }
}
