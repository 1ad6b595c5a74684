//! What commands can ask of the data, and the file that carries each out.

use countersign_engine::Engine;
use serde::{Deserialize, Serialize};

use super::{Answer, Reply};
use crate::commands::{Failure, account, backup, doctor, erase, key, secrets, service, verify};

/// A command on its way to the data. No `Debug`: some hold a code, a number or keys.
#[derive(Serialize, Deserialize)]
pub(crate) enum Request {
    Account(account::Ask),
    Key(key::Ask),
    Secrets(secrets::Ask),
    Service(service::Ask),
    Verify(verify::Ask),
    Erase(erase::Ask),
    Backup(backup::Ask),
    Doctor(doctor::Ask),
}

impl Request {
    /// Does it; long work tells on `reply` how far it has come.
    pub(crate) async fn carry_out(self, engine: &Engine, reply: &Reply) -> Result<Answer, Failure> {
        match self {
            Self::Account(ask) => ask.carry_out(engine).await,
            Self::Key(ask) => ask.carry_out(engine).await,
            Self::Secrets(ask) => ask.carry_out(engine).await,
            Self::Service(ask) => ask.carry_out(engine).await,
            Self::Verify(ask) => ask.carry_out(engine).await,
            Self::Erase(ask) => ask.carry_out(engine, reply).await,
            Self::Doctor(ask) => ask.carry_out(engine).await,
            Self::Backup(ask) => ask.carry_out(engine, reply).await,
        }
    }
}
