//! People who begin verifications on a schedule, wait for their code and check it, whatever becomes of providers and of
//! the server. What each was told and what arrived for them is written down.

mod ledger;
mod peers;
mod people;

pub(crate) use ledger::{Ledger, Tally};
pub(crate) use peers::Peers;
pub(crate) use people::{Line, come};
