//! Every section that the configuration has, in the order of the example file. A new one is a file beside this one,
//! a line here, and a field of [`super::Config`].

use countersign_settings::{Key, Section};

use super::{Database, General, Log, Ops, Retention, Server, Traces, Webhooks};

/// The sections. The first has no name: its keys stand above all tables.
pub(super) const SECTIONS: &[Section] = &[
    General::SECTION,
    Server::SECTION,
    Database::SECTION,
    Ops::SECTION,
    Log::SECTION,
    Traces::SECTION,
    Retention::SECTION,
    Webhooks::SECTION,
];

/// What every `[[providers]]` table holds, whatever its kind.
pub(super) const PROVIDER_KEYS: [&str; 2] = ["name", "kind"];

/// A key's whole name, as in `server.listen`.
pub(super) fn path(section: &str, key: &str) -> String {
    if section.is_empty() { key.to_owned() } else { format!("{section}.{key}") }
}

/// The environment variable over a key.
pub(super) fn variable(section: &str, key: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    format!("COUNTERSIGN_{}", path(section, key).chars().map(plain).collect::<String>())
}

/// The names under which a section's keys may be written, `…_file` of secrets among them.
pub(super) fn names(keys: &'static [Key]) -> impl Iterator<Item = String> {
    keys.iter().flat_map(|key| [Some(key.name.to_owned()), key.file_name()]).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::value;
    use countersign_settings::Presence;

    #[test]
    fn every_default_and_example_is_a_value_of_its_kind_and_every_meaning_a_sentence() {
        let providers = countersign_delivery::ProviderSettings::KINDS.iter().flat_map(|kind| kind.keys);
        let upstreams = countersign_delivery::UpstreamSettings::SECTION.keys;
        for key in SECTIONS.iter().flat_map(|section| section.keys).chain(providers).chain(upstreams) {
            assert!(value::from_text(key.kind, key.example).is_some(), "{} example", key.name);
            assert!(key.doc.ends_with('.'), "{}", key.name);
            if let Presence::Default(text) = key.presence {
                assert!(value::from_text(key.kind, text).is_some(), "{} default", key.name);
            }
        }
    }

    #[test]
    fn no_two_keys_share_an_environment_variable() {
        let mut seen = std::collections::BTreeSet::new();
        for section in SECTIONS {
            for name in names(section.keys) {
                assert!(seen.insert(variable(section.name, &name)), "{name}");
            }
        }
    }
}
