use super::*;
use crate::verification::tests::{at, fresh};
use crate::{CodeSource, MAX_CHECKS};

fn handed() -> Verification {
    Verification { code: CodeSource::Upstream, ..fresh(10) }
}

fn reserved(it: Verification, wrong_today: i64) -> Verification {
    match it.reserve(wrong_today, at(1)) {
        Ok(Reserved::Asking(it)) => it,
        other => panic!("{other:?}"),
    }
}

#[test]
fn no_more_are_asked_than_there_are_however_many_are_asked_at_once() {
    let mut it = handed();
    for n in 0..MAX_CHECKS {
        it = reserved(it, n);
        assert_eq!(it.status, Status::Pending, "the last one may still be right");
    }
    let Ok(Reserved::NoneLeft { verification, frees_at }) = it.clone().reserve(5, at(2)) else {
        panic!("a sixth is asked")
    };
    assert_eq!(frees_at, at(10));
    assert!(verification.clone().reserve(5, at(3)).is_err());
    // The fifth was on its way, and was right.
    let let_in = verification.settle_approved(at(3)).unwrap();
    assert_eq!(let_in.status, Status::Ended { how: Ending::Approved, at: at(3) });
    assert_eq!(it.settle_wrong(5, at(3)).status, Status::Ended { how: Ending::Exhausted, at: at(3) });
}

#[test]
fn beyond_the_day_s_budget_one_is_asked() {
    let it = reserved(handed(), 20);
    assert!(matches!(it.clone().reserve(21, at(1)), Ok(Reserved::NoneLeft { .. })));
    assert!(matches!(it.settle_wrong(21, at(1)).status, Status::Ended { how: Ending::Exhausted, .. }));
}

#[test]
fn of_two_that_the_upstream_calls_right_one_is_let_in_and_what_the_caller_gave_up_stays_so() {
    let it = reserved(reserved(handed(), 0), 1);
    let approved = it.clone().settle_approved(at(2)).unwrap();
    assert_eq!(approved.settle_approved(at(2)), Err(Refusal::NotFound));
    let canceled = it.clone().ended_by_caller(Ending::Canceled, at(2)).unwrap();
    assert_eq!(canceled.settle_approved(at(2)), Err(Refusal::NotFound));
    // The other's “not found” came first: it was the approval that made it so.
    let gone = it.settle_gone(at(2));
    assert_eq!(gone.status, Status::Ended { how: Ending::Expired, at: at(2) });
    assert!(gone.settle_approved(at(2)).is_ok());
}

#[test]
fn what_was_not_asked_is_given_back_and_an_end_is_left_as_it_is() {
    let it = reserved(handed(), 0);
    assert_eq!(it.checks_used, 1);
    assert_eq!(it.clone().settle_unasked(at(2)).checks_used, 0);
    let canceled = it.ended_by_caller(Ending::Canceled, at(2)).unwrap();
    assert_eq!(canceled.clone().settle_unasked(at(3)), canceled);
    assert_eq!(canceled.clone().settle_gone(at(3)), canceled);
    assert_eq!(canceled.clone().settle_none_left(at(3)).0, canceled);
    assert_eq!(canceled.clone().settle_wrong(20, at(3)).status, canceled.status);
}

#[test]
fn an_upstream_that_has_none_left_ends_it_as_five_wrong_ones_would() {
    let (it, frees_at) = reserved(handed(), 0).settle_none_left(at(1));
    assert_eq!((it.status, frees_at), (Status::Ended { how: Ending::Exhausted, at: at(1) }, at(10)));
}
