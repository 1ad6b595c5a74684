//! Rate limits themselves.

use countersign_engine::Engine;
use countersign_engine::rate_limit::CreateRateLimitError;
use countersign_model::{
    AccountSid, Actor, Description, PageRequest, RateLimit, RateLimitTarget, ServiceSid, UniqueName,
};
use countersign_store::{buckets, rate_limits, services};
use serde_json::json;

use super::{absent, no_service, table};
use crate::commands::Failure;
use crate::control::Answer;

/// More than a service or a limit can have.
const ALL: PageRequest = PageRequest::first(1000);

pub(super) async fn create(
    engine: &Engine,
    account: AccountSid,
    service: ServiceSid,
    (name, description): (&str, Option<String>),
    by: Actor,
) -> Result<Answer, Failure> {
    let name: UniqueName = name.parse().map_err(|_| {
        Failure::new(format!("{name} can't be a name: it is 1 to 255 letters, digits, - _ and ."))
    })?;
    let description = description.map(|text| described(&text)).transpose()?.flatten();
    let made = engine.create_rate_limit(account, service, name.clone(), description, by).await;
    made.map(|made| Answer::Record(fields(&made).into())).map_err(|error| match error {
        CreateRateLimitError::NoService => no_service(account, service),
        CreateRateLimitError::NameTaken => {
            Failure::new(format!("service {service} has a rate limit {name} already"))
        }
        CreateRateLimitError::Enough => Failure::new(format!(
            "service {service} has as many rate limits as it may: delete one, or set limits.rate_limits.per_service"
        )),
        CreateRateLimitError::Store(error) => Failure::of(error),
    })
}

pub(super) async fn list(
    engine: &Engine,
    account: AccountSid,
    service: ServiceSid,
) -> Result<Answer, Failure> {
    let found = engine.store().read(move |tx| {
        if services::find(tx, account, service)?.is_none() {
            return Ok(None);
        }
        let mut rows = Vec::new();
        for limit in rate_limits::list(tx, account, service, &ALL)?.rows {
            let buckets = buckets::list(tx, limit.sid, &ALL)?.rows;
            let windows =
                buckets.iter().map(|it| format!("{} in {} s", it.window.max(), it.window.seconds()));
            rows.push((windows.collect::<Vec<_>>().join(", "), limit));
        }
        Ok(Some(rows))
    });
    let rows = found.await.map_err(Failure::of)?.ok_or_else(|| no_service(account, service))?;
    let rows = rows.iter().map(|(windows, limit)| {
        [
            json!(limit.sid.to_string()),
            json!(limit.unique_name.as_str()),
            json!(windows),
            json!(limit.description.as_ref().map(Description::as_str)),
        ]
    });
    Ok(Answer::table(["rate limit", "name", "buckets", "description"], rows))
}

pub(super) async fn show(
    engine: &Engine,
    account: AccountSid,
    service: ServiceSid,
    target: RateLimitTarget,
) -> Result<Answer, Failure> {
    let asked = target.clone();
    let found = engine.store().read(move |tx| match rate_limits::find(tx, account, service, &asked)? {
        Some(limit) => {
            let buckets = buckets::list(tx, limit.sid, &ALL)?.rows;
            Ok(Some((limit, buckets)))
        }
        None => Ok(None),
    });
    let (limit, buckets) = found.await.map_err(Failure::of)?.ok_or_else(|| absent(service, &target))?;
    Ok(Answer::Detailed {
        fields: fields(&limit).into(),
        lists: vec![("buckets".to_owned(), table(&buckets))],
    })
}

pub(super) async fn update(
    engine: &Engine,
    account: AccountSid,
    service: ServiceSid,
    (target, description): (RateLimitTarget, &str),
    by: Actor,
) -> Result<Answer, Failure> {
    let description = Some(described(description)?);
    let changed = engine.update_rate_limit(account, service, target.clone(), description, by).await;
    let changed = changed.map_err(Failure::of)?.ok_or_else(|| absent(service, &target))?;
    Ok(Answer::Record(fields(&changed).into()))
}

pub(super) async fn delete(
    engine: &Engine,
    account: AccountSid,
    service: ServiceSid,
    target: RateLimitTarget,
    by: Actor,
) -> Result<Answer, Failure> {
    let deleted = engine.delete_rate_limit(account, service, target.clone(), by).await;
    if deleted.map_err(Failure::of)? {
        Ok(Answer::Done(format!("{target} is deleted")))
    } else {
        Err(absent(service, &target))
    }
}

fn described(text: &str) -> Result<Option<Description>, Failure> {
    Description::parse(text).map_err(|_| Failure::new("a description is one line of up to 255 characters"))
}

fn fields(limit: &RateLimit) -> [(String, serde_json::Value); 6] {
    [
        ("rate_limit", json!(limit.sid.to_string())),
        ("service", json!(limit.service_sid.to_string())),
        ("unique_name", json!(limit.unique_name.as_str())),
        ("description", json!(limit.description.as_ref().map(Description::as_str))),
        ("date_created", json!(limit.created_at.to_string())),
        ("date_updated", json!(limit.updated_at.to_string())),
    ]
    .map(|(name, value)| (name.to_owned(), value))
}
