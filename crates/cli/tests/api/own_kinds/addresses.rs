//! An address is a factor once an approved verification has shown whose it is, and by nothing else.

use countersign_engine::factor::{AddAddressFactor, AddedAddress, EVIDENCE_MILLIS, Place, Reached};
use countersign_model::{FactorRefusal, FactorSid, Recipient};
use tokio::task::JoinSet;

use super::{count, dump, place, refusal};
use crate::support::{Person, Service, TestApp, on_both_engines, ops};

on_both_engines!(
    an_approved_verification_of_the_service_makes_one_factor,
    of_many_at_once_by_one_verification_one_is_made,
    one_number_may_be_two_peoples_and_that_is_told,
    an_application_of_twilios_calls_meets_none_of_them,
    no_address_can_be_read_in_the_database,
    erasing_an_address_removes_the_factors_that_it_is,
);

async fn add(app: &TestApp, of: &Place, verification: &str) -> Result<AddedAddress, FactorRefusal> {
    let wanted = AddAddressFactor {
        place: of.clone(),
        verification: verification.parse().expect("a SID"),
        friendly_name: None,
        calls: false,
    };
    app.engine.add_address_factor(wanted, ops()).await.map_err(refusal)
}

/// A verification that the person has approved by its code.
async fn approved(person: &Person) -> String {
    let (sid, code) = person.is_sent().await;
    person.types(&code).await.shows("approved");
    sid
}

async fn has(app: &TestApp, service: &Service, identity: &str, address: &str) -> FactorSid {
    let shown = approved(&service.person(address)).await;
    add(app, &place(app, service, identity), &shown).await.expect("a factor").factor.sid
}

async fn reached(app: &TestApp, of: &Place, factor: FactorSid) -> Option<Reached> {
    app.engine.factor_address(of.clone(), factor).await.expect("the store")
}

async fn an_approved_verification_of_the_service_makes_one_factor(app: TestApp) {
    let (service, other) = (app.service(&[]).await, app.service(&[]).await);
    let (ann, alice) = (place(&app, &service, "ann-0001"), service.person("+15017122661"));
    let (pending, code) = alice.is_sent().await;
    assert_eq!(add(&app, &ann, &pending).await.err(), Some(FactorRefusal::NotApproved));
    alice.types(&code).await.shows("approved");
    let elsewhere = place(&app, &other, "ann-0001");
    assert_eq!(add(&app, &elsewhere, &pending).await.err(), Some(FactorRefusal::NotFound));
    let made = add(&app, &ann, &pending).await.expect("a factor");
    assert_eq!((made.factor.kind.as_str(), made.of_others), ("phone", 0));
    assert_eq!(made.factor.friendly_name.as_str(), "+1501*****61");
    let expected = Reached { recipient: Recipient::parse("+15017122661").expect("a number"), calls: false };
    assert_eq!(reached(&app, &ann, made.factor.sid).await, Some(expected));
    assert_eq!(reached(&app, &place(&app, &service, "bob-0001"), made.factor.sid).await, None);
    // The evidence is used, for whomever, and stays so once the factor is gone.
    let bob = place(&app, &service, "bob-0001");
    assert_eq!(add(&app, &bob, &pending).await.err(), Some(FactorRefusal::EvidenceUsed));
    let again = approved(&alice).await;
    assert_eq!(add(&app, &ann, &again).await.err(), Some(FactorRefusal::BindingTaken));
    app.engine.delete_factor(ann.clone(), made.factor.sid, ops()).await.expect("the store");
    assert_eq!(add(&app, &ann, &pending).await.err(), Some(FactorRefusal::EvidenceUsed));
    // What was shown long ago shows nothing now.
    app.advance(EVIDENCE_MILLIS);
    assert_eq!(add(&app, &ann, &again).await.err(), Some(FactorRefusal::NotApproved));
    let mail = approved(&service.person("Ann@example.com")).await;
    let made = add(&app, &ann, &mail).await.expect("a factor");
    assert_eq!(
        (made.factor.kind.as_str(), made.factor.friendly_name.as_str()),
        ("email", "A***@example.com")
    );
    let canceled = service.person("+15017122662");
    let (sid, _) = canceled.is_sent().await;
    canceled.cancels().await.is(200);
    assert_eq!(add(&app, &ann, &sid).await.err(), Some(FactorRefusal::NotApproved));
}

