//! What is kept of a passkey: who reads or writes the database gains nothing by it, nor does who restores an older one.

use countersign_model::{Actor, Identity};
use countersign_store::End;
use countersign_web::{CidrList, Origin, OriginPolicy, Scheme};
use serde_json::json;

use crate::support::{
    Api, Authenticator, Elsewhere, PASSKEYS, Service, TestApp, backup, base64url, on_both_engines,
};

on_both_engines!(
    no_credential_can_be_read_or_exchanged_in_the_database,
    no_challenge_can_be_read_in_the_database,
    after_a_restore_what_was_under_way_has_to_begin_anew,
    a_person_is_erased_with_their_passkeys,
);

async fn dump(app: &TestApp) -> String {
    let dump = app.engine.store().read(|tx| {
        let mut dump = String::new();
        for sql in [
            "SELECT public || ' ' || COALESCE(secret_sealed, '') || ' ' || COALESCE(lookup, '') FROM factors",
            "SELECT public || ' ' || COALESCE(lookup, '') FROM challenges",
            "SELECT what || ' ' || subject || ' ' || COALESCE(detail, '') || ' ' || who FROM audit",
        ] {
            for row in tx.all(sql, &[], |row| row.text(0))? {
                dump.push_str(&row);
                dump.push('\n');
            }
        }
        Ok(dump)
    });
    dump.await.expect("the store")
}

async fn no_credential_can_be_read_or_exchanged_in_the_database(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let (mut anns, mut eves) = (Authenticator::new(1), Authenticator::new(2));
    let ann = service.has_passkey("ann-0001", &mut anns).await;
    let eve = service.has_passkey("eve-0001", &mut eves).await;
    let dump = dump(&app).await;
    assert!(dump.contains("v1.") && dump.contains(&base64url(&anns.id)), "it is the right dump: {dump}");
    for word in ["\"cred\"", "counter", &base64url(anns.public_key())] {
        assert!(!dump.contains(word), "{word} in {dump}");
    }
    // Eve's key in Ann's row.
    let exchange = app.engine.store().write(move |tx| {
        let sql =
            "UPDATE factors SET secret_sealed = (SELECT f.secret_sealed FROM factors f WHERE f.sid = $1)
            WHERE sid = $2";
        tx.change(sql, &[(&eve).into(), (&ann).into()]).map(End::Commit)
    });
    assert_eq!(exchange.await.expect("the store"), 1);
    let options = service.asks_for_passkey(&json!({ "identity": "ann-0001" })).await;
    (eves.id, eves.handle) = (anns.id.clone(), anns.handle.clone());
    service.passkeys("ApproveChallenge", &eves.signs(&options)).await.refuses(500, 20500);
}

async fn no_challenge_can_be_read_in_the_database(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let made = service.begins_passkey("ann-0001").await.is(201);
    let open = service.asks_for_passkey(&json!({})).await;
    let dump = dump(&app).await;
    assert!(dump.contains("passkeys challenge "), "it is the right dump: {dump}");
    for options in [&made.body["options"], &open] {
        let challenge = options["publicKey"]["challenge"].as_str().expect("a challenge");
        assert!(!dump.contains(challenge), "{challenge} in {dump}");
    }
}

async fn after_a_restore_what_was_under_way_has_to_begin_anew(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let (mut laptop, mut key) = (Authenticator::new(1), Authenticator::new(2));
    service.has_passkey("ann-0001", &mut laptop).await;
    let made = service.begins_passkey("bob-0001").await.is(201);
    let (registration, login) =
        (key.registers(&made.body["options"]), laptop.signs(&service.asks_for_passkey(&json!({})).await));
    let taken = backup(&app).await;
    service.passkeys("VerifyFactor", &registration).await.stands("verified");
    service.passkeys("ApproveChallenge", &login).await.stands("approved");
    app.advance(1000);
    let elsewhere = Elsewhere::new(&app).await;
    elsewhere.restore(taken).await;
    let origins = OriginPolicy {
        public_url: None,
        trusted_proxies: CidrList::default(),
        scheme: Scheme::Http,
        fallback: Origin::of_listener(Scheme::Http, ([127, 0, 0, 1], 4010).into()),
    };
    let router = elsewhere.running.router(origins, axum::Router::new());
    let api = Api::with(&router, &app.account.to_string(), &app.token);
    let restored = Service { api, ..service };
    restored.passkeys("VerifyFactor", &registration).await.refuses(400, 60383);
    restored.passkeys("ApproveChallenge", &login).await.refuses(403, 60323);
    let options = restored.asks_for_passkey(&json!({})).await;
    restored.passkeys("ApproveChallenge", &laptop.signs(&options)).await.stands("approved");
}

async fn a_person_is_erased_with_their_passkeys(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let (mut anns, mut bobs) = (Authenticator::new(1), Authenticator::new(2));
    service.has_passkey("ann-0001", &mut anns).await;
    service.has_passkey("bob-0001", &mut bobs).await;
    let options = service.asks_for_passkey(&json!({})).await;
    service.passkeys("ApproveChallenge", &anns.signs(&options)).await.stands("approved");
    let identity = Identity::parse("ann-0001").expect("an identity");
    let by = Actor::Operator("test".to_owned());
    let erased = app.engine.erase_identity(&identity, by, |_| ()).await.expect("erased");
    assert_eq!((erased.entities, erased.factors, erased.challenges), (1, 1, 1));
    assert!(!dump(&app).await.contains(&base64url(&anns.id)));
    for (authenticator, status) in [(&mut anns, 404), (&mut bobs, 200)] {
        let options = service.asks_for_passkey(&json!({})).await;
        let answer = service.passkeys("ApproveChallenge", &authenticator.signs(&options)).await;
        assert_eq!(answer.status, status);
    }
}
