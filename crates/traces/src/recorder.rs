//! Whether spans are recorded, which, and where they wait.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use countersign_metrics::Counter;
use countersign_model::{Clock, Dice};
use tokio::sync::mpsc;

use crate::context::{Context, current};
use crate::{Kind, Parent, Record, Span};

/// Spans that may wait to be shipped, about a megabyte.
pub const LINE: usize = 4096;

/// Spans by what became of them.
pub(crate) static SPANS: Counter<1> = Counter::new(
    "countersign_trace_spans_total",
    "Spans of traces, by outcome: recorded, and of these dropped (too many waited) or unsent (the collector didn't take them).",
    ["outcome"],
);

struct Recorder {
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
    percent: u64,
    line: mpsc::Sender<Record>,
}

/// Set once for the process, as its metrics are: a span may be recorded wherever something is counted.
static RECORDER: OnceLock<Recorder> = OnceLock::new();

/// Begins to record: `percent` of the requests whose callers don't say, and all whose callers ask for it. Gives the end
/// of the line where spans arrive; nothing when somebody began already.
pub fn start(clock: Arc<dyn Clock>, dice: Arc<dyn Dice>, percent: u64) -> Option<mpsc::Receiver<Record>> {
    let (line, arriving) = mpsc::channel(LINE);
    ["recorded", "dropped", "unsent"].into_iter().for_each(|outcome| SPANS.expect([outcome]));
    RECORDER.set(Recorder { clock, dice, percent, line }).is_ok().then_some(arriving)
}

pub(crate) fn is_on() -> bool {
    RECORDER.get().is_some()
}

/// The span of a request from outside. A caller who sent `traceparent` decides whether it is recorded, and its trace
/// goes on; else chance does, and a new one begins.
#[must_use]
pub fn request(traceparent: impl FnOnce() -> Option<Parent>) -> Option<Span> {
    let recorder = RECORDER.get()?;
    match traceparent() {
        Some(parent) => {
            parent.is_sampled.then(|| recorder.begin(parent.trace, Some(parent.span), None, "", Kind::Server))
        }
        None => recorder.chance("", Kind::Server),
    }
}

/// The span of work that nobody asked for now, if chance picks it.
#[must_use]
pub fn root(name: &'static str) -> Option<Span> {
    RECORDER.get()?.chance(name, Kind::Internal)
}

/// A span under the one at hand; none when nobody records this work.
#[must_use]
pub fn child(name: &'static str, kind: Kind) -> Option<Span> {
    let above = current()?;
    Some(RECORDER.get()?.begin(above.trace, Some(above.span), Some(above), name, kind))
}

/// Counts spans that could not be shipped.
pub fn dropped(spans: usize) {
    (0..spans).for_each(|_| SPANS.add(["unsent"]));
}

pub(crate) fn take(span: &mut Span) {
    if let Some(recorder) = RECORDER.get() {
        recorder.take(span);
    }
}

impl Recorder {
    fn chance(&self, name: &'static str, kind: Kind) -> Option<Span> {
        // Zero would mean none; it comes up as rarely as any other number.
        let trace = u128::from_be_bytes(self.dice.draw()).max(1);
        let is_picked = trace % 100 < u128::from(self.percent);
        is_picked.then(|| self.begin(trace, None, None, name, kind))
    }

    fn begin(
        &self,
        trace: u128,
        parent: Option<u64>,
        above: Option<Context>,
        name: &'static str,
        kind: Kind,
    ) -> Span {
        let (span, ticks) = (u64::from_be_bytes(self.dice.draw()).max(1), self.clock.ticks());
        let anchor = above.map_or_else(|| (self.clock.now(), ticks), |above| above.anchor);
        let context = Context { trace, span, anchor };
        let (began, name) = (context.nanos(ticks), Cow::Borrowed(name));
        let record = Record {
            trace,
            span,
            parent,
            name,
            kind,
            began,
            ended: began,
            attributes: Vec::new(),
            has_failed: false,
        };
        Span { context, record }
    }

    fn take(&self, span: &mut Span) {
        span.record.ended = span.context.nanos(self.clock.ticks());
        let attributes = std::mem::take(&mut span.record.attributes);
        let name = std::mem::take(&mut span.record.name);
        SPANS.add(["recorded"]);
        if self.line.try_send(Record { attributes, name, ..span.record.clone() }).is_err() {
            SPANS.add(["dropped"]);
        }
    }
}
