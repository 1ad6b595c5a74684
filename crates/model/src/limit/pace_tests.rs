use super::*;
use proptest::prelude::*;

const START: Timestamp = Timestamp::from_millis(1_700_000_000_000);

fn at(seconds: i64) -> Timestamp {
    START.plus_millis(seconds * 1000)
}

/// Sends at these moments, all allowed.
fn sent(channel: Channel, seconds: &[i64]) -> SendLog {
    let mut log = SendLog::default();
    for second in seconds {
        assert_eq!(log.spend(PerAddress::default(), channel, at(*second)), Ok(()), "{second}");
    }
    log
}

fn refused(log: &SendLog, channel: Channel, second: i64) -> Option<(Pace, Timestamp)> {
    match log.clone().spend(PerAddress::default(), channel, at(second)) {
        Err(Rule::PerAddress { pace, frees_at, .. }) => Some((pace, frees_at)),
        _ => None,
    }
}

#[test]
fn one_message_in_30_seconds_and_a_call_beside_it() {
    let mut log = sent(Channel::Sms, &[0]);
    assert_eq!(refused(&log, Channel::Sms, 29), Some((Pace::HalfMinute, at(30))));
    assert_eq!(log.spend(PerAddress::default(), Channel::Call, at(1)), Ok(()));
    assert_eq!(refused(&log, Channel::Call, 2), Some((Pace::HalfMinute, at(31))));
    assert_eq!(refused(&log, Channel::Sms, 30), None);
}

#[test]
fn five_in_ten_minutes_whatever_the_channel() {
    let mut log = sent(Channel::Sms, &[0, 30, 60, 90]);
    assert_eq!(log.spend(PerAddress::default(), Channel::Call, at(91)), Ok(()));
    assert_eq!(refused(&log, Channel::Sms, 599), Some((Pace::TenMinutes, at(600))));
    assert_eq!(refused(&log, Channel::Sms, 600), None);
}

#[test]
fn ten_a_day() {
    let log = sent(Channel::Sms, &[0, 600, 1200, 1800, 2400, 3000, 3600, 4200, 4800, 5400]);
    assert_eq!(refused(&log, Channel::Call, 86_399), Some((Pace::Day, at(86_400))));
    assert_eq!(refused(&log, Channel::Call, 86_400), None);
}

#[test]
fn a_limit_of_zero_is_none() {
    let mut log = SendLog::default();
    for _ in 0..300 {
        assert_eq!(log.spend(PerAddress::OFF, Channel::Sms, START), Ok(()));
    }
}

#[test]
fn a_log_reads_back_as_written_and_nothing_else_is_one() {
    let log = sent(Channel::Sms, &[0, 30]);
    assert_eq!(SendLog::from_text(&log.to_text()), Some(log.clone()));
    assert_eq!(log.over_at(), Some(at(30 + 86_400)));
    for text in ["x", "1", "1 fax", "1 sms,,x"] {
        assert_eq!(SendLog::from_text(text), None, "{text}");
    }
}

proptest! {
    /// Somebody tries again and again; whatever the moments, no window ever holds more than its limit, a refusal
    /// counts nothing, and it ends exactly when it says.
    #[test]
    fn no_window_ever_holds_more_than_its_limit(
        tries in proptest::collection::vec((0_i64..40_000, any::<bool>()), 1..200),
        limits in (0_u8..3, 0_u8..7, 0_u8..12),
    ) {
        let (per_30_seconds, per_10_minutes, per_day) = limits;
        let limits = PerAddress { per_30_seconds, per_10_minutes, per_day };
        let (mut log, mut now) = (SendLog::default(), START);
        let mut all: Vec<(Timestamp, Channel)> = Vec::new();
        // Most tries come close together; a few leave hours between.
        for (pause, is_call) in tries {
            now = now.plus_millis(if pause % 10 == 0 { pause * 500 } else { pause });
            let channel = if is_call { Channel::Call } else { Channel::Sms };
            let before = log.clone();
            match log.spend(limits, channel, now) {
                Ok(()) => all.push((now, channel)),
                Err(Rule::PerAddress { frees_at, .. }) => {
                    let kept = |log: &SendLog| log.0.iter().filter(|(at, _)| now.millis_since(*at) < DAY).count();
                    prop_assert_eq!(kept(&log), kept(&before));
                    prop_assert!(log.clone().spend(limits, channel, frees_at.plus_millis(-1)).is_err());
                    prop_assert!(log.clone().spend(limits, channel, frees_at).is_ok());
                }
                Err(other) => prop_assert!(false, "{:?}", other),
            }
            log = SendLog::from_text(&log.to_text()).expect("our own text");
        }
        for (end, with) in &all {
            for pace in Pace::ALL {
                let most = usize::from(limits.most(pace));
                let counts = |other: &&(Timestamp, Channel)| {
                    (0..pace.millis()).contains(&end.millis_since(other.0))
                        && (pace != Pace::HalfMinute || other.1 == *with)
                };
                prop_assert!(most == 0 || all.iter().filter(counts).count() <= most, "{:?}", pace);
            }
        }
    }
}
