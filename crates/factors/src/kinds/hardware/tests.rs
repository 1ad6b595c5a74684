use countersign_model::{AccountSid, HardwareTokenSid, MockDice, TokenSerial};
use proptest::prelude::*;

use super::*;
use crate::otp;

const SEED: &[u8] = b"12345678901234567890";

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

fn token(kind: TokenKind, next: i64) -> HardwareToken {
    let (made, dice) = (at(0), MockDice::new(1));
    HardwareToken {
        sid: HardwareTokenSid::new(made, &dice),
        account_sid: AccountSid::new(made, &dice),
        serial: TokenSerial::parse("GALT 0014").unwrap(),
        kind,
        algorithm: Alg::Sha1,
        digits: 6,
        progress: TokenProgress { next, drift: 0 },
        sealed: String::new(),
        manufacturer: None,
        holder: None,
        imported_at: made,
    }
}

fn code(counter: i64) -> String {
    otp::code(Alg::Sha1, SEED, u64::try_from(counter).unwrap(), 6)
}

fn codes(first: i64, second: i64) -> TokenCodes {
    TokenCodes::parse(&code(first), &code(second)).unwrap()
}

/// A token with a button, whose next code is that of `next`.
fn button(next: i64) -> Kept {
    let given = assign(&token(TokenKind::Hotp, next - 2), SEED, &codes(next - 2, next - 1), at(0));
    given.unwrap().unwrap().kept
}

/// A token with a clock that was so many steps ahead at `seconds`.
fn clock(seconds: i64, drift: i64) -> Kept {
    let (kind, step) = (TokenKind::Totp { period: 30 }, seconds / 30 + drift);
    assign(&token(kind, 0), SEED, &codes(step - 1, step), at(seconds)).unwrap().unwrap().kept
}

fn next(kept: &Kept) -> i64 {
    HOTP.token_progress(&kept.public).unwrap().unwrap().next
}

#[test]
fn the_codes_of_rfc_4226_are_good_in_their_order_and_each_once() {
    let appendix_d =
        ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
    let given = TokenCodes::parse(appendix_d[0], appendix_d[1]).unwrap();
    let Assigned { mut kept, progress, .. } =
        assign(&token(TokenKind::Hotp, 0), SEED, &given, at(0)).unwrap().unwrap();
    assert_eq!(progress, TokenProgress { next: 2, drift: 0 });
    for (place, good) in appendix_d.iter().enumerate().skip(2) {
        assert_eq!(spend(&mut kept, good, 0, at(0)), Ok(true));
        for used in &appendix_d[..=place] {
            assert_eq!(spend(&mut kept, used, 0, at(0)), Ok(false), "{used} after {good}");
        }
    }
}

#[test]
fn a_button_may_have_been_pressed_ten_times_and_no_more() {
    for (pressed, good) in [(0, true), (10, true), (11, false), (100, false)] {
        let mut kept = button(50);
        assert_eq!(spend(&mut kept, &code(50 + pressed), 0, at(0)), Ok(good), "{pressed}");
        assert_eq!(next(&kept), if good { 51 + pressed } else { 50 });
    }
}

#[test]
fn two_codes_in_a_row_find_a_token_that_ran_ahead_by_up_to_a_hundred() {
    for (pressed, good) in [(0, true), (50, true), (99, true), (100, false)] {
        let mut kept = button(50);
        let both = format!("{} {}", code(50 + pressed), code(51 + pressed));
        assert_eq!(spend(&mut kept, &both, 0, at(0)), Ok(good), "{pressed}");
        // Neither is good once more, together or alone.
        assert_eq!(spend(&mut kept, &both, 0, at(0)), Ok(false));
        if good {
            assert_eq!(spend(&mut kept, &code(51 + pressed), 0, at(0)), Ok(false));
            assert_eq!(next(&kept), 52 + pressed);
        }
    }
    for both in [format!("{}{}", code(60), code(62)), format!("{}{}", code(61), code(60))] {
        assert_eq!(spend(&mut button(50), &both, 0, at(0)), Ok(false), "not in a row");
    }
    let before = format!("{}{}", code(49), code(50));
    assert_eq!(spend(&mut button(50), &before, 0, at(0)), Ok(false), "the first was used");
}

