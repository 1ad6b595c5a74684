//! Locale and purpose to text: what an SMS, a call and an e-mail say, how many SMS a text becomes, and how a
//! voice reads a code.
//!
//! [`Texts`] is built once and renders a [`CodeMessage`] for a channel in a [`Locale`]. One file a language holds
//! the words (`src/lang/*.ftl`, Project Fluent's syntax). [`Wording`] is the same for anyone else's words: a file for each
//! [`Locale`]. Nothing here sends, stores or logs.

mod code_message;
mod email;
mod lang;
mod question;
mod segments;
mod spoken;
mod texts;
mod wording;

pub use code_message::{CodeMessage, Transaction};
pub use email::EmailText;
pub use lang::Locale;
pub use question::{Question, QuestionText};
pub use segments::{Encoding, Segments, segments};
pub use spoken::spoken;
pub use texts::Texts;
pub use wording::Wording;
