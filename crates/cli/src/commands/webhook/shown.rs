//! Webhooks as people and programs are shown them.

use countersign_engine::Engine;
use countersign_model::{AccountSid, ServiceSid, Timestamp, Webhook, WebhookSid};
use countersign_store::{services, webhook_events, webhooks};
use serde_json::json;

use super::absent;
use crate::commands::Failure;
use crate::control::Answer;

/// Webhooks read at once.
const CHUNK: i64 = 500;

/// All webhooks of an account, or of one service of it, oldest first.
pub(super) async fn list(
    engine: &Engine,
    account: AccountSid,
    service: Option<ServiceSid>,
) -> Result<Answer, Failure> {
    if let Some(service) = service {
        let found = engine.store().read(move |tx| services::find(tx, account, service)).await;
        if found.map_err(Failure::of)?.is_none() {
            let sentence =
                format!("account {account} has no service {service}: see countersign service list");
            return Err(Failure::new(sentence));
        }
    }
    let mut found = all(engine).await?;
    found.retain(|it| it.account_sid == account && service.is_none_or(|service| it.service_sid == service));
    let rows = found.iter().map(|it| {
        [
            json!(it.sid.to_string()),
            json!(it.service_sid.to_string()),
            json!(it.friendly_name.as_str()),
            json!(it.event_types.names()),
            json!(state(it)),
        ]
    });
    Ok(Answer::table(["webhook", "service", "name", "events", "state"], rows))
}

/// Every webhook that there is.
pub(crate) async fn all(engine: &Engine) -> Result<Vec<Webhook>, Failure> {
    let mut found: Vec<Webhook> = Vec::new();
    loop {
        let after = found.last().map(|it| it.sid.to_string()).unwrap_or_default();
        let page =
            engine.store().report(move |tx| webhooks::walk(tx, &after, CHUNK)).await.map_err(Failure::of)?;
        if page.is_empty() {
            return Ok(found);
        }
        found.extend(page);
    }
}

pub(super) async fn show(
    engine: &Engine,
    account: AccountSid,
    service: ServiceSid,
    webhook: WebhookSid,
) -> Result<Answer, Failure> {
    let found = engine.store().read(move |tx| match webhooks::find(tx, account, service, webhook)? {
        Some(found) => webhook_events::waiting_for(tx, webhook).map(|waiting| Some((found, waiting))),
        None => Ok(None),
    });
    let (found, waiting) = found.await.map_err(Failure::of)?.ok_or_else(|| absent(service, webhook))?;
    Ok(record(&found, Some(waiting)))
}

/// How it does, in a word or two.
fn state(it: &Webhook) -> String {
    match (it.full_since, &it.failure) {
        (Some(_), _) => format!("{}, full", it.status.as_str()),
        (None, Some(why)) => format!("{}, failing: {why}", it.status.as_str()),
        (None, None) => it.status.as_str().to_owned(),
    }
}

/// A webhook with all that is known of it.
pub(super) fn record(it: &Webhook, waiting: Option<i64>) -> Answer {
    let moment = |at: Option<Timestamp>| json!(at.map(|at| at.to_string()));
    let mut fields = vec![
        ("webhook", json!(it.sid.to_string())),
        ("service", json!(it.service_sid.to_string())),
        ("name", json!(it.friendly_name.as_str())),
        ("events", json!(it.event_types.names())),
        ("url", json!(it.url.as_str())),
        ("status", json!(it.status.as_str())),
        ("version", json!(it.version.as_str())),
        ("failing_since", moment(it.failing_since)),
        ("failure", json!(it.failure)),
        ("full_since", moment(it.full_since)),
    ];
    if let Some(waiting) = waiting {
        fields.push(("waiting", json!(waiting)));
    }
    fields.push(("date_created", json!(it.created_at.to_string())));
    fields.push(("date_updated", json!(it.updated_at.to_string())));
    Answer::Record(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
