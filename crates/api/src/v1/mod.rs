//! What Twilio's API doesn't have: JSON in and out.

mod members;
pub(crate) mod prompt_settings;
pub(crate) mod prompts;
