//! Looking at providers: how each stands now, and what became of the messages that they were asked to carry.

mod now;
mod record;
mod status;
mod walk;

pub use now::{ProviderNow, Standing};
pub use record::Record;
pub use status::ProviderStatus;
