//! A number that only grows.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::cells::Cells;
use crate::{Metric, write};

/// Counts things by labels.
pub struct Counter<const N: usize> {
    name: &'static str,
    help: &'static str,
    labels: [&'static str; N],
    cells: Cells<AtomicU64, N>,
}

impl<const N: usize> Counter<N> {
    /// A counter; its name ends in `_total`.
    #[must_use]
    pub const fn new(name: &'static str, help: &'static str, labels: [&'static str; N]) -> Self {
        Self { name, help, labels, cells: Cells::new() }
    }

    /// One more.
    pub fn add(&self, labels: [&str; N]) {
        if let Some(cell) = self.cells.get(labels) {
            cell.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Has these labels shown before anything was counted: a rate needs a zero to rise from.
    pub fn expect(&self, labels: [&str; N]) {
        self.cells.get(labels);
    }
}

impl<const N: usize> Metric for Counter<N> {
    fn name(&self) -> &'static str {
        self.name
    }
    fn help(&self) -> &'static str {
        self.help
    }
    fn kind(&self) -> &'static str {
        "counter"
    }
    fn labels(&self) -> &[&'static str] {
        &self.labels
    }
    fn samples(&self, out: &mut String) {
        for (values, cell) in self.cells.all() {
            let labels = write::labels(&self.labels, &values, None);
            write::sample(out, self.name, "", &labels, cell.load(Ordering::Relaxed) as f64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_is_written_with_its_labels_in_order() {
        let sends = Counter::new("x_total", "Things.", ["kind", "end"]);
        sends.add(["b", "good"]);
        sends.add(["b", "good"]);
        sends.expect(["a", "say \"no\"\n"]);
        let mut out = String::new();
        sends.samples(&mut out);
        assert_eq!(
            out,
            "x_total{kind=\"a\",end=\"say \\\"no\\\"\\n\"} 0\nx_total{kind=\"b\",end=\"good\"} 2\n"
        );
    }
}
