//! Forging, replaying, borrowing: what never lets anybody in.

use countersign_store::audit;
use serde_json::{Value, json};

use crate::support::{
    Authenticator, PASSKEYS, PRESENT, Service, TestApp, VERIFIED, base64url, on_both_engines,
};

on_both_engines!(
    an_answer_is_good_once,
    an_answer_for_one_challenge_is_none_for_another,
    a_registration_is_no_login_and_a_login_no_registration,
    another_site_gets_nothing,
    a_signature_of_another_key_proves_nothing,
    what_was_signed_can_not_be_changed,
    a_counter_that_goes_back_shows_a_copy,
    a_person_who_must_unlock_has_to,
    a_person_has_to_be_there,
    another_persons_passkey_answers_nothing,
    who_was_not_named_has_to_say_who_they_are,
    another_account_and_another_service_find_nothing,
    a_deleted_persons_passkey_opens_nothing,
    a_used_login_opens_nothing_through_the_entities_path_either,
);

async fn ann(app: &TestApp) -> (Service, Authenticator) {
    let service = app.service(&PASSKEYS).await;
    let mut laptop = Authenticator::new(1);
    service.has_passkey("ann-0001", &mut laptop).await;
    (service, laptop)
}

impl Service {
    async fn logs_in(&self, laptop: &mut Authenticator) {
        let options = self.asks_for_passkey(&json!({})).await;
        self.passkeys("ApproveChallenge", &laptop.signs(&options)).await.is(200).stands("approved");
    }
}

async fn an_answer_is_good_once(app: TestApp) {
    let (service, mut laptop) = ann(&app).await;
    let options = service.asks_for_passkey(&json!({})).await;
    let answer = laptop.signs(&options);
    service.passkeys("ApproveChallenge", &answer).await.stands("approved");
    service.passkeys("ApproveChallenge", &answer).await.refuses(403, 60322);
    service.passkeys("ApproveChallenge", &laptop.signs(&options)).await.refuses(403, 60322);
}

async fn an_answer_for_one_challenge_is_none_for_another(app: TestApp) {
    let (service, mut laptop) = ann(&app).await;
    let made_up = json!({ "publicKey": { "challenge": base64url([9; 32]) } });
    service.passkeys("ApproveChallenge", &laptop.signs(&made_up)).await.refuses(404, 60391);
    service.passkeys("VerifyFactor", &Authenticator::new(2).registers(&made_up)).await.refuses(404, 60390);
    // What the browser says was exchanged behind its signature.
    let (first, second) =
        (service.asks_for_passkey(&json!({})).await, service.asks_for_passkey(&json!({})).await);
    let (mut answer, other) = (laptop.signs(&first), laptop.signs(&second));
    answer["response"]["clientDataJSON"] = other["response"]["clientDataJSON"].clone();
    service.passkeys("ApproveChallenge", &answer).await.refuses(403, 60324);
    service.passkeys("ApproveChallenge", &other).await.stands("approved");
}

async fn a_registration_is_no_login_and_a_login_no_registration(app: TestApp) {
    let (service, mut laptop) = ann(&app).await;
    let made = service.begins_passkey("ann-0001").await.is(201);
    let creation = &made.body["options"];
    let login = service.asks_for_passkey(&json!({})).await;
    service
        .passkeys("ApproveChallenge", &laptop.signs_as("webauthn.create", &login))
        .await
        .refuses(400, 60380);
    let mut key = Authenticator::new(2);
    service.passkeys("VerifyFactor", &key.registers_as("webauthn.get", creation)).await.refuses(400, 60380);
    // Each under the other's challenge.
    service.passkeys("ApproveChallenge", &laptop.signs(creation)).await.refuses(404, 60391);
    service.passkeys("VerifyFactor", &key.registers(&login)).await.refuses(404, 60390);
    service.passkeys("VerifyFactor", &key.registers(creation)).await.stands("verified");
}

async fn another_site_gets_nothing(app: TestApp) {
    let (service, mut laptop) = ann(&app).await;
    let options = service.asks_for_passkey(&json!({})).await;
    let made = service.begins_passkey("ann-0001").await.is(201);
    for origin in [
        "https://examp1e.com",
        "http://example.com",
        "https://example.com:8443",
        "https://sub.example.com",
        "https://example.com.evil.test",
        "https://evil.test/https://example.com",
        "null",
        "",
    ] {
        let mut key = Authenticator::new(2);
        (laptop.origin, key.origin) = (origin.to_owned(), origin.to_owned());
        service.passkeys("ApproveChallenge", &laptop.signs(&options)).await.refuses(400, 60380);
        service.passkeys("VerifyFactor", &key.registers(&made.body["options"])).await.refuses(400, 60380);
    }
    laptop.origin = "https://example.com".to_owned();
    for party in ["examp1e.com", "com", ""] {
        let mut key = Authenticator::new(2);
        (laptop.party, key.party) = (party.to_owned(), party.to_owned());
        service.passkeys("ApproveChallenge", &laptop.signs(&options)).await.refuses(400, 60382);
        service.passkeys("VerifyFactor", &key.registers(&made.body["options"])).await.refuses(400, 60382);
    }
    laptop.party = "example.com".to_owned();
    service.passkeys("ApproveChallenge", &laptop.signs(&options)).await.stands("approved");
}

