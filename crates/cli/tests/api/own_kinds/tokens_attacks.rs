//! Whoever has no token in their hand gets none.

use countersign_engine::factor::Place;
use countersign_engine::token::{AssignToken, TOKENS_TRIED_A_DAY};
use countersign_model::{FactorRefusal, TokenSerial};
use countersign_store::End;
use tokio::task::JoinSet;

use super::clock::{Device, written};
use super::tokens::assign;
use super::{dump, lets_in, place, refusal};
use crate::support::{HOUR, TestApp, on_both_engines, ops};

on_both_engines!(
    of_many_people_at_once_one_gets_the_token,
    of_people_in_several_services_who_all_have_seen_codes_one_gets_the_token,
    numbers_and_codes_are_guessed_ten_times_a_day_and_tell_nothing,
    guesses_at_once_pass_the_budget_by_none,
    of_many_logins_at_once_by_one_code_one_is_let_in,
    no_seed_can_be_read_in_the_database_or_put_under_another_number,
);

async fn of_many_people_at_once_one_gets_the_token(app: TestApp) {
    let service = app.service(&[]).await;
    let [device] = Device::imported(&app, ["1"]).await;
    for turn in 0..3 {
        let mut tasks = JoinSet::new();
        for n in 0..8 {
            let (engine, of) = (app.engine.clone(), place(&app, &service, &format!("ann-{turn}{n:03}")));
            let wanted = AssignToken {
                place: of,
                serial: device.serial.clone(),
                codes: device.codes(turn * 2),
                friendly_name: None,
                kinds: None,
            };
            tasks.spawn(async move { engine.assign_token(wanted, ops()).await.map_err(refusal) });
        }
        let outcomes = tasks.join_all().await;
        assert_eq!(outcomes.iter().filter(|it| it.is_ok()).count(), 1);
        // The codes are used: for the others they are none.
        assert!(outcomes.iter().flat_map(|it| it.as_ref().err()).all(|it| *it == FactorRefusal::NoToken));
        app.engine.unassign_token(app.account, device.serial.clone(), ops()).await.expect("the store");
    }
}

/// Each has codes of their own, which are good whoever came before: only that it is somebody's keeps the others out.
async fn of_people_in_several_services_who_all_have_seen_codes_one_gets_the_token(app: TestApp) {
    let [device] = Device::imported(&app, ["1"]).await;
    let mut people = Vec::new();
    for n in 0..4 {
        people.push(place(&app, &app.service(&[]).await, &format!("ann-000{n}")));
    }
    for turn in 0..3 {
        let mut tasks = JoinSet::new();
        for (n, of) in people.iter().enumerate() {
            let (engine, of, serial) = (app.engine.clone(), of.clone(), device.serial.clone());
            let codes = device.codes(turn * 10 + i64::try_from(n).expect("a few") * 2);
            let wanted = AssignToken { place: of, serial, codes, friendly_name: None, kinds: None };
            tasks.spawn(async move { engine.assign_token(wanted, ops()).await.map_err(refusal) });
        }
        let outcomes = tasks.join_all().await;
        assert_eq!(outcomes.iter().filter(|it| it.is_ok()).count(), 1, "{outcomes:?}");
        // Who came before may have moved the counter past their codes.
        let are_kept_out =
            |it: &FactorRefusal| matches!(it, FactorRefusal::TokenAssigned | FactorRefusal::NoToken);
        assert!(outcomes.iter().flat_map(|it| it.as_ref().err()).all(are_kept_out), "{outcomes:?}");
        let freed = app.engine.unassign_token(app.account, device.serial.clone(), ops()).await;
        assert!(matches!(freed, Ok(countersign_engine::token::Unassigned::From(_))), "{freed:?}");
    }
}

async fn tries(app: &TestApp, of: &Place, serial: &str, device: &Device) -> Option<FactorRefusal> {
    let wanted = AssignToken {
        place: of.clone(),
        serial: TokenSerial::parse(serial).expect("a serial number"),
        codes: device.codes(500_000),
        friendly_name: None,
        kinds: None,
    };
    app.engine.assign_token(wanted, ops()).await.map_err(refusal).err()
}

