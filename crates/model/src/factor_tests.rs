use super::*;
use crate::MockDice;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + millis)
}

fn factor() -> Factor {
    let dice = MockDice::new(1);
    Factor {
        sid: FactorSid::new(at(0), &dice),
        account_sid: AccountSid::new(at(0), &dice),
        service_sid: ServiceSid::new(at(0), &dice),
        entity_sid: EntitySid::new(at(0), &dice),
        identity: Identity::parse("ann-00001").unwrap(),
        friendly_name: FactorName::parse("Ann's phone").unwrap(),
        kind: "totp".parse().unwrap(),
        status: FactorStatus::Unverified { wrong: 0 },
        public: Value::Null,
        sealed: Some("v1.k1.secret".to_owned()),
        lookup: None,
        metadata: None,
        challenged: Moments::default(),
        wrong: Moments::default(),
        created_at: at(0),
        updated_at: at(0),
    }
}

fn verified() -> Factor {
    factor().verified(true, at(0)).unwrap()
}

#[test]
fn five_wrong_answers_end_an_enrolment_even_for_a_right_one() {
    let mut factor = factor();
    for wrong in 1..=MAX_WRONG_ENROLMENTS {
        factor = factor.verified(false, at(wrong)).unwrap();
        assert_eq!(factor.status, FactorStatus::Unverified { wrong });
    }
    assert_eq!(factor.may_verify(), Err(FactorRefusal::MaxEnrolments));
    assert_eq!(factor.verified(true, at(9)), Err(FactorRefusal::MaxEnrolments));
}

#[test]
fn a_verified_factor_is_not_verified_again() {
    let factor = verified();
    assert_eq!(factor.status, FactorStatus::Verified { at: at(0) });
    assert_eq!(factor.verified(true, at(1)), Err(FactorRefusal::VerifiedAlready));
}

#[test]
fn an_unverified_factor_is_not_challenged_and_a_full_window_stops_the_next_challenge() {
    assert_eq!(factor().challenge(&[], at(0)), Err(FactorRefusal::Unverified));
    let (mut factor, windows) = (verified(), [Window::an_hour(2), Window::a_day(3)]);
    assert_eq!(factor.challenge(&windows, at(0)), Ok(()));
    assert_eq!(factor.challenge(&windows, at(1)), Ok(()));
    let held = FactorRefusal::MaxChallenges { frees_at: at(3_600_000) };
    assert_eq!(factor.challenge(&windows, at(2)), Err(held));
    assert_eq!(factor.challenge(&windows, at(3_600_000)), Ok(()));
    let held = FactorRefusal::MaxChallenges { frees_at: at(86_400_000) };
    assert_eq!(factor.challenge(&windows, at(7_300_000)), Err(held));
}

#[test]
fn beyond_a_days_wrong_answers_each_one_holds_the_factor_for_a_quarter_of_an_hour_and_no_longer() {
    let mut factor = verified();
    for wrong in 0..20 {
        assert_eq!(factor.may_answer(at(wrong)), Ok(()));
        factor.wrong.add(at(wrong));
    }
    let until = at(19 + FACTOR_HOLD_MILLIS);
    let held = Err(FactorRefusal::MaxAnswers { frees_at: Some(until) });
    assert_eq!(factor.may_answer(at(20)), held);
    assert_eq!(factor.may_answer(until.plus_millis(-1)), held);
    assert_eq!(factor.may_answer(until), Ok(()));
    factor.wrong.add(until);
    let held = FactorRefusal::MaxAnswers { frees_at: Some(until.plus_millis(FACTOR_HOLD_MILLIS)) };
    assert_eq!(factor.may_answer(until), Err(held));
    // A day without wrong answers, and all is as before.
    assert_eq!(factor.may_answer(until.plus_millis(86_400_000)), Ok(()));
}

#[test]
fn debug_output_shows_nothing_that_a_kind_keeps() {
    let shown = format!("{:?}", factor());
    assert!(!shown.contains("secret") && !shown.contains("Ann") && !shown.contains("ann-0"), "{shown}");
}

#[test]
fn a_kinds_name_is_short_and_plain() {
    for text in ["totp", "push", "passkeys", "recovery_codes"] {
        assert_eq!(text.parse::<FactorKind>().map(|kind| kind.to_string()), Ok(text.to_owned()));
    }
    for text in ["", "TOTP", "a b", "\u{e4}", &"a".repeat(33)] {
        assert_eq!(text.parse::<FactorKind>(), Err(BadFactorKind), "{text}");
    }
}
