//! The papers for operators speak of metrics that exist.

use std::collections::BTreeSet;

use countersign::ops::{GAUGES, measured};

use super::{is_fresh, page};

/// Every name with our prefix, without what a histogram adds.
fn named(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| word.starts_with("countersign_"))
        .map(|word| {
            ["_bucket", "_count", "_sum"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word)
        })
        .collect()
}

#[test]
fn every_metric_of_alerts_and_dashboard_exists_and_the_dashboard_shows_all() {
    let known: BTreeSet<_> =
        measured().map(|metric| metric.name()).chain(GAUGES.iter().map(|(name, _)| *name)).collect();
    for name in ["ops/alerts.yml", "ops/dashboard.json"] {
        let text = page(&format!("docs/{name}"));
        let unknown: Vec<_> = named(&text).difference(&known).map(ToString::to_string).collect();
        assert!(unknown.is_empty(), "{name} speaks of {unknown:?}");
    }
    let dashboard = page("docs/ops/dashboard.json");
    let shown = named(&dashboard);
    let hidden: Vec<_> = known.difference(&shown).collect();
    assert!(hidden.is_empty(), "no panel shows {hidden:?}");
    assert!(serde_json::from_str::<serde_json::Value>(&dashboard).is_ok());
}

#[test]
fn labels_are_few_and_never_a_person() {
    let known = [
        "method",
        "route",
        "status",
        "channel",
        "outcome",
        "provider",
        "fate",
        "queue",
        "platform",
        "factor_type",
    ];
    for metric in measured() {
        assert!(metric.labels().iter().all(|label| known.contains(label)), "{}", metric.name());
    }
}

#[test]
fn the_page_of_metrics_is_fresh() {
    let mut fresh =
        "# Metrics\n\nOn the ops listener, `/metrics`. No label is a person's: no numbers, no SIDs.\n\n\
                     | metric | kind | labels | meaning |\n| --- | --- | --- | --- |\n"
            .to_owned();
    for metric in measured() {
        let labels = metric.labels().join(", ");
        fresh += &format!("| `{}` | {} | {labels} | {} |\n", metric.name(), metric.kind(), metric.help());
    }
    for (name, help) in GAUGES {
        fresh += &format!("| `{name}` | gauge | | {help} |\n");
    }
    is_fresh("docs/reference/metrics.md", &fresh);
}
