//! One line a scenario.

use serde_json::{Map, Value};

use crate::stats::{Latencies, Percentiles, median};

/// How results are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Report {
    pub(crate) json: bool,
}

/// What a scenario came to, in the order of printing.
#[derive(Debug)]
pub(crate) struct Line {
    scenario: String,
    text: Vec<String>,
    json: Map<String, Value>,
}

impl Line {
    pub(crate) fn new(scenario: impl Into<String>) -> Self {
        Self { scenario: scenario.into(), text: Vec::new(), json: Map::new() }
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
    pub(crate) fn shares(self, of: &str, shares: Vec<f64>) -> Self {
        let least = shares.iter().copied().fold(f64::INFINITY, f64::min);
        let most = shares.iter().copied().fold(0.0, f64::max);
        let share = median(shares);
        self.figure("share", share, format!("share {share:.2} ({least:.2}–{most:.2}) of {of}"))
            .quiet("share_least", least)
            .quiet("share_most", most)
    }

    /// A figure for JSON only.
    pub(crate) fn quiet(mut self, name: &str, figure: f64) -> Self {
        self.json.insert(name.to_owned(), figure.into());
        self
    }
}

impl Report {
    pub(crate) fn print(self, line: Line) {
        let Line { scenario, text, mut json } = line;
        if self.json {
            json.insert("scenario".to_owned(), scenario.into());
            println!("{}", Value::Object(json));
        } else {
            println!("{scenario:<12} {}", text.join(" · "));
        }
    }

    /// What was not measured, loudly: a line that is missing looks like a promise that was kept.
    pub(crate) fn skipped(self, scenario: &str, why: &str) {
        if self.json {
            println!("{}", serde_json::json!({"scenario": scenario, "skipped": why}));
        } else {
            println!("{scenario:<12} NOT MEASURED: {why}");
        }
    }
}
