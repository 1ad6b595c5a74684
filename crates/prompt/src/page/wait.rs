//! A wait that is said honestly. Without script it is the time that was left when the page was made.

use super::view::Again;
use super::words::Words;

/// What stands for a wait.
pub(super) struct Wait {
    /// How long.
    pub(super) seconds: u32,
    /// The same as a clock.
    pub(super) clock: String,
    /// The words before the clock.
    pub(super) before: String,
    /// The words behind it.
    pub(super) after: String,
    /// What is said when it is over.
    pub(super) over: String,
}

impl Wait {
    /// The wait until something can be had again; nothing when there is none. `id` is its text, with the clock as `$time`,
    /// and `over` what is said at its end.
    pub(super) fn of(again: Again, words: &Words<'_>, id: &str, over: &str) -> Option<Self> {
        let Again::In(seconds) = again else { return None };
        let (before, after) = words.around(id, "time");
        Some(Self { seconds, clock: clock(seconds), before, after, over: words.say(over) })
    }
}

/// Seconds as a clock that runs down: `0:27`, `2:05`, `1:00:00`.
pub(super) fn clock(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn a_wait_reads_as_a_clock() {
        for (seconds, shown) in
            [(0, "0:00"), (27, "0:27"), (125, "2:05"), (3600, "1:00:00"), (3725, "1:02:05")]
        {
            assert_eq!(clock(seconds), shown);
        }
    }
}
