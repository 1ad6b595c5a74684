//! Hardware tokens: taking their seeds in, giving them to people, and taking them away.

mod assign;
mod delete;
mod import;
mod unassign;

pub use assign::{AssignToken, TOKENS_TRIED_A_DAY};
pub use delete::{DeletedToken, NotDeleted};
pub use import::{ImportError, MOST_TOLD, Present};
pub use unassign::Unassigned;

use countersign_keyring::Place;
use countersign_model::{AccountSid, HardwareTokenSid, TokenSerial};

/// Where a token's seed is sealed: for its number and its account. As `sealed.rs` of the store has it.
fn row(sid: HardwareTokenSid, account: AccountSid, serial: &TokenSerial) -> String {
    format!("{sid}{account}{serial}")
}

const fn place(row: &str) -> Place<'_> {
    Place { table: "hardware_tokens", row, column: "seed_sealed" }
}
