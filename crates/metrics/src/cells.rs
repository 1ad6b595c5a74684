//! One value for each set of labels.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, PoisonError, RwLock};

/// Sets of labels that one metric may have: a mistake in a label must not fill the memory.
const MOST: usize = 2000;

/// One set of labels, and what is counted under it.
type Entry<T, const N: usize> = ([String; N], Arc<T>);

/// The values of one metric. Reading is shared; a set's first use writes.
pub(crate) struct Cells<T, const N: usize>(RwLock<BTreeMap<u64, Vec<Entry<T, N>>>>);

impl<T: Default, const N: usize> Cells<T, N> {
    pub(crate) const fn new() -> Self {
        Self(RwLock::new(BTreeMap::new()))
    }

    /// The value under these labels; `None` when there are too many sets already.
    pub(crate) fn get(&self, labels: [&str; N]) -> Option<Arc<T>> {
        let mut hasher = DefaultHasher::new();
        labels.hash(&mut hasher);
        let hash = hasher.finish();
        let find = |cells: &BTreeMap<u64, Vec<Entry<T, N>>>| {
            let found = cells.get(&hash)?.iter().find(|(known, _)| known.iter().eq(labels.iter()));
            found.map(|(_, cell)| Arc::clone(cell))
        };
        if let Some(cell) = find(&self.0.read().unwrap_or_else(PoisonError::into_inner)) {
            return Some(cell);
        }
        let mut cells = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(cell) = find(&cells) {
            return Some(cell);
        }
        if cells.len() >= MOST {
            return None;
        }
        let cell = Arc::new(T::default());
        cells.entry(hash).or_default().push((labels.map(str::to_owned), Arc::clone(&cell)));
        Some(cell)
    }

    /// Every set of labels with its value, in order.
    pub(crate) fn all(&self) -> Vec<Entry<T, N>> {
        let cells = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = cells.values().flatten().cloned().collect();
        all.sort_by(|(one, _), (two, _)| one.cmp(two));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn each_set_of_labels_has_its_own_value_and_there_is_a_most() {
        let cells: Cells<AtomicU64, 2> = Cells::new();
        cells.get(["a", "b"]).unwrap().fetch_add(2, Ordering::Relaxed);
        cells.get(["ab", ""]).unwrap().fetch_add(1, Ordering::Relaxed);
        assert_eq!(cells.get(["a", "b"]).unwrap().load(Ordering::Relaxed), 2);
        for number in 2..MOST {
            assert!(cells.get([&number.to_string(), ""]).is_some());
        }
        assert!(cells.get(["one", "more"]).is_none());
        assert!(cells.get(["a", "b"]).is_some());
        assert_eq!(cells.all().len(), MOST);
    }
}
