//! The verbs: what this server does, one file each. Every write goes through here.
//!
//! A verb draws what chance it needs, then runs one transaction. Work that is slow or may fail leaves as a row of the
//! outbox in that same transaction, and a worker carries it out.

pub mod access_token;
pub mod account;
pub mod attempt;
pub mod audit;
pub mod backup;
pub mod bucket;
mod busy;
pub mod challenge;
mod conversion;
pub mod device;
mod engine;
pub mod entity;
pub mod erase;
pub mod factor;
pub mod key;
pub mod limit;
mod measure;
pub mod messaging_configuration;
pub mod notification;
pub mod outbox;
pub mod prompt;
pub mod provider;
pub mod rate_limit;
pub mod receipt;
mod retention;
pub mod safe_list;
pub mod secrets;
pub mod service;
pub mod template;
pub mod token;
mod upstream;
pub mod verification;
pub mod voice;
pub mod webhook;

pub use countersign_model::Limits;
pub use engine::{Delivery, Engine, Parts, StartError};
pub use measure::METRICS;
pub use retention::Retention;
