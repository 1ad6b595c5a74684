//! Hardware tokens: given by their number and two codes, good for what they show next, one person's at a time.

use countersign_engine::factor::Place;
use countersign_engine::token::{AssignToken, NotDeleted, Unassigned};
use countersign_factors::hardware::TokenCodes;
use countersign_model::{Factor, FactorRefusal, Identity};

use super::clock::{Device, step};
use super::{lets_in, place, refusal};
use crate::support::{Elsewhere, MINUTE, SECOND, TestApp, backup, on_both_engines, ops};

on_both_engines!(
    a_token_is_given_by_its_number_and_two_codes_and_lets_in_by_the_next,
    a_clock_that_is_off_lets_in_by_what_it_shows,
    a_token_is_one_persons_until_it_is_taken_away_and_used_codes_stay_used,
    whatever_becomes_of_its_factor_a_token_remembers_what_was_used,
    after_a_restore_a_button_has_to_show_two_codes_and_a_clock_the_next,
);

pub(super) async fn assign(
    app: &TestApp,
    of: &Place,
    device: &Device,
    codes: TokenCodes,
) -> Result<Factor, FactorRefusal> {
    let wanted = AssignToken {
        place: of.clone(),
        serial: device.serial.clone(),
        codes,
        friendly_name: None,
        kinds: None,
    };
    app.engine.assign_token(wanted, ops()).await.map_err(refusal)
}

async fn a_token_is_given_by_its_number_and_two_codes_and_lets_in_by_the_next(app: TestApp) {
    let service = app.service(&[]).await;
    let [device] = Device::imported(&app, ["GALT-0014 2337"]).await;
    let ann = place(&app, &service, "ann-0001");
    let factor = assign(&app, &ann, &device, device.codes(3)).await.expect("a factor");
    assert_eq!((factor.kind.as_str(), factor.friendly_name.as_str()), ("hotp", "GALT00142337"));
    for used in 0..=4 {
        assert!(!lets_in(&app.engine, &ann, factor.sid, &device.code(used)).await, "{used} was used");
    }
    assert!(lets_in(&app.engine, &ann, factor.sid, &device.code(5)).await);
    assert!(!lets_in(&app.engine, &ann, factor.sid, &device.code(5)).await);
    // The button was pressed in a pocket: too often for one code, not for two.
    assert!(!lets_in(&app.engine, &ann, factor.sid, &device.code(60)).await);
    let both = format!("{} {}", device.code(60), device.code(61));
    assert!(lets_in(&app.engine, &ann, factor.sid, &both).await);
    assert!(lets_in(&app.engine, &ann, factor.sid, &device.code(62)).await);
    // Who knows its SID may challenge it by Twilio's calls too; their lists don't show it.
    let path = service.path("/Entities/ann-0001/Challenges");
    let (sid, code) = (factor.sid.to_string(), device.code(63));
    let asked = service.api.post(&path, &[("FactorSid", sid.as_str()), ("AuthPayload", &code)]).await;
    let asked = asked.is(201).stands("approved");
    assert_eq!(asked.body["factor_type"], "hotp");
    let listed = service.api.get(&path).await.is(200);
    assert_eq!(listed.body["challenges"].as_array().expect("a list").len(), 0);
}

async fn a_clock_that_is_off_lets_in_by_what_it_shows(app: TestApp) {
    let service = app.service(&[]).await;
    let [device] = Device::with_clocks(&app, ["C200-1"]).await;
    let ann = place(&app, &service, "ann-0001");
    let shown = step(&app) + 40;
    let factor = assign(&app, &ann, &device, device.codes(shown - 1)).await.expect("a factor");
    assert_eq!(factor.kind.as_str(), "hardware_totp");
    assert!(!lets_in(&app.engine, &ann, factor.sid, &device.code(shown)).await, "it was used");
    app.advance(10 * MINUTE);
    assert!(!lets_in(&app.engine, &ann, factor.sid, &device.code(step(&app))).await, "its clock is ahead");
    assert!(lets_in(&app.engine, &ann, factor.sid, &device.code(step(&app) + 40)).await);
    assert!(!lets_in(&app.engine, &ann, factor.sid, &device.code(step(&app) + 40)).await);
    app.advance(30 * SECOND);
    assert!(lets_in(&app.engine, &ann, factor.sid, &device.code(step(&app) + 41)).await);
}

