//! Waking a device, which then asks by itself what there is to answer.

use std::fmt;
use std::pin::Pin;

use countersign_model::{DeviceAddress, Fate};
use serde_json::{Value, json};

/// What a device is told.
#[derive(Clone, PartialEq, Eq)]
pub struct Notice {
    /// The device.
    pub to: DeviceAddress,
    /// The notification's name, the same for every try.
    pub notification_sid: String,
    /// The factor that it is.
    pub factor_sid: String,
    /// The challenge that waits. A later notice of the same one takes the place of the earlier.
    pub challenge_sid: String,
    /// The question, for the app to show.
    pub message: String,
    /// For how many seconds the platform may keep trying.
    pub ttl: i64,
}

impl Notice {
    /// What apps made with Twilio's SDKs look for in a notice, on each platform by the same names.
    pub(crate) fn members(&self) -> Value {
        json!({
            "type": "verify_push_challenge",
            "factor_sid": self.factor_sid,
            "challenge_sid": self.challenge_sid,
            "message": self.message,
        })
    }
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
    /// It may work later, and says nothing about other devices. A device that is told twice shows one question.
    Later {
        /// Why.
        reason: String,
        /// When the platform wants to be asked again.
        retry_after_millis: Option<i64>,
    },
    /// The platform fails, whichever device is meant. It may work later.
    Failed {
        /// Why.
        reason: String,
        /// When the platform wants to be asked again.
        retry_after_millis: Option<i64>,
    },
    /// It won't take this one.
    Refused {
        /// Why.
        reason: String,
    },
    /// It takes none of ours until the operator mends something: credentials, most often.
    Unauthorized {
        /// Why.
        reason: String,
    },
}

impl Noticed {
    /// The end as one word, for logs and metrics.
    #[must_use]
    pub const fn class(&self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Gone => "gone",
            Self::Later { .. } => "later",
            Self::Failed { .. } => "failed",
            Self::Refused { .. } => "refused",
            Self::Unauthorized { .. } => "unauthorized",
        }
    }

    /// What a breaker makes of it: only a platform that fails or takes none of ours is left alone, for what one device
    /// does may not keep others from being woken.
    #[must_use]
    pub fn fate(&self) -> Fate {
        match self {
            Self::Taken => Fate::accepted(None),
            Self::Gone => Fate::BadRecipient { reason: "no such device".to_owned() },
            Self::Later { reason, .. } | Self::Refused { reason } => {
                Fate::BadRecipient { reason: reason.clone() }
            }
            Self::Failed { retry_after_millis: Some(wait), .. } => {
                Fate::Throttled { retry_after_millis: Some(*wait) }
            }
            Self::Failed { reason, retry_after_millis: None } => Fate::Retryable { reason: reason.clone() },
            Self::Unauthorized { reason } => Fate::BadCredentials { reason: reason.clone() },
        }
    }
}

/// A notice under way.
pub type Noticing<'a> = Pin<Box<dyn Future<Output = Noticed> + Send + 'a>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_device_closes_nobody_else_out() {
        let reason = || "busy".to_owned();
        let ends = [
            (Noticed::Taken, false),
            (Noticed::Gone, false),
            (Noticed::Later { reason: reason(), retry_after_millis: Some(9) }, false),
            (Noticed::Refused { reason: reason() }, false),
            (Noticed::Failed { reason: reason(), retry_after_millis: None }, true),
            (Noticed::Unauthorized { reason: reason() }, true),
        ];
        for (end, is_providers_fault) in ends {
            assert_eq!(end.fate().is_providers_fault(), is_providers_fault, "{end:?}");
            assert!(!matches!(end.fate(), Fate::Throttled { .. }), "{end:?}");
        }
        let rest = Noticed::Failed { reason: reason(), retry_after_millis: Some(9) };
        assert_eq!(rest.fate(), Fate::Throttled { retry_after_millis: Some(9) });
    }
}
