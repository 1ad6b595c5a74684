//! Templates: an account's own wording, which operators write and approve.

mod approve;
mod create;
mod delete;
mod refusal;
mod translate;
mod words;

pub use approve::ApproveTranslationError;
pub use refusal::TemplateRefusal;
pub(crate) use words::{Words, words};