#[test]
fn who_guesses_gets_a_narrower_window_and_the_holder_still_gets_in() {
    for (wrong, pressed, good) in [(4, 10, true), (5, 2, true), (5, 3, false), (100, 3, false)] {
        assert_eq!(spend(&mut button(50), &code(50 + pressed), wrong, at(0)), Ok(good), "{wrong} {pressed}");
    }
    let both = format!("{}{}", code(58), code(59));
    assert_eq!(spend(&mut button(50), &both, 100, at(0)), Ok(true));
}

#[test]
fn digits_that_are_the_code_of_two_counters_are_good_once() {
    // Found with Python's hmac.
    let first = 2386;
    assert_eq!(code(first), code(first + 8));
    let mut kept = button(first);
    assert_eq!(spend(&mut kept, &code(first), 0, at(0)), Ok(true));
    assert_eq!(next(&kept), first + 9);
    assert_eq!(spend(&mut kept, &code(first), 0, at(0)), Ok(false));
}

#[test]
fn a_clock_that_is_off_is_known_from_then_on() {
    let now = 1_000_000_020;
    for drift in [-90, -3, 0, 3, 100] {
        let mut kept = clock(now, drift);
        let later = now + 600;
        for (off, good) in [(-2, false), (2, false), (0, true)] {
            assert_eq!(
                spend(&mut kept, &code(later / 30 + drift + off), 0, at(later)),
                Ok(good),
                "{drift} {off}"
            );
        }
        // Slowly it goes on being off.
        let much_later = later + 86_400;
        assert_eq!(spend(&mut kept, &code(much_later / 30 + drift + 1), 0, at(much_later)), Ok(true));
        let next_day = much_later + 86_400;
        assert_eq!(spend(&mut kept, &code(next_day / 30 + drift + 2), 0, at(next_day)), Ok(true));
    }
}

#[test]
fn two_codes_in_a_row_find_a_clock_that_went_wrong_in_a_drawer() {
    let (now, mut kept) = (1_000_000_020, clock(1_000_000_020, 0));
    let later = now + 30_000_000;
    let step = later / 30 + 15;
    assert_eq!(spend(&mut kept, &code(step), 0, at(later)), Ok(false));
    let both = format!("{} {}", code(step - 1), code(step));
    assert_eq!(spend(&mut kept, &both, 0, at(later)), Ok(true));
    assert_eq!(spend(&mut kept, &code(step), 0, at(later)), Ok(false), "it was used");
    assert_eq!(spend(&mut kept, &code(step + 1), 0, at(later + 30)), Ok(true));
    let far = later / 30 + 60;
    let both = format!("{} {}", code(far), code(far + 1));
    assert_eq!(spend(&mut kept, &both, 0, at(later + 60)), Ok(false));
}

#[test]
fn what_was_used_at_assigning_is_used() {
    let mut kept = button(10);
    for used in [8, 9] {
        assert_eq!(spend(&mut kept, &code(used), 0, at(0)), Ok(false));
    }
    let now = 1_000_000_020;
    let mut kept = clock(now, 0);
    for used in [now / 30 - 1, now / 30] {
        assert_eq!(spend(&mut kept, &code(used), 0, at(now)), Ok(false));
    }
    assert_eq!(spend(&mut kept, &code(now / 30 + 1), 0, at(now)), Ok(true));
}

#[test]
fn a_token_is_given_only_by_codes_that_it_shows_now_in_their_order() {
    let refused =
        |token: &HardwareToken, given: &TokenCodes, now| assign(token, SEED, given, now).unwrap().is_none();
    let it = token(TokenKind::Hotp, 100);
    for (first, second) in [(99, 100), (100, 102), (101, 100), (100, 100), (5000, 5001)] {
        assert!(refused(&it, &codes(first, second), at(0)), "{first} {second}");
    }
    assert!(!refused(&it, &codes(1050, 1051), at(0)));
    let it = token(TokenKind::Totp { period: 30 }, 33_333_335);
    let now = 1_000_000_020;
    assert_eq!(now / 30, 33_333_334);
    assert!(refused(&it, &codes(33_333_334, 33_333_335), at(now)), "used by who had it before");
    assert!(refused(&it, &codes(33_333_500, 33_333_501), at(now)));
    assert!(!refused(&it, &codes(33_333_335, 33_333_336), at(now)));
}

