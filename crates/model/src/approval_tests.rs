use super::*;
use crate::{AccountSid, Channel, MockDice, Recipient, SendMark, ServiceSid, VerificationSid};

const START: Timestamp = Timestamp::from_millis(1_700_000_000_000);
const MINUTE: i64 = 60_000;

fn at(minute: i64) -> Timestamp {
    START.plus_millis(minute * MINUTE)
}

fn call(n: u64) -> AttemptSid {
    AttemptSid::new(START, &MockDice::new(n))
}

fn asked_for() -> Verification {
    let dice = MockDice::new(1);
    Verification {
        sid: VerificationSid::new(START, &dice),
        account_sid: AccountSid::new(START, &dice),
        service_sid: ServiceSid::new(START, &dice),
        recipient: Recipient::parse("+15017122661").unwrap(),
        channel: Channel::Call,
        status: Status::Pending,
        handed: None,
        code: CodeSource::Approval(Approval::new("k1".into())),
        transaction: None,
        sends: vec![SendMark { at: START, channel: Channel::Call, attempt_sid: call(2) }],
        sends_used: 1,
        checks_used: 0,
        tags: None,
        is_told: false,
        created_at: START,
        updated_at: START,
        expires_at: at(10),
    }
}

fn pressed(what: Press, n: u64, question: u8) -> Pressed {
    Pressed { at: at(1), attempt_sid: call(n), question, what }
}

#[test]
fn keys_mean_what_the_voice_said() {
    assert_eq!(Press::of("42", "42"), Press::Approved);
    for keys in ["9", "99", "9#", "9*"] {
        assert_eq!(Press::of(keys, "42"), Press::Reported, "{keys}");
    }
    for keys in ["24", "4", "2", "#", "*9", "94", "29", "042", "42#", ""] {
        assert_eq!(Press::of(keys, "42"), Press::Wrong, "{keys}");
    }
}

#[test]
fn an_approval_is_taken_by_one_check_and_no_second() {
    let early = asked_for().check_approval(true, at(0)).unwrap();
    assert_eq!((early.verdict, &early.verification), (Verdict::Waiting, &asked_for()));
    let approved = asked_for().after_keys(pressed(Press::Approved, 2, 1)).unwrap();
    assert_eq!(approved.status, Status::Pending);
    assert_eq!(approved.clone().check_approval(false, at(2)).unwrap().verdict, Verdict::Waiting);
    assert_eq!(approved.clone().check_approval(true, at(10)), Err(Refusal::NotFound), "it has expired");
    let taken = approved.check_approval(true, at(2)).unwrap();
    assert_eq!(taken.verdict, Verdict::Approved);
    assert_eq!(taken.verification.check_approval(true, at(2)), Err(Refusal::NotFound));
}

#[test]
fn what_was_pressed_later_changes_nothing_that_was_decided() {
    let approved = asked_for().after_keys(pressed(Press::Approved, 2, 1)).unwrap();
    for what in Press::ALL {
        assert_eq!(approved.clone().after_keys(pressed(what, 2, 2)), Err(Refusal::NotFound));
    }
    let reported = asked_for().after_keys(pressed(Press::Reported, 2, 1)).unwrap();
    assert_eq!(reported.status, Status::Ended { how: Ending::Canceled, at: at(1) });
    assert_eq!(reported.approval().unwrap().reported_at(), Some(at(1)));
    assert_eq!(reported.clone().after_keys(pressed(Press::Approved, 3, 1)), Err(Refusal::NotFound));
    assert_eq!(reported.check_approval(true, at(1)), Err(Refusal::NotFound));
    let late = Pressed { at: at(10), ..pressed(Press::Approved, 2, 1) };
    assert_eq!(asked_for().after_keys(late), Err(Refusal::NotFound));
}

#[test]
fn five_wrong_entries_over_all_calls_end_it() {
    let mut it = asked_for();
    for (n, question) in [(2, 1), (2, 2), (2, 3), (3, 1), (3, 2)] {
        assert_eq!(it.status, Status::Pending);
        it = it.after_keys(pressed(Press::Wrong, n, question)).unwrap();
    }
    assert_eq!(it.status, Status::Ended { how: Ending::Exhausted, at: at(1) });
    assert_eq!(it.clone().after_keys(pressed(Press::Approved, 3, 3)), Err(Refusal::NotFound));
    assert_eq!(it.check_approval(true, at(2)), Err(Refusal::MaxChecks { frees_at: at(10) }));
}

#[test]
fn a_code_is_no_approval() {
    let code = CodeSource::Derived { key_id: "k1".into(), length: 6 };
    let it = Verification { code, ..asked_for() };
    assert_eq!((it.slot(), asked_for().slot()), (Slot::Code, Slot::Approve));
    assert_eq!(it.clone().check_approval(true, at(1)).unwrap().verdict, Verdict::Waiting);
    assert_eq!(it.after_keys(pressed(Press::Approved, 2, 1)), Err(Refusal::NotFound));
}

#[test]
fn what_was_pressed_reads_back_as_written() {
    let mut approval = Approval::new("k1".into());
    assert_eq!(Approval::from_row("k1".into(), &approval.pressed_text()), Some(approval.clone()));
    approval.pressed = vec![pressed(Press::Wrong, 2, 1), pressed(Press::Approved, 3, 2)];
    assert_eq!(Approval::from_row("k1".into(), &approval.pressed_text()), Some(approval.clone()));
    assert_eq!(approval.answer_to(call(2), 1), Some(Press::Wrong));
    assert_eq!((approval.answer_to(call(2), 2), approval.answer_to(call(3), 1)), (None, None));
    for nonsense in ["x", "1 approved", "1 maybe VL00000000000000000000000000000002 1"] {
        assert_eq!(Approval::from_row("k1".into(), nonsense), None, "{nonsense}");
    }
}
