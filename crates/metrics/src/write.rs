//! The text that Prometheus reads.

use std::fmt::Write;

use crate::Metric;

/// Every metric's head and samples.
#[must_use]
pub fn text(metrics: &[&dyn Metric]) -> String {
    let mut out = String::new();
    for metric in metrics {
        head(&mut out, metric.name(), metric.help(), metric.kind());
        metric.samples(&mut out);
    }
    out
}

/// Adds one number that was looked up just now.
pub fn gauge(out: &mut String, name: &str, help: &str, value: f64) {
    head(out, name, help, "gauge");
    sample(out, name, "", "", value);
}

// Writing to a String doesn't fail, here and below.
fn head(out: &mut String, name: &str, help: &str, kind: &str) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

pub(crate) fn sample(out: &mut String, name: &str, suffix: &str, labels: &str, value: f64) {
    let _ = writeln!(out, "{name}{suffix}{labels} {value}");
}

/// Labels in braces; a histogram's bound comes last.
pub(crate) fn labels(names: &[&str], values: &[String], bound: Option<&str>) -> String {
    let pairs = names.iter().copied().zip(values.iter().map(String::as_str));
    let pairs: Vec<String> = pairs
        .chain(bound.map(|bound| ("le", bound)))
        .map(|(name, value)| {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            format!("{name}=\"{value}\"")
        })
        .collect();
    if pairs.is_empty() { String::new() } else { format!("{{{}}}", pairs.join(",")) }
}
