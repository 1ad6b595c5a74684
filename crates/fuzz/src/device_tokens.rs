use std::sync::OnceLock;

use countersign_factors::{Kept, Params, claimed};
use countersign_model::Factor;
use countersign_testkit::Device;
use serde_json::{Value, json};

use crate::edits::edited_text;
use crate::fixtures::{NOW, enrol, factor, kind, service};

struct Phone {
    device: Device,
    factor: Factor,
    kept: Kept,
    credential: String,
    /// A token that lets it in.
    good: String,
}

fn phone() -> &'static Phone {
    static PHONE: OnceLock<Phone> = OnceLock::new();
    PHONE.get_or_init(|| {
        let (device, service) = (Device::new(), service(countersign_model::ServiceSettings::default()));
        let factor = factor(&service, "push");
        let kept = enrol(&service, &factor, &binding(&device)).expect("a phone").kept;
        // What the app is given as `config.credential_sid`.
        let credential = factor.sid.to_string().replacen("YF", "CR", 1);
        let good = device.token(&factor.account_sid.to_string(), &credential, NOW.millis() / 1000);
        Phone { device, factor, kept, credential, good }
    })
}

/// What an app says of itself.
pub(crate) fn binding(device: &Device) -> Params {
    let key = device.public_key();
    let pairs = [
        ("Binding.Alg", "ES256"),
        ("Binding.PublicKey", key.as_str()),
        ("Config.AppId", "com.example.app"),
        ("Config.NotificationPlatform", "none"),
    ];
    pairs.into_iter().collect()
}

/// The passwords of devices: none lets in but what the device's key has signed, for this device and this moment.
///
/// The first octet says which: a good one that is changed, any text, or what the right key signs, whole or in the place of
/// single members of a good payload.
pub fn device_tokens(input: &[u8]) {
    let Some((&way, rest)) = input.split_first() else { return };
    let Phone { device, factor, kept, credential, good } = phone();
    let admits = |token: &str| {
        let _ = claimed(token);
        kind("push").admits(factor, kept, token, NOW).expect("a readable factor")
    };
    let signed = |token: &str| token.rsplit_once('.').map(|(signed, _)| signed.to_owned());
    match way % 4 {
        0 => {
            let token = edited_text(good, rest);
            assert!(token != *good || admits(&token), "the good one is good");
            assert!(!admits(&token) || signed(&token) == signed(good), "forged: {token}");
        }
        1 => {
            let token = String::from_utf8_lossy(rest);
            assert!(!admits(&token) || signed(&token) == signed(good), "forged: {token}");
        }
        way => {
            let Ok(Value::Object(given)) = serde_json::from_slice(rest) else { return };
            let now = NOW.millis() / 1000;
            let mut payload = json!({ "sub": factor.account_sid.to_string(), "exp": now + 600, "nbf": now });
            if way == 2 {
                payload = Value::Object(given);
            } else {
                given.into_iter().for_each(|(name, value)| payload[name] = value);
            }
            let header = json!({ "alg": "ES256", "cty": "twilio-pba;v=1", "kid": credential });
            if admits(&device.jws(&header, &payload)) {
                assert_eq!(payload["sub"], factor.account_sid.to_string());
                let ends = payload["exp"].as_i64().expect("an end");
                assert!((now + 1..=now + 660).contains(&ends), "{ends}");
                assert!(payload["nbf"].is_null() || payload["nbf"].as_i64().is_some_and(|it| it <= now + 60));
            }
        }
    }
}
