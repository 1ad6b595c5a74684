use countersign_model::{
    AccountSid, FactorName, FactorSid, FriendlyName, Identity, MockDice, ServiceSettings, ServiceSid,
};
use proptest::prelude::*;

use super::*;

const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

fn service() -> Service {
    let dice = MockDice::new(1);
    Service {
        sid: ServiceSid::new(at(0), &dice),
        account_sid: AccountSid::new(at(0), &dice),
        friendly_name: FriendlyName::parse("My App").unwrap(),
        settings: ServiceSettings::default(),
        created_at: at(0),
        updated_at: at(0),
    }
}

fn enrol_in(service: &Service, params: &[(&str, &str)]) -> Result<Enrolled, FactorRefusal> {
    let dice = MockDice::new(2);
    let params: Params = params.iter().copied().collect();
    let asked = Enrol {
        service,
        sid: FactorSid::new(at(0), &dice),
        identity: &Identity::parse("ann-00001").unwrap(),
        name: &FactorName::parse("Ann's phone").unwrap(),
        params: &params,
        siblings: &[],
        now: at(0),
    };
    Totp.enrol(&asked, &dice)
}

fn kept(params: &[(&str, &str)]) -> Kept {
    let all: Vec<_> = [("Binding.Secret", SECRET)].into_iter().chain(params.iter().copied()).collect();
    enrol_in(&service(), &all).unwrap().kept
}

/// The code of the seed at a moment, with six digits and steps of 30 seconds.
fn code(seconds: i64) -> String {
    otp::code(Alg::Sha1, b"12345678901234567890", u64::try_from(seconds / 30).unwrap(), 6)
}

#[test]
fn a_service_that_says_nothing_has_what_twilio_has_and_another_its_own() {
    let enrolled = enrol_in(&service(), &[("Binding.Secret", SECRET)]).unwrap();
    let expected = json!({ "alg": "sha1", "skew": 1, "code_length": 6, "time_step": 30 });
    assert_eq!(Totp.config(&enrolled.kept), Ok(expected));
    let uri = "otpauth://totp/My%20App:Ann%27s%20phone?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=My%20App\
               &algorithm=SHA1&digits=6&period=30";
    assert_eq!(enrolled.binding, json!({ "secret": SECRET, "uri": uri }));
    let mut other = service();
    other.settings.totp.issuer = Some("Shop".to_owned());
    other.settings.totp.skew = Some(2);
    other.settings.totp.code_length = Some(8);
    other.settings.totp.time_step = Some(60);
    let enrolled = enrol_in(&other, &[("Config.Alg", "sha512"), ("Config.Skew", "0")]).unwrap();
    let expected = json!({ "alg": "sha512", "skew": 0, "code_length": 8, "time_step": 60 });
    assert_eq!(Totp.config(&enrolled.kept), Ok(expected));
    assert!(enrolled.binding["uri"].as_str().unwrap().starts_with("otpauth://totp/Shop:Ann"));
}

#[test]
fn a_secret_of_our_own_has_160_bits_and_one_that_is_brought_80_at_least() {
    let own = enrol_in(&service(), &[]).unwrap();
    assert_eq!(own.binding["secret"].as_str().unwrap().len(), 32);
    assert_eq!(base32::read(own.binding["secret"].as_str().unwrap()), own.kept.secret);
    let longest = "A".repeat(204);
    for secret in ["GEZDGNBVGY3TQOJQ", "gezdgnbvgy3tqojq", &longest] {
        assert!(enrol_in(&service(), &[("Binding.Secret", secret)]).is_ok(), "{secret}");
    }
    let too_long = "A".repeat(208);
    for secret in ["", "GEZDGNBVGY3TQO", "GEZDGNBVGY3TQOJ1", "not base 32 at all", &too_long] {
        let refused = enrol_in(&service(), &[("Binding.Secret", secret)]).err();
        assert_eq!(refused, Some(FactorRefusal::Parameter("Binding.Secret")), "{secret}");
    }
}

#[test]
fn settings_outside_their_bounds_are_named() {
    for (name, value) in [
        ("Config.Alg", "md5"),
        ("Config.Alg", "SHA1"),
        ("Config.Skew", "3"),
        ("Config.Skew", "-1"),
        ("Config.CodeLength", "2"),
        ("Config.CodeLength", "9"),
        ("Config.TimeStep", "19"),
        ("Config.TimeStep", "61"),
        ("Config.TimeStep", ""),
    ] {
        let refused = enrol_in(&service(), &[(name, value)]).err();
        assert_eq!(refused, Some(FactorRefusal::Parameter(name)), "{value}");
    }
}

