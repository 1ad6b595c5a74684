//! Webhooks: making, changing and deleting them, writing down what they are to be told, and telling it.

mod create;
mod delete;
mod deliver;
mod event;
mod factor;
mod full;
mod prompt;
mod test;
mod update;
mod verification;
mod worker;

pub use create::{CreateWebhook, CreateWebhookError, MOST_WEBHOOKS};
pub(crate) use deliver::TELLINGS;
pub(crate) use event::Event;
pub(crate) use full::FILLINGS;
pub use full::MOST_WAITING;
pub use test::{TestWebhookError, Tested};
pub use update::{UpdateWebhook, UpdateWebhookError};
pub(crate) use verification::News;
