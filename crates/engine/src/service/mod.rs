//! Making, changing and deleting services.

mod create;
mod delete;
mod patch;
mod prompts;
mod update;

pub use create::CreateServiceError;
pub use patch::{BadPatch, ServicePatch};
pub use prompts::{PromptPatch, UpdatePromptsError};
pub use update::UpdateServiceError;
