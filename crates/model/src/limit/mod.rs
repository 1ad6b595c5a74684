//! What may be sent at all, before any provider is paid: the operator's rules, each with the evidence of its refusal.
//!
//! Everything here is arithmetic. What needs counting or looking up is locked and read by the engine inside the
//! request's own transaction and judged by what stands here.

mod block;
mod money;
mod number_kind;
mod pace;
mod price;
mod rule;
mod settings;

pub use block::{BadPrefix, Block, Blocked, Prefix};
pub use money::{BadMoney, Cap, Money};
pub use number_kind::NumberKind;
pub use pace::{Pace, PerAddress, SendLog};
pub use price::{Budget, Percent, Prices, Spent};
pub use rule::{BudgetOf, Per, Rule};
pub use settings::{Countries, Limits, RateLimitBounds};
