//! Counting a create by what it names.
//!
//! All happens in the create's own transaction, so of several limits all count it or none, and what any rule refuses is
//! counted by none. First the buckets are looked at without a lock: a crowd at one value is refused by what it sees. Who
//! passes is counted under locks, after everything else that a create locks, since many creates may share a value:
//! they wait for each other no longer than the end of a transaction takes.

use countersign_keyring::Keyring;
use countersign_model::{
    BucketSid, BucketWindow, RateLimitSid, RateLimitValue, Reached, Timestamp, UniqueName,
};
use countersign_store::admission::Rated;
use countersign_store::{DbError, WriteTx, bucket_tallies};

use super::hash_key_place;
use crate::verification::StartVerification;

/// One create's place in one bucket.
struct Place {
    rate_limit: RateLimitSid,
    unique_name: UniqueName,
    bucket: BucketSid,
    window: BucketWindow,
    /// What the value is counted under.
    value_hash: String,
}

/// Where a create is counted; nowhere when it names no rate limit, or only such without buckets.
#[derive(Default)]
pub(crate) struct Meter {
    /// In the order in which they are locked.
    places: Vec<Place>,
}

/// A create names a rate limit that its service doesn't have.
pub(crate) struct UnknownName;

impl Meter {
    /// The places for what `wanted` names among the service's rate limits.
    ///
    /// # Errors
    /// When a key doesn't open; the inner one is a name that the service has no rate limit of.
    pub(crate) fn of(
        wanted: &StartVerification,
        rated: &[Rated],
        keys: &Keyring,
    ) -> Result<Result<Self, UnknownName>, DbError> {
        let mut places = Vec::new();
        for (name, value) in &wanted.rate_limits {
            let mut named = rated.iter().filter(|rated| rated.unique_name == *name).peekable();
            let Some(first) = named.peek() else { return Ok(Err(UnknownName)) };
            let value_hash = hashed(first, value, keys)?;
            places.extend(named.filter_map(|rated| {
                let (bucket, window) = rated.bucket?;
                let (unique_name, value_hash) = (name.clone(), value_hash.clone());
                Some(Place { rate_limit: rated.rate_limit, unique_name, bucket, window, value_hash })
            }));
        }
        places.sort_by_key(Place::key);
        Ok(Ok(Self { places }))
    }

    /// Whether every bucket has room by what is seen now.
    ///
    /// # Errors
    /// What the database says; the inner one is the bucket that keeps waiting longest.
    pub(crate) fn may_spend(
        &self,
        tx: &mut WriteTx<'_>,
        wanted: &StartVerification,
        now: Timestamp,
    ) -> Result<Result<(), Reached>, DbError> {
        if self.places.is_empty() {
            return Ok(Ok(()));
        }
        let mut hashes: Vec<&str> = self.places.iter().map(|place| &*place.value_hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        let mut found = bucket_tallies::look(tx, wanted.account, wanted.service, &hashes)?;
        let full = self.places.iter().filter_map(|place| {
            let tally = found.get_mut(&place.key())?;
            tally.spend(place.window, now).err().map(|frees_at| place.reached(frees_at))
        });
        Ok(full.max_by_key(|reached| reached.frees_at).map_or(Ok(()), Err))
    }

    /// Counts the create in every bucket. Each value is locked until the transaction ends.
    ///
    /// # Errors
    /// What the database says; the inner one is a bucket that is full: the transaction is then to be rolled back.
    pub(crate) fn spend(&self, tx: &mut WriteTx<'_>, now: Timestamp) -> Result<Result<(), Reached>, DbError> {
        for place in &self.places {
            let key = (place.bucket, place.value_hash.clone());
            if let Err(frees_at) = bucket_tallies::spend(tx, &key, place.window, now)? {
                return Ok(Err(place.reached(frees_at)));
            }
        }
        Ok(Ok(()))
    }
}

impl Place {
    fn key(&self) -> (String, String) {
        (self.bucket.to_string(), self.value_hash.clone())
    }

    fn reached(&self, frees_at: Timestamp) -> Reached {
        Reached {
            rate_limit: self.rate_limit,
            unique_name: self.unique_name.clone(),
            bucket: self.bucket,
            window: self.window,
            frees_at,
        }
    }
}

/// What a value is counted under: a hash of the limit's own key.
fn hashed(rated: &Rated, value: &RateLimitValue, keys: &Keyring) -> Result<String, DbError> {
    let sid = rated.rate_limit.to_string();
    let hashed = keys.blind(hash_key_place(&sid), &rated.hash_key_sealed, value.as_str());
    hashed.map_err(|_| DbError::unreadable("rate_limits.hash_key_sealed"))
}