#[test]
fn a_code_is_good_within_the_skew_and_not_beyond() {
    for (skew, good) in [("0", 0_i64), ("1", 1), ("2", 2)] {
        for off in -3..=3 {
            let mut kept = kept(&[("Config.Skew", skew)]);
            let given = code(1_000_000_020 + off * 30);
            let expected = off.abs() <= good;
            assert_eq!(
                spend(&mut kept, &given, at(1_000_000_020)),
                Ok(expected),
                "skew {skew}, {off} steps off"
            );
        }
    }
}

#[test]
fn a_used_step_is_never_good_again_nor_is_one_before_it() {
    let (mut kept, now) = (kept(&[]), 1_000_000_020);
    assert_eq!(spend(&mut kept, &code(now), at(now)), Ok(true));
    for later in [now, now + 29, now + 30] {
        assert_eq!(spend(&mut kept, &code(now), at(later)), Ok(false));
        assert_eq!(spend(&mut kept, &code(now - 30), at(later)), Ok(false));
    }
    assert_eq!(spend(&mut kept, &code(now + 30), at(now)), Ok(true));
    assert_eq!(spend(&mut kept, &code(now + 30), at(now + 59)), Ok(false));
}

#[test]
fn digits_that_are_the_code_of_two_steps_are_good_once() {
    let secret = b"12345678901234567890";
    let of = |step: i64| otp::code(Alg::Sha1, secret, u64::try_from(step).unwrap(), 3);
    let step = (1_000..100_000).find(|step| of(*step) == of(*step + 1)).unwrap();
    let mut kept = kept(&[("Config.CodeLength", "3"), ("Config.Skew", "0")]);
    let mut wide = kept.clone();
    assert_eq!(spend(&mut kept, &of(step), at(step * 30)), Ok(true));
    Totp.change(&mut wide, &[("Config.Skew", "1")].into_iter().collect(), at(0)).unwrap();
    assert_eq!(spend(&mut wide, &of(step), at(step * 30)), Ok(true));
    assert_eq!(spend(&mut wide, &of(step), at(step * 30 + 30)), Ok(false), "the same digits, a step later");
}

#[test]
fn other_steps_keep_in_mind_what_was_used() {
    let now = 1_000_000_020;
    for lengths in [["60", "30"], ["20", "30"], ["45", "30"], ["31", "30"]] {
        let mut kept = kept(&[]);
        assert_eq!(spend(&mut kept, &code(now), at(now)), Ok(true));
        for length in lengths {
            Totp.change(&mut kept, &[("Config.TimeStep", length)].into_iter().collect(), at(now)).unwrap();
        }
        for later in [now, now + 30, now + 60] {
            assert_eq!(spend(&mut kept, &code(now), at(later)), Ok(false), "{lengths:?}");
        }
        // And it doesn't lock its owner out.
        assert_eq!(spend(&mut kept, &code(now + 180), at(now + 180)), Ok(true), "{lengths:?}");
    }
}

#[test]
fn after_a_restore_no_code_of_before_is_good_and_the_next_ones_are() {
    let (mut kept, now) = (kept(&[]), 1_000_000_020);
    Totp.restored(&mut kept, at(now)).unwrap();
    for off in [-30, 0, 30] {
        assert_eq!(spend(&mut kept.clone(), &code(now + off), at(now + off)), Ok(false));
    }
    assert_eq!(spend(&mut kept.clone(), &code(now + 60), at(now + 60)), Ok(true));
    // A clock that was ahead stays ahead.
    let mut ahead = kept.clone();
    assert_eq!(spend(&mut ahead, &code(now + 9000), at(now + 9000)), Ok(true));
    Totp.restored(&mut ahead, at(now)).unwrap();
    assert_eq!(spend(&mut ahead, &code(now + 9000), at(now + 9000)), Ok(false));
}

#[test]
fn what_cannot_be_a_code_is_named_and_what_could_be_is_wrong() {
    let now = at(1_000_000_020);
    for payload in ["", "1", "12", "123456789", "1234567890123"] {
        let refused = Err(KindError::Refused(FactorRefusal::Parameter("AuthPayload")));
        assert_eq!(spend(&mut kept(&[]), payload, now), refused, "{payload}");
    }
    for payload in ["123", "12345678", "abcdef", " 12345", "12345\u{e4}"] {
        assert_eq!(spend(&mut kept(&[]), payload, now), Ok(false), "{payload}");
    }
}

