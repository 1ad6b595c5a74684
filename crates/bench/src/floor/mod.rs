//! The floor: the least that a server can do which sends a code and checks it durably. No authentication, no limits, no
//! audit, no history, no retries.

mod server;
mod writer;

pub(crate) use server::serve;
