mod services;
mod verification_check;
mod verifications;
