mod attempts;
pub(crate) mod messaging_configurations;
mod safe_list;
mod services;
mod templates;
mod verification_check;
mod verifications;
