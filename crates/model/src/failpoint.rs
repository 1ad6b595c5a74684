//! Places where a debug build can be told to die, so that a test can prove nothing is lost there.

/// Dies at once (as `kill -9` would) when the environment asks for it: `COUNTERSIGN_DIE_AT=<place>` at the first
/// visit, `<place>:<n>` at the n-th. Release builds hold no trace of it.
#[inline]
pub fn reach(place: &'static str) {
    #[cfg(debug_assertions)]
    armed::reach(place);
    #[cfg(not(debug_assertions))]
    let _ = place;
}

#[cfg(debug_assertions)]
mod armed {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicI64, Ordering};

    static ARMED: OnceLock<Option<(String, AtomicI64)>> = OnceLock::new();

    pub(super) fn reach(place: &'static str) {
        let armed = ARMED.get_or_init(|| {
            let text = std::env::var("COUNTERSIGN_DIE_AT").ok()?;
            let (name, visit) = text.split_once(':').unwrap_or((&text, "1"));
            Some((name.to_owned(), AtomicI64::new(visit.parse().ok()?)))
        });
        if let Some((name, visits)) = armed
            && name == place
            && visits.fetch_sub(1, Ordering::SeqCst) == 1
        {
            std::process::abort();
        }
    }
}
