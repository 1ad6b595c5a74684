//! API keys: credentials of one program, revoked alone.

mod create;
mod revoke;

pub use create::NewKey;
