//! How often one address may be sent something.
//!
//! An address is sent so little that every send of its last day is remembered, so the windows slide exactly: at no
//! moment have more than the limit been sent in the time before it.

use serde::Deserialize;

use super::Rule;
use crate::{Channel, Timestamp};

/// One of the three limits of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// In 30 seconds, on one channel: who was sent a message may ask to be called instead at once.
    HalfMinute,
    /// In 10 minutes, on all channels.
    TenMinutes,
    /// In 24 hours, on all channels.
    Day,
}

impl Pace {
    /// All of them, longest first.
    pub const ALL: [Self; 3] = [Self::Day, Self::TenMinutes, Self::HalfMinute];

    /// Its length in milliseconds.
    #[must_use]
    pub const fn millis(self) -> i64 {
        match self {
            Self::HalfMinute => 30_000,
            Self::TenMinutes => 600_000,
            Self::Day => DAY,
        }
    }
}

/// How far back a send is remembered, in milliseconds.
const DAY: i64 = 86_400_000;

/// How often one address may be sent something by all services of an account. The address is the one behind its
/// spellings ([`crate::Recipient::budget_key`]); canceled verifications count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PerAddress {
    /// In 30 seconds, on one channel; 0 is no limit. Default 1.
    pub per_30_seconds: u8,
    /// In 10 minutes; 0 is no limit. Default 5.
    pub per_10_minutes: u8,
    /// In 24 hours; 0 is no limit. Default 10.
    pub per_day: u8,
}

impl Default for PerAddress {
    fn default() -> Self {
        Self { per_30_seconds: 1, per_10_minutes: 5, per_day: 10 }
    }
}

impl PerAddress {
    /// No limit.
    pub const OFF: Self = Self { per_30_seconds: 0, per_10_minutes: 0, per_day: 0 };

    /// Whether nothing is limited, and nothing needs counting.
    #[must_use]
    pub fn is_off(self) -> bool {
        self == Self::OFF
    }

    const fn most(self, pace: Pace) -> u8 {
        match pace {
            Pace::HalfMinute => self.per_30_seconds,
            Pace::TenMinutes => self.per_10_minutes,
            Pace::Day => self.per_day,
        }
    }
}

/// What an address was sent in its last day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SendLog(Vec<(Timestamp, Channel)>);

impl SendLog {
    /// The log of an address that was sent nothing before.
    #[must_use]
    pub fn first(channel: Channel, now: Timestamp) -> Self {
        Self(vec![(now, channel)])
    }

    /// Adds a send if the limits allow it; what is older than a day is forgotten.
    ///
    /// # Errors
    /// [`Rule::PerAddress`], of the limit that keeps the address waiting longest.
    pub fn spend(&mut self, limits: PerAddress, channel: Channel, now: Timestamp) -> Result<(), Rule> {
        self.0.retain(|(at, _)| now.millis_since(*at) < DAY);
        let waits = Pace::ALL.into_iter().filter_map(|pace| {
            let most = limits.most(pace);
            let frees_at = self.frees_at(pace, most, channel)?;
            (now < frees_at).then_some((pace, most, frees_at))
        });
        if let Some((pace, limit, frees_at)) = waits.max_by_key(|(_, _, frees_at)| *frees_at) {
            return Err(Rule::PerAddress { pace, limit, frees_at });
        }
        self.0.push((now, channel));
        Ok(())
    }

    /// When a limit allows the next send; none while it has room without waiting.
    fn frees_at(&self, pace: Pace, most: u8, channel: Channel) -> Option<Timestamp> {
        let counts = |with: Channel| pace != Pace::HalfMinute || with == channel;
        let mut counted: Vec<Timestamp> =
            self.0.iter().filter(|(_, with)| counts(*with)).map(|(at, _)| *at).collect();
        // Nodes' clocks may differ a little: what was written later need not be later.
        counted.sort_unstable_by(|a, b| b.cmp(a));
        // The send that has to leave the window before there is room.
        let oldest = counted.get(usize::from(most).checked_sub(1)?)?;
        Some(oldest.plus_millis(pace.millis()))
    }

    /// When the whole log is forgotten.
    #[must_use]
    pub fn over_at(&self) -> Option<Timestamp> {
        self.0.iter().map(|(at, _)| at.plus_millis(DAY)).max()
    }

    /// As text, for a row: `millis channel`, separated by commas.
    #[must_use]
    pub fn to_text(&self) -> String {
        let marks: Vec<_> = self.0.iter().map(|(at, channel)| format!("{} {channel}", at.millis())).collect();
        marks.join(",")
    }

    /// From a row; `None` for a text that is not ours.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mark = |mark: &str| {
            let (millis, channel) = mark.split_once(' ')?;
            Some((Timestamp::from_millis(millis.parse().ok()?), channel.parse().ok()?))
        };
        text.split(',').filter(|mark| !mark.is_empty()).map(mark).collect::<Option<_>>().map(Self)
    }
}

#[cfg(test)]
#[path = "pace_tests.rs"]
mod tests;
