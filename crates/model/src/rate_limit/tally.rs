//! The arithmetic of a bucket: a window that slides.
//!
//! A fixed window would let twice the maximum through around its edge, where whoever wants to harm goes. What is
//! remembered are the moments of what was counted. So that a row stays small however large the maximum is, moments
//! beyond [`EXACT`] are put together in 64ths of the interval and counted at the later end: never more than the maximum
//! passes in any interval, and room comes back a 64th later at most.

use crate::Timestamp;

/// Up to this maximum each moment is remembered by itself.
const EXACT: i64 = 64;

/// How many creates in how many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BucketWindow {
    max: i64,
    seconds: i64,
}

impl BucketWindow {
    /// The least and the most creates. None at all is for a pause and not for a limit.
    pub const MAX: std::ops::RangeInclusive<i64> = 1..=1_000_000;
    /// The shortest and the longest interval, in seconds: 30 days.
    pub const INTERVAL: std::ops::RangeInclusive<i64> = 1..=2_592_000;

    /// The window, if within the bounds.
    #[must_use]
    pub fn new(max: i64, seconds: i64) -> Option<Self> {
        (Self::MAX.contains(&max) && Self::INTERVAL.contains(&seconds)).then_some(Self { max, seconds })
    }

    /// How many creates it lets through.
    #[must_use]
    pub const fn max(self) -> i64 {
        self.max
    }

    /// In how many seconds.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// Its length in milliseconds.
    pub(super) const fn millis(self) -> i64 {
        self.seconds * 1000
    }

    /// How many milliseconds are taken for one moment.
    pub(super) const fn grain(self) -> i64 {
        if self.max <= EXACT { 1 } else { self.millis() / EXACT + 1 }
    }

    /// The moment at which a create of `now` counts.
    const fn place(self, now: Timestamp) -> Timestamp {
        let into = now.millis().rem_euclid(self.grain());
        if into == 0 { now } else { now.plus_millis(self.grain() - into) }
    }
}

/// What was counted of one value in one bucket: moments, earliest first, and how many at each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(Vec<(Timestamp, i64)>);

impl Tally {
    /// The tally of a value that was not counted before.
    #[must_use]
    pub fn first(window: BucketWindow, now: Timestamp) -> Self {
        Self(vec![(window.place(now), 1)])
    }

    /// Counts a create if there is room; what has left the window is forgotten.
    ///
    /// # Errors
    /// When there will be room.
    pub fn spend(&mut self, window: BucketWindow, now: Timestamp) -> Result<(), Timestamp> {
        self.0.retain(|(at, _)| now.millis_since(*at) < window.millis());
        if let Some(frees_at) = self.frees_at(window) {
            return Err(frees_at);
        }
        let place = window.place(now);
        // Nodes' clocks may differ a little: what comes later need not be later.
        match self.0.binary_search_by_key(&place, |(at, _)| *at) {
            Ok(found) => self.0[found].1 += 1,
            Err(gap) => self.0.insert(gap, (place, 1)),
        }
        Ok(())
    }

    /// When enough will have left the window; none when there is room. The maximum may have been lowered meanwhile.
    fn frees_at(&self, window: BucketWindow) -> Option<Timestamp> {
        let all: i64 = self.0.iter().map(|(_, many)| many).sum();
        let mut too_many = all - window.max + 1;
        if too_many <= 0 {
            return None;
        }
        let last_to_leave = self.0.iter().find(|(_, many)| {
            too_many -= many;
            too_many <= 0
        });
        last_to_leave.map(|(at, _)| at.plus_millis(window.millis()))
    }

    /// When all of it is forgotten.
    #[must_use]
    pub fn over_at(&self, window: BucketWindow) -> Option<Timestamp> {
        self.0.last().map(|(at, _)| at.plus_millis(window.millis()))
    }

    /// As text, for a row: moments in milliseconds, separated by commas, each with `x` and how many where more than one.
    #[must_use]
    pub fn to_text(&self) -> String {
        let moment = |(at, many): &(Timestamp, i64)| match many {
            1 => at.millis().to_string(),
            many => format!("{}x{many}", at.millis()),
        };
        self.0.iter().map(moment).collect::<Vec<_>>().join(",")
    }

    /// From a row; `None` for a text that is not ours.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let moment = |moment: &str| {
            let (at, many) = moment.split_once('x').unwrap_or((moment, "1"));
            Some((Timestamp::from_millis(at.parse().ok()?), many.parse().ok().filter(|many| *many > 0)?))
        };
        let found: Vec<_> =
            text.split(',').filter(|moment| !moment.is_empty()).map(moment).collect::<Option<_>>()?;
        found.is_sorted_by_key(|(at, _)| *at).then_some(Self(found))
    }
}
