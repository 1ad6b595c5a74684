//! Messaging configurations: through which of the operator's messaging services a service's text messages go to a
//! country (behaviour map 6).

use std::fmt;
use std::str::FromStr;

use crate::{AccountSid, Country, MessagingServiceSid, ServiceSid, Timestamp};

/// Where a configuration counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessagingDestination {
    /// In one country.
    Country(Country),
    /// Wherever no other one counts.
    All,
}

/// How [`MessagingDestination::All`] is written.
const ALL: &str = "all";

/// The text is neither a country nor `all`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadDestination;

impl FromStr for MessagingDestination {
    type Err = BadDestination;

    fn from_str(text: &str) -> Result<Self, BadDestination> {
        match text {
            ALL => Ok(Self::All),
            text => text.parse().map(Self::Country).map_err(|_| BadDestination),
        }
    }
}

impl fmt::Display for MessagingDestination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Country(country) => country.fmt(f),
            Self::All => f.write_str(ALL),
        }
    }
}

/// A service's choice of a messaging service for a country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagingConfiguration {
    /// Whose it is.
    pub account_sid: AccountSid,
    /// The service that sends.
    pub service_sid: ServiceSid,
    /// Where to.
    pub country: MessagingDestination,
    /// Through which.
    pub messaging_service_sid: MessagingServiceSid,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}
