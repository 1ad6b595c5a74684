//! The resources of Verify v2.

pub(crate) mod attempts;
pub(crate) mod messaging_configurations;
pub(crate) mod refusal;
pub(crate) mod safe_list;
pub(crate) mod services;
mod target;
pub(crate) mod templates;
pub(crate) mod verification_check;
pub(crate) mod verifications;
