//! Webhooks: making, changing and deleting them, writing down what they are to be told, and telling it.

mod create;
mod delete;
mod deliver;
mod event;
mod update;
mod worker;

pub use create::{CreateWebhook, CreateWebhookError, MOST_WEBHOOKS};
pub(crate) use deliver::TELLINGS;
pub(crate) use event::Event;
pub use update::{UpdateWebhook, UpdateWebhookError};
