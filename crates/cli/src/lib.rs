//! The binary as a library: reads the configuration, builds everything once, and runs it.

pub mod commands;
pub mod config;
mod control;
mod data_dir;
mod descriptors;
mod key_file;
mod keys;
mod log;
pub mod ops;
mod running;
mod signals;
mod system;
mod traces;

pub use data_dir::DataDir;
pub use key_file::KeyFile;
pub use running::{Running, Setup};
pub use system::{SystemClock, SystemDice};
