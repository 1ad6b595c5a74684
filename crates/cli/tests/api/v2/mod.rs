mod challenges;
mod entities;
mod factors;
mod passkeys;
mod safe_list;
mod services;
mod verification_check;
mod verifications;
