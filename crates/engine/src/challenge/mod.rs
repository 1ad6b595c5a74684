//! Asking people for their factors, and looking at their answers.

mod answer;
mod claim;
mod create;
mod judge;
mod open;

pub use answer::AnswerChallenge;
pub use claim::{Answered, ClaimChallenge};
pub use create::{Asked, CreateChallenge};
pub(crate) use judge::judge;
pub use open::OpenChallenge;
