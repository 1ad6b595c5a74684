//! Telling devices that there is something to answer. A notification waits in a row of its own and is carried out behind.

mod create;
mod deliver;

use std::sync::Arc;

use countersign_delivery::Seat;
use countersign_model::{DeviceAddress, Platform};

pub use create::NewNotification;
pub(crate) use create::along;
pub(crate) use deliver::Notices;

use crate::engine::Inner;

impl Inner {
    /// The provider that wakes devices of this platform: the first, for a device is one app's, and another provider would
    /// speak for another app.
    pub(crate) fn seat_for(&self, platform: Platform) -> Option<&Arc<Seat>> {
        self.routes.seats().iter().find(|seat| seat.provider.platforms().contains(&platform))
    }

    /// Whether a provider wakes this device.
    pub(crate) fn can_notify(&self, device: Option<&DeviceAddress>) -> bool {
        device.is_some_and(|device| self.seat_for(device.platform).is_some())
    }
}