async fn a_signature_of_another_key_proves_nothing(app: TestApp) {
    let (service, laptop) = ann(&app).await;
    let options = service.asks_for_passkey(&json!({})).await;
    // The same id, another key.
    let mut thief = Authenticator::new(1);
    thief.handle = laptop.handle.clone();
    for _ in 0..7 {
        service.passkeys("ApproveChallenge", &thief.signs(&options)).await.refuses(403, 60324);
    }
    let mut laptop = laptop;
    service.passkeys("ApproveChallenge", &laptop.signs(&options)).await.stands("approved");
}

async fn what_was_signed_can_not_be_changed(app: TestApp) {
    let (service, mut laptop) = ann(&app).await;
    let options = service.asks_for_passkey(&json!({})).await;
    laptop.flags = PRESENT;
    let weak = laptop.signs(&options);
    laptop.flags = PRESENT | VERIFIED;
    let strong = laptop.signs(&options);
    let mut mixed = strong.clone();
    mixed["response"]["signature"] = weak["response"]["signature"].clone();
    service.passkeys("ApproveChallenge", &mixed).await.refuses(403, 60324);
    mixed["response"]["signature"] = base64url([0x30, 0x00]).into();
    service.passkeys("ApproveChallenge", &mixed).await.refuses(403, 60324);
    service.passkeys("ApproveChallenge", &strong).await.stands("approved");
}

/// The factors of which the audit trail says that somebody has a copy.
async fn copies_found(app: &TestApp) -> Vec<String> {
    let lines = app.engine.store().read(|tx| audit::after(tx, "", 1000)).await.expect("the trail");
    lines.into_iter().filter(|line| line.what == "factor.cloned").map(|line| line.subject).collect()
}

async fn a_counter_that_goes_back_shows_a_copy(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let mut key = Authenticator::new(1);
    key.counter = 7;
    let sid = service.has_passkey("ann-0001", &mut key).await;
    service.logs_in(&mut key).await;
    service.logs_in(&mut key).await;
    let options = service.asks_for_passkey(&json!({})).await;
    for counter in [6, 8, 1] {
        key.counter = counter;
        service.passkeys("ApproveChallenge", &key.signs(&options)).await.refuses(403, 60324);
    }
    key.counter = 0;
    service.passkeys("ApproveChallenge", &key.signs(&options)).await.refuses(403, 60324);
    assert_eq!(copies_found(&app).await, vec![sid; 4]);
    // The original goes on.
    key.counter = 9;
    service.passkeys("ApproveChallenge", &key.signs(&options)).await.stands("approved");
    // A forged answer is no sign of a copy.
    let mut thief = Authenticator::new(1);
    thief.counter = 1;
    let options = service.asks_for_passkey(&json!({ "identity": "ann-0001" })).await;
    service.passkeys("ApproveChallenge", &thief.signs(&options)).await.refuses(403, 60324);
    assert_eq!(copies_found(&app).await.len(), 4);
}

async fn a_person_who_must_unlock_has_to(app: TestApp) {
    let (service, mut laptop) = ann(&app).await;
    service.set(&[("Passkeys.UserVerification", "required")]).await.is(200);
    let made = service.begins_passkey("ann-0001").await.is(201);
    let options = service.asks_for_passkey(&json!({ "identity": "ann-0001" })).await;
    assert_eq!(options["publicKey"]["userVerification"], "required");
    let mut key = Authenticator::new(2);
    (laptop.flags, key.flags) = (PRESENT, PRESENT);
    service.passkeys("VerifyFactor", &key.registers(&made.body["options"])).await.refuses(400, 60387);
    service.passkeys("ApproveChallenge", &laptop.signs(&options)).await.refuses(400, 60379);
    (laptop.flags, key.flags) = (PRESENT | VERIFIED, PRESENT | VERIFIED);
    service.passkeys("VerifyFactor", &key.registers(&made.body["options"])).await.stands("verified");
    service.passkeys("ApproveChallenge", &laptop.signs(&options)).await.stands("approved");
}

