//! The papers say what is.

mod errors;
mod guides;
mod metrics;
mod security;

use std::fs;

/// The path of something in the project, from its root.
fn path(name: &str) -> String {
    format!("{}/../../{name}", env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Compares a page with what it is made from; writes it anew when asked to.
fn is_fresh(name: &str, fresh: &str) {
    if std::env::var_os("COUNTERSIGN_WRITE_PAGES").is_some() {
        fs::write(path(name), fresh).expect("the page");
    }
    assert!(
        page(name) == fresh,
        "{name} is not what the code says: run this test with COUNTERSIGN_WRITE_PAGES=1"
    );
}
