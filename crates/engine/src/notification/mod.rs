//! Telling devices that there is something to answer. A notification waits in a row of its own and is carried out behind.

mod create;
mod deliver;

use countersign_model::{DeviceAddress, Platform};

pub use create::NewNotification;
pub(crate) use create::along;

use crate::engine::Inner;

impl Inner {
    /// Whether a provider wakes devices of this platform.
    pub(crate) fn wakes(&self, platform: Platform) -> bool {
        self.routes.seats().iter().any(|seat| seat.provider.platforms().contains(&platform))
    }

    /// Whether a provider wakes this device.
    pub(crate) fn can_notify(&self, device: Option<&DeviceAddress>) -> bool {
        device.is_some_and(|device| self.wakes(device.platform))
    }
}
