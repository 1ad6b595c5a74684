//! What Apple answers: a status, and for a refusal a `reason` in one word.

use serde_json::Value;

use crate::http::Answered;
use crate::{Noticed, Probe};

/// What a reason is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    /// The device is not there any more.
    Gone,
    /// This device was told too often just now.
    Busy,
    /// Apple can't, or wants to be left alone for a while.
    Passing,
    /// Who we are, or what we may.
    Ours,
    /// This notice.
    Notice,
}

/// Apple's reasons ("Handling notification responses from APNs"). `BadDeviceToken` and `DeviceTokenNotForTopic` are no
/// reason to forget a device: they come for every device where `environment` or `topic` is another than the app's, and a
/// mended setting would find no device left.
const REASONS: &[(&str, About)] = &[
    ("Unregistered", About::Gone),
    ("ExpiredToken", About::Gone),
    ("TooManyRequests", About::Busy),
    ("TooManyProviderTokenUpdates", About::Passing),
    ("IdleTimeout", About::Passing),
    ("InternalServerError", About::Passing),
    ("ServiceUnavailable", About::Passing),
    ("Shutdown", About::Passing),
    ("BadCertificate", About::Ours),
    ("BadCertificateEnvironment", About::Ours),
    ("BadEnvironmentKeyIdInToken", About::Ours),
    ("BadEnvironmentKeyInToken", About::Ours),
    ("BadTopic", About::Ours),
    ("ExpiredProviderToken", About::Ours),
    ("Forbidden", About::Ours),
    ("InvalidProviderToken", About::Ours),
    ("MissingProviderToken", About::Ours),
    ("MissingTopic", About::Ours),
    ("TopicDisallowed", About::Ours),
    ("UnrelatedKeyIdInToken", About::Ours),
    ("BadCollapseId", About::Notice),
    ("BadDeviceToken", About::Notice),
    ("BadExpirationDate", About::Notice),
    ("BadMessageId", About::Notice),
    ("BadPath", About::Notice),
    ("BadPriority", About::Notice),
    ("DeviceTokenNotForTopic", About::Notice),
    ("DuplicateHeaders", About::Notice),
    ("InvalidPushType", About::Notice),
    ("MethodNotAllowed", About::Notice),
    ("MissingDeviceToken", About::Notice),
    ("PayloadEmpty", About::Notice),
    ("PayloadTooLarge", About::Notice),
];

/// The known reason, by its own name, and what it is about; for others what the status says.
fn about(answered: &Answered) -> (&'static str, About) {
    let told = answered.json().unwrap_or_default();
    let reason = told.get("reason").and_then(Value::as_str).unwrap_or_default();
    if let Some((name, about)) = REASONS.iter().find(|(name, _)| *name == reason) {
        return (name, *about);
    }
    let about = match answered.status {
        410 => About::Gone,
        429 => About::Busy,
        401 | 403 => About::Ours,
        // Whoever says yes in Apple's place has not told the device.
        200..=299 | 408 | 500.. => About::Passing,
        _ => About::Notice,
    };
    ("", about)
}

/// What became of the notice.
pub(super) fn read(answered: &Answered) -> Noticed {
    if answered.status == 200 {
        return Noticed::Taken;
    }
    let (name, about) = about(answered);
    let mut reason = format!("answered {} {name}", answered.status).trim_end().to_owned();
    let retry_after_millis = answered.retry_after();
    match about {
        About::Gone => Noticed::Gone,
        About::Busy => Noticed::Later { reason, retry_after_millis },
        About::Passing => Noticed::Failed { reason, retry_after_millis },
        About::Ours => {
            if name == "ExpiredProviderToken" {
                reason += ": this server's clock is behind";
            }
            Noticed::Unauthorized { reason }
        }
        About::Notice => {
            if name == "BadDeviceToken" {
                reason += ": it is no token, or environment is not that of the app";
            }
            Noticed::Refused { reason }
        }
    }
}

/// Whether our token is called too old.
pub(super) fn is_too_old(answered: &Answered) -> bool {
    about(answered).0 == "ExpiredProviderToken"
}

/// What an answer says that was asked about a device that nobody has.
pub(super) fn probed(answered: &Answered) -> Probe {
    match about(answered) {
        ("BadDeviceToken" | "DeviceTokenNotForTopic" | "Unregistered", _) => Probe::Reached,
        (name, _) => Probe::Failed(format!("answered {} {name}", answered.status).trim_end().to_owned()),
    }
}
