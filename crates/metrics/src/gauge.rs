//! A number that rises and falls.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::{Metric, write};

/// Counts what there is at the moment.
pub struct Gauge {
    name: &'static str,
    help: &'static str,
    level: AtomicI64,
}

/// One that is there; gone when dropped.
pub struct Present(&'static Gauge);

impl Gauge {
    /// A gauge at zero.
    #[must_use]
    pub const fn new(name: &'static str, help: &'static str) -> Self {
        Self { name, help, level: AtomicI64::new(0) }
    }

    /// One more, until what is given back is dropped.
    #[must_use]
    pub fn enter(&'static self) -> Present {
        self.level.fetch_add(1, Ordering::Relaxed);
        Present(self)
    }

    /// How many there are.
    #[must_use]
    pub fn level(&self) -> i64 {
        self.level.load(Ordering::Relaxed)
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        self.0.level.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metric for Gauge {
    fn name(&self) -> &'static str {
        self.name
    }
    fn help(&self) -> &'static str {
        self.help
    }
    fn kind(&self) -> &'static str {
        "gauge"
    }
    fn labels(&self) -> &[&'static str] {
        &[]
    }
    fn samples(&self, out: &mut String) {
        write::sample(out, self.name, "", "", self.level() as f64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_present_counts_until_it_goes() {
        static GUESTS: Gauge = Gauge::new("guests", "Guests.");
        let (one, two) = (GUESTS.enter(), GUESTS.enter());
        drop(one);
        assert_eq!(GUESTS.level(), 1);
        drop(two);
        let mut out = String::new();
        GUESTS.samples(&mut out);
        assert_eq!(out, "guests 0\n");
    }
}
