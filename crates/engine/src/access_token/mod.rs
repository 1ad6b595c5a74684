//! Permissions for devices to enrol: an application asks for one, its app carries it back.

mod admit;
mod create;
mod text;

pub use create::NewAccessToken;
