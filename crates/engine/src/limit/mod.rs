//! Limits that are counted in this node's memory.

mod fetch;

pub use fetch::{FetchLimit, FetchRefused};
