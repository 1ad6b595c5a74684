//! Making, changing and deleting services.

mod create;
mod delete;
mod patch;
mod update;

pub use create::CreateServiceError;
pub use patch::{BadPatch, ServicePatch};
pub use update::UpdateServiceError;
