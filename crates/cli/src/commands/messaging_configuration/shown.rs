//! Messaging configurations as people and programs are shown them.

use countersign_engine::Engine;
use countersign_model::{AccountSid, MessagingConfiguration, ServiceSid};
use countersign_store::{messaging_configurations, services};
use serde_json::json;

use super::{Place, absent, no_service};
use crate::commands::Failure;
use crate::control::Answer;

/// All of a service's, in the order of their countries.
pub(super) async fn list(
    engine: &Engine,
    account: AccountSid,
    service: ServiceSid,
) -> Result<Answer, Failure> {
    let found = engine.store().read(move |tx| match services::find(tx, account, service)? {
        Some(_) => messaging_configurations::list(tx, account, service).map(Some),
        None => Ok(None),
    });
    let mut rows = found.await.map_err(Failure::of)?.ok_or_else(|| no_service(account, service))?;
    rows.sort_by_key(|it| it.country.to_string());
    let rows = rows.iter().map(|it| {
        [
            json!(it.country.to_string()),
            json!(it.messaging_service_sid.to_string()),
            json!(it.created_at.to_string()),
        ]
    });
    Ok(Answer::table(["country", "messaging_service", "created"], rows).of("messaging configuration"))
}

pub(super) async fn show(engine: &Engine, place: Place) -> Result<Answer, Failure> {
    let (account, service, country) = place;
    let found = engine.store().read(move |tx| messaging_configurations::find(tx, account, service, country));
    found.await.map_err(Failure::of)?.map(|it| record(&it)).ok_or_else(|| absent(place))
}

pub(super) fn record(it: &MessagingConfiguration) -> Answer {
    Answer::record([
        ("service", json!(it.service_sid.to_string())),
        ("country", json!(it.country.to_string())),
        ("messaging_service", json!(it.messaging_service_sid.to_string())),
        ("date_created", json!(it.created_at.to_string())),
        ("date_updated", json!(it.updated_at.to_string())),
    ])
}
