//! How providers stand at this moment.

use std::sync::Arc;

use countersign_delivery::Seat;
use countersign_model::{Channel, Platform, Timestamp};
use countersign_store::{StoreError, breakers};

use crate::Engine;
use crate::engine::Inner;

/// Whether a provider is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Messages go to it.
    Works,
    /// None goes to it for now.
    LeftAlone {
        /// When the next one may.
        until: Timestamp,
        /// What it did; nothing when it asked for a rest.
        why: Option<String>,
    },
    /// It failed, and the next message is let through to see whether it works again.
    OnTrial {
        /// What it did.
        why: Option<String>,
    },
}

/// A provider at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderNow {
    /// The operator's name for it.
    pub name: String,
    /// What it carries.
    pub channels: Vec<Channel>,
    /// Whose devices it wakes.
    pub platforms: Vec<Platform>,
    /// Whether it is asked.
    pub standing: Standing,
    /// Messages of this node that it has not answered yet.
    pub in_flight: u32,
}

impl Engine {
    /// Every provider, in the order of the configuration, and every upstream: as this node sees it, and as the others told.
    ///
    /// # Errors
    /// What the database says.
    pub async fn providers_now(&self) -> Result<Vec<ProviderNow>, StoreError> {
        let told = self.store().report(breakers::all).await?;
        let now = self.now();
        let seats = self.0.carriers_of_messages();
        Ok(seats
            .map(|seat| {
                let name = seat.provider.name();
                let told = told.iter().find(|seen| seen.provider == name);
                ProviderNow {
                    name: name.to_owned(),
                    channels: seat.provider.channels().to_vec(),
                    platforms: seat.provider.platforms().to_vec(),
                    standing: self.standing(name, told, now),
                    in_flight: self.0.desk.in_flight(name),
                }
            })
            .collect())
    }

    /// Every provider's name, whether this node leaves it alone, and how many messages of this node it has not answered
    /// yet. Asks nobody.
    #[must_use]
    pub fn providers_here(&self) -> Vec<(String, bool, u32)> {
        let now = self.now();
        let here = |name: &str| {
            let is_left_alone = self.0.desk.free_at(name, now) > now;
            (name.to_owned(), is_left_alone, self.0.desk.in_flight(name))
        };
        self.0.carriers_of_messages().map(|seat| here(seat.provider.name())).collect()
    }

    fn standing(&self, name: &str, told: Option<&breakers::Seen>, now: Timestamp) -> Standing {
        let why = || told.and_then(|seen| seen.reason.clone()).filter(|why| !why.is_empty());
        let others = told.and_then(|seen| seen.open_until);
        let until = self.0.desk.free_at(name, now).max(others.unwrap_or(now));
        if until > now {
            Standing::LeftAlone { until, why: why() }
        } else if others.is_some() || self.0.desk.open_until(name).is_some() {
            Standing::OnTrial { why: why() }
        } else {
            Standing::Works
        }
    }
}

impl Inner {
    /// Providers, and upstreams behind them.
    pub(super) fn carriers_of_messages(&self) -> impl Iterator<Item = &Arc<Seat>> {
        self.routes.seats().iter().chain(self.upstreams.seats())
    }
}
