//! Prompts: pages on which people set up their methods and prove themselves. What is decided about them is decided here; the
//! floor above shows it.
//!
//! A caller makes a prompt ([`CreatePrompt`]), a browser opens its link and does one thing after the other ([`Visit`],
//! [`Pressed`]), and the caller exchanges the code that the browser brings back.
//!
//! Whatever a browser does is three steps: it *claims* the prompt's next step, so that of two forms of the same page one
//! counts; then verifications, factors and challenges do their work as for any caller, with all their limits; then what
//! came of it is *settled* in the prompt. A crash between leaves the person where they were.

mod act;
mod address;
mod answer;
mod browser;
mod cancel;
mod claim;
mod create;
mod device;
mod error;
mod exchange;
mod fetch;
mod kept;
mod lead;
mod leave;
mod number;
mod passkey;
mod push;
mod scene;
mod send;
mod set_up;
mod settle;
mod sign;

pub use act::{Acted, Pressed, Typed};
pub use browser::Browser;
pub use claim::Visit;
pub use create::CreatePrompt;
pub use error::PromptError;
pub use exchange::Exchanged;
pub use leave::Left;
pub use passkey::PasskeyError;
pub use scene::Scene;
pub use sign::Jwks;

use countersign_model::{Content, Prompt};

/// A prompt with what is in it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The row.
    pub prompt: Prompt,
    /// What was sealed in it.
    pub content: Content,
}
