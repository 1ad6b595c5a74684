//! What `config show` shows.

use countersign_settings::{Key, Presence};

use super::layers::{Settled, Source};
use super::sections::path;
use super::value;

/// One key, its value and where that came from.
#[derive(Clone, Debug)]
pub struct Shown {
    /// As in `server.listen`.
    pub key: String,
    /// As in the file; `None` when it is not set. A secret's is only `(hidden)`.
    pub value: Option<String>,
    /// Where it came from.
    pub source: Source,
}

/// A settled table's keys, in the order they are declared.
pub(super) fn of(section: &str, keys: &'static [Key], settled: &Settled) -> Vec<Shown> {
    let shown = |key: &Key| {
        let value = settled.table.get(key.name);
        let value = value.map(|value| match key.kind.is_secret() {
            true => "(hidden)".to_owned(),
            false => value::to_toml(value),
        });
        debug_assert!(value.is_some() || key.presence == Presence::Optional);
        let source = settled.sources.get(key.name).cloned().unwrap_or(Source::Default);
        Shown { key: path(section, key.name), value, source }
    };
    keys.iter().map(shown).collect()
}

/// Keys without a section first, providers last, else as read.
pub(super) fn sorted(mut shown: Vec<Shown>) -> Vec<Shown> {
    shown.sort_by_key(|shown| match shown.key.split_once('.') {
        None => 0,
        Some(("providers" | "upstreams", _)) => 2,
        Some(_) => 1,
    });
    shown
}