async fn a_person_has_to_be_there(app: TestApp) {
    let (service, mut laptop) = ann(&app).await;
    let options = service.asks_for_passkey(&json!({})).await;
    laptop.flags = VERIFIED;
    service.passkeys("ApproveChallenge", &laptop.signs(&options)).await.refuses(400, 60379);
}

async fn another_persons_passkey_answers_nothing(app: TestApp) {
    let (service, mut laptop) = ann(&app).await;
    let mut eves = Authenticator::new(2);
    service.has_passkey("eve-0001", &mut eves).await;
    let options = service.asks_for_passkey(&json!({ "identity": "ann-0001" })).await;
    service.passkeys("ApproveChallenge", &eves.signs(&options)).await.refuses(403, 60324);
    eves.handle = laptop.handle.clone();
    service.passkeys("ApproveChallenge", &eves.signs(&options)).await.refuses(403, 60324);
    // Where nobody is named, Eve is Eve whatever she says.
    let open = service.asks_for_passkey(&json!({})).await;
    service.passkeys("ApproveChallenge", &eves.signs(&open)).await.refuses(400, 60378);
    service.passkeys("ApproveChallenge", &laptop.signs(&options)).await.stands("approved");
}

async fn who_was_not_named_has_to_say_who_they_are(app: TestApp) {
    let (service, mut laptop) = ann(&app).await;
    let open = service.asks_for_passkey(&json!({})).await;
    let handle = laptop.handle.clone();
    for silent in [None, Some(String::new())] {
        laptop.handle = silent;
        service.passkeys("ApproveChallenge", &laptop.signs(&open)).await.refuses(400, 60378);
    }
    laptop.handle = handle;
    service.passkeys("ApproveChallenge", &laptop.signs(&open)).await.stands("approved");
}

async fn another_account_and_another_service_find_nothing(app: TestApp) {
    let (service, mut laptop) = ann(&app).await;
    let stranger = app.stranger().await;
    let (theirs, other) = (stranger.has_service(&app, &PASSKEYS).await, app.service(&PASSKEYS).await);
    let through = Service { api: stranger, ..service.clone() };
    let made = service.begins_passkey("ann-0001").await.is(201);
    let registration = Authenticator::new(2).registers(&made.body["options"]);
    let login = service.asks_for_passkey(&json!({})).await;
    let answer = laptop.signs(&login);
    for wrong in [&theirs, &other, &through] {
        wrong.passkeys("VerifyFactor", &registration).await.refuses(404, 60390);
        wrong.passkeys("ApproveChallenge", &answer).await.refuses(404, 60390);
    }
    let sid = made.sid();
    for body in [json!({}), json!({ "identity": "ann-0001" }), json!({ "factor_sid": sid })] {
        through.passkeys("Challenges", &body).await.finds_nothing();
    }
    through.begins_passkey("ann-0001").await.finds_nothing();
    other.passkeys("Challenges", &json!({ "factor_sid": sid })).await.refuses(404, 60390);
    let nobody = Service { api: service.api.authorized_by(None), ..service.clone() };
    for call in ["Factors", "VerifyFactor", "Challenges", "ApproveChallenge"] {
        nobody.passkeys(call, &answer).await.refuses(401, 20003);
    }
    service.passkeys("VerifyFactor", &registration).await.stands("verified");
    service.passkeys("ApproveChallenge", &answer).await.stands("approved");
}

async fn a_deleted_persons_passkey_opens_nothing(app: TestApp) {
    let (service, mut laptop) = ann(&app).await;
    let (open, named) = (
        service.asks_for_passkey(&json!({})).await,
        service.asks_for_passkey(&json!({ "identity": "ann-0001" })).await,
    );
    let made = service.begins_passkey("ann-0001").await.is(201);
    service.api.delete(&service.path("/Entities/ann-0001")).await.is(204);
    for options in [&open, &named] {
        service.passkeys("ApproveChallenge", &laptop.signs(options)).await.refuses(404, 60390);
    }
    let registration = Authenticator::new(2).registers(&made.body["options"]);
    service.passkeys("VerifyFactor", &registration).await.refuses(404, 60390);
}

async fn a_used_login_opens_nothing_through_the_entities_path_either(app: TestApp) {
    let (service, mut laptop) = ann(&app).await;
    let asked = service.passkeys("Challenges", &json!({ "identity": "ann-0001" })).await.is(201);
    let answer: Value = laptop.signs(&asked.body["options"]);
    let path = service.path(&format!("/Entities/ann-0001/Challenges/{}", asked.sid()));
    service.api.post(&path, &[("AuthPayload", "123456")]).await.refuses(400, 60378);
    service.passkeys("ApproveChallenge", &answer).await.stands("approved");
    service.api.post(&path, &[("AuthPayload", &answer.to_string())]).await.refuses(403, 60322);
}
