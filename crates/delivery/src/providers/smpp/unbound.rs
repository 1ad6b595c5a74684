//! Why there is no bind.

use std::fmt;

use countersign_model::Fate;

use super::status;
use crate::Message;
use crate::reason::reason;

/// Why a connection is not bound. Shown to operators; holds neither messages nor the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unbound {
    /// The server has only begun.
    NotYet,
    /// There was no connection.
    Unreachable(String),
    /// The centre refused the bind with this status.
    Refused(u32),
    /// The connection was lost.
    Lost(String),
    /// The server is ending.
    Stopped,
}

impl Unbound {
    /// The fate of a message that finds no bind: surely not taken.
    pub(super) fn fate(&self, message: &Message) -> Fate {
        let reason = reason("not bound", &self.to_string(), message);
        match self {
            Self::Refused(status) if status::is_for_operator(*status) => Fate::BadCredentials { reason },
            _ => Fate::Retryable { reason },
        }
    }
}

impl fmt::Display for Unbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotYet => f.write_str("the first bind is still to come"),
            Self::Unreachable(why) => f.write_str(why),
            Self::Refused(status) => write!(f, "the centre refused the bind: {}", status::words(*status)),
            Self::Lost(why) => write!(f, "the connection was lost: {why}"),
            Self::Stopped => f.write_str("this server is stopping"),
        }
    }
}
