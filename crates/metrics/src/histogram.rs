//! How long things take.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::cells::Cells;
use crate::{Metric, write};

/// Upper bounds in seconds, from an answer out of memory to a provider's time limit.
pub const BUCKETS: [f64; 14] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

#[derive(Default)]
struct Cell {
    /// One for each bucket, not yet summed up; the last is for what is longer than all.
    counts: [AtomicU64; BUCKETS.len() + 1],
    micros: AtomicU64,
}

/// Durations by labels.
pub struct Histogram<const N: usize> {
    name: &'static str,
    help: &'static str,
    labels: [&'static str; N],
    cells: Cells<Cell, N>,
}

impl<const N: usize> Histogram<N> {
    /// A histogram; its name ends in `_seconds`.
    #[must_use]
    pub const fn new(name: &'static str, help: &'static str, labels: [&'static str; N]) -> Self {
        Self { name, help, labels, cells: Cells::new() }
    }

    /// Adds one duration.
    pub fn observe(&self, labels: [&str; N], took: Duration) {
        let Some(cell) = self.cells.get(labels) else { return };
        let seconds = took.as_secs_f64();
        let bucket = BUCKETS.iter().position(|bound| seconds <= *bound).unwrap_or(BUCKETS.len());
        cell.counts[bucket].fetch_add(1, Ordering::Relaxed);
        cell.micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(0), Ordering::Relaxed);
    }
}

impl<const N: usize> Metric for Histogram<N> {
    fn name(&self) -> &'static str {
        self.name
    }
    fn help(&self) -> &'static str {
        self.help
    }
    fn kind(&self) -> &'static str {
        "histogram"
    }
    fn labels(&self) -> &[&'static str] {
        &self.labels
    }
    fn samples(&self, out: &mut String) {
        for (values, cell) in self.cells.all() {
            let mut sum = 0;
            for (count, bound) in cell.counts.iter().zip(BUCKETS.map(Some).into_iter().chain([None])) {
                sum += count.load(Ordering::Relaxed);
                let bound = bound.map_or_else(|| "+Inf".to_owned(), |bound| bound.to_string());
                let labels = write::labels(&self.labels, &values, Some(&bound));
                write::sample(out, self.name, "_bucket", &labels, sum as f64);
            }
            let labels = write::labels(&self.labels, &values, None);
            let seconds = Duration::from_micros(cell.micros.load(Ordering::Relaxed)).as_secs_f64();
            write::sample(out, self.name, "_sum", &labels, seconds);
            write::sample(out, self.name, "_count", &labels, sum as f64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_hold_everything_up_to_their_bound() {
        let took = Histogram::new("x_seconds", "Durations.", ["route"]);
        for millis in [1, 3, 30_000] {
            took.observe(["/a"], Duration::from_millis(millis));
        }
        let mut out = String::new();
        took.samples(&mut out);
        for line in [
            "x_seconds_bucket{route=\"/a\",le=\"0.0005\"} 0",
            "x_seconds_bucket{route=\"/a\",le=\"0.001\"} 1",
            "x_seconds_bucket{route=\"/a\",le=\"10\"} 2",
            "x_seconds_bucket{route=\"/a\",le=\"+Inf\"} 3",
            "x_seconds_sum{route=\"/a\"} 30.004",
            "x_seconds_count{route=\"/a\"} 3",
        ] {
            assert!(out.lines().any(|written| written == line), "{line} in {out}");
        }
    }
}
