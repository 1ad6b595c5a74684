//! Recording is on or off for a whole process, so each of these files has one of its own.

use std::sync::Arc;

use countersign_model::{Clock, MockClock, MockDice, Timestamp};
use countersign_traces::{Kind, LINE, METRICS, Parent, child, current, request, root, start, within};

const MILLI: u64 = 1_000_000;

fn parent(is_sampled: bool) -> Parent {
    Parent { trace: 7, span: 8, is_sampled }
}

#[tokio::test]
async fn spans_stand_under_one_another_until_the_line_is_full() {
    // Off: nothing is looked at.
    assert!(request(|| panic!("nobody asks")).is_none() && root("deliver").is_none());
    assert!(current().is_none() && child("database read", Kind::Internal).is_none());

    let clock = Arc::new(MockClock::new(Timestamp::from_millis(1000)));
    let handed: Arc<dyn Clock> = clock.clone();
    let mut spans = start(handed, Arc::new(MockDice::new(1)), 30).expect("the first to begin");
    assert!(start(clock.clone(), Arc::new(MockDice::new(1)), 30).is_none(), "one is enough");

    // The caller decides, either way.
    assert!(request(|| Some(parent(false))).is_none());
    let mut span = request(|| Some(parent(true))).expect("a span");
    assert!(child("database read", Kind::Internal).is_none(), "only what is done around it belongs to it");
    clock.advance_millis(5);
    let handed = span
        .around(async {
            let inner = child("database read", Kind::Internal).expect("a span");
            clock.advance_millis(10);
            drop(inner);
            current()
        })
        .await;
    span.rename("GET /v2/Services");
    span.set_number("http.response.status_code", 200);
    span.fail();
    drop(span);
    let read = spans.try_recv().expect("the inner one ended first");
    let asked = spans.try_recv().expect("the outer one");
    assert_eq!((asked.trace, asked.parent, asked.kind), (7, Some(8), Kind::Server));
    assert_eq!((asked.began, asked.ended), (1000 * MILLI, 1015 * MILLI));
    assert_eq!(
        (asked.name.as_ref(), asked.has_failed, asked.attributes.len()),
        ("GET /v2/Services", true, 1)
    );
    assert_eq!((read.trace, read.parent), (7, Some(asked.span)));
    assert_eq!((read.began, read.ended), (1005 * MILLI, 1015 * MILLI));

    // Handed to another task, and given up halfway: it ends where it is dropped.
    let other = tokio::spawn(within(handed, async {
        let _inner = child("send", Kind::Client);
        std::future::pending::<()>().await;
    }));
    tokio::task::yield_now().await;
    other.abort();
    assert!(other.await.is_err());
    assert_eq!(spans.try_recv().map(|span| (span.name, span.parent)), Ok(("send".into(), Some(asked.span))));

    // Else chance does.
    let picked = (0..1000).filter(|_| root("deliver").is_some()).count();
    assert!((200..400).contains(&picked), "{picked}");
    while spans.try_recv().is_ok() {}

    for _ in 0..LINE + 3 {
        assert!(request(|| Some(parent(true))).is_some());
    }
    assert_eq!(spans.len(), LINE);
    let measured = countersign_metrics::text(METRICS);
    let recorded = 3 + picked + LINE + 3;
    for line in [
        "countersign_trace_spans_total{outcome=\"dropped\"} 3\n",
        &format!("countersign_trace_spans_total{{outcome=\"recorded\"}} {recorded}\n"),
    ] {
        assert!(measured.contains(line), "{line} in {measured}");
    }
}