#[test]
fn short_codes_are_challenged_ten_times_a_day() {
    let windows = |digits| Totp.challenge_windows(&kept(&[("Config.CodeLength", digits)]).public);
    assert_eq!(windows("4"), [Window::a_day(10)]);
    assert_eq!(windows("5"), [Window::an_hour(50), Window::a_day(100)]);
}

#[test]
fn a_row_of_another_kind_is_unreadable_and_not_wrong() {
    let mut kept = Kept { public: json!({ "alg": "ES256" }), ..Kept::default() };
    assert_eq!(spend(&mut kept, "123456", at(0)), Err(KindError::Unreadable));
    assert_eq!(Totp.config(&kept), Err(KindError::Unreadable));
}

proptest! {
    #[test]
    fn any_payload_is_read_without_panic_at_any_moment(payload in "[0-9]{0,9}|\\PC{0,12}", seconds in -99_i64..4_000_000_000) {
        let mut kept = kept(&[]);
        let given = code(seconds.max(0));
        if let Ok(true) = spend(&mut kept, &payload, at(seconds)) {
            prop_assert!(payload.chars().all(|c| c.is_ascii_digit()) && payload.len() == 6);
            prop_assert_eq!(spend(&mut kept, &payload, at(seconds)), Ok(false));
        } else if seconds >= 0 {
            prop_assert_ne!(payload, given);
        }
    }

    #[test]
    fn of_all_codes_in_any_order_no_step_is_good_twice(offs in prop::collection::vec((-2_i64..=2, 0_i64..60), 1..40)) {
        let (mut kept, mut now, mut used) = (kept(&[("Config.Skew", "2")]), 1_000_000_020, Vec::new());
        for (off, later) in offs {
            now += later;
            let step = now / 30 + off;
            if spend(&mut kept, &code(step * 30), at(now)) == Ok(true) {
                prop_assert!(used.last().is_none_or(|last| step > *last));
                used.push(step);
            }
        }
    }
}

#[test]
fn a_wrong_code_is_told_apart_by_when_it_was_right() {
    let now = 1_000_000_020;
    let told = |kept: &Kept, off: i64| Totp.mistimed(kept, &code(now + off * 30), at(now)).unwrap();
    let unused = kept(&[]);
    for off in [-21, -5, -2] {
        assert_eq!(told(&unused, off), Some(Mistimed::Behind), "{off}");
    }
    for off in [2, 5, 21] {
        assert_eq!(told(&unused, off), Some(Mistimed::Ahead(now / 30 + off)), "{off}");
    }
    for off in [-100, -22, 22, 100] {
        assert_eq!(told(&unused, off), None, "{off}");
    }
    let mut used = unused;
    assert_eq!(spend(&mut used, &code(now), at(now)), Ok(true));
    for off in [-20, -1, 0] {
        assert_eq!(told(&used, off), Some(Mistimed::Used), "{off}");
    }
    assert_eq!(told(&used, 5), Some(Mistimed::Ahead(now / 30 + 5)));
    // Short codes are of some other time by chance.
    let short = kept(&[("Config.CodeLength", "4")]);
    for payload in ["0000", "1234", ""] {
        assert_eq!(Totp.mistimed(&short, payload, at(now)), Ok(None));
    }
}

proptest! {
    #[test]
    fn what_is_told_of_a_wrong_code_changes_nothing_and_what_is_past_never_lets_in(
        off in -40_i64..=40, used in prop::option::of(-1_i64..=1), later in 0_i64..100,
    ) {
        let (mut kept, now) = (kept(&[]), 1_000_000_020);
        if let Some(used) = used {
            prop_assert_eq!(spend(&mut kept, &code(now + used * 30), at(now)), Ok(true));
        }
        let (before, given) = (kept.clone(), code(now + off * 30));
        let told = Totp.mistimed(&kept, &given, at(now)).unwrap();
        prop_assert!(kept == before);
        match told {
            Some(Mistimed::Used | Mistimed::Behind) => {
                prop_assert_eq!(spend(&mut kept, &given, at(now + later * 30)), Ok(false));
            }
            Some(_) => prop_assert_eq!(spend(&mut kept, &given, at(now)), Ok(false)),
            None => {}
        }
    }
}
