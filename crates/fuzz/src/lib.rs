//! What strangers send, octet by octet: one function a target, which panics where a promise doesn't hold.
//!
//! `tests/targets.rs` runs each over its corpus and some random octets. A fuzzer that watches which code is reached runs
//! the same functions long: see CONTRIBUTING.md. What a target promises is more than that it ends: what is read comes back
//! as it was, and nothing that somebody else made up passes for what a key has signed.

mod answers;
mod device_tokens;
mod edits;
mod fixtures;
mod forms;
mod otpauth;
mod passkeys;
mod passkeys_json;
mod software_key;
mod templates;

pub use answers::answers;
pub use device_tokens::device_tokens;
pub use forms::forms;
pub use otpauth::otpauth;
pub use passkeys::passkeys;
pub use passkeys_json::passkeys_json;
pub use templates::templates;
