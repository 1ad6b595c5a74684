//! Counters and histograms of this process, and their text for Prometheus (exposition format 0.0.4).
//!
//! A metric is a `static` beside the code that counts, and stands in its crate's `METRICS`, from which the answer to
//! `/metrics`, its reference page and the check of alerts and dashboard are made. Labels are few and bounded: route
//! templates, channels, providers' names; never a phone number and never a SID.

mod cells;
mod counter;
mod gauge;
mod histogram;
mod write;

pub use counter::Counter;
pub use gauge::{Gauge, Present};
pub use histogram::{BUCKETS, Histogram};
pub use write::{gauge, text};

/// What every metric can tell of itself.
pub trait Metric: Sync {
    /// Its name, with unit: `countersign_requests_total`.
    fn name(&self) -> &'static str;
    /// What it counts, in a sentence.
    fn help(&self) -> &'static str;
    /// `counter`, `gauge` or `histogram`.
    fn kind(&self) -> &'static str;
    /// The names of its labels.
    fn labels(&self) -> &[&'static str];
    /// Writes its samples.
    fn samples(&self, out: &mut String);
}
