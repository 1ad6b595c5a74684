//! What Twilio's API doesn't have: JSON in and out.

pub(crate) mod browsers;
mod members;
pub(crate) mod prompt_settings;
pub(crate) mod prompts;
