//! What may be sent, and how often something may be asked.

mod block;
mod fetch;
mod guard;

pub use fetch::{FetchLimit, FetchRefused};
pub(crate) use guard::Guard;
