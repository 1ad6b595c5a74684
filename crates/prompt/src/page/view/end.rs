//! How a prompt ends.

use crate::page::brand::Link;

/// Says what happened, and where to go.
#[derive(Clone, Debug)]
pub struct End {
    /// What happened.
    pub what: Ended,
    /// The way on: to the step where the person is, or to try again; from `/` on.
    pub onward: Option<String>,
    /// The way back to the application.
    pub back: Option<Link>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The prompt's time is over.
    Expired,
    /// The prompt is over: its link was used.
    Used,
    /// It is open in another browser.
    Elsewhere,
    /// There is no such prompt.
    Unknown,
    /// The browser keeps no cookie.
    CookiesBlocked,
    /// Too many wrong answers; so many minutes until the next may be given, if it is known.
    TooMany(Option<u32>),
    /// The person has no method.
    NotEnrolled,
    /// Someone said on a device that it wasn't them, or the application takes none of the methods that there are.
    Denied,
    /// The person gave up.
    Canceled,
    /// The form belonged to a step that is over; nothing was done.
    Stale,
    /// It worked.
    Done,
    /// The server failed; what was typed is lost, what was set up is not.
    Fault,
}
