//! Erasing what webhooks have still to be told of a person.
//!
//! There is no index by person: all that waits is walked, in pieces. What is being posted at this moment is told, and not
//! repeated.

use countersign_store::{End, StoreError, webhook_events};
use serde_json::{Map, Value};

use crate::Engine;

/// Rows looked at at once: a few milliseconds of a connection that reports use.
const STRETCH: i64 = 500;
/// Rows removed in one transaction: a few milliseconds of the writer's time.
const CHUNK: usize = 50;

impl Engine {
    /// Removes what waits and has a value under `name` of which `is_meant` says yes; tells how many events that were. To be
    /// asked once nothing more can happen to what they are about.
    pub(super) async fn erase_events(
        &self,
        name: &'static str,
        is_meant: impl Fn(&str) -> bool + Clone + Send + 'static,
    ) -> Result<u64, StoreError> {
        let (mut place, mut removed) = (webhook_events::Place::default(), 0);
        loop {
            let (from, is_meant) = (place, is_meant.clone());
            let stretch = self.0.store.report(move |tx| {
                webhook_events::look(tx, &from, STRETCH, |fields| {
                    value(fields, name).is_some_and(|it| is_meant(&it))
                })
            });
            let stretch = stretch.await?;
            for chunk in stretch.found.chunks(CHUNK) {
                let chunk = chunk.to_vec();
                removed += self
                    .0
                    .store
                    .write_behind(move |tx| webhook_events::forget(tx, &chunk).map(End::Commit))
                    .await?;
            }
            match stretch.last {
                Some(last) => place = last,
                None => return Ok(removed),
            }
        }
    }
}

/// What an event tells under `name`.
fn value(fields: &str, name: &str) -> Option<String> {
    let mut fields: Map<String, Value> = serde_json::from_str(fields).ok()?;
    match fields.remove(name)? {
        Value::String(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_the_names_own_and_no_other_names_that_looks_like_it() {
        let fields = r#"{"factor_friendly_name":"\"to\":\"+1\"","to":"+2","n":1}"#;
        assert_eq!(value(fields, "to").as_deref(), Some("+2"));
        assert_eq!((value(fields, "from"), value(fields, "n"), value("", "to")), (None, None, None));
    }
}
