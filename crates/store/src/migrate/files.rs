//! The files, and what each says of the releases before it.

use sha2::{Digest, Sha256};

/// A migration.
#[derive(Clone, Copy, Debug)]
pub(super) struct File {
    pub(super) name: &'static str,
    pub(super) text: &'static str,
}

/// Every migration, in order.
pub(super) const FILES: &[File] = &[
    File { name: "0001_foundation", text: include_str!("../../migrations/0001_foundation.sql") },
    File { name: "0002_delivery", text: include_str!("../../migrations/0002_delivery.sql") },
    File { name: "0003_approve", text: include_str!("../../migrations/0003_approve.sql") },
    File { name: "0004_upstream", text: include_str!("../../migrations/0004_upstream.sql") },
    File { name: "0006_factors", text: include_str!("../../migrations/0006_factors.sql") },
    File { name: "0007_rate_limits", text: include_str!("../../migrations/0007_rate_limits.sql") },
    File { name: "0008_webhooks", text: include_str!("../../migrations/0008_webhooks.sql") },
    File { name: "0009_push", text: include_str!("../../migrations/0009_push.sql") },
    File { name: "0011_attempts", text: include_str!("../../migrations/0011_attempts.sql") },
    File { name: "0012_templates", text: include_str!("../../migrations/0012_templates.sql") },
    File { name: "0013_prompts", text: include_str!("../../migrations/0013_prompts.sql") },
    File { name: "0014_tokens", text: include_str!("../../migrations/0014_tokens.sql") },
    File { name: "0015_events", text: include_str!("../../migrations/0015_events.sql") },
    File { name: "0016_push", text: include_str!("../../migrations/0016_push.sql") },
    File { name: "0018_notices", text: include_str!("../../migrations/0018_notices.sql") },
    File { name: "0019_prompt_pushes", text: include_str!("../../migrations/0019_prompt_pushes.sql") },
];

/// Which releases that don't know a migration may run on a database that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Oldest {
    /// All of them: it adds, and takes nothing away.
    Any,
    /// This one and those after it, which no longer use what it takes away.
    Release(Release),
}

/// Major, minor, patch.
pub(super) type Release = (u64, u64, u64);

impl File {
    pub(super) fn checksum(&self) -> String {
        Sha256::digest(self.text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What the first line says, as it stands in the database. The first file says nothing: every release knows it.
    pub(super) fn oldest(&self) -> Option<&'static str> {
        let line = self.text.lines().next()?;
        if line == "-- expands" {
            return Some("any");
        }
        line.strip_prefix("-- contracts: releases before ")?.strip_suffix(" must not run on it")
    }
}

impl Oldest {
    /// Reads what stands in the database; `None` when it is nothing that this version understands.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text == "any" { Some(Self::Any) } else { release(text).map(Self::Release) }
    }

    /// Whether this version may run on the database.
    pub(super) fn admits(self, own: Release) -> bool {
        match self {
            Self::Any => true,
            Self::Release(oldest) => own >= oldest,
        }
    }
}

/// This version. What stands behind the numbers (`-rc.1`) doesn't count.
pub(super) fn own() -> Option<Release> {
    env!("CARGO_PKG_VERSION").split(['-', '+']).next().and_then(release)
}

