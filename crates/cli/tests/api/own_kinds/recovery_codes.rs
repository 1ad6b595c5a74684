//! A sheet of recovery codes: each lets in once, and none of a sheet of before.

use countersign_engine::factor::{Place, RecoverySheet};
use countersign_model::{ChallengeStatus, FactorRefusal};
use tokio::task::JoinSet;

use super::{answers, dump, lets_in, place};
use crate::support::{Elsewhere, MINUTE, TestApp, backup, on_both_engines, ops};

on_both_engines!(
    each_code_lets_in_once_and_a_new_sheet_voids_the_old,
    one_code_at_once_many_times_lets_in_once,
    guessing_is_held_and_the_person_gets_in_after_a_quarter_of_an_hour,
    after_a_restore_no_code_of_before_lets_in,
    no_code_can_be_read_in_the_database,
);

async fn sheet(app: &TestApp, of: &Place) -> RecoverySheet {
    app.engine.make_recovery_codes(of.clone(), ops()).await.expect("a sheet")
}

/// As somebody types it from a sheet of paper.
fn typed(code: &str) -> String {
    code.to_lowercase().replace('-', "  ").replace('0', "o").replace('1', "l")
}

async fn each_code_lets_in_once_and_a_new_sheet_voids_the_old(app: TestApp) {
    let ann = place(&app, &app.service(&[]).await, "ann-0001");
    let first = sheet(&app, &ann).await;
    for code in first.codes.iter().take(3) {
        assert!(lets_in(&app.engine, &ann, first.factor.sid, &typed(code)).await);
        assert!(!lets_in(&app.engine, &ann, first.factor.sid, code).await, "used");
    }
    let second = sheet(&app, &ann).await;
    let gone = answers(&app.engine, &ann, first.factor.sid, &first.codes[5]).await;
    assert_eq!(gone.err(), Some(FactorRefusal::NotFound));
    assert!(!lets_in(&app.engine, &ann, second.factor.sid, &first.codes[5]).await);
    assert!(lets_in(&app.engine, &ann, second.factor.sid, &second.codes[5]).await);
    let other = place(&app, &app.service(&[]).await, "ann-0001");
    let foreign = answers(&app.engine, &other, second.factor.sid, &second.codes[6]).await;
    assert_eq!(foreign.err(), Some(FactorRefusal::NotFound));
}

async fn one_code_at_once_many_times_lets_in_once(app: TestApp) {
    let ann = place(&app, &app.service(&[]).await, "ann-0001");
    let sheet = sheet(&app, &ann).await;
    let mut tasks = JoinSet::new();
    for _ in 0..18 {
        let (engine, ann, factor, code) =
            (app.engine.clone(), ann.clone(), sheet.factor.sid, sheet.codes[0].to_string());
        tasks.spawn(async move { answers(&engine, &ann, factor, &code).await });
    }
    let outcomes = tasks.join_all().await;
    let is_in = |it: &&Result<_, _>| {
        matches!(it, Ok(countersign_model::Challenge { status: ChallengeStatus::Answered { .. }, .. }))
    };
    assert_eq!(outcomes.iter().filter(is_in).count(), 1);
}

async fn guessing_is_held_and_the_person_gets_in_after_a_quarter_of_an_hour(app: TestApp) {
    let ann = place(&app, &app.service(&[]).await, "ann-0001");
    let sheet = sheet(&app, &ann).await;
    let sid = sheet.factor.sid;
    // What can be no code is not even looked at.
    let nonsense = answers(&app.engine, &ann, sid, "123456").await;
    assert_eq!(nonsense.err(), Some(FactorRefusal::Parameter("AuthPayload")));
    for _ in 0..20 {
        assert!(!lets_in(&app.engine, &ann, sid, "0123-4567-89AB-CDEF").await);
    }
    let held = answers(&app.engine, &ann, sid, &sheet.codes[0]).await;
    assert!(matches!(held, Err(FactorRefusal::MaxAnswers { frees_at: Some(_) })), "{held:?}");
    app.advance(15 * MINUTE);
    assert!(lets_in(&app.engine, &ann, sid, &sheet.codes[0]).await);
}

async fn after_a_restore_no_code_of_before_lets_in(app: TestApp) {
    let ann = place(&app, &app.service(&[]).await, "ann-0001");
    let sheet = sheet(&app, &ann).await;
    let copy = backup(&app).await;
    assert!(lets_in(&app.engine, &ann, sheet.factor.sid, &sheet.codes[0]).await);
    let elsewhere = Elsewhere::new(&app).await;
    elsewhere.restore(copy).await;
    for code in &sheet.codes {
        assert!(!lets_in(elsewhere.engine(), &ann, sheet.factor.sid, code).await);
    }
    let anew = elsewhere.engine().make_recovery_codes(ann.clone(), ops()).await.expect("a sheet");
    assert!(lets_in(elsewhere.engine(), &ann, anew.factor.sid, &anew.codes[0]).await);
}

async fn no_code_can_be_read_in_the_database(app: TestApp) {
    let ann = place(&app, &app.service(&[]).await, "ann-0001");
    let sheet = sheet(&app, &ann).await;
    assert!(lets_in(&app.engine, &ann, sheet.factor.sid, &sheet.codes[0]).await);
    let dump = dump(&app.engine).await;
    assert!(dump.contains("recovery_codes"), "it is the right dump: {dump}");
    for code in &sheet.codes {
        let plain = code.to_lowercase();
        assert!(!dump.contains(&plain) && !dump.contains(&plain.replace('-', "")), "{dump}");
    }
}