#[test]
fn after_a_restore_one_code_of_a_button_lets_nobody_in_until_two_have() {
    let mut kept = button(50);
    HOTP.restored(&mut kept, at(0)).unwrap();
    assert_eq!(HOTP.config(&kept).unwrap()["needs_two_codes"], json!(true));
    for counter in 50..=60 {
        assert_eq!(spend(&mut kept, &code(counter), 0, at(0)), Ok(false));
    }
    let both = format!("{}{}", code(70), code(71));
    assert_eq!(spend(&mut kept, &both, 0, at(0)), Ok(true));
    assert_eq!(spend(&mut kept, &code(72), 0, at(0)), Ok(true), "and then one is enough");
}

#[test]
fn after_a_restore_no_code_of_a_clock_is_good_that_could_have_been_used() {
    let now = 1_000_000_020;
    for drift in [-5, 0, 5] {
        let mut kept = clock(now - 3600, drift);
        TOTP.restored(&mut kept, at(now)).unwrap();
        let step = now / 30 + drift;
        for counter in step - 20..=step + 1 {
            assert_eq!(spend(&mut kept.clone(), &code(counter), 0, at(now)), Ok(false));
        }
        assert_eq!(spend(&mut kept, &code(step + 3), 0, at(now + 90)), Ok(true));
    }
}

#[test]
fn a_wrong_code_is_told_apart_by_when_it_was_right() {
    let told =
        |kept: &Kept, counter: i64, seconds: i64| TOTP.mistimed(kept, &code(counter), at(seconds)).unwrap();
    let (now, drift) = (1_000_000_020, 3);
    let kept = clock(now, drift);
    let later = now + 6000;
    let middle = later / 30 + drift;
    assert_eq!(told(&kept, middle - 5, later), Some(Mistimed::Behind));
    assert_eq!(told(&kept, middle + 5, later), Some(Mistimed::Ahead(middle + 5)));
    assert_eq!(told(&kept, now / 30 + drift, now + 30), Some(Mistimed::Used));
    assert_eq!(told(&kept, middle + 30, later), None);
    // Of a button it is told what was used, never what is to come: that stays good.
    let mut kept = button(50);
    for (counter, expected) in
        [(49, Some(Mistimed::Used)), (45, Some(Mistimed::Used)), (30, None), (65, None)]
    {
        assert_eq!(told(&kept, counter, 0), expected, "{counter}");
    }
    HOTP.restored(&mut kept, at(0)).unwrap();
    assert_eq!(told(&kept, 30, 0), Some(Mistimed::OneOfTwo));
    assert_eq!(HOTP.mistimed(&kept, "12345", at(0)), Ok(None));
}

#[test]
fn what_cannot_be_codes_is_named_and_another_kinds_row_is_unreadable() {
    for payload in ["", "12345", "1234567", "abcdef", "123456 12345"] {
        let refused = Err(KindError::Refused(FactorRefusal::Parameter("AuthPayload")));
        assert_eq!(spend(&mut button(10), payload, 0, at(0)), refused, "{payload}");
    }
    let mut kept = Kept { public: json!({ "alg": "sha1" }), ..Kept::default() };
    assert_eq!(spend(&mut kept, "123456", 0, at(0)), Err(KindError::Unreadable));
    assert_eq!(HOTP.token_progress(&kept.public), Err(KindError::Unreadable));
}

#[test]
fn a_serial_finds_the_one_factor_of_a_service_that_its_token_is() {
    assert_eq!(button(10).lookup.as_deref(), Some("hotp:GALT0014"));
    assert_eq!(clock(1_000_000_020, 0).lookup.as_deref(), Some("hardware_totp:GALT0014"));
}

proptest! {
    // Each looks at hundreds of counters.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_payload_is_read_without_panic_and_what_was_used_never_comes_back(
        payloads in prop::collection::vec(prop_oneof!["[0-9 ]{0,14}", "\\PC{0,14}", (0_i64..60).prop_map(code)], 1..12),
        seconds in -99_i64..4_000_000_000,
    ) {
        let mut kept = button(10);
        let mut was = next(&kept);
        for payload in payloads {
            let outcome = spend(&mut kept, &payload, 0, at(seconds));
            let is = next(&kept);
            prop_assert_eq!(outcome == Ok(true), is > was);
            prop_assert!(is >= was);
            was = is;
        }
        let _ = spend(&mut clock(1_000_000_020, 0), "123456", 0, at(seconds));
    }
}
