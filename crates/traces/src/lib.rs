//! Spans: what a request did and how long each part took.
//!
//! Off until [`start`] is called; until then each place that could record one looks at one flag and goes on. What is
//! recorded stands in a line of bounded length until somebody ships it; what finds the line full is dropped and
//! counted, so a slow collector never holds up a request.
//!
//! A span holds a few attributes with names that stand in the source: templates, words and SIDs; never a path, an
//! address, a code or a text.

mod context;
mod parent;
mod recorder;
mod span;

use countersign_metrics::Metric;

pub use context::{Context, current, within};
pub use parent::Parent;
pub use recorder::{LINE, child, dropped, request, root, start};
pub use span::{Kind, Record, Span, Value};

/// What this crate measures.
pub const METRICS: &[&dyn Metric] = &[&recorder::SPANS];
