//! The answer to `/metrics`: what was counted, and what can be looked up now.

use std::time::Duration;

use countersign_metrics::{Metric, gauge};
use countersign_store::{outbox, webhook_events};

use super::Watched;

/// What is looked up when asked: name and meaning.
pub const GAUGES: &[(&str, &str)] = &[
    (WAITING, "Messages in the outbox: waiting, or under way."),
    (OLDEST, "Age of the oldest message in the outbox; 0 when there is none."),
    (EVENTS, "Events that webhooks have still to be told."),
    (QUEUED, "Transactions that wait for a thread of the database, by queue."),
    (
        LEFT_ALONE,
        "1 while this node leaves the provider alone because it fails or asked for a rest, else 0; by provider.",
    ),
    (IN_FLIGHT, "Messages of this node that the provider has not answered yet; by provider."),
    (MEMORY, "Resident memory of this process."),
    (UPTIME, "Time since this process began to serve."),
    (BUILD, "1, with the version of this process as a label."),
];

const WAITING: &str = "countersign_outbox_messages";
const OLDEST: &str = "countersign_outbox_oldest_seconds";
const EVENTS: &str = "countersign_webhook_events";
const QUEUED: &str = "countersign_database_waiting";
const LEFT_ALONE: &str = "countersign_provider_left_alone";
const IN_FLIGHT: &str = "countersign_provider_in_flight";
const MEMORY: &str = "countersign_memory_bytes";
const UPTIME: &str = "countersign_uptime_seconds";
const BUILD: &str = "countersign_build_info";

/// How long the database may take: what is counted in memory is told in any case.
const PATIENCE: Duration = Duration::from_secs(2);

/// Everything that is counted as it happens.
pub fn measured() -> impl Iterator<Item = &'static dyn Metric> {
    [
        countersign_web::METRICS,
        countersign_engine::METRICS,
        countersign_store::METRICS,
        countersign_traces::METRICS,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// The whole answer. What the database can't tell now is left out: a gap in a graph says so best.
pub(super) async fn text(watched: &Watched) -> String {
    let mut out = countersign_metrics::text(&measured().collect::<Vec<_>>());
    let mut look = |name: &str, value: f64| {
        let help = GAUGES.iter().find(|(known, _)| *known == name).map_or("", |(_, help)| help);
        gauge(&mut out, name, help, value);
    };
    let store = watched.engine.store();
    let asked =
        store.report(|tx| Ok((outbox::waiting(tx)?, outbox::oldest(tx)?, webhook_events::waiting(tx)?)));
    if let Ok(Ok((waiting, oldest, events))) = tokio::time::timeout(PATIENCE, asked).await {
        let age = oldest.map_or(0, |oldest| watched.clock.now().millis_since(oldest).max(0));
        look(WAITING, waiting as f64);
        look(OLDEST, age as f64 / 1000.0);
        look(EVENTS, events as f64);
    }
    if let Some(memory) = resident() {
        look(MEMORY, memory as f64);
    }
    look(UPTIME, watched.clock.ticks().saturating_sub(watched.began).as_secs_f64());
    let help = |name: &str| GAUGES.iter().find(|(known, _)| *known == name).map_or("", |(_, help)| help);
    out += &format!("# HELP {QUEUED} {}\n# TYPE {QUEUED} gauge\n", help(QUEUED));
    for (queue, waiting) in store.waiting() {
        out += &format!("{QUEUED}{{queue=\"{queue}\"}} {waiting}\n");
    }
    let providers = watched.engine.providers_here();
    out += &format!("# HELP {LEFT_ALONE} {}\n# TYPE {LEFT_ALONE} gauge\n", help(LEFT_ALONE));
    for (name, is_left_alone, _) in &providers {
        out += &format!("{LEFT_ALONE}{{provider=\"{name}\"}} {}\n", u8::from(*is_left_alone));
    }
    out += &format!("# HELP {IN_FLIGHT} {}\n# TYPE {IN_FLIGHT} gauge\n", help(IN_FLIGHT));
    for (name, _, in_flight) in &providers {
        out += &format!("{IN_FLIGHT}{{provider=\"{name}\"}} {in_flight}\n");
    }
    out += &format!("# HELP {BUILD} {}\n# TYPE {BUILD} gauge\n", help(BUILD));
    out += &format!("{BUILD}{{version=\"{}\"}} 1\n", env!("CARGO_PKG_VERSION"));
    out
}

/// Resident memory in bytes, where the system tells (Linux).
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}