async fn a_token_is_one_persons_until_it_is_taken_away_and_used_codes_stay_used(app: TestApp) {
    let service = app.service(&[]).await;
    let [device] = Device::imported(&app, ["1"]).await;
    let (ann, bob) = (place(&app, &service, "ann-0001"), place(&app, &service, "bob-0001"));
    let factor = assign(&app, &ann, &device, device.codes(0)).await.expect("a factor");
    assert!(lets_in(&app.engine, &ann, factor.sid, &device.code(2)).await);
    // Only who shows its codes hears that it is somebody's.
    assert_eq!(assign(&app, &bob, &device, device.codes(3)).await.err(), Some(FactorRefusal::TokenAssigned));
    assert_eq!(assign(&app, &bob, &device, device.codes(1)).await.err(), Some(FactorRefusal::NoToken));
    let account = app.account;
    let taken = |serial| app.engine.unassign_token(account, serial, ops());
    let kept = app.engine.delete_token(account, device.serial.clone(), ops()).await.expect("the store");
    assert!(matches!(kept, Err(NotDeleted::Assigned(holder)) if holder.factor_sid == factor.sid));
    assert!(
        matches!(taken(device.serial.clone()).await, Ok(Unassigned::From(holder)) if holder.identity == ann.identity)
    );
    assert_eq!(taken(device.serial.clone()).await.expect("the store"), Unassigned::Nobodys);
    for used in [0, 1] {
        assert_eq!(assign(&app, &bob, &device, device.codes(used)).await.err(), Some(FactorRefusal::NoToken));
    }
    let factor = assign(&app, &bob, &device, device.codes(3)).await.expect("a factor");
    assert!(lets_in(&app.engine, &bob, factor.sid, &device.code(5)).await);
    taken(device.serial.clone()).await.expect("the store");
    let deleted = app.engine.delete_token(account, device.serial.clone(), ops()).await.expect("the store");
    assert!(deleted.is_ok());
    assert_eq!(taken(device.serial.clone()).await.expect("the store"), Unassigned::NotFound);
}

async fn whatever_becomes_of_its_factor_a_token_remembers_what_was_used(app: TestApp) {
    let service = app.service(&[]).await;
    let [device] = Device::imported(&app, ["1"]).await;
    let (ann, bob) = (place(&app, &service, "ann-0001"), place(&app, &service, "bob-0001"));
    let mut next = 0;
    for way in ["factor", "entity", "erase", "service"] {
        let ann =
            if way == "service" { place(&app, &app.service(&[]).await, "ann-0001") } else { ann.clone() };
        let factor = assign(&app, &ann, &device, device.codes(next)).await.expect("a factor");
        assert!(lets_in(&app.engine, &ann, factor.sid, &device.code(next + 9)).await);
        match way {
            "factor" => drop(app.engine.delete_factor(ann, factor.sid, ops()).await.expect("the store")),
            "entity" => {
                let Place { account, service, identity } = ann;
                app.engine.delete_entity(account, service, identity, ops()).await.expect("the store");
            }
            "erase" => {
                let identity = Identity::parse("ann-0001").expect("an identity");
                app.engine.erase_identity(&identity, ops(), |_| ()).await.expect("erased");
            }
            _ => drop(app.engine.delete_service(ann.account, ann.service, ops()).await.expect("the store")),
        }
        let replayed = assign(&app, &bob, &device, device.codes(next + 8)).await;
        assert_eq!(replayed.err(), Some(FactorRefusal::NoToken), "{way}");
        next += 10;
    }
    assert!(assign(&app, &bob, &device, device.codes(next)).await.is_ok());
}

async fn after_a_restore_a_button_has_to_show_two_codes_and_a_clock_the_next(app: TestApp) {
    let service = app.service(&[]).await;
    let [button] = Device::imported(&app, ["1"]).await;
    let [clock, unused] = Device::with_clocks(&app, ["2", "3"]).await;
    let ann = place(&app, &service, "ann-0001");
    let pressed = assign(&app, &ann, &button, button.codes(0)).await.expect("a factor");
    let ticking = assign(&app, &ann, &clock, clock.codes(step(&app) - 1)).await.expect("a factor");
    let copy = backup(&app).await;
    // What is used between the backup and the restore is not in it.
    app.advance(30 * SECOND);
    let (used, shown) = (button.code(2), clock.code(step(&app)));
    assert!(lets_in(&app.engine, &ann, pressed.sid, &used).await);
    assert!(lets_in(&app.engine, &ann, ticking.sid, &shown).await);
    let pair = unused.codes(step(&app) - 1);
    let elsewhere = Elsewhere::new(&app).await;
    elsewhere.restore(copy).await;
    let there = elsewhere.engine();
    for counter in 2..6 {
        assert!(!lets_in(there, &ann, pressed.sid, &button.code(counter)).await, "{counter}");
    }
    let both = format!("{} {}", button.code(6), button.code(7));
    assert!(lets_in(there, &ann, pressed.sid, &both).await);
    assert!(lets_in(there, &ann, pressed.sid, &button.code(8)).await);
    assert!(!lets_in(there, &ann, ticking.sid, &shown).await);
    let wanted = AssignToken {
        place: ann.clone(),
        serial: unused.serial.clone(),
        codes: pair,
        friendly_name: None,
        kinds: None,
    };
    let refused = there.assign_token(wanted, ops()).await.map_err(refusal);
    assert_eq!(refused.err(), Some(FactorRefusal::NoToken), "it may have been given to somebody since");
    app.advance(2 * MINUTE);
    assert!(lets_in(there, &ann, ticking.sid, &clock.code(step(&app))).await);
}
