//! The moments of the last day at which something happened: what windows that slide exactly are counted from.

use crate::Timestamp;

/// How far back a moment is remembered, in milliseconds.
const DAY: i64 = 86_400_000;

/// Moments of the last day. Who adds without a limit of its own gets at most [`Moments::MOST`] of them, the latest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moments(Vec<Timestamp>);

/// So many in so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// How many at most.
    pub most: usize,
    /// The window's length in milliseconds, a day at most.
    pub millis: i64,
}

impl Window {
    /// So many in an hour.
    #[must_use]
    pub const fn an_hour(most: usize) -> Self {
        Self { most, millis: 3_600_000 }
    }

    /// So many in 24 hours.
    #[must_use]
    pub const fn a_day(most: usize) -> Self {
        Self { most, millis: DAY }
    }
}

impl Moments {
    /// More are not remembered; no window may hold more.
    pub const MOST: usize = 100;

    /// Adds a moment and forgets what is older than a day.
    pub fn add(&mut self, now: Timestamp) {
        self.0.retain(|at| now.millis_since(*at) < DAY);
        self.0.push(now);
        // Nodes' clocks may differ a little: what was written later need not be later.
        self.0.sort_unstable();
        let surplus = self.0.len().saturating_sub(Self::MOST);
        self.0.drain(..surplus);
    }

    /// Takes one back: what happened then counts no more.
    pub fn take_back(&mut self, at: Timestamp) {
        if let Some(place) = self.0.iter().position(|moment| *moment == at) {
            self.0.remove(place);
        }
    }

    /// How many there were in a window that ends now.
    #[must_use]
    pub fn count(&self, window: Window, now: Timestamp) -> usize {
        self.0.iter().filter(|at| now.millis_since(**at) < window.millis).count()
    }

    /// When the window has room again; none while it has.
    #[must_use]
    pub fn frees_at(&self, window: Window, now: Timestamp) -> Option<Timestamp> {
        if self.count(window, now) < window.most {
            return None;
        }
        // The one that has to leave the window before there is room.
        let at = self.0.len().checked_sub(window.most).and_then(|place| self.0.get(place))?;
        Some(at.plus_millis(window.millis))
    }

    /// The latest one.
    #[must_use]
    pub fn last(&self) -> Option<Timestamp> {
        self.0.last().copied()
    }

    /// As text, for a row: milliseconds, separated by commas.
    #[must_use]
    pub fn to_text(&self) -> String {
        let moments: Vec<_> = self.0.iter().map(|at| at.millis().to_string()).collect();
        moments.join(",")
    }

    /// From a row; `None` for a text that is not ours.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let moments = text.split(',').filter(|moment| !moment.is_empty());
        moments.map(|moment| moment.parse().ok().map(Timestamp::from_millis)).collect::<Option<_>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + millis)
    }

    #[test]
    fn a_window_has_room_until_it_is_full_and_again_when_its_oldest_has_left() {
        let (mut moments, window) = (Moments::default(), Window::an_hour(2));
        for millis in [0, 10, 20] {
            moments.add(at(millis));
        }
        assert_eq!(moments.frees_at(window, at(30)), Some(at(3_600_010)));
        assert_eq!(moments.frees_at(window, at(3_600_009)), Some(at(3_600_010)));
        assert_eq!(moments.frees_at(window, at(3_600_010)), None);
        assert_eq!(moments.frees_at(Window::a_day(4), at(30)), None);
        assert_eq!(Moments::default().frees_at(window, at(0)), None);
    }

    #[test]
    fn what_is_older_than_a_day_or_more_than_a_hundred_is_forgotten() {
        let mut moments = Moments::default();
        moments.add(at(0));
        moments.add(at(DAY));
        assert_eq!(moments.to_text(), at(DAY).millis().to_string());
        for millis in 0..300 {
            moments.add(at(DAY + millis));
        }
        assert_eq!(moments.count(Window::a_day(1000), at(DAY + 300)), Moments::MOST);
        assert_eq!(moments.last(), Some(at(DAY + 299)));
    }

    #[test]
    fn a_text_that_is_not_ours_is_not_read() {
        assert_eq!(Moments::from_text(""), Some(Moments::default()));
        assert_eq!(Moments::from_text("1,x"), None);
    }

    proptest! {
        #[test]
        fn at_no_moment_were_there_more_than_the_window_holds(
            steps in prop::collection::vec(0_i64..2_000_000, 1..60), most in 1_usize..8
        ) {
            let (mut moments, mut now, mut kept) = (Moments::default(), 0, Vec::new());
            let window = Window::an_hour(most);
            for step in steps {
                now += step;
                if moments.frees_at(window, at(now)).is_none() {
                    moments.add(at(now));
                    kept.push(now);
                }
                prop_assert!(kept.iter().filter(|then| now - **then < window.millis).count() <= most);
                prop_assert_eq!(Moments::from_text(&moments.to_text()), Some(moments.clone()));
            }
        }
    }
}
