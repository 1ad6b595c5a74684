//! What commands can ask of the data, and the file that carries each out.

use countersign_engine::Engine;
use countersign_model::Actor;
use serde::{Deserialize, Serialize};

use super::{Answer, Carriers, Reply};
use crate::commands::{
    Failure, access_token, account, audit, backup, block, challenge, costs, deliveries, doctor, entity,
    erase, factor, key, messaging_configuration, pause, prompt, providers, rate_limit, route, safe_list,
    secrets, service, template, token, verify, webhook,
};

/// A command on its way to the data, and who gave it. No `Debug`: some hold a code, a number or keys.
#[derive(Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) by: String,
    pub(crate) request: Request,
}

impl Order {
    /// Does it; long work tells on `reply` how far it has come.
    pub(crate) async fn carry_out(self, engine: &Engine, reply: &Reply) -> Result<Answer, Failure> {
        self.request.carry_out(engine, Actor::Operator(self.by), reply).await
    }
}

/// What is asked.
#[derive(Serialize, Deserialize)]
pub(crate) enum Request {
    Account(account::Ask),
    Key(key::Ask),
    Secrets(secrets::Ask),
    Service(service::Ask),
    RateLimit(rate_limit::Ask),
    Template(template::Ask),
    MessagingConfiguration(messaging_configuration::Ask),
    Webhook(webhook::Ask),
    Prompt(prompt::Ask),
    Verify(verify::Ask),
    Entity(entity::Ask),
    Factor(factor::Ask),
    Challenge(challenge::Ask),
    Token(token::Ask),
    AccessToken(access_token::Ask),
    Audit(audit::Ask),
    Block(block::Ask),
    Pause(pause::Ask),
    SafeList(safe_list::Ask),
    Erase(erase::Ask),
    Backup(backup::Ask),
    Doctor(doctor::Ask),
    Route(route::Ask),
    Providers(providers::Ask),
    Deliveries(deliveries::Ask),
    Costs(costs::Ask),
}

impl Request {
    /// Which providers it needs where no server runs.
    pub(super) const fn carriers(&self) -> Carriers {
        match self {
            Self::Erase(_) => Carriers::Inbox,
            Self::Route(_) | Self::Providers(_) | Self::Costs(_) => Carriers::Configured,
            // The configuration says which messaging services there are.
            Self::MessagingConfiguration(ask) if ask.names_messaging_service() => Carriers::Configured,
            _ => Carriers::Nobody,
        }
    }

    async fn carry_out(self, engine: &Engine, by: Actor, reply: &Reply) -> Result<Answer, Failure> {
        match self {
            Self::Account(ask) => ask.carry_out(engine, by).await,
            Self::Key(ask) => ask.carry_out(engine, by).await,
            Self::Secrets(ask) => ask.carry_out(engine, by).await,
            Self::Service(ask) => ask.carry_out(engine, by).await,
            Self::RateLimit(ask) => ask.carry_out(engine, by).await,
            Self::Template(ask) => ask.carry_out(engine, by).await,
            Self::MessagingConfiguration(ask) => ask.carry_out(engine, by).await,
            Self::Webhook(ask) => ask.carry_out(engine, by).await,
            Self::Prompt(ask) => ask.carry_out(engine, by).await,
            Self::Verify(ask) => ask.carry_out(engine, by).await,
            Self::Entity(ask) => ask.carry_out(engine, by).await,
            Self::Factor(ask) => ask.carry_out(engine, by).await,
            Self::Challenge(ask) => ask.carry_out(engine).await,
            Self::Token(ask) => ask.carry_out(engine, by, reply).await,
            Self::AccessToken(ask) => ask.carry_out(engine, by).await,
            Self::Audit(ask) => ask.carry_out(engine).await,
            Self::Block(ask) => ask.carry_out(engine, by).await,
            Self::Pause(ask) => ask.carry_out(engine, by).await,
            Self::SafeList(ask) => ask.carry_out(engine, by).await,
            Self::Erase(ask) => ask.carry_out(engine, reply).await,
            Self::Doctor(ask) => ask.carry_out(engine).await,
            Self::Backup(ask) => ask.carry_out(engine, reply).await,
            Self::Route(ask) => ask.carry_out(engine).await,
            Self::Providers(ask) => ask.carry_out(engine, reply).await,
            Self::Deliveries(ask) => ask.carry_out(engine, reply).await,
            Self::Costs(ask) => ask.carry_out(engine, reply).await,
        }
    }
}
