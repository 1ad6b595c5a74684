//! Twilio's Verify v2 dialect: forms in, JSON out, Twilio's words for every refusal.
//!
//! One resource is one folder, one verb is one file; a resource's `mod.rs` is its JSON shape. [`router`] is the
//! contents page.

mod explains;
mod numbers;
mod openapi;
mod route;
mod router;
mod v1;
mod v2;

pub use explains::Explains;
pub use openapi::document as openapi_document;
pub use router::{ApiState, router};
pub use v1::prompt_settings::read as prompt_settings;
pub use v2::refusal::rule_problem;
pub use v2::services::settings::{NAMES as SERVICE_SETTINGS, parse as service_settings};
