//! Asking people for their factors, and looking at their answers.

mod answer;
mod create;
mod judge;

pub use answer::AnswerChallenge;
pub use create::{Asked, CreateChallenge};
pub(crate) use judge::judge;
