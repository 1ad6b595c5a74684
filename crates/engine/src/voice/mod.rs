//! A call in which a person hears the code or approves something: what the provider is told to say, one document at a time.
//!
//! The first document asks for keys and holds no code in any branch of it. Only who pressed the right ones is read the
//! code. Nothing is stored between the documents: each address holds where the call is, with an HMAC over that, the
//! attempt, the wording and, after the first, the provider's own name for the call. A call that asks for an approval goes
//! by the same addresses, and what is pressed in it is written down in the verification's row.

mod address;
mod approve;
mod call;
mod converse;
mod gate;
mod press;
mod read_out;

pub(crate) use converse::CALLS;
pub(crate) use press::APPROVALS;
pub use press::PressError;
