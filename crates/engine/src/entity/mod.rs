//! People of services: making and deleting them.

mod create;
mod delete;

pub use create::CreateEntityError;
