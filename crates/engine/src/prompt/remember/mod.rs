//! Browsers in front of which a person isn't asked again.
//!
//! A browser is remembered for one person of one service, once they have proven themselves there and asked for it. Its cookie
//! holds the row's SID and a secret that is replaced with each use; the row has the secret's hash and the one before. Who
//! shows an older secret has a copy, or the person has: nobody can tell, so the row is removed and whoever asks proves
//! themselves. The row also has a hash of what the person could prove themselves with, so that any change of that, and a
//! recovery code that was used, ends it without a word from whatever made the change.
//!
//! Looking at a page writes nothing, here as elsewhere: the page of somebody who is remembered has one button.

mod bound;
mod cookie;
mod forget;
mod fresh;
mod let_in;
mod recognise;

pub use cookie::{BrowserCookie, BrowserToken, Remembering};

pub(super) use bound::bound_to;
pub(super) use forget::browsers_of;
pub(super) use recognise::{Known, recognise};
