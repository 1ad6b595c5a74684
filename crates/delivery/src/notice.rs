//! Waking a device, which then asks by itself what there is to answer.

use std::fmt;
use std::pin::Pin;

use countersign_model::DeviceAddress;

/// What a device is told.
#[derive(Clone, PartialEq, Eq)]
pub struct Notice {
    /// The device.
    pub to: DeviceAddress,
    /// The factor that it is.
    pub factor_sid: String,
    /// The challenge that waits. A later notice of the same one takes the place of the earlier.
    pub challenge_sid: String,
    /// The question, for the app to show.
    pub message: String,
    /// For how many seconds the platform may keep trying.
    pub ttl: i64,
}

/// Shows neither device nor question.
impl fmt::Debug for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notice")
            .field("to", &self.to)
            .field("challenge_sid", &self.challenge_sid)
            .finish_non_exhaustive()
    }
}

/// What became of a notice. Reasons hold neither the device's token nor the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noticed {
    /// The platform took it.
    Taken,
    /// The platform knows no such device any more: its token is of no use to anybody.
    Gone,
    /// It may work later. A device that is told twice shows one question.
    Later {
        /// Why.
        reason: String,
        /// When the platform wants to be asked again.
        retry_after_millis: Option<i64>,
    },
    /// It won't: the operator has to mend something.
    Refused {
        /// Why.
        reason: String,
    },
}

/// A notice under way.
pub type Noticing<'a> = Pin<Box<dyn Future<Output = Noticed> + Send + 'a>>;
