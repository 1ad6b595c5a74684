//! Whether a 404 tells more than Twilio's.

/// Whether the answer about a verification that lives no longer says how it ended, and when. It is said to the account that
/// made it and to nobody else; an operator may want no difference from Twilio's answers all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explains(pub bool);
