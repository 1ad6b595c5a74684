use super::*;
use crate::{Dice, MockDice};

const START: Timestamp = Timestamp::from_millis(1_700_000_000_000);
const MINUTE: i64 = 60_000;

pub(super) fn fresh(lifetime_minutes: i64) -> Verification {
    let dice = MockDice::new(1);
    let dice: &dyn Dice = &dice;
    Verification {
        sid: VerificationSid::new(START, dice),
        account_sid: AccountSid::new(START, dice),
        service_sid: ServiceSid::new(START, dice),
        recipient: Recipient::parse("+15017122661").unwrap(),
        channel: Channel::Sms,
        status: Status::Pending,
        code: CodeSource::Derived { key_id: "k1".into(), length: 6 },
        handed: None,
        transaction: None,
        sends: vec![mark(0)],
        sends_used: 1,
        checks_used: 0,
        tags: None,
        is_told: false,
        created_at: START,
        updated_at: START,
        expires_at: START.plus_millis(lifetime_minutes * MINUTE),
    }
}

fn mark(minute: i64) -> SendMark {
    let at = START.plus_millis(minute * MINUTE);
    SendMark { at, channel: Channel::Sms, attempt_sid: AttemptSid::new(at, &MockDice::new(2)) }
}

pub(super) fn at(minute: i64) -> Timestamp {
    START.plus_millis(minute * MINUTE)
}

fn wrong(verification: Verification, wrong_today: i64) -> Verification {
    let checked = verification.check(false, wrong_today, at(1)).unwrap();
    assert_eq!(checked.verdict, Verdict::Wrong);
    checked.verification
}

#[test]
fn five_wrong_checks_exhaust_it_and_the_sixth_is_refused_even_when_right() {
    let mut it = fresh(10);
    for n in 0..5 {
        assert_eq!(it.status, Status::Pending);
        it = wrong(it, n);
    }
    assert_eq!(it.status, Status::Ended { how: Ending::Exhausted, at: at(1) });
    assert_eq!(it.clone().check(true, 5, at(2)), Err(Refusal::MaxChecks { frees_at: at(10) }));
    assert_eq!(it.check(true, 5, at(10)), Err(Refusal::NotFound));
}

#[test]
fn beyond_the_budget_one_wrong_check_ends_it_but_a_right_one_still_lets_in() {
    assert_eq!(fresh(10).check(true, 20, at(1)).unwrap().verdict, Verdict::Approved);
    let ended = wrong(fresh(10), 20);
    assert_eq!(ended.status.as_str(), "max_attempts_reached");
    // The twentieth wrong check uses the budget up while this one has two behind it.
    let third = wrong(wrong(wrong(fresh(10), 17), 18), 19);
    assert_eq!(third.status.as_str(), "max_attempts_reached");
}

#[test]
fn a_budget_spent_elsewhere_meanwhile_leaves_no_second_check() {
    let once = wrong(fresh(24 * 60), 0).check(true, 20, at(2)).unwrap();
    assert_eq!(once.verdict, Verdict::NoneLeft { frees_at: at(17) });
    assert_eq!(once.verification.standing(None, at(17)), Ok(Standing::Free));
}

#[test]
fn an_exhausted_one_frees_its_address_after_15_minutes_whatever_its_lifetime() {
    let mut it = fresh(24 * 60);
    for n in 0..5 {
        it = wrong(it, n);
    }
    assert_eq!(it.standing(None, at(15)), Err(Refusal::MaxChecks { frees_at: at(16) }));
    assert_eq!(it.standing(None, at(16)), Ok(Standing::Free));
    assert!(it.is_readable(at(15)) && !it.is_readable(at(16)));
}

#[test]
fn five_sends_hold_for_15_minutes_at_most() {
    let mut it = fresh(24 * 60);
    for minute in 1..5 {
        assert_eq!(it.standing(None, at(minute)), Ok(Standing::Join));
        it = it.resent(mark(minute));
    }
    assert_eq!(it.standing(None, at(18)), Err(Refusal::MaxSends { frees_at: at(19) }));
    assert_eq!(it.standing(None, at(19)), Ok(Standing::Replace { sends_used: 0, checks_used: 0 }));
}

#[test]
fn another_amount_takes_its_place_with_the_counts() {
    let pay = |amount: &str| Transaction {
        amount: Amount::parse(amount).unwrap(),
        payee: Payee::parse("Acme GmbH").unwrap(),
    };
    let mut it = fresh(10);
    it.transaction = Some(pay("39.99"));
    it = wrong(it, 0);
    assert_eq!(it.standing(Some(&pay("39.99")), at(2)), Ok(Standing::Join));
    let replaced = Ok(Standing::Replace { sends_used: 1, checks_used: 1 });
    assert_eq!(it.standing(Some(&pay("39.98")), at(2)), replaced);
    assert_eq!(it.standing(None, at(2)), replaced);
}

#[test]
fn the_caller_may_end_a_live_one_and_cancel_an_exhausted_one_only() {
    let approved = fresh(10).ended_by_caller(Ending::Approved, at(1)).unwrap();
    assert_eq!(approved.clone().ended_by_caller(Ending::Canceled, at(2)), Err(Refusal::NotFound));
    assert!(!approved.is_readable(at(2)));
    let mut exhausted = fresh(10);
    for n in 0..5 {
        exhausted = wrong(exhausted, n);
    }
    assert_eq!(exhausted.clone().ended_by_caller(Ending::Approved, at(2)), Err(Refusal::NotFound));
    let canceled = exhausted.ended_by_caller(Ending::Canceled, at(2)).unwrap();
    assert_eq!(canceled.standing(None, at(2)), Ok(Standing::Free));
    assert_eq!(fresh(10).ended_by_caller(Ending::Canceled, at(10)), Err(Refusal::NotFound));
}
