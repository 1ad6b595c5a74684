//! Attempts as their account sees them.

mod count;
mod list;
mod summarize;

pub use list::{ListAttempts, Moments, PAGE_LOOKS};
