//! How much is under way to each of many who may be slow.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// What is under way to each, and how much that may be: a slow one takes no places that others need.
pub(crate) struct Busy<K> {
    most: usize,
    under_way: Arc<Mutex<HashMap<K, usize>>>,
}

impl<K> Clone for Busy<K> {
    fn clone(&self) -> Self {
        Self { most: self.most, under_way: Arc::clone(&self.under_way) }
    }
}

impl<K: Clone + Eq + Hash> Busy<K> {
    /// Up to `most` to each.
    pub(crate) fn new(most: usize) -> Self {
        Self { most, under_way: Arc::default() }
    }

    fn with<T>(&self, look: impl FnOnce(&mut HashMap<K, usize>) -> T) -> T {
        look(&mut self.under_way.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How much more may be begun to this one.
    pub(crate) fn room(&self, to: &K) -> usize {
        self.most - self.with(|under_way| under_way.get(to).copied().unwrap_or(0)).min(self.most)
    }

    /// Begins one, if there is room; it ends when what is given is dropped.
    pub(crate) fn begin(&self, to: K) -> Option<UnderWay<K>> {
        let begun = self.with(|under_way| {
            let many = under_way.entry(to.clone()).or_default();
            let has_room = *many < self.most;
            *many += usize::from(has_room);
            has_room
        });
        begun.then(|| UnderWay { busy: self.clone(), to })
    }
}

/// One thing under way.
pub(crate) struct UnderWay<K: Clone + Eq + Hash> {
    busy: Busy<K>,
    to: K,
}

impl<K: Clone + Eq + Hash> Drop for UnderWay<K> {
    fn drop(&mut self) {
        self.busy.with(|under_way| {
            if let Some(many) = under_way.get_mut(&self.to) {
                *many -= 1;
                if *many == 0 {
                    under_way.remove(&self.to);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_its_places_and_no_more_and_leaves_nothing_behind() {
        let busy = Busy::new(2);
        let held: Vec<_> = (0..3).filter_map(|_| busy.begin("slow")).collect();
        assert_eq!((held.len(), busy.room(&"slow"), busy.room(&"other")), (2, 0, 2));
        assert!(busy.begin("other").is_some());
        drop(held);
        assert_eq!(busy.room(&"slow"), 2);
        assert!(busy.with(|under_way| under_way.is_empty()));
    }
}