fn release(text: &str) -> Option<Release> {
    let mut numbers = text.split('.').map(|number| number.parse().ok());
    let release = (numbers.next()??, numbers.next()??, numbers.next()??);
    numbers.next().is_none().then_some(release)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_behind_the_first_says_which_releases_may_run_on_it() {
        for file in &FILES[1..] {
            let said = file.oldest().and_then(Oldest::parse);
            assert!(
                said.is_some(),
                "the first line of {} is `-- expands`, or `-- contracts: releases before X.Y.Z must not run on it`",
                file.name
            );
        }
        let numbers: Vec<&str> = FILES.iter().filter_map(|file| file.name.get(..5)).collect();
        assert!(numbers.is_sorted_by(|a, b| a < b), "numbered in order, each number once: {numbers:?}");
    }

    #[test]
    fn the_released_file_is_as_it_was_released() {
        assert_eq!(
            (FILES[0].name, FILES[0].checksum().as_str()),
            ("0001_foundation", "6171899e19638fb8bc8de8f1f68995750343b19e4b2f5279ead003b950ae1c1f"),
            "databases remember the checksum: a change belongs in a new file"
        );
    }

    /// What an expanding file may not do, so that the statements of older releases go on working; `None` if nothing.
    fn breach(text: &str) -> Option<String> {
        let plain: String =
            text.lines().filter(|line| !line.trim_start().starts_with("--")).collect::<Vec<_>>().join(" ");
        let mut made = Vec::new();
        for statement in plain.split(';') {
            let words: Vec<String> = statement.split_whitespace().map(str::to_uppercase).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let fits = match &words[..] {
                [] => true,
                ["CREATE", "TABLE", name, ..] => {
                    made.push((*name).to_owned());
                    true
                }
                ["CREATE", "INDEX", ..] => true,
                // Unique on what older releases write would refuse what they may write.
                ["CREATE", "UNIQUE", "INDEX", _, "ON", table, ..] => made.iter().any(|name| name == table),
                ["ALTER", "TABLE", _, "ADD", "COLUMN", rest @ ..] => {
                    let is_demanding = rest.windows(2).any(|pair| pair == ["NOT", "NULL"]);
                    let is_strict = rest.iter().any(|word| {
                        ["UNIQUE", "PRIMARY", "CHECK", "REFERENCES"]
                            .iter()
                            .any(|strict| word.starts_with(strict))
                    });
                    !is_strict && (!is_demanding || rest.contains(&"DEFAULT"))
                }
                _ => false,
            };
            if !fits {
                return Some(statement.trim().to_owned());
            }
        }
        None
    }

    #[test]
    fn a_file_that_says_it_expands_takes_nothing_away() {
        for file in FILES.iter().filter(|file| file.oldest() == Some("any")) {
            assert_eq!(breach(file.text), None, "{} would break older releases: it contracts", file.name);
        }
        for text in [
            "-- expands\nCREATE TABLE a (b TEXT NOT NULL);\nCREATE UNIQUE INDEX c ON a (b);",
            "ALTER TABLE accounts ADD COLUMN note TEXT; CREATE INDEX x ON accounts (note);",
            "ALTER TABLE accounts ADD COLUMN n BIGINT NOT NULL DEFAULT 0;",
        ] {
            assert_eq!(breach(text), None, "{text}");
        }
        for text in [
            "DROP TABLE accounts;",
            "ALTER TABLE accounts DROP COLUMN sid;",
            "ALTER TABLE accounts RENAME COLUMN sid TO id;",
            "ALTER TABLE accounts ADD COLUMN n BIGINT NOT NULL;",
            "ALTER TABLE accounts ADD COLUMN n BIGINT UNIQUE;",
            "CREATE UNIQUE INDEX c ON accounts (friendly_name);",
            "UPDATE accounts SET friendly_name = 'x';",
        ] {
            assert!(breach(text).is_some(), "{text}");
        }
    }

    #[test]
    fn releases_are_compared_as_numbers() {
        let oldest = |text| Oldest::parse(text).expect("a release");
        assert!(oldest("any").admits((0, 0, 0)));
        assert!(oldest("0.9.0").admits((0, 10, 0)) && oldest("0.9.0").admits((0, 9, 0)));
        assert!(!oldest("0.10.0").admits((0, 9, 9)) && !oldest("1.0.0").admits((0, 99, 0)));
        for nonsense in ["", "Any", "1", "1.2", "1.2.x", "1.2.3.4", "-1.0.0", "v1.0.0"] {
            assert_eq!(Oldest::parse(nonsense), None, "{nonsense}");
        }
        assert!(own().is_some());
    }
}
