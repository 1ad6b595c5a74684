mod challenges;
mod entities;
mod factors;
mod rate_limits;
mod safe_list;
mod services;
mod verification_check;
mod verifications;
