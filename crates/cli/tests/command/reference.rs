//! The reference page says what the commands say.

use std::path::Path;

#[test]
fn the_reference_page_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/command-line.md");
    let made = countersign::commands::reference();
    if std::env::var_os("COUNTERSIGN_WRITE_REFERENCE").is_some() {
        std::fs::write(&path, &made).expect("the page");
    }
    let stands = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stands == made,
        "docs/reference/command-line.md is not what the commands say: run \
         COUNTERSIGN_WRITE_REFERENCE=1 cargo test -p countersign --test command reference"
    );
}