async fn numbers_and_codes_are_guessed_ten_times_a_day_and_tell_nothing(app: TestApp) {
    let service = app.service(&[]).await;
    let [free, taken] = Device::imported(&app, ["1", "2"]).await;
    let (ann, eve) = (place(&app, &service, "ann-0001"), place(&app, &service, "eve-0001"));
    assign(&app, &ann, &taken, taken.codes(0)).await.expect("a factor");
    // One that is there, one that is somebody's and one that nobody has: all the same.
    for n in 0..TOKENS_TRIED_A_DAY {
        let serial = ["1", "2", "3"][n % 3];
        assert_eq!(tries(&app, &eve, serial, &free).await, Some(FactorRefusal::NoToken), "{serial}");
    }
    let held = assign(&app, &eve, &free, free.codes(0)).await.err();
    assert!(matches!(held, Some(FactorRefusal::MaxTokensTried { .. })), "{held:?}");
    // Another spelling of the name is the same person; another person is not kept out.
    let spelled = place(&app, &service, "EVE-0001");
    let held = assign(&app, &spelled, &free, free.codes(0)).await.err();
    assert!(matches!(held, Some(FactorRefusal::MaxTokensTried { .. })), "{held:?}");
    let bob = place(&app, &service, "bob-0001");
    assert!(assign(&app, &bob, &free, free.codes(0)).await.is_ok());
    app.advance(24 * HOUR);
    assert_eq!(tries(&app, &eve, "1", &free).await, Some(FactorRefusal::NoToken));
    assert!(dump(&app.engine).await.contains("eve-0001"), "it is the right dump");
    let eves = countersign_model::Identity::parse("eve-0001").expect("an identity");
    app.engine.erase_identity(&eves, ops(), |_| ()).await.expect("erased");
    assert!(!dump(&app.engine).await.contains("eve-0001"), "who only tried is erased too");
    // One of a kind that isn't wanted is none, and the try counts.
    let wanted = AssignToken {
        place: eve.clone(),
        serial: taken.serial.clone(),
        codes: taken.codes(10),
        friendly_name: None,
        kinds: Some(vec!["hardware_totp"]),
    };
    let refused = app.engine.assign_token(wanted, ops()).await.map_err(refusal);
    assert_eq!(refused.err(), Some(FactorRefusal::NoToken));
    app.advance(24 * HOUR + 1);
    app.engine.sweep().await.expect("the store");
    assert!(!dump(&app.engine).await.contains("eve-0001"), "what counts no more is forgotten");
}

async fn guesses_at_once_pass_the_budget_by_none(app: TestApp) {
    let service = app.service(&[]).await;
    let [device] = Device::imported(&app, ["1"]).await;
    let eve = place(&app, &service, "eve-0001");
    let mut tasks = JoinSet::new();
    for n in 0..30 {
        let (engine, device) = (app.engine.clone(), device.clone());
        let wanted = AssignToken {
            place: eve.clone(),
            serial: device.serial.clone(),
            codes: device.codes(500_000 + n),
            friendly_name: None,
            kinds: None,
        };
        tasks.spawn(async move { engine.assign_token(wanted, ops()).await.map_err(refusal) });
    }
    let outcomes = tasks.join_all().await;
    let looked_at = outcomes.iter().filter(|it| matches!(it, Err(FactorRefusal::NoToken))).count();
    assert_eq!(looked_at, TOKENS_TRIED_A_DAY);
}

async fn of_many_logins_at_once_by_one_code_one_is_let_in(app: TestApp) {
    let service = app.service(&[]).await;
    let [device] = Device::imported(&app, ["1"]).await;
    let ann = place(&app, &service, "ann-0001");
    let factor = assign(&app, &ann, &device, device.codes(0)).await.expect("a factor");
    let mut tasks = JoinSet::new();
    for _ in 0..16 {
        let (engine, ann, code) = (app.engine.clone(), ann.clone(), device.code(2));
        tasks.spawn(async move { lets_in(&engine, &ann, factor.sid, &code).await });
    }
    assert_eq!(tasks.join_all().await.into_iter().filter(|it| *it).count(), 1);
}

async fn no_seed_can_be_read_in_the_database_or_put_under_another_number(app: TestApp) {
    let service = app.service(&[]).await;
    let [one, other] = Device::imported(&app, ["1001", "1002"]).await;
    let ann = place(&app, &service, "ann-0001");
    assign(&app, &ann, &one, one.codes(0)).await.expect("a factor");
    let dump = dump(&app.engine).await;
    assert!(dump.contains("1001 v1.") && dump.contains("tokens.imported"), "it is the right dump: {dump}");
    for plain in [written("1001"), "________________1001".to_owned(), "x19fx19fx19f".to_owned()] {
        assert!(!dump.contains(&plain), "{plain} in {dump}");
    }
    // Who can write the database gives a number the seed of a token that they hold.
    let swap = "UPDATE hardware_tokens SET seed_sealed = (SELECT t.seed_sealed FROM hardware_tokens t
        WHERE t.serial = '1001') WHERE serial = '1002'";
    app.engine.store().write(move |tx| tx.change(swap, &[]).map(End::Commit)).await.expect("the store");
    let wanted = AssignToken {
        place: place(&app, &service, "eve-0001"),
        serial: other.serial.clone(),
        codes: one.codes(2),
        friendly_name: None,
        kinds: None,
    };
    let outcome = app.engine.assign_token(wanted, ops()).await;
    assert!(matches!(outcome, Err(countersign_engine::factor::FactorError::Store(_))), "{outcome:?}");
}
