//! Browsers in front of which a person isn't asked again.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::browser_name::BrowserName;
use crate::{AccountSid, Identity, Method, RememberedBrowserSid, ServiceSid, Timestamp};

/// For how many days a service may have browsers remembered.
pub const REMEMBER_DAYS: RangeInclusive<u32> = 1..=90;
/// How many of a person's are remembered at once: the one that was used longest ago makes room.
pub const MAX_REMEMBERED: usize = 10;
/// How long a token is forgiven that was replaced, in milliseconds: another tab may have sent it already.
pub const FORGIVEN_MILLIS: i64 = 60_000;
const DAY: i64 = 86_400_000;

/// A browser that is remembered. It belongs to one person of one service.
#[derive(Clone, PartialEq, Eq)]
pub struct RememberedBrowser {
    /// Its name: in its cookie, and wherever it is listed.
    pub sid: RememberedBrowserSid,
    /// Whose service it is.
    pub account_sid: AccountSid,
    /// The service.
    pub service_sid: ServiceSid,
    /// The application's name for the person.
    pub identity: Identity,
    /// What it calls itself.
    pub name: BrowserName,
    /// With what the person proved themselves there: it stands for that, and for nothing else.
    pub method: Method,
    /// A hash of what they could prove themselves with then. Once that is another, the browser counts no more.
    pub bound_to: String,
    /// SHA-256 of the secret in its cookie.
    pub token_hash: String,
    /// That of the secret before.
    pub previous_hash: Option<String>,
    /// When the secret was last replaced.
    pub rotated_at: Timestamp,
    /// When the person proved themselves there.
    pub created_at: Timestamp,
    /// When it last let them in.
    pub used_at: Timestamp,
    /// Until when it counts at most.
    pub expires_at: Timestamp,
}

/// Shows neither hashes nor the person.
impl std::fmt::Debug for RememberedBrowser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RememberedBrowser").field("sid", &self.sid).finish_non_exhaustive()
    }
}

/// What a token is that somebody shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenStanding {
    /// The one that was given last, long enough ago for another to be given.
    Current,
    /// The one that was given last or the one before, and the last was given less than a minute ago: two tabs.
    Fresh,
    /// One that was replaced before, or none that was ever given: somebody has copied the cookie.
    Stolen,
}

impl RememberedBrowser {
    /// What the token with this hash is at `now`. The token is replaced once a minute at most, so that all tabs that were
    /// opened together hold one of the two that are good.
    #[must_use]
    pub fn standing(&self, token_hash: &str, now: Timestamp) -> TokenStanding {
        let is_fresh = now.millis_since(self.rotated_at) < FORGIVEN_MILLIS;
        if self.token_hash == token_hash {
            return if is_fresh && self.previous_hash.is_some() {
                TokenStanding::Fresh
            } else {
                TokenStanding::Current
            };
        }
        let is_previous = self.previous_hash.as_deref() == Some(token_hash);
        if is_previous && is_fresh { TokenStanding::Fresh } else { TokenStanding::Stolen }
    }

    /// Puts the hash of a new token in place of the one that was used.
    pub fn rotate(&mut self, token_hash: String, now: Timestamp) {
        self.previous_hash = Some(std::mem::replace(&mut self.token_hash, token_hash));
        (self.rotated_at, self.used_at) = (now, now);
    }

    /// Until when it counts where browsers are remembered for `days` now: a service that shortens the time shortens it for
    /// all, and one that prolongs it only for those who are asked from then on.
    #[must_use]
    pub fn counts_until(&self, days: u32) -> Timestamp {
        self.expires_at.min(self.created_at.plus_millis(i64::from(days) * DAY))
    }

    /// Whether it counts at `now`, for somebody who can prove themselves with what `bound_to` is a hash of.
    #[must_use]
    pub fn counts(&self, days: u32, bound_to: &str, now: Timestamp) -> bool {
        now < self.counts_until(days) && self.bound_to == bound_to
    }
}

/// That a browser stood in place of a proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognised {
    /// Which.
    #[serde(with = "super::text")]
    pub browser: RememberedBrowserSid,
    /// When the person proved themselves there, in milliseconds.
    pub since: i64,
}

impl Recognised {
    /// What it is called where methods are.
    pub const NAME: &'static str = "remembered_browser";

    /// When the person proved themselves there.
    #[must_use]
    pub const fn since(&self) -> Timestamp {
        Timestamp::from_millis(self.since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MockDice;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + millis)
    }

    fn browser() -> RememberedBrowser {
        let dice = MockDice::new(1);
        RememberedBrowser {
            sid: RememberedBrowserSid::new(at(0), &dice),
            account_sid: AccountSid::new(at(0), &dice),
            service_sid: ServiceSid::new(at(0), &dice),
            identity: Identity::parse("ann-00001").unwrap(),
            name: BrowserName::default(),
            method: Method::Totp,
            bound_to: "b".to_owned(),
            token_hash: "t0".to_owned(),
            previous_hash: None,
            rotated_at: at(0),
            created_at: at(0),
            used_at: at(0),
            expires_at: at(30 * DAY),
        }
    }

    #[test]
    fn two_tabs_are_forgiven_for_a_minute_and_a_token_of_before_never_after() {
        let mut it = browser();
        assert_eq!(it.standing("t0", at(1)), TokenStanding::Current, "the first is replaced when it is used");
        it.rotate("t1".to_owned(), at(1000));
        for (token, after, is) in [
            ("t1", 0, TokenStanding::Fresh),
            ("t0", 0, TokenStanding::Fresh),
            ("t0", 59_999, TokenStanding::Fresh),
            ("t0", 60_000, TokenStanding::Stolen),
            ("t1", 59_999, TokenStanding::Fresh),
            ("t1", 60_000, TokenStanding::Current),
            ("t9", 0, TokenStanding::Stolen),
            ("", 0, TokenStanding::Stolen),
        ] {
            assert_eq!(it.standing(token, at(1000 + after)), is, "{token} {after}");
        }
        it.rotate("t2".to_owned(), at(100_000));
        assert_eq!(it.standing("t0", at(100_001)), TokenStanding::Stolen);
        assert_eq!(it.standing("t1", at(100_001)), TokenStanding::Fresh);
    }

    #[test]
    fn it_counts_for_the_shorter_of_both_times_and_until_the_methods_change() {
        let it = browser();
        assert!(it.counts(30, "b", at(30 * DAY - 1)) && !it.counts(30, "b", at(30 * DAY)));
        assert!(
            !it.counts(90, "b", at(30 * DAY)),
            "a longer time holds for those who are asked from then on"
        );
        assert!(it.counts(7, "b", at(7 * DAY - 1)) && !it.counts(7, "b", at(7 * DAY)));
        assert!(!it.counts(30, "c", at(0)) && !it.counts(0, "b", at(0)));
    }

    #[test]
    fn nothing_that_opens_it_is_shown() {
        let shown = format!("{:?}", browser());
        assert!(!shown.contains("t0") && !shown.contains("ann"), "{shown}");
    }
}
