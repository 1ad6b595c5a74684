//! The kinds of factors: what each keeps, how it is enrolled, challenged and answered. No I/O, no clock, no dice of its own.
//!
//! A kind is one file in `kinds/` and one line in its list; a factor's row names its kind, and what the kind keeps stands
//! beside it in clear and sealed. Nothing above asks which kind it is: it asks the kind.

mod base32;
mod device;
mod es256;
mod kind;
mod kinds;
mod otp;
mod params;
pub mod token_file;

pub use device::{Claim, claimed};
pub use kind::{AskOpenly, Enrol, Enrolled, Kept, Kind, KindError, Mistimed};
pub use kinds::{KINDS, addresses, find, hardware, passkeys, recovery_codes, twilios};
pub use params::Params;