async fn of_many_at_once_by_one_verification_one_is_made(app: TestApp) {
    let service = app.service(&[]).await;
    let shown = approved(&service.person("+15017122661")).await;
    let mut tasks = JoinSet::new();
    for n in 0..24 {
        let wanted = AddAddressFactor {
            place: place(&app, &service, &format!("ann-{:04}", n % 4)),
            verification: shown.parse().expect("a SID"),
            friendly_name: None,
            calls: true,
        };
        let engine = app.engine.clone();
        tasks.spawn(async move { engine.add_address_factor(wanted, ops()).await.map_err(refusal) });
    }
    let made = tasks.join_all().await;
    assert_eq!(made.iter().filter(|it| it.is_ok()).count(), 1);
    let used = |it: &&Result<AddedAddress, FactorRefusal>| matches!(it, Err(FactorRefusal::EvidenceUsed));
    assert_eq!(made.iter().filter(used).count(), 23);
    assert_eq!(count(&app.engine, "SELECT CAST(COUNT(*) AS BIGINT) FROM factors").await, 1);
}

async fn one_number_may_be_two_peoples_and_that_is_told(app: TestApp) {
    let (service, other) = (app.service(&[]).await, app.service(&[]).await);
    has(&app, &other, "eve-0001", "joann@gmail.com").await;
    let first = approved(&service.person("Jo.Ann@gmail.com")).await;
    let made = add(&app, &place(&app, &service, "ann-0001"), &first).await.expect("a factor");
    assert_eq!(made.of_others, 0, "another service's people are nobody's business");
    let second = approved(&service.person("joann+shop@googlemail.com")).await;
    let made = add(&app, &place(&app, &service, "bob-0001"), &second).await.expect("a factor");
    assert_eq!(made.of_others, 1);
}

async fn an_application_of_twilios_calls_meets_none_of_them(app: TestApp) {
    let service = app.service(&[]).await;
    let factor = has(&app, &service, "ann-0001", "+15017122661").await;
    let totp = service.makes_factor("ann-0001", &[]).await.is(201).sid();
    let people = service.path("/Entities/ann-0001");
    let listed = service.api.get(&format!("{people}/Factors?PageSize=1")).await.is(200);
    assert_eq!(listed.body["factors"].as_array().expect("a list").len(), 1);
    assert_eq!(listed.body["factors"][0]["sid"], totp.as_str());
    assert!(listed.body["meta"]["next_page_url"].is_null(), "{}", listed.body);
    for kind in ["phone", "email", "recovery_codes", "hotp", "hardware_totp", "x"] {
        service.makes_factor("ann-0001", &[("FactorType", kind)]).await.blames_factor("FactorType");
    }
    let factor = factor.to_string();
    let asked = service.api.post(&format!("{people}/Challenges"), &[("FactorSid", &factor)]).await;
    asked.blames_factor("FactorSid");
    let answered = [("FactorSid", factor.as_str()), ("AuthPayload", "123456")];
    service.api.post(&format!("{people}/Challenges"), &answered).await.blames_factor("FactorSid");
    let verified =
        service.api.post(&format!("{people}/Factors/{factor}"), &[("AuthPayload", "123456")]).await;
    verified.refuses(403, 60311);
}

async fn no_address_can_be_read_in_the_database(app: TestApp) {
    let service = app.service(&[]).await;
    has(&app, &service, "ann-0001", "+15017122661").await;
    has(&app, &service, "ann-0001", "someone@example.com").await;
    let dump = dump(&app.engine).await;
    assert!(dump.contains("phone") && dump.contains("factor.created"), "it is the right dump: {dump}");
    for plain in ["5017122661", "someone", "17122661"] {
        assert!(!dump.contains(plain), "{plain} in {dump}");
    }
}

async fn erasing_an_address_removes_the_factors_that_it_is(app: TestApp) {
    let (service, other) = (app.service(&[]).await, app.service(&[]).await);
    // Nobody has an address yet: there is nothing to be found, and no key to find it by.
    let nobody = Recipient::parse("joann@gmail.com").expect("an address");
    assert_eq!(app.engine.erase_address(&nobody, ops(), |_| ()).await.expect("erased").factors, 0);
    let ann = has(&app, &service, "ann-0001", "Jo.Ann@gmail.com").await;
    has(&app, &other, "bob-0001", "joann+1@googlemail.com").await;
    let neighbour = has(&app, &service, "eve-0001", "joann2@gmail.com").await;
    let erased = app.engine.erase_address(&nobody, ops(), |_| ()).await.expect("erased");
    assert_eq!((erased.factors, erased.removed.verifications), (2, 2));
    assert_eq!(reached(&app, &place(&app, &service, "ann-0001"), ann).await, None);
    assert!(reached(&app, &place(&app, &service, "eve-0001"), neighbour).await.is_some());
    assert_eq!(app.engine.erase_address(&nobody, ops(), |_| ()).await.expect("erased").factors, 0);
}
