//! The binaries: this release, and the one before it.

use std::path::{Path, PathBuf};

/// Names the previous release's binary, or says `none`.
const PREVIOUS: &str = "COUNTERSIGN_PREVIOUS";

/// This release.
pub(crate) fn current() -> PathBuf {
    env!("CARGO_BIN_EXE_countersign").into()
}

/// The previous release, built by `tests/previous-release`; `None` where the history that it is built from is not there,
/// after saying that `what` did not run.
pub(crate) fn previous(what: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = std::env::var(PREVIOUS).unwrap_or_else(|_| {
        let commit = std::fs::read_to_string(root.join("tests/previous-release.commit")).expect("its commit");
        root.join("target/previous").join(format!("countersign-{}", commit.trim())).display().to_string()
    });
    if named == "none" {
        eprintln!("NOT RUN, for there is no previous release to run it with: {what}");
        return None;
    }
    let binary = PathBuf::from(named);
    assert!(
        binary.is_file(),
        "{} is missing: run ./test, or tests/previous-release, which builds it",
        binary.display()
    );
    Some(binary)
}
