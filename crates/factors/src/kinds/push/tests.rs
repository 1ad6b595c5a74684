use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use countersign_model::{
    AccountSid, ChallengeSid, ChallengeStatus, Details, EntitySid, FactorName, FactorSid, FactorStatus,
    FriendlyName, Identity, MockDice, Moments, PushSubscription, ServiceSettings, ServiceSid, StringMap,
};

use super::*;
use crate::claimed;

/// Chance for keys and signatures; the library takes no other.
#[expect(clippy::disallowed_methods, reason = "of a test's own phone; nothing rests on which it is")]
fn chance() -> SystemRandom {
    SystemRandom::new()
}

/// A key and its two ways to write a signature.
struct Signer(Vec<u8>);

impl Signer {
    fn new() -> Self {
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &chance());
        Self(key.unwrap().as_ref().to_vec())
    }

    fn public_key(&self) -> String {
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &self.0).unwrap();
        PublicKey::from_point(key.public_key().as_ref()).unwrap().to_spki()
    }

    fn sign(
        &self,
        algorithm: &'static aws_lc_rs::signature::EcdsaSigningAlgorithm,
        message: &str,
    ) -> Vec<u8> {
        let key = EcdsaKeyPair::from_pkcs8(algorithm, &self.0).unwrap();
        key.sign(&chance(), message.as_bytes()).unwrap().as_ref().to_vec()
    }

    fn der(&self, message: &str) -> String {
        BASE64_STANDARD.encode(self.sign(&ECDSA_P256_SHA256_ASN1_SIGNING, message))
    }

    fn jws(&self, header: &Value, payload: &Value) -> String {
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(payload));
        let signature = self.sign(&ECDSA_P256_SHA256_FIXED_SIGNING, &signed);
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }
}

const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

fn seconds() -> i64 {
    NOW.millis() / 1000
}

fn service() -> Service {
    let dice = MockDice::new(1);
    Service {
        sid: ServiceSid::new(NOW, &dice),
        account_sid: AccountSid::new(NOW, &dice),
        friendly_name: FriendlyName::parse("My App").unwrap(),
        settings: ServiceSettings::default(),
        created_at: NOW,
        updated_at: NOW,
    }
}

fn factor(seed: u64) -> Factor {
    let (service, dice) = (service(), MockDice::new(seed));
    Factor {
        sid: FactorSid::new(NOW, &dice),
        account_sid: service.account_sid,
        service_sid: service.sid,
        entity_sid: EntitySid::new(NOW, &dice),
        identity: Identity::parse("ann-00001").unwrap(),
        friendly_name: FactorName::parse("Ann's phone").unwrap(),
        kind: "push".parse().unwrap(),
        status: FactorStatus::Verified { at: NOW },
        public: Value::Null,
        sealed: None,
        lookup: None,
        metadata: None,
        challenged: Moments::default(),
        wrong: Moments::default(),
        created_at: NOW,
        updated_at: NOW,
    }
}

fn enrol(params: &[(&str, &str)]) -> Result<Enrolled, FactorRefusal> {
    let params: Params = params.iter().copied().collect();
    let factor = factor(2);
    let asked = Enrol {
        service: &service(),
        sid: factor.sid,
        identity: &factor.identity,
        name: &factor.friendly_name,
        params: &params,
        siblings: &[],
        now: NOW,
    };
    Push.enrol(&asked, &MockDice::new(9))
}

fn binding(key: &str) -> [(&str, &str); 4] {
    [
        ("Binding.Alg", "ES256"),
        ("Binding.PublicKey", key),
        ("Config.AppId", "com.example.app"),
        ("Config.NotificationPlatform", "none"),
    ]
}

fn kept(signer: &Signer) -> Kept {
    enrol(&binding(&signer.public_key())).unwrap().kept
}

