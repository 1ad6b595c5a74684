//! Accounts and who calls for them.

mod first;

pub use first::{FirstAccount, FirstAccountError};
