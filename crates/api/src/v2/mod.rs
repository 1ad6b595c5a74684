//! The resources of Verify v2.

pub(crate) mod access_tokens;
pub(crate) mod attempts;
pub(crate) mod buckets;
pub(crate) mod challenges;
pub(crate) mod entities;
pub(crate) mod factor_refusal;
pub(crate) mod factors;
pub(crate) mod forms;
pub(crate) mod messaging_configurations;
pub(crate) mod notifications;
pub(crate) mod paging;
pub(crate) mod passkeys;
pub(crate) mod place;
pub(crate) mod rate_limits;
pub(crate) mod refusal;
pub(crate) mod safe_list;
pub(crate) mod services;
mod target;
pub(crate) mod templates;
pub(crate) mod verification_check;
pub(crate) mod verifications;
pub(crate) mod visit;
pub(crate) mod webhooks;
