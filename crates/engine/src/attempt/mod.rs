//! Attempts as their account sees them.

mod list;

pub use list::{ListAttempts, Moments, PAGE_LOOKS};
