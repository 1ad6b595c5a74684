//! What commands can ask of the data, and the file that carries each out.

use countersign_engine::Engine;
use countersign_model::Actor;
use serde::{Deserialize, Serialize};

use super::Answer;
use crate::commands::{Failure, account, audit, block, key, pause, safe_list, service, verify};

/// A command on its way to the data, and who gave it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) by: String,
    pub(crate) request: Request,
}

impl Order {
    /// Does it.
    pub(crate) async fn carry_out(self, engine: &Engine) -> Result<Answer, Failure> {
        self.request.carry_out(engine, Actor::Operator(self.by)).await
    }
}

/// What is asked.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Request {
    Account(account::Ask),
    Key(key::Ask),
    Service(service::Ask),
    Verify(verify::Ask),
    Audit(audit::Ask),
    Block(block::Ask),
    Pause(pause::Ask),
    SafeList(safe_list::Ask),
}

impl Request {
    async fn carry_out(self, engine: &Engine, by: Actor) -> Result<Answer, Failure> {
        match self {
            Self::Account(ask) => ask.carry_out(engine, by).await,
            Self::Key(ask) => ask.carry_out(engine, by).await,
            Self::Service(ask) => ask.carry_out(engine, by).await,
            Self::Verify(ask) => ask.carry_out(engine, by).await,
            Self::Audit(ask) => ask.carry_out(engine).await,
            Self::Block(ask) => ask.carry_out(engine, by).await,
            Self::Pause(ask) => ask.carry_out(engine, by).await,
            Self::SafeList(ask) => ask.carry_out(engine, by).await,
        }
    }
}
