//! One line a scenario, and what was promised beside it.

use std::cell::RefCell;

use serde_json::{Map, Value};

use crate::stats::{Latencies, Percentiles, median};

/// How results are written, and what is kept for the table in the end.
#[derive(Debug, Default)]
pub(crate) struct Report {
    json: bool,
    rows: RefCell<Vec<String>>,
}

/// What a scenario came to, in the order of printing.
#[derive(Debug)]
pub(crate) struct Line {
    scenario: String,
    text: Vec<String>,
    json: Map<String, Value>,
    rows: Vec<String>,
}

impl Line {
    pub(crate) fn new(scenario: impl Into<String>) -> Self {
        Self { scenario: scenario.into(), text: Vec::new(), json: Map::new(), rows: Vec::new() }
    }

    /// A figure: its name in JSON, how text shows it.
    pub(crate) fn figure(mut self, name: &str, figure: f64, text: impl Into<String>) -> Self {
        self.json.insert(name.to_owned(), figure.into());
        self.text.push(text.into());
        self
    }

    /// p50 and p99 of one kind of request.
    pub(crate) fn latencies(self, name: &str, latencies: &mut Latencies) -> Self {
        let Percentiles { p50, p99 } = latencies.percentiles();
        let text = format!("{name} p50 {p50:.2} p99 {p99:.2} ms");
        self.figure(&format!("{name}_p50_ms"), p50, text).quiet(&format!("{name}_p99_ms"), p99)
    }

    /// The rounds' shares: their middle, and how far they lie apart, which is how much the machine drifted.
    pub(crate) fn shares(self, of: &str, shares: &[f64]) -> Self {
        let (share, text) = spread(shares);
        let least = shares.iter().copied().fold(f64::INFINITY, f64::min);
        let most = shares.iter().copied().fold(0.0, f64::max);
        self.figure("share", share, format!("share {text} of {of}"))
            .quiet("share_least", least)
            .quiet("share_most", most)
    }

    /// A figure for JSON only.
    pub(crate) fn quiet(mut self, name: &str, figure: f64) -> Self {
        self.json.insert(name.to_owned(), figure.into());
        self
    }

    /// A row of the table: what, what must be, what is aimed at, what was measured.
    pub(crate) fn promised(mut self, what: &str, must: &str, aim: &str, measured: &str) -> Self {
        let cells = [what, must, aim, measured]
            .map(|cell| if cell.is_empty() { String::new() } else { format!(" {cell}") });
        self.rows.push(format!("|{} |", cells.join(" |")));
        self
    }
}

/// The middle of some figures, and how it is written with the least and the most of them.
pub(crate) fn spread(figures: &[f64]) -> (f64, String) {
    let least = figures.iter().copied().fold(f64::INFINITY, f64::min);
    let most = figures.iter().copied().fold(0.0, f64::max);
    let middle = median(figures.to_vec());
    (middle, format!("{middle:.2} ({least:.2}–{most:.2})"))
}

impl Report {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, rows: RefCell::default() }
    }

    pub(crate) fn print(&self, line: Line) {
        let Line { scenario, text, mut json, rows } = line;
        if self.json {
            json.insert("scenario".to_owned(), scenario.into());
            println!("{}", Value::Object(json));
        } else {
            println!("{scenario:<12} {}", text.join(" · "));
        }
        self.rows.borrow_mut().extend(rows);
    }

    /// What was not measured, loudly: a line that is missing looks like a promise that was kept.
    pub(crate) fn skipped(&self, scenario: &str, why: &str) {
        if self.json {
            println!("{}", serde_json::json!({"scenario": scenario, "skipped": why}));
        } else {
            println!("{scenario:<12} NOT MEASURED: {why}");
        }
        self.rows.borrow_mut().push(format!("| {scenario} | | | not measured: {why} |"));
    }

    /// Prints the table.
    pub(crate) fn table(&self) {
        println!("\n| what | promised | aim | measured |\n| --- | --- | --- | --- |");
        self.rows.borrow().iter().for_each(|row| println!("{row}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_shown_with_the_least_and_the_most() {
        assert_eq!(spread(&[0.5, 0.25, 1.0]), (0.5, "0.50 (0.25–1.00)".to_owned()));
    }
}