fn challenge(seed: u64) -> Challenge {
    let of = factor(2);
    Challenge {
        sid: ChallengeSid::new(NOW, &MockDice::new(seed)),
        account_sid: of.account_sid,
        service_sid: of.service_sid,
        entity: Some((of.entity_sid, of.identity.clone())),
        factor_sid: Some(of.sid),
        kind: of.kind,
        status: ChallengeStatus::Pending,
        wrong: 0,
        details: Details::parse(Some("Log in?"), &[r#"{"label":"From","value":"Berlin"}"#]).unwrap(),
        hidden_details: Some(StringMap::parse(r#"{"ip":"192.0.2.1"}"#).unwrap()),
        metadata: None,
        public: Value::Null,
        lookup: None,
        expires_at: NOW.plus_millis(300_000),
        created_at: NOW,
        updated_at: NOW,
    }
}

/// What an app signs of the challenge.
fn words(challenge: &Challenge, status: &str) -> Value {
    let (entity, identity) = challenge.entity.as_ref().unwrap();
    json!({
        "sid": challenge.sid.to_string(),
        "account_sid": challenge.account_sid.to_string(),
        "service_sid": challenge.service_sid.to_string(),
        "entity_sid": entity.to_string(),
        "identity": identity.as_str(),
        "factor_sid": challenge.factor_sid.unwrap().to_string(),
        "date_created": "2023-11-14T22:13:20Z",
        "expiration_date": "2023-11-14T22:18:20Z",
        "details": { "message": "Log in?", "fields": [{ "label": "From", "value": "Berlin" }] },
        "hidden_details": { "ip": "192.0.2.1" },
        "status": status,
    })
}

fn header() -> Value {
    json!({ "typ": "JWT", "alg": "ES256" })
}

fn answered(kept: &Kept, challenge: &Challenge, payload: &str) -> Result<Option<Answer>, KindError> {
    Push.answer(&factor(2), challenge, &mut kept.clone(), payload, NOW)
}

#[test]
fn enrolling_shows_the_key_and_the_name_for_tokens() {
    let key = Signer::new().public_key();
    let token = "t".repeat(32);
    let mut params = binding(&key).to_vec();
    params[3] = ("Config.NotificationPlatform", "fcm");
    params.extend([("Config.NotificationToken", token.as_str()), ("Config.SdkVersion", "1.2.3")]);
    let enrolled = enrol(&params).unwrap();
    assert_eq!(enrolled.binding, json!({ "alg": "ES256", "public_key": key }));
    let credential = format!("CR{}", &factor(2).sid.to_string()[2..]);
    let expected = json!({ "sdk_version": "1.2.3", "app_id": "com.example.app", "notification_platform": "fcm",
        "notification_token": token, "credential_sid": credential });
    assert_eq!(Push.config(&enrolled.kept), Ok(expected));
    let public = enrolled.kept.public.to_string() + enrolled.kept.lookup.as_deref().unwrap();
    assert!(!public.contains(&key[36..60]), "the key stands sealed only: {public}");
    assert!(!public.contains(&token[..8]), "the device's token stands sealed only: {public}");
}

#[test]
fn a_browsers_subscription_is_its_token_and_has_to_be_one() {
    let point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    let subscription = |point: &str| {
        let keys = json!({ "p256dh": point, "auth": "BTBZMqHH6r4Tts7J_aSIgg" });
        json!({ "endpoint": "https://push.example.com/x", "expirationTime": null, "keys": keys }).to_string()
    };
    let key = Signer::new().public_key();
    let enrol_with = |token: &str| {
        let mut params = binding(&key).to_vec();
        params[3] = ("Config.NotificationPlatform", "webpush");
        params.push(("Config.NotificationToken", token));
        enrol(&params)
    };
    let kept = enrol_with(&subscription(point)).unwrap().kept;
    let device = Push.device(&kept).unwrap().unwrap();
    assert_eq!(device.platform, countersign_model::Platform::Webpush);
    assert_eq!(PushSubscription::parse(&device.token), PushSubscription::parse(&subscription(point)));
    assert!(!kept.public.to_string().contains("push.example.com"), "{}", kept.public);
    // Begins as a point does, and lies nowhere on the curve.
    let nowhere = BASE64_URL_SAFE_NO_PAD.encode([&[4][..], &[1; 64]].concat());
    for token in [subscription(&nowhere).as_str(), "{}", &"t".repeat(64)] {
        let refusal = FactorRefusal::Parameter("Config.NotificationToken");
        assert_eq!(enrol_with(token).err(), Some(refusal), "{token}");
    }
}

#[test]
fn a_token_in_clear_is_none_for_whoever_writes_there_would_hear_of_every_question() {
    let mut kept = kept(&Signer::new());
    kept.public["notification_platform"] = json!("fcm");
    kept.public["notification_token"] = json!("t".repeat(40));
    assert_eq!(Push.device(&kept), Ok(None));
}

#[test]
fn another_platform_needs_a_token_of_its_own() {
    let mut kept = kept(&Signer::new());
    let change =
        |kept: &mut Kept, params: &[(&str, &str)]| Push.change(kept, &params.iter().copied().collect(), NOW);
    let token = "t".repeat(64);
    let both = [("Config.NotificationPlatform", "fcm"), ("Config.NotificationToken", token.as_str())];
    assert_eq!(change(&mut kept, &both), Ok(()));
    assert_eq!(change(&mut kept, &both[..1]), Ok(()), "the same platform keeps its own");
    let missing = FactorRefusal::Missing("Config.NotificationToken");
    for other in ["apn", "webpush"] {
        assert_eq!(change(&mut kept, &[("Config.NotificationPlatform", other)]), Err(missing.into()));
    }
    assert_eq!(Push.config(&kept).unwrap()["notification_token"], token);
}

#[test]
fn what_is_no_binding_is_refused_as_one_and_a_bad_setting_by_name() {
    let key = Signer::new().public_key();
    assert!(enrol(&binding(&key)).is_ok());
    for (name, value) in [
        ("Binding.Alg", "RS256"),
        ("Binding.Alg", "es256"),
        ("Binding.Alg", ""),
        ("Binding.PublicKey", "dGVzdF9rZXk="),
        ("Binding.PublicKey", ""),
    ] {
        let mut params = binding(&key).to_vec();
        params.push((name, value));
        assert_eq!(enrol(&params).err(), Some(FactorRefusal::Binding), "{name} {value}");
    }
    for absent in 0..4 {
        let mut params = binding(&key).to_vec();
        let (name, _) = params.remove(absent);
        let expected = match absent {
            0 | 1 => FactorRefusal::Binding,
            2 => FactorRefusal::Missing("Config.AppId"),
            _ => FactorRefusal::Missing("Config.NotificationPlatform"),
        };
        assert_eq!(enrol(&params).err(), Some(expected), "{name}");
    }
    let (short, long) = ("t".repeat(31), "t".repeat(256));
    for (name, value) in [
        ("Config.AppId", ""),
        ("Config.AppId", &"a".repeat(101) as &str),
        ("Config.NotificationPlatform", "FCM"),
        ("Config.NotificationPlatform", "sms"),
        ("Config.NotificationToken", &short),
        ("Config.NotificationToken", &long),
        ("Config.SdkVersion", "1\n2"),
    ] {
        let mut params = binding(&key).to_vec();
        params.push((name, value));
        let named: &'static str =
            ["Config.AppId", "Config.NotificationPlatform", "Config.NotificationToken", "Config.SdkVersion"]
                .into_iter()
                .find(|known| *known == name)
                .unwrap();
        assert_eq!(enrol(&params).err(), Some(FactorRefusal::Parameter(named)), "{name} {value}");
    }
    let mut params = binding(&key).to_vec();
    params[3] = ("Config.NotificationPlatform", "apn");
    assert_eq!(enrol(&params).err(), Some(FactorRefusal::Missing("Config.NotificationToken")));
}

#[test]
fn a_platform_of_none_forgets_the_token_and_another_needs_one() {
    let mut kept = kept(&Signer::new());
    let change =
        |kept: &mut Kept, params: &[(&str, &str)]| Push.change(kept, &params.iter().copied().collect(), NOW);
    let token = "t".repeat(255);
    let both = [("Config.NotificationPlatform", "fcm"), ("Config.NotificationToken", token.as_str())];
    assert_eq!(change(&mut kept, &both[..1]), Err(FactorRefusal::Missing("Config.NotificationToken").into()));
    assert_eq!(change(&mut kept, &both), Ok(()));
    assert_eq!(change(&mut kept, &[("Config.SdkVersion", "2")]), Ok(()));
    assert_eq!(Push.config(&kept).unwrap()["notification_token"], token);
    assert_eq!(change(&mut kept, &[("Config.NotificationPlatform", "none")]), Ok(()));
    assert_eq!(Push.config(&kept).unwrap()["notification_token"], Value::Null);
}

#[test]
fn only_the_keys_own_signature_of_the_factors_name_verifies_it() {
    let (signer, other, factor) = (Signer::new(), Signer::new(), factor(2));
    let mut kept = kept(&signer);
    let sid = factor.sid.to_string();
    assert_eq!(Push.verify(&factor, &mut kept, &signer.der(&sid), NOW), Ok(true));
    let raw = BASE64_STANDARD.encode(signer.sign(&ECDSA_P256_SHA256_FIXED_SIGNING, &sid));
    for wrong in [
        other.der(&sid),
        signer.der(&super::tests::factor(3).sid.to_string()),
        raw,
        String::new(),
        "x".into(),
    ] {
        assert_eq!(Push.verify(&factor, &mut kept, &wrong, NOW), Err(FactorRefusal::Unproven.into()));
    }
}

#[test]
fn a_signed_yes_or_no_to_all_that_was_asked_is_an_answer() {
    let (signer, challenge) = (Signer::new(), challenge(5));
    let kept = kept(&signer);
    for (status, answer) in [("approved", Answer::Approved), ("denied", Answer::Denied)] {
        let payload = signer.jws(&header(), &words(&challenge, status));
        assert_eq!(answered(&kept, &challenge, &payload), Ok(Some(answer)));
    }
}

#[test]
fn what_differs_in_any_word_or_lacks_one_is_no_answer() {
    let (signer, challenge) = (Signer::new(), challenge(5));
    let kept = kept(&signer);
    let failed = Err(FactorRefusal::Failed.into());
    for name in answer::SIGNED.iter().chain(&["status"]) {
        let mut words = words(&challenge, "approved");
        words[*name] = json!("changed");
        assert_eq!(answered(&kept, &challenge, &signer.jws(&header(), &words)), failed, "{name} changed");
        words.as_object_mut().unwrap().remove(*name);
        assert_eq!(answered(&kept, &challenge, &signer.jws(&header(), &words)), failed, "{name} absent");
    }
    let mut words = words(&challenge, "approved");
    words["details"]["fields"][0]["value"] = json!("London");
    assert_eq!(answered(&kept, &challenge, &signer.jws(&header(), &words)), failed);
}

#[test]
fn an_answer_to_another_challenge_or_by_another_key_or_algorithm_is_none() {
    let (signer, other) = (Signer::new(), Signer::new());
    let (kept, asked, another) = (kept(&signer), challenge(5), challenge(6));
    let failed = Err(FactorRefusal::Failed.into());
    let good = signer.jws(&header(), &words(&asked, "approved"));
    assert_eq!(answered(&kept, &another, &good), failed);
    assert_eq!(answered(&kept, &asked, &other.jws(&header(), &words(&asked, "approved"))), failed);
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let words = words(&asked, "approved");
    let unsigned = format!("{}.{}.", part(&json!({ "alg": "none" })), part(&words));
    // The public key taken for a secret.
    let signed = format!("{}.{}", part(&json!({ "alg": "HS256" })), part(&words));
    let secret = aws_lc_rs::hmac::Key::new(
        aws_lc_rs::hmac::HMAC_SHA256,
        &kept.secret().unwrap()[..PublicKey::POINT_LEN],
    );
    let mac = BASE64_URL_SAFE_NO_PAD.encode(aws_lc_rs::hmac::sign(&secret, signed.as_bytes()));
    // Somebody's own key beside the signature.
    let brought = json!({ "alg": "ES256", "jwk": { "kty": "EC" } });
    for forged in
        [unsigned, format!("{signed}.{mac}"), other.jws(&brought, &words), String::new(), "..".into()]
    {
        assert_eq!(answered(&kept, &asked, &forged), failed, "{forged}");
    }
}

#[test]
fn a_challenge_says_what_it_is_about() {
    let (of, mut challenge) = (factor(2), challenge(5));
    assert_eq!(Push.ask(&of, &mut challenge, &[0; 32]), Ok(None));
    challenge.details = Details::parse(Some(""), &[]).unwrap();
    let empty = FactorRefusal::Parameter("Details.Message");
    assert_eq!(Push.ask(&of, &mut challenge, &[0; 32]), Err(empty.into()));
    for nothing in [None, Details::parse(None, &[r#"{"label":"a","value":"b"}"#]).unwrap()] {
        challenge.details = nothing;
        let missing = FactorRefusal::Missing("Details.Message");
        assert_eq!(Push.ask(&of, &mut challenge, &[0; 32]), Err(missing.into()));
    }
}

fn token_header() -> Value {
    let credential = device::credential(factor(2).sid).to_string();
    json!({ "typ": "JWT", "alg": "ES256", "cty": "twilio-pba;v=1", "kid": credential })
}

fn claims(exp: i64, nbf: i64) -> Value {
    json!({ "sub": service().account_sid.to_string(), "exp": seconds() + exp, "nbf": seconds() + nbf })
}

#[test]
fn a_devices_token_counts_between_its_times_and_for_ten_minutes_at_most() {
    let signer = Signer::new();
    let kept = kept(&signer);
    for (exp, nbf, fits) in [
        (600, 0, true),
        (1, -600, true),
        (0, -600, false),
        (-1, -601, false),
        (660, 60, true),
        (661, 0, false),
        (86_400, 0, false),
        (600, 61, false),
    ] {
        let token = signer.jws(&token_header(), &claims(exp, nbf));
        assert_eq!(Push.admits(&factor(2), &kept, &token, NOW), Ok(fits), "exp {exp} nbf {nbf}");
    }
    for claims in
        [json!({ "nbf": seconds() }), json!({ "exp": "soon" }), json!({ "exp": i64::MAX, "nbf": i64::MIN })]
    {
        let mut all = claims;
        all["sub"] = json!(service().account_sid.to_string());
        assert_eq!(
            Push.admits(&factor(2), &kept, &signer.jws(&token_header(), &all), NOW),
            Ok(false),
            "{all}"
        );
    }
    let mut strange = claims(600, 0);
    strange["nbf"] = json!("now");
    assert_eq!(Push.admits(&factor(2), &kept, &signer.jws(&token_header(), &strange), NOW), Ok(false));
    strange.as_object_mut().unwrap().remove("nbf");
    assert_eq!(Push.admits(&factor(2), &kept, &signer.jws(&token_header(), &strange), NOW), Ok(true));
}

#[test]
fn a_devices_token_is_for_its_factor_and_account_and_by_its_key() {
    let (signer, other) = (Signer::new(), Signer::new());
    let kept = kept(&signer);
    let good = signer.jws(&token_header(), &claims(600, 0));
    let of = factor(2);
    assert_eq!(claimed(&good), Some(Claim { factor: of.sid, account: of.account_sid }));
    assert_eq!(Push.admits(&of, &kept, &good, NOW), Ok(true));
    // The same key at another factor, and another key.
    assert_eq!(Push.admits(&factor(3), &kept, &good, NOW), Ok(false));
    assert_eq!(Push.admits(&of, &kept, &other.jws(&token_header(), &claims(600, 0)), NOW), Ok(false));
    let mut elsewhere = claims(600, 0);
    elsewhere["sub"] = json!(AccountSid::new(NOW, &MockDice::new(77)).to_string());
    assert_eq!(Push.admits(&of, &kept, &signer.jws(&token_header(), &elsewhere), NOW), Ok(false));
    for (member, value) in [
        ("alg", json!("none")),
        ("alg", json!("HS256")),
        ("cty", json!("twilio-fpa;v=1")),
        ("cty", Value::Null),
        ("kid", json!("CR0")),
        ("crit", json!(["exp"])),
    ] {
        let mut header = token_header();
        header[member] = value;
        let token = signer.jws(&header, &claims(600, 0));
        assert_eq!(Push.admits(&of, &kept, &token, NOW), Ok(false), "{header}");
    }
    // An answer to a challenge is no token, though the key signed it.
    let answer = signer.jws(&header(), &words(&challenge(5), "approved"));
    assert_eq!((claimed(&answer), Push.admits(&of, &kept, &answer, NOW)), (None, Ok(false)));
}
