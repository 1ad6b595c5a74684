//! The window against a model that remembers everything.

use proptest::prelude::*;

use super::{BucketWindow, Tally};
use crate::Timestamp;

fn window(max: i64, seconds: i64) -> BucketWindow {
    BucketWindow::new(max, seconds).expect("a window within the bounds")
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

#[test]
fn a_window_has_bounds() {
    for (max, seconds) in
        [(0, 1), (-1, 60), (1, 0), (1, -5), (1_000_001, 60), (5, 2_592_001), (i64::MAX, i64::MAX)]
    {
        assert_eq!(BucketWindow::new(max, seconds), None, "{max} in {seconds}");
    }
    assert_eq!(window(1_000_000, 2_592_000).max(), 1_000_000);
}

#[test]
fn a_full_window_tells_to_the_millisecond_when_there_is_room() {
    let of = window(2, 60);
    let mut tally = Tally::first(of, at(1_000));
    assert_eq!(tally.spend(of, at(5_000)), Ok(()));
    assert_eq!(tally.spend(of, at(60_999)), Err(at(61_000)));
    assert_eq!(tally.spend(of, at(61_000)), Ok(()));
    assert_eq!(tally.spend(of, at(61_000)), Err(at(65_000)));
    assert_eq!(tally.over_at(of), Some(at(121_000)));
}

#[test]
fn a_maximum_that_is_lowered_holds_at_once_and_one_that_is_raised_lets_through_at_once() {
    let mut tally = Tally::default();
    for n in 0..5 {
        assert_eq!(tally.spend(window(5, 60), at(n * 1_000)), Ok(()));
    }
    assert_eq!(tally.spend(window(2, 60), at(10_000)), Err(at(63_000)));
    assert_eq!(tally.spend(window(6, 60), at(10_000)), Ok(()));
}

#[test]
fn the_hottest_key_of_the_largest_bucket_stays_small() {
    let of = window(1_000_000, 3_600);
    let mut tally = Tally::default();
    for n in 0..200_000 {
        assert_eq!(tally.spend(of, at(1_700_000_000_000 + n * 100)), Ok(()));
    }
    assert!(tally.to_text().len() < 2_000, "{}", tally.to_text().len());
}

#[test]
fn a_text_that_is_not_ours_is_no_tally() {
    for text in ["x", "1,x", "5,3", "1x0", "1x-2", "1x", "a", "1 2"] {
        assert_eq!(Tally::from_text(text), None, "{text}");
    }
    assert_eq!(Tally::from_text(""), Some(Tally::default()));
}

/// Steps between creates, in milliseconds.
fn steps(most: i64) -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(0..most, 1..300)
}

/// What of the moments lies in the window that ends at `now`.
fn within(passed: &[i64], now: i64, millis: i64) -> i64 {
    i64::try_from(passed.iter().filter(|then| now - **then < millis).count()).expect("few")
}

proptest! {
    #[test]
    fn up_to_64_it_does_what_one_does_who_remembers_everything(
        max in 1_i64..=64, seconds in 1_i64..4, steps in steps(400),
    ) {
        let of = window(max, seconds);
        let (mut tally, mut passed, mut now) = (Tally::default(), Vec::new(), 1_700_000_000_000);
        for step in steps {
            now += step;
            let has_room = within(&passed, now, seconds * 1000) < max;
            let spent = tally.spend(of, at(now));
            prop_assert_eq!(spent.is_ok(), has_room);
            match spent {
                Ok(()) => passed.push(now),
                Err(frees_at) => {
                    // At that moment there is room, and a millisecond before there is none.
                    prop_assert!(tally.clone().spend(of, frees_at).is_ok());
                    prop_assert!(tally.clone().spend(of, frees_at.plus_millis(-1)).is_err());
                }
            }
            tally = Tally::from_text(&tally.to_text()).expect("its own text");
        }
    }

    #[test]
    fn beyond_64_no_window_ever_holds_more_and_room_comes_back_within_a_64th(
        max in 65_i64..150, seconds in 1_i64..4, steps in steps(40),
    ) {
        let of = window(max, seconds);
        let (mut tally, mut passed, mut now) = (Tally::default(), Vec::new(), 1_700_000_000_000);
        for step in steps {
            now += step;
            let in_window = within(&passed, now, seconds * 1000);
            let in_longer = within(&passed, now, seconds * 1000 + of.grain());
            match tally.spend(of, at(now)) {
                Ok(()) => {
                    prop_assert!(in_window < max);
                    passed.push(now);
                }
                Err(frees_at) => {
                    prop_assert!(in_longer >= max);
                    prop_assert!(tally.clone().spend(of, frees_at).is_ok());
                }
            }
            tally = Tally::from_text(&tally.to_text()).expect("its own text");
        }
    }

    #[test]
    fn with_clocks_that_differ_no_window_behind_the_latest_of_them_ever_holds_more(
        max in 1_i64..150, seconds in 1_i64..4, steps in prop::collection::vec(-30_i64..60, 1..300),
    ) {
        let of = window(max, seconds);
        let (mut tally, mut passed, mut now, mut latest) = (Tally::default(), Vec::new(), 1_700_000_000_000, 0);
        for step in steps {
            now += step;
            latest = latest.max(now);
            if tally.spend(of, at(now)).is_ok() {
                prop_assert!(within(&passed, latest, seconds * 1000) < max);
                passed.push(now);
            }
            tally = Tally::from_text(&tally.to_text()).expect("its own text");
        }
    }

    #[test]
    fn any_text_is_read_without_panic(text in "[0-9x,-]{0,40}") {
        let _ = Tally::from_text(&text);
    }
}
