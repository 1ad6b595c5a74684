//! Throws of dice that fall the same on every run.

use std::time::Duration;

use sha2::{Digest, Sha256};

/// What luck one message has.
pub(super) struct Luck([u64; 4]);

impl Luck {
    /// The luck of the message that has `before` others before it for the same address.
    pub(super) fn new(seed: u64, provider: &str, to: &str, before: u64) -> Self {
        let mut hash = Sha256::new();
        for part in [&seed.to_le_bytes()[..], provider.as_bytes(), to.as_bytes(), &before.to_le_bytes()] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let hash: [u8; 32] = hash.finalize().into();
        let throw = |n: usize| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(&hash[8 * n..8 * n + 8]);
            u64::from_le_bytes(bytes)
        };
        Self([throw(0), throw(1), throw(2), throw(3)])
    }

    /// 0 to 99, for what becomes of it.
    pub(super) const fn of_outcome(&self) -> u64 {
        self.0[0] % 100
    }

    /// 0 to 99, for its receipt.
    pub(super) const fn of_receipt(&self) -> u64 {
        self.0[1] % 100
    }

    /// Between nothing and `spread`, for its answer.
    pub(super) fn of_latency(&self, spread: Duration) -> Duration {
        within(self.0[2], spread)
    }

    /// Between nothing and `spread`, for its receipt.
    pub(super) fn of_delay(&self, spread: Duration) -> Duration {
        within(self.0[3], spread)
    }
}

fn within(throw: u64, spread: Duration) -> Duration {
    let most = u64::try_from(spread.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(throw % most.saturating_add(1))
}
