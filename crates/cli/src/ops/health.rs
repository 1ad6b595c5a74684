//! Whether requests should come here.

use std::fmt;
use std::time::Duration;

use countersign_engine::Engine;
use countersign_model::Clock;
use countersign_store::StoreError;

/// How far the clocks of this machine and of the database may be apart: leases and lifetimes are compared by both.
const CLOCKS_APART: u64 = 2000;
/// The worker goes round four times a second, but waits for a place while as many sends as may are under way.
const WORKER_SILENT: i64 = 30_000;
/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// One check and what it found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) check: &'static str,
    pub(super) is_good: bool,
    pub(super) told: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {}: {}", if self.is_good { "ok  " } else { "FAIL" }, self.check, self.told)
    }
}

/// Every check.
pub(super) async fn findings(engine: &Engine, clock: &dyn Clock, stopping: bool) -> Vec<Finding> {
    let before = clock.now().millis();
    let asked = tokio::time::timeout(PATIENCE, engine.store().clock()).await.ok();
    // The database looked at its clock somewhere between the two.
    let now = i64::midpoint(before, clock.now().millis());
    let silent = engine.worker_beat().map(|beat| clock.now().millis_since(beat));
    let told = if stopping { "told to stop" } else { "serving" };
    [
        database(&asked).into(),
        asked.and_then(Result::ok).map(|theirs| clocks(now, theirs)),
        Some(worker(silent)),
    ]
    .into_iter()
    .flatten()
    .chain([Finding { check: "server", is_good: !stopping, told: told.to_owned() }])
    .collect()
}

fn database(asked: &Option<Result<i64, StoreError>>) -> Finding {
    let told = match asked {
        Some(Ok(_)) => "answers".to_owned(),
        Some(Err(error)) => error.to_string(),
        None => format!("no answer within {} s", PATIENCE.as_secs()),
    };
    Finding { check: "database", is_good: matches!(asked, Some(Ok(_))), told }
}

fn clocks(ours: i64, theirs: i64) -> Finding {
    let apart = ours.abs_diff(theirs);
    let told = format!("{apart} ms from the database's, {CLOCKS_APART} at most");
    Finding { check: "clock", is_good: apart <= CLOCKS_APART, told }
}

fn worker(silent: Option<i64>) -> Finding {
    let told = match silent {
        None => "not running".to_owned(),
        Some(silent) => format!("went round {silent} ms ago"),
    };
    Finding { check: "worker", is_good: silent.is_some_and(|silent| silent <= WORKER_SILENT), told }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_more_than_two_seconds_apart_fail_either_way() {
        assert!(clocks(10_000, 12_000).is_good && clocks(12_000, 10_000).is_good);
        assert!(!clocks(10_000, 12_001).is_good && !clocks(12_001, 10_000).is_good);
    }

    #[test]
    fn a_database_that_is_silent_or_refuses_fails() {
        assert!(database(&Some(Ok(1))).is_good);
        assert!(!database(&None).is_good);
        assert!(!database(&Some(Err(StoreError::Busy))).is_good);
    }

    #[test]
    fn a_worker_that_ended_or_hangs_fails() {
        assert!(worker(Some(250)).is_good);
        assert!(!worker(Some(WORKER_SILENT + 1)).is_good);
        assert!(!worker(None).is_good);
    }
}
