//! The database's own book of what was applied to it, and what it means to this version.
//!
//! Beside each name stands which releases may go on without knowing that migration, so that a release can tell by itself
//! whether it may run on the database of a later one: it doesn't have the later one's files.

use super::files::{FILES, File, Oldest, own};
use crate::DbError;

/// Made by whoever comes first.
pub(super) const BOOK: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    name TEXT NOT NULL PRIMARY KEY, checksum TEXT NOT NULL, oldest TEXT)";
/// For a book that was begun before it said so.
pub(super) const ADD_OLDEST: &str = "ALTER TABLE schema_migrations ADD COLUMN oldest TEXT";
/// Written first by everybody who migrates: the row that ten starting nodes queue at.
pub(super) const LOCK: &str = "INSERT INTO schema_migrations (name, checksum) VALUES ('lock', 'lock')
    ON CONFLICT (name) DO UPDATE SET checksum = 'lock'";

/// Reads the book.
pub(super) const fn applied(says_oldest: bool) -> &'static str {
    if says_oldest {
        "SELECT name, checksum, oldest FROM schema_migrations WHERE name <> 'lock' ORDER BY name"
    } else {
        "SELECT name, checksum, NULL FROM schema_migrations WHERE name <> 'lock' ORDER BY name"
    }
}

/// A line of the book.
#[derive(Debug)]
pub(super) struct Applied {
    pub(super) name: String,
    pub(super) checksum: String,
    /// Which releases may go on without knowing it; `None` of the first, which every release knows.
    pub(super) oldest: Option<String>,
}

/// What a database lacks of this version, and what it has of later ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Names of the migrations that opening applies, in order.
    pub missing: Vec<&'static str>,
    /// Names of the migrations of later versions, with which this one can live.
    pub later: Vec<String>,
}

/// What the book means to this version.
///
/// # Errors
/// When a migration was changed after it was applied, or is a later version's that this one can't live with.
pub(super) fn compare(applied: &[Applied]) -> Result<(Vec<File>, Vec<String>), DbError> {
    let mut later = Vec::new();
    for line in applied {
        let name = &line.name;
        match FILES.iter().find(|file| file.name == name) {
            Some(file) if file.checksum() == line.checksum => {}
            Some(_) => {
                return Err(DbError::unfit(format!(
                    "migration {name} stands in the database with another text: it was changed after it was applied"
                )));
            }
            None => {
                admit(line)?;
                later.push(name.clone());
            }
        }
    }
    let missing = FILES.iter().filter(|file| !applied.iter().any(|line| line.name == file.name));
    Ok((missing.copied().collect(), later))
}

/// Whether this version may go on without knowing a migration.
fn admit(line: &Applied) -> Result<(), DbError> {
    let (name, version) = (&line.name, env!("CARGO_PKG_VERSION"));
    let oldest = line.oldest.as_deref().and_then(|said| Some((said, Oldest::parse(said)?)));
    let Some((said, oldest)) = oldest else {
        return Err(DbError::unfit(format!(
            "the database was used by a later version: this one ({version}) doesn't know its migration {name}, nor \
             whether it could go on without. Start that version again, or restore the backup made before the upgrade."
        )));
    };
    if own().is_some_and(|own| oldest.admits(own)) {
        return Ok(());
    }
    Err(DbError::unfit(format!(
        "the database was used by a later version, whose migration {name} took away what this one ({version}) needs: \
         start version {said} or later, or restore the backup made before the upgrade."
    )))
}

/// Writes a line.
pub(super) fn record(file: &File) -> String {
    // All are our own constants: nothing to escape.
    let oldest = file.oldest().map_or("NULL".to_owned(), |oldest| format!("'{oldest}'"));
    let (name, checksum) = (file.name, file.checksum());
    format!(
        "INSERT INTO schema_migrations (name, checksum, oldest) VALUES ('{name}', '{checksum}', {oldest})"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &str, oldest: Option<&str>) -> Vec<Applied> {
        let line = |file: &File| Applied {
            name: file.name.to_owned(),
            checksum: file.checksum(),
            oldest: file.oldest().map(str::to_owned),
        };
        let later =
            Applied { name: name.to_owned(), checksum: "x".to_owned(), oldest: oldest.map(str::to_owned) };
        FILES.iter().map(line).chain([later]).collect()
    }

    #[test]
    fn a_later_version_that_only_adds_is_no_hindrance() {
        for oldest in ["any", "0.0.1", env!("CARGO_PKG_VERSION")] {
            let (missing, later) = compare(&with("9999_later", Some(oldest))).expect("no hindrance");
            assert!(missing.is_empty() && later == ["9999_later"], "{oldest}: {missing:?}, {later:?}");
        }
    }

    #[test]
    fn a_later_version_that_takes_away_is_named_with_what_to_start() {
        let told = compare(&with("9999_later", Some("99.0.0"))).unwrap_err().to_string();
        assert!(told.contains("9999_later") && told.contains("version 99.0.0"), "{told}");
    }

    #[test]
    fn a_later_version_that_says_nothing_readable_is_not_touched() {
        for oldest in [None, Some(""), Some("everybody"), Some("1.0")] {
            let told = compare(&with("9999_later", oldest)).unwrap_err().to_string();
            assert!(told.contains("9999_later") && told.contains("later version"), "{told}");
        }
    }

    #[test]
    fn a_migration_changed_after_it_was_applied_is_noticed() {
        let told = compare(&with("0001_foundation", Some("any"))).unwrap_err().to_string();
        assert!(told.contains("changed after"), "{told}");
    }
}
