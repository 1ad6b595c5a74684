mod challenges;
mod entities;
mod factors;
mod safe_list;
mod services;
mod verification_check;
mod verifications;
mod webhooks;
